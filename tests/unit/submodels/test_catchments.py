"""Catchments: who has which, within places and cap; what weights do; who keeps the old school."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.submodels.catchments import draw_catchments, pupils_at_home, separation
from segsim.submodels.schools import assign_pupils
from segsim.world.institutions import Boundaries, Redraw

SIZE = {"households": 12_000, "city": {"neighbourhood_size": 200}}
START = {"start_year": 2026, "duration_years": 1}


def plan(weight, room, max_km=3.0, **more):
    weights = np.full(room, float(weight))
    settings = {"groups": (1.0, 1.0), "grandfather": True, "due": True, **more}
    return Redraw("it", weights, max_km=max_km, **settings)


@st.composite
def towns(draw):
    """Return ways, pupils, groups and places of a town, and what there is now."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    places, schools = draw(st.integers(1, 30)), draw(st.integers(1, 6))
    home, school = rng.uniform(0, 6, (places, 2)), rng.uniform(0, 6, (schools, 2))
    km = np.sqrt(((home[:, None] - school[None]) ** 2).sum(axis=2))
    pupils = rng.integers(draw(st.sampled_from([0, 20])), 80, places)
    share = rng.uniform(0, 1, (places, 2)) * (1.0 - np.abs(home[:, :1] - 3.0) / 3.0)
    groups = np.floor(share * pupils[:, None]).astype(np.int64)
    room = draw(st.sampled_from([0.5, 1.2, 3.0]))
    capacity = np.full(schools, int(room * pupils.sum() / schools))
    return km, pupils, groups, capacity, rng.integers(0, schools, places)


def counted(school, pupils, groups, schools):
    load, members = np.zeros(schools, np.int64), np.zeros((schools, 2), np.int64)
    np.add.at(load, school, pupils)
    np.add.at(members, school, groups)
    return load, members


def apart(school, town):
    """Return separation by both groups together."""
    _, pupils, groups, capacity, _ = town
    return separation(*counted(school, pupils, groups, capacity.size)).sum()


WEIGHTS = st.floats(1e-9, 1.0)  # 0 is a place that the plan does not reach
CAPS = st.floats(0.0, 9.0)


@given(towns(), WEIGHTS, CAPS)
def test_everybody_has_a_catchment_within_places_and_cap(town, weight, cap):
    km, pupils, _, capacity, _ = town
    school = draw_catchments(*town, plan(weight, pupils.size, cap))
    assert school.shape == pupils.shape
    assert np.all((school >= 0) & (school < capacity.size))
    way = km[np.arange(pupils.size), school]
    assert np.all((way <= cap) | (way == km.min(axis=1)))
    nearest = np.bincount(km.argmin(axis=1), pupils, capacity.size)
    load = np.bincount(school, pupils, capacity.size)
    assert np.all(load <= np.maximum(capacity, nearest))
    assert np.all((load > 0) | (nearest == 0))  # no school loses its last pupils


@given(towns(), CAPS)
def test_without_weight_on_composition_everybody_has_the_nearest(town, cap):
    km, pupils, _, _, _ = town
    for weight in (1e-12, 1e-9):
        school = draw_catchments(*town, plan(weight, pupils.size, cap))
        assert np.array_equal(km[np.arange(pupils.size), school], km.min(axis=1))


@given(towns(), WEIGHTS, CAPS)
def test_the_objective_never_rises(town, weight, cap):
    km, pupils, _, _, _ = town
    nearest = km.argmin(axis=1)
    start = apart(nearest, town)

    def objective(school):
        way = (km[np.arange(pupils.size), school] * pupils).sum() / max(pupils.sum(), 1)
        mixed = apart(school, town) / start if start > 0.0 else 0.0
        return weight * mixed + (1.0 - weight) * way / max(cap, 1e-3)

    school = draw_catchments(*town, plan(weight, pupils.size, cap))
    assert objective(school) <= objective(nearest) + 1e-9


@given(towns(), st.lists(WEIGHTS, min_size=2, max_size=5), CAPS)
def test_a_larger_weight_never_keeps_pupils_more_apart(town, weights, cap):
    found = [
        apart(draw_catchments(*town, plan(w, town[1].size, cap)), town) for w in sorted(weights)
    ]
    assert all(after <= before + 1e-12 for before, after in pairwise(found))


@given(towns(), WEIGHTS)
def test_places_that_the_plan_does_not_reach_keep_what_they_have(town, weight):
    _, pupils, _, _, current = town
    half = plan(weight, pupils.size)
    half.weight[::2] = 0.0
    school = draw_catchments(*town, half)
    assert np.array_equal(school[::2], current[::2])


def test_no_exchange_is_left_that_pays():
    """Two homes of one kind near each school, full schools: only exchanges mix."""
    km = np.array([[0.1, 0.2], [0.1, 0.2], [0.2, 0.1], [0.2, 0.1]])
    pupils, capacity = np.full(4, 10), np.full(2, 20)
    groups = np.array([[10, 10], [10, 10], [0, 0], [0, 0]])
    school = draw_catchments(km, pupils, groups, capacity, np.zeros(4, int), plan(0.5, 4))
    assert apart(school, (km, pupils, groups, capacity, None)) == 0.0


def drawn(city, years=1, **levers):
    policy = {"kind": "catchment_redraw", "w_composition": 1.0, **START, **levers}
    world = city.with_policies(city.settled(**SIZE), {"it": policy})
    return city.live(world, years)


def pupils_by_family(world):
    h = world.households
    rows = np.flatnonzero(h.status[: world.household_rows] == 1)
    children = h.children[rows]
    count = ((children >= 8) & (children <= 16)).sum(axis=1)
    return rows[count > 0], count[count > 0]


def test_pupils_stay_where_they_are_and_newcomers_go_where_the_boundary_says(city):
    before = city.settled(**SIZE)
    school, ids = before.households.school.copy(), before.households.id.copy()
    catchment = before.neighbourhoods.school.copy()
    world = drawn(city)
    h, n = world.households, world.neighbourhoods
    assert np.any(n.school != catchment)
    rows, _ = pupils_by_family(world)
    rows = rows[rows < ids.size]
    place = h.neighbourhood[rows]
    redrawn = n.school[place] != catchment[place]
    was_here = (h.id[rows] == ids[rows]) & (school[rows] == catchment[place])
    stayed = redrawn & was_here & (h.moved[rows] < world.year)
    assert stayed.sum() > 50
    assert np.array_equal(h.school[rows[stayed]], school[rows[stayed]])
    came = redrawn & (h.moved[rows] == world.year)
    assert came.sum() > 5
    assert np.mean(h.school[rows[came]] == n.school[place[came]]) > 0.5


def test_without_grandfathering_pupils_change_to_the_new_school(city):
    kept, changed = drawn(city), drawn(city, grandfather=False)
    assert np.array_equal(kept.neighbourhoods.school, changed.neighbourhoods.school)
    assert np.all(changed.institutions.boundaries.left == Boundaries.NEVER)

    def in_catchment(world):
        rows, count = pupils_by_family(world)
        here = world.neighbourhoods.school[world.households.neighbourhood[rows]]
        return np.average(world.households.school[rows] == here, weights=count)

    assert in_catchment(changed) > in_catchment(kept) + 0.05


def test_the_last_catchments_stay_and_are_paid_for_when_the_programme_has_ended(city):
    world = drawn(city)
    catchments = world.neighbourhoods.school.copy()
    city.live(world, 3)
    assert np.array_equal(world.neighbourhoods.school, catchments)
    assert world.institutions.redraws == []
    spent = {entry.year: entry.eur for entry in world.ledger.entries}
    assert set(spent) == {2027, 2028, 2029}
    assert spent[2029] > spent[2027] > 0.0  # pupils who stayed are followed by some who did not


def test_longer_ways_are_paid_by_pupil_and_kilometre(city):
    world = drawn(city, transport_eur_km=0.5, grandfather=False)
    world.households.school[...] = -1
    assign_pupils(world)
    h, n, s = world.households, world.neighbourhoods, world.schools
    rows, count = pupils_by_family(world)
    place, school = h.neighbourhood[rows], h.school[rows]

    def km(to):
        return np.hypot(n.x[place] - s.x[to], n.y[place] - s.y[to]) / 1000.0

    ordinary = world.institutions.boundaries.ordinary[place]
    grown = np.where(school == n.school[place], np.maximum(km(school) - km(ordinary), 0.0), 0.0)
    world.year += 1
    world.policies[0].apply(world)
    assert world.ledger.total("it") == pytest.approx(0.5 * 374 * (grown * count).sum())


def test_two_programmes_of_half_the_strength_draw_what_one_draws(city):
    half = {"kind": "catchment_redraw", **START, "intensity": 0.5}
    one = drawn(city, w_composition=0.5)
    both = city.live(city.with_policies(city.settled(**SIZE), {"a": half, "b": half}), 2)
    assert np.array_equal(one.neighbourhoods.school, both.neighbourhoods.school)
    costs = [both.ledger.total(name) for name in "ab"]
    assert costs[0] == costs[1] > 0.0


def test_schools_are_redrawn_every_period(city):
    world = drawn(city, period_years=2, duration_years=None)
    seen = [world.neighbourhoods.school.copy()]
    for _ in range(2):
        city.live(world, 1)
        seen.append(world.neighbourhoods.school.copy())
    assert np.array_equal(seen[0], seen[1])
    assert not np.array_equal(seen[1], seen[2])


def test_pupils_at_home_are_counted_where_they_live(city):
    world = city.live(city.settled(**SIZE), 1)
    pupils, groups = pupils_at_home(world)
    assert pupils.sum() == world.schools.pupils.sum()
    assert groups[:, 0].sum() == world.schools.pupils[:, 1].sum()
    assert groups[:, 1].sum() == world.schools.low_income.sum()
