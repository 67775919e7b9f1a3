"""What every building and tearing down does: start, add and remove dwellings, tallies in step."""

import numpy as np

from segsim.kernels.apportion import apportion
from segsim.maths import exps, total
from segsim.streams import Purpose, base, hashes, normals, uniforms
from segsim.world import BuildingType, Tenure, Vintage, World
from segsim.world.institutions import Institutions, Project, cause_code
from segsim.world.tables import F64, I64

NEW_AREA = {BuildingType.LOW_RISE: 105.0, BuildingType.MID_RISE: 54.0, BuildingType.HIGH_RISE: 50.0}
"""Mean floor area of new dwellings, m² [assumption]."""


def remove_dwellings(world: World, rows: I64) -> None:
    """Take empty dwellings out of the stock."""
    n, d = world.neighbourhoods, world.dwellings
    at = (d.neighbourhood[rows], d.tenure[rows], d.building_type[rows])
    np.subtract.at(n.stock, at, 1)
    np.subtract.at(n.vacant, at, 1)
    d.clear(rows)


def add_dwellings(world: World, project: Project) -> None:
    """Add vacant new dwellings; identities are hashed from cause, place, year and ordinal."""
    n, d = world.neighbourhoods, world.dwellings
    place, tenure = np.nonzero(project.dwellings)
    sizes = project.dwellings[place, tenure]
    if sizes.size == 0:
        return
    rows = world.new_dwelling_rows(int(sizes.sum()))
    ordinal = np.concatenate([np.arange(size) for size in sizes]).astype(np.uint64)
    place, tenure = np.repeat(place, sizes), np.repeat(tenure, sizes)
    kind = project.building_type[place]
    code = np.uint64(cause_code(project.cause))
    key = n.id[place] ^ (code << np.uint64(40)) ^ (ordinal << np.uint64(4))
    key ^= tenure.astype(np.uint64)
    d.id[rows] = hashes(world.seed, Purpose.DWELLING, world.year, key)
    d.standing[rows] = 1
    d.tenure[rows] = tenure
    d.building_type[rows] = kind
    d.vintage[rows] = Vintage.SINCE_2000
    d.built[rows] = world.calendar
    d.neighbourhood[rows] = place
    d.occupant[rows] = -1
    spread = exps(0.25 * normals(d.id[rows]))
    mean = np.array([NEW_AREA[BuildingType(k)] for k in range(3)])
    size = mean[kind] if project.area is None else mean[kind] * project.area[place]
    d.area[rows] = np.clip(size * spread, 20.0, 220.0)
    d.effective_age[rows] = 0.0
    d.quality[rows] = 1.0
    at = (place, tenure, kind)
    np.add.at(n.stock, at, 1)
    np.add.at(n.vacant, at, 1)
    depth = np.zeros(d.room, np.uint8)
    depth[: world.workspace.depth.size] = world.workspace.depth
    depth[rows] = 1
    world.workspace.depth = depth


def profit(world: World, kinds: I64) -> F64:
    """Return price of a new dwelling of type ``kinds`` less its cost [neighbourhood], EUR/m²."""
    n = world.neighbourhoods
    price = n.price[np.arange(n.room), kinds]
    p = world.parameters
    return np.asarray(price - p.stock.construction_cost * p.driver.construction_cost, np.float64)


def social_only(plots: F64) -> F64:
    """Return dwellings wanted where plots take social rental alone [neighbourhood, tenure]."""
    weights = np.zeros((plots.size, 4))
    weights[:, Tenure.SOCIAL_RENT] = np.maximum(plots, 0.0)
    return weights


def start(
    world: World,
    plots: F64,
    cause: str,
    kinds: I64,
    lag: int,
    weights: F64 | None = None,
    area: F64 | None = None,
) -> I64:
    """Start dwellings on the plots [neighbourhood] by ``weights`` or the tenure split in force.

    ``area`` [neighbourhood] is their floor area against the ordinary.

    Returns
    -------
    I64
        Dwellings started [neighbourhood, tenure].
    """
    n, rules = world.neighbourhoods, world.institutions
    due = weights is None  # otherwise the split, which policies changed, has no part in it
    weights = intended(plots, rules) if weights is None else weights
    pays = profit(world, kinds) > 0.0
    started = np.zeros((n.room, 4), np.int64)
    by_tenure = np.array([total(np.ascontiguousarray(weights[:, tenure])) for tenure in Tenure])
    units = apportion(by_tenure, round(total(np.maximum(plots, 0.0))))
    for tenure in Tenure:
        column = np.ascontiguousarray(weights[:, tenure])
        if tenure in (Tenure.OWNER, Tenure.PRIVATE_RENT):
            column = np.where(pays, column, 0.0)
            # Plots where the market does not build are not lost: it builds on the others.
        key = base(world.seed, Purpose.CONSTRUCTION, world.year) ^ np.uint64(
            cause_code(cause) * 4 + tenure
        )
        started[:, tenure] = spread(column, int(units[tenure]), n.id, key)
    if started.any():
        due_to = due_to_policies(rules, started[:, Tenure.SOCIAL_RENT]) if due else {}
        rules.projects.append(Project(world.calendar + lag, cause, kinds, started, due_to, area))
    return started


def due_to_policies(rules: Institutions, social: I64) -> dict[str, F64]:
    """Return those of the social dwellings started that each policy brought [neighbourhood]."""
    share = np.maximum(rules.tenure_split[:, Tenure.SOCIAL_RENT], 1e-9)
    return {
        policy: np.asarray(social * np.minimum(added / share, 1.0), np.float64)
        for policy, added in rules.social_added.items()
    }


def intended(plots: F64, rules: Institutions) -> F64:
    """Return the dwellings that the rules want on the plots [neighbourhood, tenure].

    Every place has its own split. Steering moves a tenure between the places of one steered
    area and never out of it; where an area is closed to a tenure, its other tenures share the
    plots, so that none is lost.
    """
    split = np.maximum(plots, 0.0)[:, None] * rules.tenure_split
    steered = split * rules.steering
    for area in np.unique(rules.steered_area):
        here = np.flatnonzero(rules.steered_area == area)
        before = np.array([total(split[here, tenure]) for tenure in Tenure])
        after = np.array([total(steered[here, tenure]) for tenure in Tenure])
        still_open = np.where(after > 0.0, before, 0.0)
        if total(still_open) > 0.0:
            scale = still_open / np.where(after > 0.0, after, 1.0)
            steered[here] *= scale * (total(before) / total(still_open))
    return np.asarray(steered, np.float64)


def spread(
    weights: F64, units: int, ids: np.ndarray[tuple[int], np.dtype[np.uint64]], key: np.uint64
) -> I64:
    """Share out ``units`` by keyed systematic draws, so that nobody is left out for ever."""
    out = np.zeros(weights.size, np.int64)
    mass = total(weights)
    if mass <= 0.0 or units <= 0:
        return out
    lot = hashes(int(key >> np.uint64(11)), Purpose.CONSTRUCTION, 0, ids)
    order = np.argsort(lot, kind="stable")
    start = float(uniforms(int(key >> np.uint64(11)), Purpose.CONSTRUCTION, 1, ids[:1])[0])
    edges = np.floor(np.cumsum(weights[order]) * (units / mass) + start).astype(np.int64)
    edges[-1] = units
    out[order] = np.diff(edges, prepend=0)
    return out
