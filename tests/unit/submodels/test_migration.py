"""Who leaves and comes: the growth target, slots that do not depend on their number, donors."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.model.schedule import SCHEDULE
from segsim.submodels.leftovers import ARRIVING, EVICTED, LEAVING_HOME, PARTED, settle_unplaced
from segsim.submodels.market import clear_market
from segsim.submodels.migration import arrive, growth_factor, migrate
from segsim.submodels.profiles import out_migration
from segsim.world import Status
from segsim.world.workspace import Search


@pytest.mark.parametrize("growth", [-0.05, -0.01, 0.0, 0.01, 0.05])
def test_migration_meets_the_growth_target_exactly(city, tell, growth):
    world = city.settled(driver={"growth": growth})
    start = world.start.households
    for year in range(1, 6):
        city.live_until(world, "update_schools")
        target = round(start * (1.0 + growth) ** year)
        present = tell.living(world).size
        arrived = world.records.flows["in_migrants"]
        assert present == target or (arrived == 0 and present > target)
        assert arrived >= 0
        for process in SCHEDULE[5:]:
            process(world)


def test_growth_is_by_whole_years():
    assert growth_factor(0.01, 0) == 1.0
    assert growth_factor(0.01, 20) == pytest.approx(1.01**20, rel=1e-14)
    assert growth_factor(-0.02, 2) == (1.0 - 0.02) * (1.0 - 0.02)


def test_a_slot_of_a_year_is_the_same_whatever_the_number(city):
    """A policy changes only how long a prefix of the year's newcomers arrives."""
    world = city.live_until(city.settled(), "migrate")
    few, many = deepcopy(world), deepcopy(world)
    arrive(few, 20)
    arrive(many, 200)
    columns = [name for name in world.households.SCHEMA if name not in ("moved", "dwelling")]
    found = []
    for w in (few, many):
        new = np.flatnonzero(w.workspace.kind == ARRIVING)
        found.append({int(w.households.id[row]): row for row in new})
    assert len(found[0]) == 20
    assert set(found[0]) < set(found[1])
    for identity, row in found[0].items():
        other = found[1][identity]
        for name in columns:
            assert np.array_equal(
                getattr(few.households, name)[row], getattr(many.households, name)[other]
            ), name


def test_slots_differ_between_years_and_seeds(city):
    ids = []
    for seed, year in ((1, 1), (1, 2), (2, 1)):
        world = city.live_until(city.settled(seed=seed), "migrate")
        world.year = year
        arrive(world, 50)
        ids.append(set(world.households.id[world.workspace.kind == ARRIVING].tolist()))
    assert len(ids[0] | ids[1] | ids[2]) == 150


@pytest.mark.parametrize("share", [0.0, 0.17, 1.0])
def test_newcomers_have_the_language_mix_of_the_driver(city, share):
    world = city.live_until(city.settled(driver={"foreign_inflow": share}), "migrate")
    arrive(world, 3_000)
    new = world.workspace.kind == ARRIVING
    h = world.households
    foreign = h.language[new] == 1
    assert abs(foreign.mean() - share) <= 4.0 * np.sqrt(share * (1 - share) / 3_000)
    assert np.all(h.arrival[new][foreign] == world.year)
    assert np.all(h.arrival[new][~foreign] == -100)
    assert np.all(h.skill[new][foreign] <= 0.3)
    assert np.all(h.skill[new][~foreign] == 1.0)
    assert np.all(h.status[new] == Status.SEEKING)
    assert np.all(h.dwelling[new] == -1)
    assert np.all(world.workspace.origin[np.flatnonzero(new)] == -1)


def test_newcomers_are_like_their_donors(city):
    world = city.live_until(city.settled(households=5_000), "migrate")
    arrive(world, 5_000)
    h, donors = world.households, world.newcomers
    new = np.flatnonzero(world.workspace.kind == ARRIVING)
    for language in (0, 1):
        some = new[h.language[new] == language]
        for name in ("age", "adults", "education"):
            pool = getattr(donors, name)[language].astype(float)
            error = pool.std() / np.sqrt(some.size) + 1e-9
            assert abs(getattr(h, name)[some].mean() - pool.mean()) < 5.0 * error, name
    assert np.all(h.income[new] > 0.0)
    assert np.all(h.wealth[new] >= 0.0)


def test_inequality_spreads_the_incomes_of_newcomers(city):
    spread = []
    for factor in (0.5, 1.0, 2.0):
        world = city.live_until(city.settled(driver={"inequality": factor}), "migrate")
        arrive(world, 2_000)
        new = world.workspace.kind == ARRIVING
        spread.append(world.households.permanent[new].std())
    assert spread[0] == pytest.approx(0.5 * spread[1], rel=1e-3)
    assert spread[2] == pytest.approx(2.0 * spread[1], rel=1e-3)


def test_owners_and_families_stay_the_young_leave(city, tell):
    world = city.live_until(city.settled(households=20_000), "migrate")
    h, d, rows = world.households, world.dwellings, tell.living(world)
    owner = d.tenure[np.maximum(h.dwelling[rows], 0)] == 0
    chance = out_migration()[h.age[rows]] * np.where(owner & (h.dwelling[rows] >= 0), 0.5, 1.3)
    chance *= 0.7 ** (h.children[rows] > 7).sum(axis=1)
    before = h.id[rows].copy()
    kinds = (owner, ~owner, h.age[rows] < 30, (h.children[rows] > 7).any(axis=1))
    migrate(world)
    left = ~np.isin(before, world.households.id)
    for some in kinds:
        expected, spread = chance[some].sum(), np.sqrt((chance * (1 - chance))[some].sum())
        assert abs(left[some].sum() - expected) < 4.0 * spread
    assert left.sum() == world.records.flows["out_migrants"]
    world.check()


def test_without_turnover_nobody_leaves(city, tell):
    world = city.live_until(city.settled(driver={"turnover": 0.0}), "migrate")
    before = set(world.households.id[tell.living(world)].tolist())
    migrate(world)
    assert before <= set(world.households.id[tell.living(world)].tolist())


def test_leavers_free_their_homes_and_all_are_ranked_anew(city, tell):
    world = city.live_until(city.settled(driver={"turnover": 5.0, "growth": -0.1}), "migrate")
    vacant = world.neighbourhoods.vacant.sum()
    at_home = np.count_nonzero(world.households.status == Status.HOUSED)
    migrate(world)
    freed = at_home - np.count_nonzero(world.households.status == Status.HOUSED)
    assert world.neighbourhoods.vacant.sum() - vacant == freed > 100
    ranks = world.households.rank[tell.living(world)]
    assert ranks.mean() == pytest.approx(65_535 / 2, rel=2e-3)


def test_unplaced_newcomers_and_young_leave_again_others_are_homeless(city, tell):
    world = city.live_until(
        city.settled(driver={"growth": 0.1}, demography={"split": 0.3}), "clear_market"
    )
    d, h = world.dwellings, world.households
    # nothing is vacant: every vacant dwelling is taken out of the stock
    vacant = np.flatnonzero((d.standing == 1) & (d.occupant < 0))
    d.clear(vacant)
    world.recount()
    search = world.workspace.search
    kind = world.workspace.kind.copy()
    without = search.row[h.dwelling[search.row] < 0]
    clear_market(world)
    for what, status in ((ARRIVING, 0), (LEAVING_HOME, 0), (PARTED, Status.HOMELESS)):
        rows = without[kind[without] == what]
        assert np.all(h.status[rows] == status)
    gone = np.isin(kind[without], (ARRIVING, LEAVING_HOME)).sum()
    assert world.records.flows["unplaced_left"] == gone > 100
    assert np.count_nonzero(kind[without] == PARTED) > 10
    world.check()


def test_the_evicted_stay_in_the_city(city):
    world = city.settled()
    rows = np.flatnonzero(world.households.status == 1)[:3]
    h = world.households
    world.dwellings.occupant[h.dwelling[rows]] = -1
    h.dwelling[rows], h.status[rows] = -1, Status.SEEKING
    world.recount()
    world.workspace.kind = np.zeros(h.room, np.uint8)
    world.workspace.kind[rows] = (EVICTED, PARTED, 0)
    flags = np.zeros(3, np.uint8)
    settle_unplaced(
        world, Search(rows.astype(np.int32), flags, flags, flags.astype(np.int32), flags)
    )
    assert np.all(h.status[rows] == Status.HOMELESS)
    world.check()
