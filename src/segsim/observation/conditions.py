"""How people live, the condition of the stock, and figures by its classes (vintage and type)."""

from collections.abc import Iterator

import numpy as np

from segsim import indices
from segsim.observation.segregation import FOREIGN, HIGH, Value
from segsim.observation.snapshot import Snapshot
from segsim.submodels.services import shops
from segsim.world import BUILDING_TYPES, VINTAGES, Tenure, Vintage, World
from segsim.world.institutions import Lift
from segsim.world.monitoring import mean_rank
from segsim.world.tables import F64, I64

PLACES = {
    "community": Lift.COMMUNITY, "safety": Lift.SAFETY, "services": Lift.SERVICES,
    "reputation": Lift.IMAGE,
}  # fmt: skip
"""States of neighbourhoods and what programmes hold up in each."""
FEW = 5
"""Neighbourhoods of a class among which there is something to compare."""


def living(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield how long and how well people live where they live.

    States of places are means over households: of all, and of the third of neighbourhoods with
    the lowest incomes now (``poorest``), both with what programmes hold up. ``school_name`` is
    what parents see of the catchment's school.
    """
    n, c = world.neighbourhoods, snapshot.counts
    housed = max(int(n.households.sum()), 1)
    yield "pensioner_share", "city", "all", int(c.old.sum()) / housed
    yield "stay_years", "city", "all", int(c.stay.sum()) / housed
    yield "attachment", "city", "all", float(c.bond.sum()) / housed
    renters = max(int(c.tenure[:, Tenure.PRIVATE_RENT :].sum()), 1)
    evictions = 1000.0 * world.records.flows.get("evictions", 0.0) / renters
    yield "evictions_per_1000_tenants", "city", "all", evictions
    rank = mean_rank(n)
    third = rank <= np.quantile(rank, 1 / 3)
    rules = world.institutions
    states = {name: rules.lifted(getattr(n, name), what) for name, what in PLACES.items()}
    states["school_name"] = rules.school_names(world.schools.perceived)[n.school]
    for name, state in states.items():
        yield name, "city", "all", average(state, n.households)
        yield name, "city", "poorest", average(state[third], n.households[third])
    premises = np.minimum(shops(world), 1.0)
    yield "vacant_shops", "city", "all", 1.0 - average(premises, n.spending)


def stock(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield condition, renovation, prices between places, and where social rental stands."""
    p, n, d = world.parameters, world.neighbourhoods, world.dwellings
    rows = np.flatnonzero(d.standing[: world.dwelling_rows])
    quality = d.quality[rows].astype(np.float64)
    yield "condition", "city", "all", float(quality.mean())
    old = (d.vintage[rows] == Vintage.FROM_1960_TO_1979) | (
        d.vintage[rows] == Vintage.FROM_1980_TO_1999
    )
    renovated = d.effective_age[rows] < world.calendar - d.built[rows] - 0.5
    yield "renovated_share", "city", "1960_1999", mean_of(renovated[old])
    dwellings = n.stock.sum(axis=(1, 2))
    price, area = snapshot.prices[:, 0], snapshot.prices[:, 1]
    known = area > 0.0
    level = price[known] / area[known]
    cost = p.stock.construction_cost * p.driver.construction_cost
    yield "below_cost_share", "city", "all", mean_of(level < cost)
    low, high = np.quantile(level, [0.1, 0.9]) if level.size else (np.nan, np.nan)
    yield "price_p90_p10", "city", "all", float(high / low)
    place = np.bincount(d.neighbourhood[rows], quality, n.room) / np.maximum(dwellings, 1)
    cheap, dear = place[known][level <= low], place[known][level >= high]
    yield "condition_gap", "city", "price_deciles", mean_of(dear) - mean_of(cheap)
    social = n.stock[:, Tenure.SOCIAL_RENT].sum(axis=1)
    share = social / np.maximum(dwellings, 1)
    yield "social_rent_share", "city", "largest", float(share.max())
    yield "stock_entropy", "city", "all", average(entropy(n.stock.reshape(n.room, -1)), dwellings)
    yield "income_entropy", "city", "all", average(entropy(snapshot.classes), n.households)
    homes = np.stack([dwellings - social, social], axis=1)
    yield "gini", "neighbourhood", "social_rent", float(indices.gini(homes, group=1))


def classes_of_stock(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield who lives in neighbourhoods of each vintage and building type (rows 8.1, 8.3, 8.4)."""
    n = world.neighbourhoods
    ranks = mean_rank(n) / 65535.0
    for vintage, era in enumerate(VINTAGES):
        for kind, building in enumerate(BUILDING_TYPES):
            here = (n.vintage == vintage) & (n.building_type == kind)
            if not here.any():
                continue
            group, language = f"{era}_{building}", snapshot.language[here]
            households = max(int(language.sum()), 1)
            yield "mean_rank", "stock", group, average(ranks[here], n.households[here])
            yield "foreign_share", "stock", group, int(language[:, FOREIGN].sum()) / households
            high = int(snapshot.classes[here, HIGH].sum()) / households
            yield "high_income_share", "stock", group, high
            if here.sum() >= FEW:
                apart = indices.adjusted_dissimilarity(language, group=FOREIGN)
                yield "adjusted_dissimilarity", "stock", group, float(apart)


def entropy(counts: I64) -> F64:
    """Return the entropy of what each neighbourhood holds [neighbourhood, kind], natural logs."""
    share = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    return np.asarray(-(share * np.log(np.where(share > 0.0, share, 1.0))).sum(axis=1), np.float64)


def average(values: F64, weight: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> float:
    """Return a weighted mean; nan where nothing weighs."""
    heavy = np.asarray(weight, np.float64)
    total = float(heavy.sum())
    return float((values * heavy).sum()) / total if total > 0.0 else float("nan")


def mean_of(values: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> float:
    """Return the mean; nan of nothing."""
    return float(values.mean()) if values.size else float("nan")
