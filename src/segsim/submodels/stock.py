"""age_stock: wear, renovation, tearing down, completions, new construction and conversion."""

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.apportion import apportion
from segsim.kernels.wear import WearRules, age_dwellings
from segsim.maths import exps, total
from segsim.streams import Purpose, base, hashes, normals, uniforms
from segsim.submodels.surroundings import list_all
from segsim.world import BuildingType, Tenure, Vintage, World
from segsim.world.institutions import MARKET, Institutions, Project, cause_code
from segsim.world.tables import F64, I64

NEW_AREA = {BuildingType.LOW_RISE: 105.0, BuildingType.MID_RISE: 54.0, BuildingType.HIGH_RISE: 50.0}
"""Mean floor area of new dwellings, m² [assumption]."""


def age_stock(world: World) -> None:
    """Wear and renovate the stock, complete and start dwellings, convert tenures."""
    wear(world)
    complete_projects(world)
    start_projects(world)
    convert_tenures(world)
    list_all(world)
    depth = np.zeros(world.dwellings.room, np.uint8)
    depth[: world.workspace.depth.size] = world.workspace.depth
    world.workspace.depth = depth


def wear(world: World) -> None:
    """Age all dwellings; renovate where it pays and the collateral carries the loan."""
    p, n, d = world.parameters, world.neighbourhoods, world.dwellings
    rules, rows = world.institutions, world.dwelling_rows
    s = p.stock
    empty = n.vacant.sum(axis=(1, 2)) / np.maximum(n.stock.sum(axis=(1, 2)), 1)
    abandoned = np.where(empty > s.abandonment_vacancy, 40.0, 1.0)
    renovated = np.zeros(n.room, np.int64)
    torn = np.empty(d.room, np.int64)
    before = d.effective_age[:rows].copy() if rules.supports else None
    count = age_dwellings(
        d.columns(),
        rows,
        WearRules(
            s.wear,
            p.prices.hedonic,
            s.renovation_age,
            s.renovation_rate,
            s.renewal,
            s.demolition_rate,
        ),
        n.price,
        rules.renovation_cost * p.driver.construction_cost,
        rules.renovation_ltv,
        abandoned,
        world.calendar,
        base(world.seed, Purpose.RENOVATION, world.year),
        renovated,
        torn,
    )
    if before is not None:
        pay_support(world, d.effective_age[:rows] < before)
    remove_dwellings(world, torn[:count])
    world.records.count("renovated", renovated.sum())
    world.records.count("demolished", count)


def pay_support(world: World, renovated: NDArray[np.bool_]) -> None:
    """Charge what programmes pay for the m² renovated this year; ``renovated`` [dwelling row]."""
    d, rows = world.dwellings, np.flatnonzero(renovated)
    space = np.bincount(
        d.neighbourhood[rows], d.area[rows].astype(np.float64), world.neighbourhoods.room
    )
    for support in world.institutions.supports:
        eur = total(support.eur_m2 * space)
        world.ledger.charge(support.policy, world.calendar, support.payer, "capex", eur)


def remove_dwellings(world: World, rows: I64) -> None:
    """Take empty dwellings out of the stock."""
    n, d = world.neighbourhoods, world.dwellings
    at = (d.neighbourhood[rows], d.tenure[rows], d.building_type[rows])
    np.subtract.at(n.stock, at, 1)
    np.subtract.at(n.vacant, at, 1)
    d.clear(rows)


def complete_projects(world: World) -> None:
    """Add the dwellings of the projects that are ready this year."""
    rules = world.institutions
    ready = [project for project in rules.projects if project.completes <= world.calendar]
    rules.projects = [project for project in rules.projects if project.completes > world.calendar]
    world.workspace.depth = np.zeros(world.dwellings.room, np.uint8)
    completed = np.zeros((world.neighbourhoods.room, 4), np.int64)
    for project in ready:
        completed += project.dwellings
        for policy, dwellings in project.due_to.items():
            rules.built[policy] = rules.built.get(policy, 0.0) + dwellings
        add_dwellings(world, project)
    world.workspace.completed = completed
    world.records.count("completed", completed.sum())


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
    d.area[rows] = np.clip(mean[kind] * spread, 20.0, 220.0)
    d.effective_age[rows] = 0.0
    d.quality[rows] = 1.0
    at = (place, tenure, kind)
    np.add.at(n.stock, at, 1)
    np.add.at(n.vacant, at, 1)
    depth = np.zeros(d.room, np.uint8)
    depth[: world.workspace.depth.size] = world.workspace.depth
    depth[rows] = 1
    world.workspace.depth = depth


def start_projects(world: World) -> None:
    """Zone plots for the expected growth and let builders start where it pays.

    Market dwellings start where a new dwelling sells above construction cost; social rental and
    right of occupancy, financed at cost, wherever plots are zoned. Programmes add plots.
    """
    n, lag = world.neighbourhoods, world.parameters.stock.lag_years
    start(world, zoned_plots(world), MARKET, n.building_type.astype(np.int64), lag)
    for zoning in sorted(world.institutions.zonings, key=lambda one: one.policy):
        kinds = np.full(n.room, zoning.building_type, np.int64)
        weights = social_only(zoning.dwellings) if zoning.social else None
        lag = zoning.lag_years
        started = start(world, zoning.dwellings, zoning.cause, kinds, lag, weights)
        advanced = zoning.advance * int(started[:, Tenure.SOCIAL_RENT].sum())
        world.ledger.charge(zoning.policy, world.calendar, zoning.payer, "capex", advanced)


def zoned_plots(world: World) -> F64:
    """Return the plots that the ordinary plan opens this year [neighbourhood], dwellings.

    The city plans for its growth, and corrects the vacancy towards the initial one with regard
    to what is under way beyond the ordinary.
    """
    p, n = world.parameters, world.neighbourhoods
    stock = int(n.stock.sum())
    ordinary = p.driver.growth * stock
    under_way = sum(int(project.dwellings.sum()) for project in world.institutions.projects)
    excess = int(n.vacant.sum()) - world.start.vacancy * stock
    excess += under_way - ordinary * (p.stock.lag_years - 1)
    plots = max(0.0, ordinary - p.stock.vacancy_response * excess)
    pays = profit(world, n.building_type.astype(np.int64)) > 0.0
    # The plan is rolling: what is built is zoned again in the same places.
    weight = np.maximum(n.infill_capacity, 0.0) * np.where(pays, 1.0, 0.2)
    return np.asarray(weight * (plots / max(total(weight), 1e-9)), np.float64)


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
    world: World, plots: F64, cause: str, kinds: I64, lag: int, weights: F64 | None = None
) -> I64:
    """Start dwellings on the plots [neighbourhood] by ``weights`` or the tenure split in force.

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
        rules.projects.append(Project(world.calendar + lag, cause, kinds, started, due_to))
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


def convert_tenures(world: World) -> None:
    """Let investors turn vacant owner flats into rentals where rents beat prices, and back."""
    n, d, p = world.neighbourhoods, world.dwellings, world.parameters
    rows = np.flatnonzero(
        (d.standing[: world.dwelling_rows] == 1) & (d.occupant[: world.dwelling_rows] < 0)
    )
    rows = rows[(d.tenure[rows] == Tenure.OWNER) | (d.tenure[rows] == Tenure.PRIVATE_RENT)]
    rows = rows[d.building_type[rows] != BuildingType.LOW_RISE]
    place, kind = d.neighbourhood[rows], d.building_type[rows]
    yields = 12.0 * n.rent[place, kind] / np.maximum(n.price[place, kind], 1.0)
    # A low price bears a risk that investors want paid, so that yields compare by price level.
    excess = yields / p.prices.rent_yield - 1.0
    owner = d.tenure[rows] == Tenure.OWNER
    chance = p.stock.conversion_rate * np.maximum(np.where(owner, excess, -excess), 0.0)
    draws = uniforms(world.seed, Purpose.INVESTMENT, world.year, d.id[rows])
    turned = draws < chance
    changed, was = rows[turned], d.tenure[rows[turned]]
    new = np.where(was == Tenure.OWNER, Tenure.PRIVATE_RENT, Tenure.OWNER).astype(np.uint8)
    place, kind = d.neighbourhood[changed], d.building_type[changed]
    for table in (n.stock, n.vacant):
        np.subtract.at(table, (place, was, kind), 1)
        np.add.at(table, (place, new, kind), 1)
    d.tenure[changed] = new
    world.records.count("converted", changed.size)
