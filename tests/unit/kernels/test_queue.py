"""Social rental: need points, blindness to language, offers down the queue; the last sweep."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.kernels.queue import need_points
from segsim.kernels.seekers import gather_seekers
from segsim.model.schedule import SCHEDULE
from segsim.submodels.serving import serve_queue
from segsim.submodels.social_housing import allocate_social_housing
from segsim.submodels.surroundings import finance, list_all, surroundings
from segsim.submodels.vacancies import vacant_rows
from segsim.world.institutions import QueueRule
from segsim.world.workspace import PLACED

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)
HOMELESS, SEEKING = 3, 2


def points_of(world, search, out):
    rules = finance(world)
    seekers = gather_seekers(world.households, world.workspace.listings, search, rules)
    need_points(world.households.columns(), search, seekers, rules, out)


@pytest.fixture
def points(opened, tools):
    """Return a function that gives the points of one tenant under changed facts."""
    world = opened()
    h, d = world.households, world.dwellings
    listings = world.workspace.listings
    tenants = np.flatnonzero(
        (h.status[: world.household_rows] == 1)
        & (d.tenure[h.dwelling[: world.household_rows]] == PRIVATE)
    )
    row = int(tenants[0])

    def call(forced=0, home=None, **facts):
        w = deepcopy(world)
        h = w.households
        plain = {"income": 20_000.0, "rank": 20_000, "arrears": 0, "queue": 0, "adults": 1}
        h.children[row] = 0
        for name, value in {**plain, **facts}.items():
            getattr(h, name)[row] = value
        where = h.dwelling[row]
        w.workspace.listings = listings.copy()
        record = w.workspace.listings
        record["tenure"][where], record["charge"][where] = PRIVATE, 6_000.0
        record["log_area"][where] = np.log(40.0)
        for name, value in (home or {}).items():
            record[name][where] = value
        if "status" in facts:
            h.dwelling[row] = -1
        out = np.zeros(1)
        points_of(w, tools.search_of(w, [row], forced), out)
        return out[0]

    return call


@pytest.mark.parametrize(
    ("facts", "wanted"),
    [
        ({}, 1.0),
        ({"queue": 3}, 4.0),
        ({"queue": 9}, 6.0),
        ({"children": [5, 0, 0, 0]}, 2.0),
        ({"children": [19, 0, 0, 0]}, 1.0),  # grown up
        ({"forced": 1}, 5.0),
        ({"home": {"log_area": np.log(18.0)}}, 3.0),
        ({"home": {"charge": 15_000.0}}, 3.0),
        ({"status": SEEKING}, 3.0),
        ({"status": HOMELESS}, 7.0),
        ({"status": SEEKING, "arrears": 2}, 7.0),
        ({"rank": 32_768}, 0.0),  # income above the cap
        ({"rank": 32_767}, 1.0),
        ({"home": {"tenure": OWNER}}, 0.0),
        ({"home": {"tenure": SOCIAL}}, 0.5),
        ({"home": {"tenure": SOCIAL}, "forced": 1}, 5.0),
        ({"home": {"tenure": OCCUPANCY}}, 1.0),
    ],
)  # fmt: skip
def test_points_of_need(points, facts, wanted):
    assert points(**facts) == wanted


@pytest.mark.parametrize("facts", [{}, {"status": HOMELESS}, {"queue": 4, "forced": 1}])
def test_points_do_not_know_language(points, facts):
    assert points(language=1, arrival=0, skill=0.1, **facts) == points(language=0, **facts)


def test_the_queue_goes_by_points_then_by_lot(opened, tools):
    world = opened()
    search, order = world.workspace.search, world.workspace.queue_order
    points = np.zeros(search.row.size)
    points_of(world, search, points)
    # the years in the queue have been counted up since
    assert np.all(np.diff(np.round(points[order])) <= 1.0)
    assert np.all(points[order] > 0.0)
    assert order.size == np.count_nonzero(points)


@pytest.fixture
def before_allocation(city):
    return city.live_until(city.settled(), "allocate_social_housing")


def test_the_queue_is_blind_to_language(before_allocation):
    other = deepcopy(before_allocation)
    other.households.language[...] = 1 - other.households.language
    other.households.skill[...] = 0.5
    for world in (before_allocation, other):
        allocate_social_housing(world)
    assert np.array_equal(other.workspace.queue_order, before_allocation.workspace.queue_order)
    assert np.array_equal(other.households.queue, before_allocation.households.queue)


def test_years_in_the_queue_count_up_and_are_lost(before_allocation):
    world = before_allocation
    rows = world.household_rows
    world.households.queue[:rows] = 7
    allocate_social_housing(world)
    applied = world.workspace.search.row[world.workspace.queue_order]
    assert np.all(world.households.queue[applied] == 8)
    others = np.setdiff1d(np.arange(rows), applied)
    assert not world.households.queue[others].any()
    world.households.queue[applied] = 250
    allocate_social_housing(world)
    assert np.all(world.households.queue[applied] <= 201)  # no overflow of the byte


def serve(tools, world, order=None, social=None):
    """Serve the queue in one round with everybody searching; return the search."""
    search = world.workspace.search
    search.month[:] = 0
    if order is not None:
        world.workspace.queue_order = order
    market = tools.market_of(world, search, np.zeros(0, np.int64), social)
    serve_queue(market, 0, surroundings(world))
    return search


@pytest.fixture
def cheap(opened, tools):
    """Return a city where everybody can pay every social home, and applicants without a home."""
    world = tools.with_parameters(opened(households=3_000), market={"social_offers": 20_000})
    tools.charge(world, vacant_rows(world, True), 3_000.0)
    order = world.workspace.queue_order
    return world, order[world.households.dwelling[world.workspace.search.row[order]] < 0]


def test_social_homes_go_down_the_queue(cheap, tools):
    world, order = cheap
    vacant = vacant_rows(world, True)[:4]
    search = serve(tools, world, order, vacant)
    assert np.flatnonzero(search.state == PLACED).tolist() == sorted(order[:4])
    homes = world.households.dwelling[search.row[order[:4]]]
    assert sorted(homes) == sorted(vacant)
    world.check()


def test_whoever_stands_first_is_served_first(cheap, tools):
    world, order = cheap
    search = serve(tools, world, order[::-1].copy(), vacant_rows(world, True)[:4])
    assert np.flatnonzero(search.state == PLACED).tolist() == sorted(order[-4:])


def test_who_prefers_its_home_leaves_the_offer_to_the_next(opened, tools):
    world = opened(behaviour={"stay": 50.0}, market={"social_offers": 100})
    tools.charge(world, vacant_rows(world, True), 3_000.0)
    search = serve(tools, world)
    placed = np.flatnonzero(search.state == PLACED)
    assert placed.size
    at_home = search.origin[placed] >= 0
    assert np.all(
        (search.forced[placed] == 1) | ~at_home | (world.workspace.kind[search.row[placed]] > 0)
    )


def test_nobody_gets_a_social_home_it_cannot_pay(opened, tools):
    world = opened()
    tools.charge(world, vacant_rows(world, True), 1e6)
    assert not np.any(serve(tools, world).state == PLACED)


def test_only_those_with_a_low_income_get_social_homes(city):
    world = city.settled()
    home = world.households.dwelling.copy()
    city.live(world, 1)
    h, rows = world.households, world.household_rows
    moved = np.flatnonzero((h.status[:rows] == 1) & (h.moved[:rows] == world.year))
    moved = moved[h.dwelling[moved] != home[np.minimum(moved, home.size - 1)]]
    social = moved[world.dwellings.tenure[h.dwelling[moved]] == SOCIAL]
    assert social.size > 10
    assert np.all(h.rank[social] <= 0.5 * 65_535)


def left_after(world, city, years):
    """Live some years; after each market return those without a home who could have one."""
    found, homeless = [], 0
    for _ in range(years):
        city.live_until(world, "adjust_prices")
        found += feasible_and_left(world)
        homeless += np.count_nonzero(world.households.status == HOMELESS)
        for process in SCHEDULE[9:]:
            process(world)
    return found, homeless


def test_the_sweep_leaves_nobody_without_a_home_that_it_could_have(city):
    """Worked out anew: every tenure's rule, for every household without and every vacancy."""
    world = city.settled(households=3_000)
    assert left_after(world, city, 3)[0] == []


def test_the_sweep_holds_in_hard_times(city):
    """Tenants fall behind and are evicted at once; social rental is for the very poorest."""
    world = city.settled(
        households=3_000,
        income={"arrears": 1.0, "eviction": 1.0, "strain": 0.2},
        market={"income_cap": 0.1, "rounds": 1},
    )
    found, homeless = left_after(world, city, 4)
    assert found == []
    assert homeless > 0


def test_at_the_years_end_and_at_its_prices_nobody_is_left_who_could_have_a_home(city):
    world = city.settled(households=3_000)
    found = []
    for _ in range(5):
        city.live(world, 1)
        list_all(world)
        found += feasible_and_left(world)
    assert found == []


def feasible_and_left(world):
    """Return (household, dwelling) where one without a home could have a vacant one."""
    h, d, listings, m = (
        world.households,
        world.dwellings,
        world.workspace.listings,
        world.parameters.market,
    )
    rules, rows = world.institutions, world.household_rows
    without = np.flatnonzero((h.status[:rows] != 0) & (h.dwelling[:rows] < 0))
    vacant = np.flatnonzero(
        (d.standing[: world.dwelling_rows] == 1) & (d.occupant[: world.dwelling_rows] < 0)
    )
    price, charge = (
        listings["price"][vacant].astype(float),
        listings["charge"][vacant].astype(float),
    )
    tenure = d.tenure[vacant]
    found = []
    for i in without:
        earned, wealth = float(h.income[i]), float(h.wealth[i])
        persons = int(h.adults[i]) + int((h.children[i] > 0).sum())
        income = max(earned, m.basic_income)
        allowance = rules.allowance_rate * np.minimum(
            charge, m.allowance_cap * (0.6 + 0.4 * persons)
        )
        allowance -= m.allowance_taper * max(0.0, earned - m.basic_income)
        rent = charge - np.maximum(allowance, 0.0) <= m.rent_share * income
        loan = m.payment_share * earned / m.annuity if h.arrears[i] < 2 else 0.0
        buys = price <= min(wealth / (1.0 - rules.first_ltv), wealth + loan)
        may = np.select(
            [tenure == OWNER, tenure == OCCUPANCY, tenure == PRIVATE],
            [
                buys,
                rent & (wealth >= m.occupancy_fee * price) & (h.arrears[i] < 2),
                rent & (h.arrears[i] < 2),
            ],
            rent & (h.rank[i] <= 65_535 * rules.income_cap) & (h.arrears[i] < m.refused_arrears),
        )
        found += [(int(i), int(j)) for j in vacant[may]]
    return found


def test_landlords_refuse_whom_arrears_of_years_speak_against(points):
    assert points(arrears=2) == points(arrears=0) > 0.0
    assert points(arrears=3) == -points(arrears=2)


def test_the_refused_are_served_in_turns_of_the_homeless_alone(city):
    """A quota reaches them; need, waiting and lots do not."""
    world = city.live_until(city.settled(households=3_000), "allocate_social_housing")
    h, search = world.households, world.workspace.search
    tenants = np.flatnonzero(h.tenure[search.row] >= PRIVATE)[:40]
    who = search.row[tenants]
    h.status[who], h.dwelling[who], h.rank[who] = HOMELESS, -1, 9_000
    h.arrears[who] = np.resize([2, 4], who.size)
    refused = tenants[h.arrears[who] == 4]
    for rule in (None, QueueRule.WAITING, QueueRule.LOTTERY, QueueRule.HOMELESS):
        w = deepcopy(world)
        if rule is not None:
            w.institutions.queue_shares[rule] = 0.5
        allocate_social_housing(w)
        served = np.isin(refused, w.workspace.queue_order)
        assert served.all() if rule == QueueRule.HOMELESS else not served.any()
        assert len(set(w.workspace.queue_order.tolist())) == w.workspace.queue_order.size


def test_long_arrears_make_homeless_and_a_rule_switches_it_off(city):
    shares = []
    for refused in (3, 6):
        world = city.settled(
            households=3_000,
            income={"arrears": 0.8},
            market={"refused_arrears": refused, "income_cap": 1.0},
        )
        city.live(world, 6)
        shares.append(np.mean(world.households.status == HOMELESS))
    assert shares[0] > 2.0 * shares[1]
