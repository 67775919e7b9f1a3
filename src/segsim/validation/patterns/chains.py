"""P16: chains of moves that new central market dwellings start."""

from collections.abc import Iterator

import numpy as np

from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate
from segsim.validation.patterns.paired import Mask, build, live, settled
from segsim.world import BuildingType, Tenure, World
from segsim.world.monitoring import mean_rank
from segsim.world.tables import F64, I64

YEARS = 3
CENTRAL_KM = 3.0
"""How near to the centre the new homes stand, as in the register study."""
SHARE_BUILT = 0.006
"""New homes against those there are: in Tampere some 900, enough to be counted."""
DEAREST = 0.2


@pattern("P16", "chains of moves of new central homes", "Bratu et al. 2021, Helsinki registers")
def check(effort: Effort) -> Iterator[Finding]:
    """Count by area the dwellings vacated along the chains, per 100 new dwellings."""
    found = [freed(settled(effort, seed)) for seed in effort.seeds(8, 2)]
    links = sum(one["all"] for one in found) / len(found)
    about = f"chains followed for {YEARS} years, {links:.0f} in the city"
    for level in ("neighbourhoods", "districts"):
        for part, low, high in (("half", 45.0, 75.0), ("fifth", 17.0, 41.0)):
            what = f"vacated per 100 new in the poorest {part} of {level}"
            values = [one[f"{level}, {part}"] for one in found]
            sooner = sum(one[f"{level}, {part}, sooner"] for one in found) / len(found)
            why = f"{about}; a year sooner {sooner:.0f}"
            yield estimate(what, low, high, values, why)


def freed(world: World, years: int = YEARS) -> dict[str, float]:
    """Return dwellings vacated along the chains of new homes, per 100 of these.

    ``sooner`` are those of all years but the last.

    The market notes which vacancy a mover leaves for which. What a chain has left vacant at the
    end of a year carries it on in the next; a newcomer or a young person leaving home ends it.
    """
    sites = dearest(world)
    homes = np.zeros(sites.size)
    homes[sites] = np.rint(SHARE_BUILT * world.neighbourhoods.stock.sum() / sites.sum())
    areas = {
        f"{level}, {part}": poorest(world, share, level == "districts")
        for level in ("neighbourhoods", "districts")
        for part, share in (("half", 0.5), ("fifth", 0.2))
    }
    vacated = _followed(world, homes, years)
    counts = {name: float(vacated[:, where].sum()) for name, where in areas.items()}
    for name, where in areas.items():
        counts[f"{name}, sooner"] = float(vacated[:-1, where].sum())
    counts["all"] = float(vacated.sum())
    return {name: 100.0 * count / float(homes.sum()) for name, count in counts.items()}


def _followed(world: World, homes: F64, years: int) -> I64:
    """Return the dwellings vacated along the chains of new ones [year, neighbourhood]."""
    d, vacated = world.dwellings, np.zeros((years, homes.size), np.int64)
    left_open = {"row": np.zeros(0, np.int64), "id": np.zeros(0, np.uint64)}

    def mark(world: World) -> None:
        depth = world.workspace.depth
        depth[...] = 0  # chains of other new homes do not count
        if world.year == 1:
            build(world, homes, BuildingType.HIGH_RISE)
        row = left_open["row"]
        still = (d.id[row] == left_open["id"]) & (d.standing[row] == 1) & (d.occupant[row] < 0)
        depth[row[still]] = 1

    def count(world: World) -> None:
        depth = world.workspace.depth
        np.add.at(vacated[world.year - 1], d.neighbourhood[np.flatnonzero(depth > 1)], 1)
        row = np.flatnonzero((depth > 0) & (d.occupant[: depth.size] < 0))
        left_open.update(row=row, id=d.id[row].copy())

    live(world, years, {"age_stock": mark, "clear_market": count})
    return vacated


def dearest(world: World) -> Mask:
    """Return the central ones among the neighbourhoods of the highest owner prices."""
    n, (x, y) = world.neighbourhoods, world.city.centre
    stock = n.stock[:, Tenure.OWNER, :]
    price = (n.price * stock).sum(axis=1) / np.maximum(stock.sum(axis=1), 1)
    dear = price >= np.quantile(price, 1.0 - DEAREST)
    return np.asarray(dear & (np.hypot(n.x - x, n.y - y) <= 1000.0 * CENTRAL_KM), np.bool_)


def poorest(world: World, share: float, districts: bool) -> Mask:
    """Return the areas of the lowest mean income rank that hold a share of the households."""
    n = world.neighbourhoods
    area = n.district.astype(np.int64) if districts else np.arange(n.room)
    households = np.bincount(area, n.households)
    rank = np.bincount(area, mean_rank(n) * n.households) / np.maximum(households, 1)
    order = np.argsort(rank, kind="stable")
    below = np.zeros(households.size, bool)
    below[order] = np.cumsum(households[order]) <= share * households.sum()
    return np.asarray(below[area], np.bool_)
