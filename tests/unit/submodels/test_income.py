"""Earnings, ranks, skill, wealth, arrears and evictions."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.maths import exp
from segsim.model.schedule import SCHEDULE
from segsim.submodels.earning import earning_rules, income
from segsim.submodels.leftovers import EVICTED
from segsim.submodels.ranking import rank_incomes
from segsim.world import Status

PRIVATE, SOCIAL = 2, 3


def test_ranks_equal_an_independent_computation(city, tell):
    """The mid-rank among all; log incomes fall into 65,536 cells from 500 to 2 million EUR."""
    world = city.settled(households=5_000)
    rank_incomes(world)
    rows = tell.living(world)
    income = world.households.income[rows].astype(np.float64)
    width = (np.log(2.0e6) - np.log(500.0)) / 65_535
    cells = np.clip(np.floor((np.log(income) - np.log(500.0)) / width), 0, 65_535)
    mid = np.array([2 * np.sum(cells < cell) + np.sum(cells == cell) for cell in cells])
    assert np.array_equal(world.households.rank[rows], mid * 65_535 // (2 * rows.size))


def test_ranks_follow_the_order_of_incomes(city, tell):
    world = city.settled(households=5_000)
    rank_incomes(world)
    rows = tell.living(world)
    income = world.households.income[rows].astype(np.float64)
    exact = (np.argsort(np.argsort(income, kind="stable"), kind="stable") + 0.5) / rows.size
    found = world.households.rank[rows] / 65_535
    assert np.max(np.abs(found - exact)) < 8.0 / rows.size
    assert np.all(np.diff(found[np.argsort(income, kind="stable")]) >= 0.0)
    assert found.mean() == pytest.approx(0.5, abs=2e-5)


def test_households_of_one_cell_share_their_rank(city, tell):
    world = city.settled()
    rows = tell.living(world)
    world.households.income[rows] = 30_000.0
    rank_incomes(world)
    assert np.unique(world.households.rank[rows]).tolist() == [65_535 // 2]
    assert world.neighbourhoods.rank_sum.sum() == 65_535 // 2 * rows.size
    world.check()


def test_the_lowest_and_highest_incomes_have_ranks_too(city, tell):
    world = city.settled()
    rows = tell.living(world)
    world.households.income[rows[:3]] = (0.0, 1e9, 499.0)
    rank_incomes(world)
    assert world.households.rank[rows[0]] == world.households.rank[rows[2]] < 100
    assert world.households.rank[rows[1]] > 65_400
    world.check()


@pytest.mark.parametrize("at", ["low", "high"])
def test_a_class_begins_at_its_limit(city, tell, at):
    """`city.class_limits`: low incomes are below the first, high ones from the second."""
    world = city.settled()
    low, high = world.city.class_limits
    limit, below, from_it = {"low": (low, 0, 1), "high": (high, 1, 2)}[at]
    rows = tell.living(world)[:2]
    world.households.income[rows] = (np.nextafter(np.float32(limit), np.float32(0)), limit)
    rank_incomes(world)
    assert world.households.income_class[rows].tolist() == [below, from_it]


def test_what_depends_on_ranks_and_classes_is_recounted(city, tell):
    world = city.settled()
    world.households.income[tell.living(world)] *= 1.7
    rank_incomes(world)
    world.check()


def test_class_shares_are_stationary(city, tell):
    """Ten years of income alone on Tampere: no class share moves over two points."""
    world = city.settled(name="tampere", households=10_000, burn_in=0)
    rows = tell.living(world)

    def shares():
        return np.bincount(world.households.income_class[rows], minlength=3) / rows.size

    start, spread = shares(), np.log(world.households.income[rows]).std()
    world.parameters = world.parameters.model_copy(
        update={"income": world.parameters.income.model_copy(update={"eviction": 0.0})}
    )
    for _ in range(10):
        world.year += 1
        income(world)
        rank_incomes(world)
        assert np.max(np.abs(shares() - start)) < 0.02
    assert np.log(world.households.income[rows]).std() == pytest.approx(spread, rel=0.06)


def test_incomes_persist(city, tell):
    """ρ = .95 and a lasting part of .8: next year's log income is nearly this year's."""
    world = city.live_until(
        city.settled(households=4_000, income={"job_loss": 0.0, "job_finding": 0.0}), "income"
    )
    rows = tell.living(world)
    before = np.log(world.households.income[rows])
    income(world)
    after = np.log(world.households.income[rows])
    assert np.corrcoef(before, after)[0, 1] > 0.95
    assert np.abs(after - before).mean() > 0.01


def test_the_shock_of_a_year_hangs_on_identity_alone(city, tell):
    world = city.live_until(city.settled(), "income")
    other = deepcopy(world)
    rows = tell.living(world)
    other.households.wealth[rows[::2]] = 1e6
    income(world)
    income(other)
    assert np.array_equal(world.households.transitory[rows], other.households.transitory[rows])


def idle(world, rows):
    h = world.households
    return np.where(h.age[rows] < 64, h.adults[rows].astype(int), 0) - h.employed[rows]


def test_work_is_lost_and_found(city, tell):
    world = city.live_until(city.settled(income={"job_loss": 1.0, "job_finding": 1.0}), "income")
    rows, h = tell.living(world), world.households
    h.skill[rows] = 1.0
    force = np.where(h.age[rows] < 64, h.adults[rows], 0)
    before = np.minimum(h.employed[rows], force)
    income(world)
    assert np.array_equal(h.employed[rows], force - before)  # who worked lost it, the others found
    changed = (force - before != before) & (force > 0)
    assert np.all((h.event[rows] & 8 != 0) >= changed)


def test_without_job_events_nobody_reacts(city, tell):
    world = city.live_until(city.settled(income={"job_loss": 0.0, "job_finding": 0.0}), "income")
    rows, h = tell.living(world), world.households
    young = rows[h.age[rows] < 64]
    before = h.employed[young].copy()
    income(world)
    assert np.array_equal(h.employed[young], before)
    assert not np.any(h.event[rows] & 8)
    assert not h.employed[rows[h.age[rows] >= 64]].any()


def test_a_lost_job_costs_its_share_of_income(city, tell):
    """log income falls by the declared cost for every adult of working age without work."""
    rules = {"job_finding": 0.0, "job_loss_cost": 0.58}
    worlds = [
        city.live_until(city.settled(income={"job_loss": loss, **rules}), "income")
        for loss in (0.0, 1.0)
    ]
    for world in worlds:
        income(world)
    rows = tell.living(worlds[0])
    more = idle(worlds[1], rows) - idle(worlds[0], rows)
    change = np.log(worlds[1].households.income[rows] / worlds[0].households.income[rows])
    assert np.allclose(change, -0.58 * more, atol=1e-5)
    assert more.max() == 2


def test_skill_closes_its_gap_and_income_with_it(city, tell):
    world = city.settled(income={"skill_years": 10.0, "foreign_ratio": 0.75})
    h, rows = world.households, tell.living(world)
    foreign = rows[h.language[rows] == 1]
    h.skill[foreign] = 0.0
    before = h.skill[foreign].astype(float)
    for _ in range(10):
        world.year += 1
        income(world)
    assert h.skill[foreign] == pytest.approx(1.0 - np.exp(-1.0) * (1.0 - before), rel=1e-4)
    assert np.all(h.skill[rows[h.language[rows] == 0]] == 1.0)


def test_a_newcomer_earns_the_declared_share_of_a_domestic_household(city, tell):
    world = city.live_until(
        city.settled(
            income={"foreign_ratio": 0.6, "skill_years": 100.0, "job_loss": 0.0, "job_finding": 0.0}
        ),
        "income",
    )
    other = deepcopy(world)
    rows = tell.living(world)
    for w, language, skill in ((world, 0, 1.0), (other, 1, 0.0)):
        w.households.language[rows], w.households.skill[rows] = language, skill
        income(w)
    ratio = other.households.income[rows] / world.households.income[rows]
    learnt = 1.0 - np.exp(-1.0 / 100.0)  # in this year
    assert ratio == pytest.approx(0.6 ** (1.0 - learnt), rel=1e-4)


def test_wealth_of_arrivals_ramps_to_the_domestic_norm_in_ten_years(city, tell):
    """Foreign-language wealth starts at .3 and ramps over ten years."""
    found = {}
    for since in (0, 5, 10, 25):
        world = city.live_until(
            city.settled(income={"wealth_years": 1.0, "foreign_wealth": 0.3}), "income"
        )
        h, rows = world.households, tell.living(world)
        h.wealth[rows] = 0.0
        h.arrival[rows] = world.year - since
        h.skill[rows] = 1.0
        other = deepcopy(world)
        h.language[rows] = 1
        other.households.language[rows] = 0
        for w in (world, other):
            income(w)
        ratio = h.wealth[rows] / other.households.wealth[rows]
        found[since] = ratio.mean()
        assert np.ptp(ratio) < 1e-4
    assert found == pytest.approx({0: 0.3, 5: 0.65, 10: 1.0, 25: 1.0}, rel=1e-4)


def test_wealth_moves_a_share_of_its_gap_a_year(city, tell):
    world = city.live_until(city.settled(income={"wealth_years": 7.0}), "income")
    other = deepcopy(world)
    h, rows = world.households, tell.living(world)
    h.wealth[rows] = 0.0
    other.households.wealth[rows] = 100_000.0
    for w in (world, other):
        income(w)
    gap = other.households.wealth[rows] - h.wealth[rows]
    assert gap == pytest.approx(100_000.0 * np.exp(-1.0 / 7.0), rel=1e-4)
    assert np.all(h.wealth[rows] >= 0.0)


def test_the_rules_of_the_year_are_the_parameters(city):
    world = city.settled()
    rules, p = earning_rules(world), world.parameters.income
    assert rules.skill_rate == 1.0 - exp(-1.0 / p.skill_years)
    assert exp(rules.log_foreign_ratio) == pytest.approx(p.foreign_ratio)
    assert (rules.low, rules.high) == world.city.class_limits


@pytest.fixture
def strained(city, tell):
    """Return a function that gives a city where rents take more than all of every income."""

    def call(**changes):
        world = city.live_until(
            city.settled(income={"arrears": 1.0, "eviction": 0.5, **changes}), "income"
        )
        world.workspace.listings["charge"] = 1e6
        return world

    return call


def tenants(world):
    h, d = world.households, world.dwellings
    rows = np.flatnonzero(h.status[: world.household_rows] == Status.HOUSED)
    return rows[d.tenure[h.dwelling[rows]] >= PRIVATE]


def test_rents_beyond_reach_lead_to_arrears_of_tenants_only(strained, tell):
    world = strained()
    renting = tenants(world)
    income(world)
    assert np.all(world.households.arrears[renting] == 1)
    others = np.setdiff1d(tell.living(world), renting)
    assert not world.households.arrears[others].any()
    assert not world.records.flows["evictions"]


def test_rents_within_reach_lead_to_none(city):
    world = city.live_until(city.settled(income={"arrears": 1.0}), "income")
    world.workspace.listings["charge"] = 100.0
    income(world)
    assert not world.households.arrears.any()


def test_after_two_years_of_arrears_comes_eviction_and_a_search_without_a_home(strained, tell):
    world = strained(eviction=1.0)
    world.households.arrears[tenants(world)] = 1
    renting = tenants(world)
    home = world.households.dwelling[renting].copy()
    place = world.dwellings.neighbourhood[home]
    income(world)
    out = world.workspace.kind[renting] == EVICTED
    # the second year in arrears comes with a chance of one half
    assert abs(out.mean() - 0.5) < 4.0 * np.sqrt(0.25 / renting.size)
    assert world.records.flows["evictions"] == world.records.flows["displaced"] == out.sum()
    h = world.households
    assert np.all(h.status[renting[out]] == Status.SEEKING)
    assert np.all(h.dwelling[renting[out]] == -1)
    assert np.all(world.dwellings.occupant[home[out]] == -1)
    assert np.array_equal(world.workspace.origin[renting[out]], place[out])
    assert np.all(h.status[renting[~out]] == Status.HOUSED)
    rank_incomes(world)
    world.check()


def test_eviction_is_an_institution_by_neighbourhood(strained):
    world = strained()
    world.households.arrears[tenants(world)] = 3
    world.institutions.eviction[:] = 0.0
    world.institutions.eviction[2] = 1.0
    renting = tenants(world)
    place = world.dwellings.neighbourhood[world.households.dwelling[renting]]
    income(world)
    out = world.households.status[renting] == Status.SEEKING
    assert set(place[out]) == {2}


def test_arrears_are_worked_off(city):
    world = city.live_until(city.settled(), "income")
    world.workspace.listings["charge"] = 100.0
    world.households.arrears[tenants(world)] = 3
    income(world)
    assert set(world.households.arrears[tenants(world)]) == {2}


def test_arrears_are_bounded(strained):
    world = strained(eviction=0.0)
    for _ in range(12):
        world.year += 1
        income(world)
    assert world.households.arrears.max() == 5


def test_who_finds_no_home_after_eviction_is_homeless(city):
    """The chain of arrears, eviction, credit record and no dwelling."""
    world = city.settled(
        households=3_000,
        income={"arrears": 1.0, "eviction": 1.0, "strain": 0.05},
        market={"income_cap": 0.0},
        demography={"split": 0.0},
    )
    city.live(world, 3)
    h, rows = world.households, world.household_rows
    homeless = np.flatnonzero(h.status[:rows] == Status.HOMELESS)
    assert homeless.size > 0
    assert np.all(h.arrears[homeless] >= 1)
    assert np.all(h.dwelling[homeless] == -1)
    ids = set(h.id[homeless].tolist())
    for process in SCHEDULE[1:6]:  # they stay in the city and search again
        process(world)
    assert len(ids & set(h.id[h.status != 0].tolist())) > 0.8 * len(ids)


def test_what_families_are_spared_keeps_them_from_arrears_and_changes_no_income(city):
    rules = {"arrears": 1.0, "strain": 0.2}
    worlds = [city.settled(households=5_000, income=rules) for _ in range(3)]
    for world in worlds:
        city.live_until(world, "income")
        world.households.arrears[:] = 0
    plain, spared, elsewhere = worlds
    spared.institutions.in_kind = np.full(1, 1e6)
    elsewhere.institutions.in_kind = np.zeros(elsewhere.neighbourhoods.room)
    for world in worlds:
        income(world)
    late = [world.households.arrears[: world.household_rows] > 0 for world in worlds]
    code = plain.households.children[: plain.household_rows]
    family = ((code > 0) & (code <= 18)).any(axis=1)
    assert late[0][family].any()
    assert not late[1][family].any()
    assert np.array_equal(late[0][~family], late[1][~family])
    assert plain.digest() == elsewhere.digest()
    assert np.array_equal(plain.households.income, spared.households.income)
