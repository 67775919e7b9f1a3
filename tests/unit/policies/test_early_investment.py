"""Early learning: home, daycare and programmes; and what it is worth when children leave home."""

import numpy as np
import pytest

from segsim.submodels.learning import learn_early
from segsim.submodels.newhouseholds import handed_down
from segsim.world import Status

SIZE = {"households": 6_000, "city": {"neighbourhood_size": 200}}


def with_children(world, low, high):
    """Return housed families all of whose children are of some ages, rows."""
    h = world.households
    age = h.children.astype(int) - 1
    inside = np.where(h.children > 0, (age >= low) & (age <= high), True).all(axis=1)
    return np.flatnonzero(inside & (h.children > 0).any(axis=1) & (h.status == Status.HOUSED))


def sd(world, rows):
    return (world.households.learning[rows].astype(float) - 128.0) / 32.0


def after(city, years=1, **levers):
    """Return a city in which only children's learning went on for some years."""
    world = city.settled(**SIZE)
    policy = {"kind": "early_investment", "target": "all", **levers}
    city.with_policies(world, {"it": policy})
    for _ in range(years):
        world.year += 1
        world.institutions.restore(world.rules)
        for one in world.policies:
            one.apply(world)
        learn_early(world)
    return world


def test_families_without_children_have_no_figure_and_the_others_have_one(city):
    world = city.live(city.settled(**SIZE), 2)
    h = world.households
    housed = h.status == Status.HOUSED
    assert np.array_equal((h.learning > 0) & housed, (h.children > 0).any(axis=1) & housed)


def test_without_a_programme_the_mean_of_small_children_is_that_of_the_city(city):
    world = city.live(city.settled(**SIZE), 6)
    assert abs(sd(world, with_children(world, 0, 6)).mean()) < 0.06


def test_home_and_language_decide_and_so_does_the_mix_of_the_place(city):
    world = city.settled(**SIZE)
    h, rows = world.households, with_children(world, 0, 6)
    learnt = sd(world, rows)
    education = h.education[rows]
    assert learnt[education == 2].mean() > learnt[education == 1].mean() + 0.2
    foreign = h.language[rows] == 1
    assert learnt[~foreign].mean() > learnt[foreign].mean() + 0.1


def test_a_programme_raises_small_children_towards_its_gain(city):
    found = []
    for years in (1, 3, 10):
        one = after(city, years, learning_gain=1.0)
        none = after(city, years, learning_gain=0.0)
        rows = with_children(one, 0, 6)
        found.append((sd(one, rows) - sd(none, rows)).mean())
    expected = [1.0 - 0.75**years for years in (1, 3, 10)]
    assert found == pytest.approx(expected, abs=0.05)


def test_schoolchildren_gain_only_where_the_programme_reaches_them(city):
    gains = []
    for age_to in (6, 17):
        one, none = (after(city, 4, learning_gain=gain, age_to=age_to) for gain in (1.0, 0.0))
        rows = with_children(one, 7, 17)
        gains.append((sd(one, rows) - sd(none, rows)).mean())
    assert gains[0] == 0.0
    assert gains[1] == pytest.approx(4 * 0.05, abs=0.03)


def test_what_was_learnt_stays_after_school_begins(city):
    world = after(city, 8, learning_gain=1.0, duration_years=4)
    none = after(city, 8, learning_gain=0.0)
    later = with_children(world, 7, 17)
    assert np.array_equal(world.households.learning[later], none.households.learning[later])
    rows = with_children(world, 0, 6)
    assert 0.1 < (sd(world, rows) - sd(none, rows)).mean() < 0.4  # fades towards home and daycare


def test_only_the_target_is_raised_and_paid(city):
    name = city.settled(**SIZE).city.districts[0]
    one = after(city, 1, learning_gain=1.0, target=[name])
    none = after(city, 1, learning_gain=0.0, target=[name])
    h, rows = one.households, with_children(one, 0, 6)
    inside = one.neighbourhoods.district[h.neighbourhood[rows]] == 0
    gain = sd(one, rows) - sd(none, rows)
    assert gain[inside].mean() > 0.15
    assert not gain[~inside].any()
    housed = h.status == Status.HOUSED
    there = housed & (one.neighbourhoods.district[h.neighbourhood] == 0)
    children = ((h.children[there] > 0) & (h.children[there] <= 7)).sum()
    assert one.ledger.total("it") == pytest.approx(1_500.0 * children)


def test_what_is_avoided_is_a_saving_of_its_own_line(city):
    world = after(city, 1, avoided_eur_per_child_year=500.0)
    cost, saving = (entry.eur for entry in world.ledger.entries)
    assert saving == pytest.approx(-cost / 3.0)


def test_learning_moves_the_lasting_income_of_those_who_leave(city):
    world = city.settled(**SIZE)
    rows = with_children(world, 0, 18)[:100]
    before = handed_down(world, rows)
    learnt = world.households.learning[rows].copy()
    world.households.learning[rows] = np.minimum(learnt, 200) + 32
    change = handed_down(world, rows) - before
    assert np.allclose(change[learnt < 200], 0.08)


def test_with_a_weight_of_0_learning_moves_no_income(city):
    world = city.settled(**SIZE, income={"early_learning": 0.0})
    rows = with_children(world, 0, 18)
    assert np.array_equal(
        handed_down(world, rows), 0.3 * world.households.permanent[rows].astype(float)
    )
