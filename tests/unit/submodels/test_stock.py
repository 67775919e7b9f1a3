"""Wear, renovation, construction, conversion and tearing down."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.submodels.stock import (
    age_stock,
    complete_projects,
    convert_tenures,
    start_projects,
    wear,
    zoned_plots,
)
from segsim.world import Tenure, Vintage
from segsim.world.institutions import Project, Zoning

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


@pytest.fixture
def world(city):
    return city.live_until(city.settled(households=3_000), "age_stock")


def changed(world, **values):
    stock = world.parameters.stock.model_copy(update=values)
    world.parameters = world.parameters.model_copy(update={"stock": stock})
    return world


def standing(world):
    return np.flatnonzero(world.dwellings.standing[: world.dwelling_rows])


def test_dwellings_wear_and_quality_follows(world):
    changed(world, renovation_rate=0.0, demolition_rate=0.0)
    rows, d = standing(world), world.dwellings
    before = d.effective_age[rows].copy()
    wear(world)
    assert np.allclose(d.effective_age[rows], before + 1.0)
    assert np.allclose(d.quality[rows], np.exp(-0.015 * (before + 1.0)), rtol=1e-6)


def renovations(world, price, cost, loan):
    """Return which dwellings were renovated, with the rules of one neighbourhood price."""
    changed(world, renovation_rate=1.0, demolition_rate=0.0)
    world.neighbourhoods.price[:] = price
    world.institutions.renovation_cost[:] = cost
    world.institutions.renovation_ltv[:] = loan
    rows = standing(world)
    before = world.dwellings.effective_age[rows].astype(float)
    wear(world)
    return before + 1.0, world.dwellings.effective_age[rows] < before


@pytest.mark.parametrize(
    ("price", "cost", "loan"),
    [(2_500.0, 400.0, 0.65), (1_500.0, 300.0, 0.5), (4_000.0, 1_500.0, 0.9)],
)
def test_renovation_happens_just_where_it_pays_and_the_collateral_carries_it(
    world, price, cost, loan
):
    s, elasticity = world.parameters.stock, world.parameters.prices.hedonic
    age, done = renovations(world, price, cost, loan)
    decay = s.wear * elasticity
    now = price * np.exp(-decay * age)
    gain = price * np.exp(-decay * age * (1.0 - s.renewal)) - now
    wanted = (age >= s.renovation_age) & (gain > cost) & (cost <= loan * now)
    assert np.array_equal(done, wanted)
    assert world.records.flows["renovated"] == wanted.sum()


def test_nobody_renovates_at_a_loss_or_without_collateral(world):
    assert renovations(deepcopy(world), 3_000.0, 2_900.0, 1.0)[1].sum() == 0
    assert renovations(deepcopy(world), 3_000.0, 200.0, 0.0)[1].sum() == 0
    assert renovations(deepcopy(world), 3_000.0, 200.0, 1.0)[1].sum() > 100


def test_renovation_takes_away_its_share_of_the_age(world):
    rows = standing(world)
    age, done = renovations(world, 3_000.0, 200.0, 1.0)
    assert np.allclose(world.dwellings.effective_age[rows[done]], 0.25 * age[done])
    assert not np.any(done & (age < 35.0))


def test_renovation_is_considered_with_its_chance(world):
    changed(world, renovation_rate=0.3)
    world.neighbourhoods.price[:] = 3_000.0
    world.institutions.renovation_cost[:] = 1.0
    world.institutions.renovation_ltv[:] = 1.0
    rows = standing(world)
    old = world.dwellings.effective_age[rows] + 1.0 >= 35.0
    before = world.dwellings.effective_age[rows].copy()
    wear(world)
    done = (world.dwellings.effective_age[rows] < before)[old]
    assert abs(done.mean() - 0.3) < 4.0 * np.sqrt(0.21 / old.sum())


def test_only_empty_old_dwellings_are_torn_down_and_faster_where_many_are_empty(world):
    changed(world, demolition_rate=0.1, renovation_rate=0.0, abandonment_vacancy=0.25)
    world.dwellings.effective_age[standing(world)] = 60.0
    old = world.calendar - world.dwellings.built > 40
    vacant = world.dwellings.occupant < 0
    stands = world.dwellings.standing.copy() == 1
    wear(world)
    gone = stands & (world.dwellings.standing == 0)
    assert 0 < gone.sum() < (vacant & old & stands).sum()
    assert not np.any(gone & ~(vacant & old))
    assert world.records.flows["demolished"] == gone.sum()
    world.check()


def test_an_abandoned_neighbourhood_is_torn_down_forty_times_as_fast(world):
    changed(world, demolition_rate=0.02, renovation_rate=0.0, abandonment_vacancy=0.0)
    world.dwellings.effective_age[standing(world)] = 60.0
    old = (world.calendar - world.dwellings.built > 40) & (world.dwellings.standing == 1)
    chosen = old & (world.dwellings.occupant < 0)
    wear(world)  # .02 × 40 = .8
    share = (world.dwellings.standing[chosen] == 0).mean()
    assert abs(share - 0.8) < 4.0 * np.sqrt(0.16 / chosen.sum())


def project(world, years, cause="market", counts=((0, SOCIAL, 3), (1, OWNER, 2)), kind=1):
    dwellings = np.zeros((world.neighbourhoods.room, 4), np.int64)
    for place, tenure, number in counts:
        dwellings[place, tenure] = number
    kinds = np.full(world.neighbourhoods.room, kind, np.int64)
    return Project(world.calendar + years, cause, kinds, dwellings)


def test_projects_are_completed_when_they_are_due(world):
    world.institutions.projects = [project(world, 0), project(world, 1, counts=((2, PRIVATE, 5),))]
    n, d, before = world.neighbourhoods, world.dwellings, standing(world)
    stock = n.stock.copy()
    complete_projects(world)
    new = np.setdiff1d(standing(world), before)
    assert new.size == 5
    assert len(world.institutions.projects) == 1
    assert n.stock[0, SOCIAL, 1] - stock[0, SOCIAL, 1] == 3
    assert n.stock[1, OWNER, 1] - stock[1, OWNER, 1] == 2
    assert np.all(d.occupant[new] == -1)
    assert np.all(d.quality[new] == 1.0)
    assert np.all(d.effective_age[new] == 0.0)
    assert np.all(d.built[new] == world.calendar)
    assert np.all(d.vintage[new] == Vintage.SINCE_2000)
    assert np.all((d.area[new] >= 20.0) & (d.area[new] <= 220.0))
    assert np.all(world.workspace.depth[new] == 1)  # the first of a chain of moves
    assert world.records.flows["completed"] == 5
    assert world.workspace.completed.sum() == 5
    world.check()


def test_identities_of_new_dwellings_hang_on_cause_place_year_and_ordinal(world):
    found = []
    for causes in (["market"], ["fill"], ["market", "fill"], ["fill", "market"]):
        w = deepcopy(world)
        w.institutions.projects = [project(w, 0, cause) for cause in causes]
        before = standing(w)
        complete_projects(w)
        found.append(set(w.dwellings.id[np.setdiff1d(standing(w), before)].tolist()))
    market, fill, both, swapped = found
    assert not market & fill
    assert both == swapped == market | fill


def test_more_of_a_project_keep_the_identities_of_the_first(world):
    small, large = deepcopy(world), deepcopy(world)
    small.institutions.projects = [project(world, 0, counts=((0, SOCIAL, 2),))]
    large.institutions.projects = [project(world, 0, counts=((0, SOCIAL, 4), (1, OWNER, 1)))]
    ids = []
    for w in (small, large):
        before = standing(w)
        complete_projects(w)
        ids.append(set(w.dwellings.id[np.setdiff1d(standing(w), before)].tolist()))
    assert ids[0] < ids[1]


def new_projects(world):
    world.institutions.projects = []
    start_projects(world)
    made = world.institutions.projects
    return sum(
        (p.dwellings for p in made), np.zeros((world.neighbourhoods.room, 4), np.int64)
    ), made


def test_the_market_builds_only_where_a_new_home_sells_above_its_cost(world):
    n = world.neighbourhoods
    cost = world.parameters.stock.construction_cost
    n.price[:] = cost * 1.01
    n.price[::2] = cost * 0.99
    changed(world, vacancy_response=0.0)
    world.parameters = world.parameters.model_copy(
        update={"driver": world.parameters.driver.model_copy(update={"growth": 0.1})}
    )
    built, made = new_projects(world)
    assert built[:, [OWNER, PRIVATE]].sum() > 100
    assert not built[::2, [OWNER, PRIVATE]].any()
    assert built[::2, SOCIAL].sum() > 0
    assert all(p.completes == world.calendar + world.parameters.stock.lag_years for p in made)


def test_where_nothing_pays_only_social_and_occupancy_homes_are_built(world):
    world.neighbourhoods.price[:] = 1_000.0
    changed(world, vacancy_response=0.0)
    built, _ = new_projects(world)
    assert not built[:, [OWNER, PRIVATE]].any()
    assert built[:, SOCIAL].sum() > 0


def test_the_tenure_split_in_force_is_built(world):
    world.neighbourhoods.price[:] = 9_000.0
    zone = np.full(world.neighbourhoods.room, 50.0)
    for split in ([0.4, 0.1, 0.2, 0.3], [0.0, 0.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]):
        shares = np.array(split) / np.sum(split)
        world.institutions.tenure_split = np.tile(shares, (world.neighbourhoods.room, 1))
        world.institutions.zonings = [Zoning("fill", zone, 1, 3)]
        world.institutions.projects = []
        start_projects(world)
        made = next(p for p in world.institutions.projects if p.cause == "policy.fill")
        wanted = shares * zone.sum()
        assert np.all(np.abs(made.dwellings.sum(axis=0) - wanted) <= 1.0)
        assert made.completes == world.calendar + 3
        assert np.all(made.building_type == 1)


def test_every_place_builds_its_own_split_and_the_city_their_sum(world):
    world.neighbourhoods.price[:] = 9_000.0
    n = world.neighbourhoods
    split = np.tile([0.5, 0.1, 0.2, 0.2], (n.room, 1))
    split[:2] = [0.0, 0.0, 0.0, 1.0]
    zone = np.full(n.room, 50.0)
    world.institutions.tenure_split = split
    world.institutions.zonings = [Zoning("fill", zone, 1, 3)]
    world.institutions.projects = []
    start_projects(world)
    made = next(p for p in world.institutions.projects if p.cause == "policy.fill").dwellings
    assert np.all(np.abs(made.sum(axis=0) - (zone[:, None] * split).sum(axis=0)) <= 1.0)
    assert np.all(np.abs(made - zone[:, None] * split) < 2.0)
    assert not made[:2, :SOCIAL].any()


def test_market_homes_that_do_not_pay_in_a_place_of_another_split_are_built_elsewhere(world):
    n = world.neighbourhoods
    n.price[:] = 9_000.0
    n.price[:2] = 100.0
    zone = np.full(n.room, 50.0)
    world.institutions.tenure_split[:2] = [0.4, 0.0, 0.4, 0.2]
    world.institutions.zonings = [Zoning("fill", zone, 1, 3)]
    world.institutions.projects = []
    start_projects(world)
    made = next(p for p in world.institutions.projects if p.cause == "policy.fill").dwellings
    assert not made[:2, [OWNER, PRIVATE]].any()
    wanted = (zone[:, None] * world.institutions.tenure_split).sum(axis=0)
    assert np.all(np.abs(made.sum(axis=0) - wanted) <= 1.0)


def test_an_area_closed_to_social_rental_builds_its_other_tenures_and_loses_no_plot(world):
    world.neighbourhoods.price[:] = 9_000.0
    zone = np.full(world.neighbourhoods.room, 50.0)
    world.institutions.steering[:, SOCIAL] = 0.0
    world.institutions.zonings = [Zoning("fill", zone, 1, 3)]
    world.institutions.projects = []
    start_projects(world)
    made = next(p for p in world.institutions.projects if p.cause == "policy.fill").dwellings
    assert not made[:, SOCIAL].any()
    assert made.sum() == zone.sum()


def test_steering_moves_a_tenure_between_neighbourhoods(world):
    world.neighbourhoods.price[:] = 9_000.0
    zone = np.full(world.neighbourhoods.room, 50.0)
    world.institutions.zonings = [Zoning("fill", zone, 1, 3)]
    world.institutions.steering[0, SOCIAL] = 0.0
    world.institutions.steering[1, SOCIAL] = 3.0
    world.institutions.projects = []
    start_projects(world)
    made = next(p for p in world.institutions.projects if p.cause == "policy.fill").dwellings
    assert made[0, SOCIAL] == 0
    assert made[1, SOCIAL] == pytest.approx(3 * made[2, SOCIAL], abs=2)
    assert made[:, SOCIAL].sum() == pytest.approx(0.2 * zone.sum(), abs=1)


def test_the_plan_follows_growth_and_corrects_vacancy(world):
    def plots(growth, response, vacancy):
        w = changed(deepcopy(world), vacancy_response=response)
        w.parameters = w.parameters.model_copy(
            update={"driver": w.parameters.driver.model_copy(update={"growth": growth})}
        )
        w.institutions.projects = []
        w.start.vacancy = vacancy
        return zoned_plots(w).sum()

    stock = world.neighbourhoods.stock.sum()
    assert plots(0.02, 0.0, 0.08) == pytest.approx(0.02 * stock)
    assert plots(0.0, 0.0, 0.08) == 0.0
    assert plots(0.01, 0.5, 0.15) > plots(0.01, 0.5, 0.08) > plots(0.01, 0.5, 0.02) >= 0.0


def test_what_is_under_way_counts_against_the_plan(world):
    changed(world, vacancy_response=0.5)
    world.institutions.projects = []
    without = zoned_plots(world).sum()
    world.institutions.projects = [project(world, 1, counts=((0, OWNER, 10),))]
    assert zoned_plots(world).sum() == pytest.approx(without - 0.5 * 10)


def conversions(world, factor):
    """Return tenures before and after where yields are ``factor`` times the required one."""
    changed(world, conversion_rate=1.0)
    n, d = world.neighbourhoods, world.dwellings
    n.price[:] = 3_000.0
    n.rent[:] = factor * world.parameters.prices.rent_yield * 3_000.0 / 12.0
    before = d.tenure.copy()
    convert_tenures(world)
    world.check()
    return before, d.tenure


@pytest.mark.parametrize(
    ("factor", "was", "becomes"), [(1.4, OWNER, PRIVATE), (0.6, PRIVATE, OWNER)]
)
def test_investors_convert_in_the_direction_of_the_yield(world, factor, was, becomes):
    d = world.dwellings
    vacant = (d.standing == 1) & (d.occupant < 0) & (d.building_type != 0)
    before, after = conversions(world, factor)
    turned = before != after
    assert turned.sum() > 5
    assert set(before[turned]) == {was}
    assert set(after[turned]) == {becomes}
    assert np.all(vacant[turned])  # never an occupied home, never a small house
    share = turned[vacant & (before == was)].mean()
    assert abs(share - 0.4) < 4.0 * np.sqrt(0.24 / (vacant & (before == was)).sum())
    assert world.records.flows["converted"] == turned.sum()


def test_nobody_converts_where_the_yield_is_as_required(world):
    before, after = conversions(world, 1.0 + 1e-9)
    assert np.array_equal(before, after)


def test_a_year_of_the_stock_lists_every_dwelling_anew(world):
    world.institutions.projects = [project(world, 0)]
    age_stock(world)
    listings = world.workspace.listings
    rows = standing(world)
    assert np.array_equal(listings["place"][rows], world.dwellings.neighbourhood[rows])
    assert np.array_equal(listings["id"][rows], world.dwellings.id[rows])
    assert np.array_equal(listings["tenure"][rows], world.dwellings.tenure[rows])
    assert world.workspace.depth.size == world.dwellings.room


def test_the_split_of_a_start_adds_up_to_the_plots(world):
    """Rounding tenure by tenure must not build more or fewer than the plots there are."""
    world.neighbourhoods.price[:] = 9_000.0
    zone = np.zeros(world.neighbourhoods.room)
    for plots in range(1, 40):
        zone[0] = plots
        world.institutions.zonings = [Zoning("fill", zone, 1, 3)]
        world.institutions.projects = []
        start_projects(world)
        made = [p.dwellings.sum() for p in world.institutions.projects if p.cause == "policy.fill"]
        assert sum(made) == plots


def test_no_place_is_left_out_for_ever_by_rounding(world):
    """Places with equal plots build the same in the long run, also where that is few a year."""
    n = world.neighbourhoods
    n.price[:] = 9_000.0
    built = np.zeros(n.room)
    for _ in range(40):
        world.year += 1
        world.institutions.zonings = [Zoning("fill", np.full(n.room, 2.0), 1, 3)]
        world.institutions.projects = []
        start_projects(world)
        made = [p for p in world.institutions.projects if p.cause == "policy.fill"]
        built += sum(p.dwellings[:, SOCIAL] for p in made)
    assert built.sum() > 2 * n.room
    assert built.min() > 0.3 * built.mean()


def test_there_are_four_tenures():
    assert [int(t) for t in Tenure] == [OWNER, OCCUPANCY, PRIVATE, SOCIAL]
