"""Who searches, when in the year, and from where."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.kernels.search import BIRTH, DISPLACED, FORCED_EVENTS, LEASE
from segsim.submodels.leftovers import ARRIVING
from segsim.submodels.mobility import decide_to_move
from segsim.world import Status

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)
SEARCHES, MUST_LEAVE = 1, 2


@pytest.fixture
def world(city):
    return city.live_until(city.settled(households=5_000), "decide_to_move")


def changed(world, **values):
    mobility = world.parameters.mobility.model_copy(update=values)
    world.parameters = world.parameters.model_copy(update={"mobility": mobility})
    return world


def housed(world):
    rows = np.flatnonzero(world.households.status[: world.household_rows] == Status.HOUSED)
    return rows, world.dwellings.tenure[world.households.dwelling[rows]]


def wants(world):
    decide_to_move(world)
    return world.workspace.wants


def test_those_without_a_home_always_search(world):
    changed(
        world, owner=0.0, right_of_occupancy=0.0, private_rent=0.0, social_rent=0.0, lease_end=0
    )
    h, rows = world.households, world.household_rows
    h.event[...] = 0
    without = np.flatnonzero((h.status[:rows] != 0) & (h.status[:rows] != Status.HOUSED))
    assert without.size > 50
    found = wants(world)
    assert np.all(found[without] == SEARCHES)
    assert not found[np.flatnonzero(h.status == 0)].any()


@pytest.mark.parametrize("tenure", [OWNER, OCCUPANCY, PRIVATE, SOCIAL])
def test_the_base_chance_is_that_of_a_household_of_40(world, tenure):
    name = ("owner", "right_of_occupancy", "private_rent", "social_rent")[tenure]
    changed(world, **{name: 0.25}, lease_end=0.0, gain=0.0, event=0.0)
    rows, _ = housed(world)
    world.households.age[rows] = 40
    world.households.tenure[rows] = tenure
    world.workspace.listings["tenure"] = tenure
    found = wants(world)[rows] == SEARCHES
    assert abs(found.mean() - 0.25) < 4.0 * np.sqrt(0.25 * 0.75 / rows.size)


def test_the_young_search_more_and_the_old_less(world):
    changed(world, lease_end=0.0, gain=0.0, event=0.0, young=1.0, old=-1.5)
    rows, _ = housed(world)
    shares = []
    for age in (20, 30, 40, 60, 75, 90):
        w = deepcopy(world)
        w.households.age[rows] = age
        shares.append((wants(w)[rows] == SEARCHES).mean())
    assert shares[0] > shares[1] > shares[2] > shares[3] > shares[4] == shares[5]


def test_an_event_makes_a_search_likelier(world):
    changed(world, lease_end=0.0, gain=0.0, school_event=0.0)
    rows, _ = housed(world)
    world.households.event[rows] = 0
    calm = wants(deepcopy(world))[rows] == SEARCHES
    world.households.event[rows] = BIRTH
    stirred = wants(world)[rows] == SEARCHES
    assert np.all(stirred >= calm)  # the same draw decides
    assert stirred.mean() > 1.5 * calm.mean()


def test_what_like_movers_attained_draws_the_dissatisfied(world):
    changed(world, lease_end=0.0, school_event=0.0, gain=2.0)
    rows, _ = housed(world)
    world.households.event[rows] = 0
    worse, better = deepcopy(world), deepcopy(world)
    worse.aspiration[:, 0] -= 100.0
    better.aspiration[:, 0] += 100.0
    none, some, all_ = (wants(w)[rows] == SEARCHES for w in (worse, world, better))
    assert np.all(none <= some)
    assert np.all(some <= all_)
    assert none.mean() < some.mean() < all_.mean() < 1.0  # and the gain is bounded


def test_the_end_of_a_lease_forces_private_tenants_alone(world):
    changed(world, lease_end=1.0)
    world.households.event[...] = 0
    rows, tenures = housed(world)
    found = wants(world)[rows]
    assert np.all(found[tenures == PRIVATE] == MUST_LEAVE)
    assert not np.any(found[tenures != PRIVATE] == MUST_LEAVE)
    assert np.all(world.households.event[rows[tenures == PRIVATE]] & LEASE)


def test_leases_end_with_their_chance(world):
    changed(world, lease_end=0.2)
    world.households.event[...] = 0
    rows, tenures = housed(world)
    found = wants(world)[rows[tenures == PRIVATE]] == MUST_LEAVE
    assert abs(found.mean() - 0.2) < 4.0 * np.sqrt(0.16 / found.size)


def test_the_displaced_must_leave_whatever_their_tenure(world):
    rows, _ = housed(world)
    world.households.event[rows] = 0
    world.households.event[rows[:100]] = DISPLACED
    assert np.all(wants(world)[rows[:100]] == MUST_LEAVE)
    assert FORCED_EVENTS == LEASE | DISPLACED


def test_families_react_to_a_school_rated_below_others(world):
    changed(world, lease_end=0.0, gain=0.0, school_event=1.0)
    rows, _ = housed(world)
    world.households.event[rows] = 0
    world.households.children[rows] = 0
    world.households.children[rows[:300], 0] = 5  # a child of four
    for quality, react in ((-1.0, True), (1.0, False)):
        w = deepcopy(world)
        w.schools.perceived[:] = quality
        wants(w)
        events = w.households.event[rows] != 0
        assert np.all(events[:300] == react)
        assert not events[300:].any()


def test_a_search_begins_in_a_keyed_month_and_knows_its_origin(world):
    decide_to_move(world)
    search, h = world.workspace.search, world.households
    assert search.month.max() == 11
    counts = np.bincount(search.month, minlength=12)
    assert abs(counts - search.row.size / 12).max() < 5.0 * np.sqrt(search.row.size / 12)
    at_home = h.dwelling[search.row] >= 0
    place = world.dwellings.neighbourhood[h.dwelling[search.row]]
    assert np.array_equal(search.origin[at_home], place[at_home])
    young = world.workspace.kind[search.row] == 3
    assert np.all(search.origin[young] >= 0)
    assert not search.state.any()
    assert np.array_equal(search.forced == 1, world.workspace.wants[search.row] == MUST_LEAVE)


def test_newcomers_come_from_nowhere_in_the_city(city):
    """Also those who take the row of a household that left this year."""
    for seed in range(1, 5):
        world = city.settled(households=5_000, seed=seed, driver={"turnover": 3.0})
        city.live_until(world, "allocate_social_housing")
        search = world.workspace.search
        arriving = world.workspace.kind[search.row] == ARRIVING
        assert arriving.sum() > 100
        assert np.all(search.origin[arriving] == -1)


def test_one_decision_does_not_depend_on_the_others(world):
    other = deepcopy(world)
    rows, _ = housed(world)
    other.households.event[rows[::2]] ^= BIRTH  # every second household is stirred
    one, two = wants(world)[rows[1::2]], wants(other)[rows[1::2]]
    assert np.array_equal(one, two)


def test_more_renters_than_owners_move(city):
    """Renters over 2.5 times owners; 14-15 % of persons a year, give or take."""
    world = city.settled(households=10_000, burn_in=6)
    city.live(world, 3)
    values = {(n, g): v for year, n, _, g, v in world.records.indicators if year == world.calendar}
    assert values["renter_move_rate", "all"] > 2.5 * values["owner_move_rate", "all"]
    assert 0.10 < values["move_rate", "all"] < 0.19
