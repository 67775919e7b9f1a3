"""Ageing, births, deaths, unions, splits, children leaving: persons and homes are kept."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.kernels.ageing import child_id
from segsim.kernels.search import BIRTH, SPLIT, UNION
from segsim.parameters import Demography
from segsim.submodels.demography import demography
from segsim.submodels.leftovers import LEAVING_HOME, PARTED
from segsim.submodels.profiles import rates
from segsim.world import Status


def grown_up(world):
    """Make the children of 17 a year older, so that some leave this year; return the city."""
    world.households.children[world.households.children == 18] = 19
    world.recount()
    return world


def lived(before, tell, **changes):
    """Return a city before and after a year's demography with only what ``changes`` names."""
    world = grown_up(before("demography", demography={**tell.QUIET, **changes}))
    old = deepcopy(world)
    demography(world)
    world.check()
    return old, world


def test_everybody_grows_a_year_older(before, tell):
    old, world = lived(before, tell)
    was, now = tell.by_identity(old, "age"), tell.by_identity(world, "age")
    assert all(now[i] == age + 1 for i, age in was.items() if i in now and age < 110)
    kids = tell.by_identity(old, "children")
    for i, ages in tell.by_identity(world, "children").items():
        if i in kids:
            assert ages == [0 if age in (0, 19) else age + 1 for age in kids[i]]


def test_the_tally_of_children_is_of_those_under_18(before, tell):
    _, world = lived(before, tell, birth=0.5)
    h, d, rows = world.households, world.dwellings, world.household_rows
    minors = ((h.children > 0) & (h.children <= 18)).sum(axis=1)[:rows]
    housed = h.status[:rows] == Status.HOUSED
    place = d.neighbourhood[h.dwelling[:rows][housed]]
    counted = np.bincount(place, minors[housed], minlength=world.neighbourhoods.room)
    assert np.array_equal(counted, world.neighbourhoods.children)


def test_births_add_one_child_and_an_event(before, tell):
    old, world = lived(before, tell, birth=1.0, leaving_age=19)
    born = tell.persons(world) - tell.persons(old) + left_city(world)
    assert born == world.records.flows["births"] > 50
    h, rows = world.households, tell.living(world)
    new = np.any(h.children[rows] == 1, axis=1)
    assert np.all((h.event[rows] & BIRTH != 0) == new)
    assert new.sum() == born


def left_city(world):
    """Return how many young people left for another city this year."""
    searching = np.count_nonzero(world.workspace.kind[: world.household_rows] == LEAVING_HOME)
    return int(world.records.flows["left_home"]) - searching


@pytest.mark.parametrize("mortality", [0.0, 1.0, 10.0])
def test_a_death_leaves_the_partner_and_empties_the_home_of_a_single(before, tell, mortality):
    old, world = lived(before, tell, mortality=mortality)
    gone = set(tell.by_identity(old, "age")) - set(tell.by_identity(world, "age"))
    singles = {i for i, adults in tell.by_identity(old, "adults").items() if adults == 1}
    ended = {i for i in gone if tell.by_identity(old, "age")[i] < 104}
    assert ended <= singles
    assert len(gone) == world.records.flows["deaths"]
    adults_before, adults_now = tell.by_identity(old, "adults"), tell.by_identity(world, "adults")
    widowed = [i for i, adults in adults_now.items() if adults_before.get(i, adults) > adults]
    assert bool(widowed) == bool(mortality)
    if mortality:
        homes = tell.by_identity(old, "dwelling")
        assert all(tell.by_identity(world, "dwelling")[i] == homes[i] for i in widowed)
        freed = [homes[i] for i in gone if homes[i] >= 0]
        assert np.all(world.dwellings.occupant[freed] == -1)


def test_deaths_are_as_frequent_as_the_rates_say(city, tell):
    world = city.live_until(
        city.settled(households=10_000, demography={**tell.QUIET, "mortality": 1.0}), "demography"
    )
    rate = rates(world.parameters.demography).death
    rows = tell.living(world)
    chance = rate[np.minimum(world.households.age[rows] + 1, 110)]
    alone = world.households.adults[rows] == 1
    expected, spread = chance[alone].sum(), np.sqrt((chance * (1 - chance))[alone].sum())
    demography(world)
    assert abs(world.records.flows["deaths"] - expected) < 4.0 * spread


def test_mortality_rises_with_age_and_nobody_is_immortal():
    death = rates(Demography()).death
    assert np.all(np.diff(death[:105]) > 0.0)
    assert death[40] == pytest.approx(0.0007)
    assert np.all(death[105:] == 1.0)


def test_rates_are_chances():
    for extreme in (Demography(), Demography(birth=1, union=1, split=1, mortality=10)):
        for rate in rates(extreme):
            assert rate.shape == (121,)
            assert np.all((rate >= 0.0) & (rate <= 1.0))


def test_unions_keep_all_persons_and_free_one_home(before, tell):
    old, world = lived(before, tell, union=1.0)
    unions = int(world.records.flows["unions"])
    assert unions > 50
    assert tell.persons(world) == tell.persons(old) - left_city(world)
    assert world.neighbourhoods.vacant.sum() - old.neighbourhoods.vacant.sum() == unions
    searching = np.count_nonzero(world.workspace.kind[: world.household_rows] == LEAVING_HOME)
    assert len(tell.living(world)) == len(tell.living(old)) - unions + searching


def test_no_child_is_lost_when_two_families_unite(before, tell):
    """Four places for children: what of two families with three each?"""
    world = before("demography", demography={**tell.QUIET, "union": 1.0})
    h = world.households
    rows = tell.living(world)
    lone = rows[(h.adults[rows] == 1) & (h.age[rows] > 25) & (h.age[rows] < 50)]
    h.children[lone] = [3, 5, 8, 0]
    world.recount()
    persons = tell.persons(world)
    demography(world)
    assert world.records.flows["unions"] > 10
    assert tell.persons(world) == persons - left_city(world)


def test_partners_share_language_and_the_larger_home(before, tell):
    old, world = lived(before, tell, union=1.0)
    gone = set(tell.by_identity(old, "age")) - set(tell.by_identity(world, "age"))
    h, rows = world.households, tell.living(world)
    united = rows[h.event[rows] & UNION != 0]
    assert np.all(h.adults[united] == 2)
    homes, area = tell.by_identity(old, "dwelling"), old.dwellings.area
    lost = sorted(area[homes[i]] for i in gone)
    kept = sorted(area[h.dwelling[united]])
    assert len(lost) == len(kept)
    assert np.mean(kept) > np.mean(lost)
    language = tell.by_identity(old, "language")
    counts = [sum(language[i] == g for i in gone) for g in (0, 1)]
    assert counts == [np.count_nonzero(h.language[united] == g) for g in (0, 1)]
    wealth = [sum(tell.by_identity(w, "wealth").values()) for w in (old, world)]
    new = rows[world.workspace.kind[rows] == LEAVING_HOME]
    assert wealth[1] == pytest.approx(wealth[0] + h.wealth[new].sum(), rel=1e-5)


def test_splits_keep_persons_and_give_one_adult_to_each(before, tell):
    old, world = lived(before, tell, split=1.0)
    assert tell.persons(world) == tell.persons(old) - left_city(world)
    h, rows = world.households, tell.living(world)
    parted = rows[world.workspace.kind[rows] == PARTED]
    assert parted.size == world.records.flows["splits"] > 50
    assert np.all(h.adults[parted] == 1)
    assert np.all(h.status[parted] == Status.SEEKING)
    assert not h.children[parted].any()
    left = rows[(h.event[rows] & SPLIT != 0) & (h.status[rows] == Status.HOUSED)]
    assert left.size == parted.size
    assert np.all(h.adults[left] == 1)
    kids, homes = tell.by_identity(old, "children"), tell.by_identity(old, "dwelling")
    for row in left:
        identity = int(h.id[row])
        assert homes[identity] == h.dwelling[row]
        assert (np.array(kids[identity]) > 0).sum() >= (h.children[row] > 0).sum()


def test_who_parts_comes_from_the_same_place_and_shares_what_there_was(before, tell):
    _, world = lived(before, tell, split=1.0)
    h, rows = world.households, tell.living(world)
    parted = {int(h.id[row]): row for row in rows[world.workspace.kind[rows] == PARTED]}
    found = 0
    for row in rows[(h.event[rows] & SPLIT != 0) & (h.status[rows] == Status.HOUSED)]:
        child = int(child_id(h.id[row], world.year, 2, 0))
        new = parted[child]
        found += 1
        assert world.workspace.origin[new] == world.dwellings.neighbourhood[h.dwelling[row]]
        assert h.language[new] == h.language[row]
        assert h.education[new] == h.education[row]
        assert h.wealth[new] == h.wealth[row]
        assert h.age[new] == h.age[row]
    assert found == len(parted)


def test_children_leave_at_the_leaving_age_and_half_look_for_a_home_here(city, tell):
    world = city.live_until(city.settled(households=10_000, demography=tell.QUIET), "demography")
    grown_up(world)
    of_age = np.count_nonzero(world.households.children == 19)
    demography(world)
    h, rows = world.households, tell.living(world)
    assert world.records.flows["left_home"] == of_age
    assert not np.any(h.children > 19)
    young = rows[world.workspace.kind[rows] == LEAVING_HOME]
    assert abs(young.size - 0.5 * of_age) < 4.0 * np.sqrt(0.25 * of_age)
    assert np.all(h.age[young] == 19)
    assert np.all(h.adults[young] == 1)
    assert np.all(h.status[young] == Status.SEEKING)
    assert np.all(h.wealth[young] == 1_000.0)
    assert np.unique(h.id[young]).size == young.size


def test_everybody_may_be_kept_in_the_city(before, tell):
    for share in (0.0, 1.0):
        world = before("demography", demography={**tell.QUIET, "stay_in_city": share})
        demography(grown_up(world))
        left = world.records.flows["left_home"]
        assert left > 10
        assert left_city(world) == (1.0 - share) * left


def test_identities_come_from_parent_year_event_and_order():
    parent = np.uint64(123456789)
    ids = {
        int(child_id(parent, year, event, ordinal))
        for year in (-3, 0, 1, 40)
        for event in (1, 2)
        for ordinal in range(4)
    }
    assert len(ids) == 32
    assert child_id(parent, 3, 1, 0) == child_id(parent, 3, 1, 0)


def test_more_births_elsewhere_leave_the_same_newborn_households(before, tell):
    """Identities hang on parents, so that a policy on some leaves the others' children alone."""
    world = grown_up(before("demography", demography=tell.QUIET))
    other = deepcopy(world)
    rows = tell.living(other)[::9]
    other.households.children[rows] = 0  # a tenth of the families has no children
    other.recount()
    for w in (world, other):
        demography(w)
    ids = [
        set(w.households.id[tell.living(w)][w.workspace.kind[tell.living(w)] == LEAVING_HOME])
        for w in (world, other)
    ]
    assert ids[1] < ids[0]
    columns = ("age", "language", "income", "education", "employed")
    for column in columns:
        one, two = (tell.by_identity(w, column) for w in (world, other))
        assert all(one[int(i)] == two[int(i)] for i in ids[1])


def test_what_children_learnt_moves_in_with_them(before, tell):
    """Of two families the mean stays, of one its own figure; those without children have none."""
    _, world = lived(before, tell, union=1.0)
    h, rows = world.households, tell.living(world)
    families = rows[(h.children[rows] > 0).any(axis=1)]
    joined = families[h.event[families] & UNION != 0]
    assert joined.size > 20
    assert np.all(h.learning[families] > 0)
