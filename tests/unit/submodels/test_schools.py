"""Outcome and perceived quality of schools, choice within seats and distance, tallies."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.kernels.setting import SCHOOL
from segsim.submodels.schools import NEARBY, assign_pupils, nearby, update_schools
from segsim.submodels.surroundings import surroundings

SIZE = {"households": 12_000, "city": {"neighbourhood_size": 200}}


@pytest.fixture
def world(city):
    """Return a city with several schools, just before pupils are assigned."""
    return city.live_until(city.settled(**SIZE), "assign_pupils")


def changed(world, **values):
    schools = world.parameters.schools.model_copy(update=values)
    world.parameters = world.parameters.model_copy(update={"schools": schools})
    return world


def pupils_of(world, rows):
    ages = world.households.children[rows].astype(int) - 1
    return ((ages >= 7) & (ages <= 15)).sum(axis=1)


def families(world):
    """Return the rows of households with pupils and a home, and their catchment schools."""
    h, rows = world.households, np.flatnonzero(world.households.status == 1)
    rows = rows[pupils_of(world, rows) > 0]
    return rows, world.neighbourhoods.school[world.dwellings.neighbourhood[h.dwelling[rows]]]


def test_the_test_city_has_several_schools(world):
    assert world.schools.room >= 4


def test_every_family_with_pupils_has_a_school_and_nobody_else(world):
    assign_pupils(world)
    rows, _ = families(world)
    others = np.setdiff1d(np.flatnonzero(world.households.status), rows)
    assert np.all(world.households.school[rows] >= 0)
    assert np.all(world.households.school[others] == -1)


def test_without_open_seats_all_attend_their_catchment_school(world):
    world.schools.open_share[:] = 0.0
    assign_pupils(world)
    rows, catchment = families(world)
    assert np.array_equal(world.households.school[rows], catchment)
    assert world.records.flows["pupils_outside"] == 0


def eager(world, **values):
    """Let every family prefer the best school there is."""
    world.schools.perceived[:] = np.arange(world.schools.room) * 50.0
    world.households.school[...] = -1
    return changed(world, choice_catchment=0.0, choice_distance=0.0, max_km=100.0, **values)


@pytest.mark.parametrize("share", [0.05, 0.15, 0.5])
def test_outsiders_never_take_more_than_the_open_seats(world, share):
    eager(world)
    world.schools.open_share[:] = share
    assign_pupils(world)
    rows, catchment = families(world)
    school = world.households.school[rows]
    outside = np.bincount(
        school[school != catchment], pupils_of(world, rows)[school != catchment], world.schools.room
    )
    seats = np.floor(share * world.schools.capacity)
    assert np.all(outside <= seats)
    assert outside.max() > 0.9 * seats[outside.argmax()]  # the best school is full
    assert outside.sum() == world.records.flows["pupils_outside"]


def test_nobody_goes_farther_than_the_limit_except_to_the_catchment_school(world):
    eager(world)
    changed(world, max_km=2.0)
    world.schools.open_share[:] = 1.0
    assign_pupils(world)
    rows, catchment = families(world)
    n, s = world.neighbourhoods, world.schools
    place = world.dwellings.neighbourhood[world.households.dwelling[rows]]
    school = world.households.school[rows]
    km = np.hypot(n.x[place] - s.x[school], n.y[place] - s.y[school]) / 1000.0
    assert np.any(school != catchment)
    assert np.all((km <= 2.0) | (school == catchment))


def test_a_limit_of_nothing_leaves_the_catchment_school(world):
    eager(world)
    changed(world, max_km=0.0)
    assign_pupils(world)
    rows, catchment = families(world)
    assert np.array_equal(world.households.school[rows], catchment)


def test_distance_keeps_families_near(world):
    world.schools.open_share[:] = 1.0
    outside = []
    for weight in (0.0, 1.0, 20.0):
        w = changed(deepcopy(world), choice_catchment=0.0, choice_distance=weight)
        assign_pupils(w)
        outside.append(w.records.flows["pupils_outside"])
    assert outside[0] > outside[1] > outside[2]


def test_a_better_school_draws_more_families(world):
    world.schools.open_share[:] = 1.0
    drawn = []
    for quality in (-2.0, 0.0, 2.0, 8.0):
        w = deepcopy(world)
        w.schools.perceived[0] = quality
        assign_pupils(w)
        drawn.append(w.schools.pupils[0].sum())
    assert drawn == sorted(drawn)
    assert drawn[0] < drawn[-1]


def test_tallies_of_schools_equal_a_recount(world):
    assign_pupils(world)
    h, s = world.households, world.schools
    rows, _ = families(world)
    count = pupils_of(world, rows)
    for language in (0, 1):
        own = np.where(h.language[rows] == language, count, 0)
        assert np.array_equal(np.bincount(h.school[rows], own, s.room), s.pupils[:, language])
    low = np.where(h.income_class[rows] == 0, count, 0)
    assert np.array_equal(np.bincount(h.school[rows], low, s.room), s.low_income)


def test_the_options_are_the_catchment_school_and_the_nearest_others(world):
    options, km = nearby(world)
    n, s = world.neighbourhoods, world.schools
    assert options.shape == km.shape == (n.room, min(NEARBY + 1, s.room))
    assert np.array_equal(options[:, 0], n.school)
    exact = np.hypot(n.x[:, None] - s.x, n.y[:, None] - s.y) / 1000.0
    assert np.allclose(km, np.take_along_axis(exact, options, axis=1))
    for place in range(n.room):
        others = np.setdiff1d(np.arange(s.room), options[place])
        assert all(exact[place, other] >= km[place, 1:].max() for other in others)


def test_language_alone_decides_nothing_about_seats(world):
    eager(world)
    other = deepcopy(world)
    other.households.language[...] = 1 - other.households.language
    for w in (world, other):
        assign_pupils(w)
    assert np.array_equal(world.households.school, other.households.school)


def test_a_family_keeps_its_school_while_it_lives_in_the_same_place(city):
    """`prefer` says so; a lottery anew every year would move children about."""
    world = city.settled(**SIZE)
    world.schools.open_share[:] = 1.0
    city.live_until(world, "assign_pupils")
    assign_pupils(world)
    before, home = world.households.school.copy(), world.households.dwelling.copy()
    ids = world.households.id.copy()
    city.live(world, 1)
    rows, _ = families(world)
    same = rows[
        (ids[rows] == world.households.id[rows])
        & (home[rows] == world.households.dwelling[rows])
        & (before[rows] >= 0)
    ]
    kept = world.households.school[same] == before[same]
    assert same.size > 300
    assert kept.mean() > 0.97


@pytest.fixture
def term(city):
    """Return a city just before schools are updated."""
    return city.live_until(city.settled(**SIZE), "update_schools")


def test_outcomes_follow_families_and_peers(term):
    update_schools(term)
    s, h, p = term.schools, term.households, term.parameters.schools
    rows = np.flatnonzero((h.status == 1) & (h.school >= 0))
    count = pupils_of(term, rows).astype(float)

    def of_school(what):
        return np.bincount(h.school[rows], what * count, s.room) / s.pupils.sum(axis=1)

    def z(x):
        weight = s.pupils.sum(axis=1)
        mean = np.average(x, weights=weight)
        return (x - mean) / np.sqrt(np.average((x - mean) ** 2, weights=weight))

    backgrounds = z(of_school(h.rank[rows] / 65_535))
    peers = -z(of_school(h.language[rows] == 1) + of_school(h.income_class[rows] == 0))
    assert np.allclose(s.outcome, p.family * backgrounds + p.peers * peers, atol=1e-9)


def test_without_weights_all_schools_are_alike(term):
    changed(term, family=0.0, peers=0.0)
    update_schools(term)
    assert not term.schools.outcome.any()


def test_resources_reach_outcomes_with_a_lag(term):
    """After n years 1 − e^(−n/lag) of the full effect of .3 sd per 1,000 EUR."""
    changed(term, family=0.0, peers=0.0)
    term.institutions.school_resources[1] = 2.0
    seen = []
    for _ in range(4):
        update_schools(term)
        seen.append(term.schools.outcome[1])
    assert seen == pytest.approx([0.6 * (1.0 - np.exp(-n / 2.0)) for n in range(1, 5)])
    assert not term.schools.outcome[0].any()
    assert term.schools.resources[1] == 2.0
    term.institutions.school_resources[1] = 0.0
    update_schools(term)
    assert term.schools.outcome[1] == pytest.approx(seen[-1] * np.exp(-0.5))


def test_parents_see_outcome_and_composition_with_a_lag(term):
    other = deepcopy(term)
    changed(term, composition_weight=0.0, perception=1.0)
    update_schools(term)
    assert np.allclose(term.schools.perceived, term.schools.outcome)
    before = other.schools.perceived.copy()
    changed(other, perception=0.0)
    update_schools(other)
    assert np.array_equal(other.schools.perceived, before)


def test_parents_see_only_a_part_of_what_resources_achieve(term):
    changed(term, family=0.0, peers=0.0, composition_weight=0.0, perception=1.0)
    term.institutions.school_resources[0] = 1.0
    for share in (0.0, 0.3, 1.0):
        w = deepcopy(term)
        w.institutions.school_visibility[:] = share
        update_schools(w)
        assert w.schools.perceived[0] == pytest.approx(share * w.schools.boost[0])
        assert w.schools.boost[0] > 0.1


def test_the_image_of_a_school_is_seen_by_families_and_written_nowhere(world):
    loved = deepcopy(world)
    best = int(np.argmin(np.bincount(world.neighbourhoods.school, minlength=world.schools.room)))
    loved.institutions.school_image = np.zeros(world.schools.room)
    loved.institutions.school_image[best] = 5.0
    here = world.neighbourhoods.school == best
    seen = [surroundings(one).place[:, SCHOOL] for one in (world, loved)]
    assert np.allclose(seen[1] - seen[0], np.where(here, 5.0, 0.0))
    for one in (world, loved):
        assign_pupils(one)
    rows, _ = families(world)
    attend = [(one.households.school[rows] == best).sum() for one in (world, loved)]
    assert attend[1] > attend[0]
    assert np.array_equal(loved.schools.perceived, world.schools.perceived)
    assert np.array_equal(loved.schools.outcome, world.schools.outcome)
