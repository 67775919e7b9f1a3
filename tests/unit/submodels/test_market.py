"""A year's market as a whole: moves, chains, forced moves, records, and a burn-in that settles."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.cities import synthesise
from segsim.model import burn_in as model_burn_in
from segsim.model.schedule import BURN_IN
from segsim.submodels.initialise import initialise
from segsim.submodels.market import clear_market
from segsim.submodels.vacancies import vacant_rows
from segsim.world import Status
from segsim.world.workspace import PLACED, STAYS, WAITS

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


@pytest.fixture
def world(city):
    return city.live_until(city.settled(households=4_000), "clear_market")


def cleared(world):
    before = deepcopy(world)
    clear_market(world)
    world.check()
    return before, world


def test_after_the_market_nobody_is_seeking(world):
    before, after = cleared(world)
    assert np.any(before.households.status == Status.SEEKING)
    assert not np.any(after.households.status == Status.SEEKING)
    search = after.workspace.search
    at_home = after.households.dwelling[search.row] >= 0
    assert np.all(search.state[at_home & (before.households.dwelling[search.row] < 0)] == PLACED)


def test_recorded_moves_are_the_moves_there_were(world):
    before, after = cleared(world)
    search, flows, h = before.workspace.search, after.records.flows, after.households
    was, now = before.households.dwelling[search.row], h.dwelling[search.row]
    moved = (now >= 0) & (now != was)
    inside = moved & (search.origin >= 0)
    persons = h.adults[search.row].astype(int) + (h.children[search.row] > 0).sum(axis=1)
    assert flows["moves_households"] == inside.sum()
    # unions have been counted before, in demography
    unions = before.records.flows["moves_persons"]
    assert flows["moves_persons"] - unions == persons[inside].sum()
    assert flows["arrivals_placed"] == (moved & (search.origin < 0)).sum()
    tenure = before.dwellings.tenure[np.maximum(was, 0)]
    for name, code in (
        ("moves_owner", OWNER),
        ("moves_private", PRIVATE),
        ("moves_social", SOCIAL),
    ):
        assert flows[name] == (moved & (was >= 0) & (tenure == code)).sum()
    assert flows["forced_moves"] == (moved & (was >= 0) & (search.forced == 1)).sum()
    assert np.all(h.moved[search.row[moved]] == after.year)
    assert not np.any(h.moved[search.row[~moved & (now >= 0)]] == after.year)


def test_most_freed_homes_are_used_again_in_the_same_year(world):
    """Twelve rounds: with one, most freed dwellings are not reused."""
    once = deepcopy(world)
    market = once.parameters.market.model_copy(update={"rounds": 1})
    once.parameters = once.parameters.model_copy(update={"market": market})
    once.workspace.search.month[:] = 0
    world.workspace.search.month[:] = 0
    (_, one), (before, twelve) = cleared(once), cleared(world)
    assert twelve.records.flows["moves_households"] > 1.2 * one.records.flows["moves_households"]
    homes = before.households.dwelling[before.workspace.search.row]
    homes = homes[homes >= 0]
    freed = homes[twelve.dwellings.occupant[homes] != before.dwellings.occupant[homes]]
    assert np.mean(twelve.dwellings.occupant[freed] >= 0) > 0.3


def test_forced_movers_leave_unless_nothing_is_feasible(world):
    search, h = world.workspace.search, world.households
    forced = search.row[(search.forced == 1) & (h.dwelling[search.row] >= 0)]
    homes = h.dwelling[forced].copy()
    clear_market(world)
    assert forced.size > 30
    assert np.all(h.status[forced] == Status.HOUSED)  # they stay until they find one
    assert np.mean(h.dwelling[forced] != homes) > 0.9


def test_who_stays_is_not_asked_again(world):
    clear_market(world)
    search = world.workspace.search
    assert set(search.state.tolist()) <= {WAITS, STAYS, PLACED}
    home = world.households.dwelling[search.row[search.state == STAYS]]
    assert np.all(world.households.moved[search.row[search.state == STAYS]] < world.year)
    assert np.all(home >= 0)


def test_a_chain_of_moves_begins_with_a_new_home(world):
    new = vacant_rows(world, False)[:20]
    world.workspace.depth[:] = 0
    world.workspace.depth[new] = 1
    home = world.households.dwelling.copy()
    clear_market(world)
    depth = world.workspace.depth
    chained = np.flatnonzero(depth > 1)
    assert world.records.flows["chain_moves"] == chained.size > 0
    second = np.flatnonzero(depth == 2)
    taken = new[world.dwellings.occupant[new] >= 0]
    movers = world.dwellings.occupant[taken]
    left = home[movers]
    assert second.size <= taken.size
    assert set(second) <= set(left[left >= 0]) | set(second)  # whoever moved on later left others
    assert depth.max() <= 250


def test_without_vacancies_nobody_moves(world):
    vacant = np.flatnonzero((world.dwellings.standing == 1) & (world.dwellings.occupant < 0))
    world.dwellings.clear(vacant)
    world.recount()
    before, after = cleared(world)
    rows = np.flatnonzero(before.households.status == Status.HOUSED)
    assert np.array_equal(before.households.dwelling[rows], after.households.dwelling[rows])
    assert after.records.flows["moves_households"] == 0


def test_when_nobody_searches_nothing_happens(world):
    search = world.workspace.search
    world.workspace.search = type(search)(*(array[:0] for array in search))
    world.workspace.queue_order = np.zeros(0, np.int64)
    digest = world.digest()
    clear_market(world)
    assert world.digest() == digest


def test_what_movers_attain_is_remembered_by_peers(world):
    before = world.aspiration.copy()
    clear_market(world)
    changed = world.aspiration[:, 0] != before[:, 0]
    assert changed.sum() > 20
    assert np.all(world.aspiration[changed, 1] > before[changed, 1])
    assert np.all(np.isfinite(world.aspiration))


@pytest.fixture
def burnt_in_years(city, monkeypatch):
    """Return a function that burns a city in; it gives forced searchers and moves by year."""

    def call(years):
        spec = city.specification(households=4_000, burn_in=years)
        world = synthesise(spec.city, spec.parameters(), 1, 2025)
        initialise(world)
        found = []

        def note(world):
            flows = world.records.flows
            found.append((int(world.workspace.search.forced.sum()), flows["moves_households"]))

        monkeypatch.setattr(model_burn_in, "BURN_IN", (*BURN_IN, note))
        model_burn_in.burn_in(world)
        found = np.array(found, float)
        found[1:, 1] = np.diff(found[:, 1])  # flows add up over burn-in
        return world, found

    return call


def test_a_lease_that_ended_in_burn_in_does_not_end_again_every_year(burnt_in_years):
    """An event makes one year's move likely: it must be over in the next."""
    world, found = burnt_in_years(6)
    h, d, rows = world.households, world.dwellings, world.household_rows
    private = np.count_nonzero(
        (h.status[:rows] == Status.HOUSED) & (d.tenure[np.maximum(h.dwelling[:rows], 0)] == PRIVATE)
    )
    expected = world.parameters.mobility.lease_end * private
    assert np.all(np.abs(found[:, 0] - expected) < 6.0 * np.sqrt(expected) + 0.1 * expected)


def test_turnover_is_stationary_after_burn_in(burnt_in_years):
    _, found = burnt_in_years(12)
    assert found[-3:, 1].mean() == pytest.approx(found[5:8, 1].mean(), rel=0.1)


def test_initialising_keeps_every_marginal(city):
    spec = city.specification(households=3_000)
    world = synthesise(spec.city, spec.parameters(), 1, 2025)
    before = deepcopy(world)
    initialise(world)
    world.check()
    for name in ("households", "by_language", "by_class", "children", "stock", "vacant"):
        mine, exact = getattr(world.neighbourhoods, name), getattr(before.neighbourhoods, name)
        assert np.array_equal(mine, exact), name
    assert world.start.households == 3_000
    assert np.array_equal(world.households.income, before.households.income)
    assert np.all(world.households.wealth >= 0.0)
    assert world.newcomers.age.shape == (2, 4096)
