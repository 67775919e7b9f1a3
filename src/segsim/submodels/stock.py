"""age_stock: wear, renovation, tearing down, completions, new construction and conversion."""

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.wear import WearRules, age_dwellings
from segsim.maths import total
from segsim.streams import Purpose, base, uniforms
from segsim.submodels.clearing import clear_vacant
from segsim.submodels.renewal import give_notice, raise_rents, tear_down
from segsim.submodels.surroundings import asked_rent, list_all
from segsim.submodels.threads import in_parts, part_of
from segsim.submodels.works import add_dwellings, profit, remove_dwellings, social_only, start
from segsim.world import BuildingType, Tenure, World
from segsim.world.institutions import MARKET, policy_cause
from segsim.world.tables import F64, I64


def age_stock(world: World) -> None:
    """Wear and renovate the stock, complete and start dwellings, convert tenures."""
    wear(world)
    complete_projects(world)
    raise_rents(world)
    start_projects(world)
    tear_down(world)
    give_notice(world)
    clear_vacant(world)
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
    numbers = WearRules(
        s.wear, p.prices.hedonic, s.renovation_age, s.renovation_rate, s.renewal, s.demolition_rate
    )
    cost = np.maximum(rules.renovation_cost, 0.0) * p.driver.construction_cost
    key = base(world.seed, Purpose.RENOVATION, world.year)
    before = d.effective_age[:rows].copy() if rules.supports else None

    def wear_part(share: slice) -> tuple[int, I64]:
        renovated, torn = np.zeros(n.room, np.int64), np.empty(share.stop - share.start, np.int64)
        count = age_dwellings(
            part_of(d.columns(), share),
            torn.size,
            numbers,
            n.price,
            cost,
            rules.renovation_ltv,
            abandoned,
            world.calendar,
            key,
            renovated,
            torn,
        )
        return int(renovated.sum()), torn[:count] + share.start

    renovated, torn = zip(*in_parts(rows, world.threads, wear_part), strict=True)
    if before is not None:
        pay_support(world, d.effective_age[:rows] < before)
    demolished = np.concatenate(torn)
    remove_dwellings(world, demolished)
    world.records.count("renovated", sum(renovated))
    world.records.count("demolished", demolished.size)


def pay_support(world: World, renovated: NDArray[np.bool_]) -> None:
    """Charge what programmes pay for the m² renovated this year; ``renovated`` [dwelling row].

    Their parts are of the ordinary cost, and follow the driver as the whole of it does. Where they
    add up to more than the whole, each pays its part of it.
    """
    d, rows, driver = world.dwellings, np.flatnonzero(renovated), world.parameters.driver
    space = np.bincount(
        d.neighbourhood[rows], d.area[rows].astype(np.float64), world.neighbourhoods.room
    )
    ordinary, left = world.rules.renovation_cost, world.institutions.renovation_cost
    part = np.where(left < 0.0, ordinary / np.maximum(ordinary - left, 1e-9), 1.0)
    for support in world.institutions.supports:
        paid = support.eur_m2 * part if support.of_cost else support.eur_m2
        eur = total(paid * space) * driver.construction_cost
        world.ledger.charge(support.policy, world.calendar, support.payer, "capex", eur)


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


def start_projects(world: World) -> None:
    """Zone plots for the expected growth and let builders start where it pays.

    Market dwellings start where a new dwelling sells above construction cost; social rental and
    right of occupancy, financed at cost, wherever plots are zoned. Programmes add plots.
    """
    n, lag = world.neighbourhoods, world.parameters.stock.lag_years
    plots = redirect(world, zoned_plots(world), lag)
    start(world, plots, MARKET, n.building_type.astype(np.int64), lag)
    for zoning in sorted(world.institutions.zonings, key=lambda one: one.policy):
        kinds = np.full(n.room, zoning.building_type, np.int64)
        weights = social_only(zoning.dwellings) if zoning.social else None
        if zoning.split is not None:
            weights = np.maximum(zoning.dwellings, 0.0)[:, None] * zoning.split
        lag = zoning.lag_years
        started = start(world, zoning.dwellings, zoning.cause, kinds, lag, weights)
        advanced = zoning.advance * int(started[:, Tenure.SOCIAL_RENT].sum())
        world.ledger.charge(zoning.policy, world.calendar, zoning.payer, "capex", advanced)


def redirect(world: World, plots: F64, lag: int) -> F64:
    """Start what programmes put on a share of the ordinary plots; return the plots left over.

    Where programmes want more than there is, each has its part.
    """
    wanted = sorted(world.institutions.redirections, key=lambda one: one.policy)
    if not wanted:
        return plots
    asked = np.stack([one.share for one in wanted])
    together = np.array([total(np.ascontiguousarray(column)) for column in asked.T])
    taken = asked / np.maximum(together, 1.0)
    for one, share in zip(wanted, taken, strict=True):
        own = plots * share
        cause, split = policy_cause(one.policy), own[:, None] * one.split
        started = start(world, own, cause, one.building_type, lag, split, one.area)
        eur = one.eur_per_dwelling * int(started.sum())
        world.ledger.charge(one.policy, world.calendar, "city", "capex", eur)
    return np.asarray(plots * (1.0 - np.minimum(together, 1.0)), np.float64)


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


def convert_tenures(world: World) -> None:
    """Let investors turn vacant owner flats into rentals where rents beat prices, and back."""
    n, d, p = world.neighbourhoods, world.dwellings, world.parameters
    rows = np.flatnonzero(
        (d.standing[: world.dwelling_rows] == 1) & (d.occupant[: world.dwelling_rows] < 0)
    )
    rows = rows[(d.tenure[rows] == Tenure.OWNER) | (d.tenure[rows] == Tenure.PRIVATE_RENT)]
    rows = rows[d.building_type[rows] != BuildingType.LOW_RISE]
    place, kind = d.neighbourhood[rows], d.building_type[rows]
    yields = 12.0 * asked_rent(world)[place, kind] / np.maximum(n.price[place, kind], 1.0)
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
