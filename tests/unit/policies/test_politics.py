"""Programmes that new councils end before their time."""

from itertools import pairwise

import numpy as np
import pytest


def doses(city, persistence, seed=1, years=24, names=("it",), **levers):
    world = city.settled(seed=seed, driver={"political_persistence": persistence})
    given = {"kind": "infill", "start_year": 2026, **levers}
    city.with_policies(world, dict.fromkeys(names, given))
    found = []
    for year in range(years):
        world.year = year
        found.append([policy.dose(world) for policy in world.policies])
    return np.array(found)


def test_a_council_that_goes_on_with_everything_changes_nothing(city):
    assert (doses(city, 1.0)[1:] == 1.0).all()


def test_a_council_that_ends_everything_ends_it_at_its_first_chance(city):
    """Councils begin in 2025, 2029 …; a programme of 2029 has its own council's whole term."""
    assert doses(city, 0.0).ravel().tolist() == [0, 1, 1, 1] + [0] * 20
    assert doses(city, 0.0, start_year=2029).ravel().tolist() == [0] * 4 + [1] * 4 + [0] * 16
    assert doses(city, 0.0, duration_years=2).ravel().tolist() == [0, 1, 1] + [0] * 21
    assert doses(city, 0.0, decay_years=1).ravel().tolist()[:6] == [0, 1, 1, 1, 0.5, 0]


def test_the_less_persistent_the_sooner(city):
    names = [f"programme {k}" for k in range(200)]
    years = [(doses(city, p, names=names) > 0.0).sum(axis=0) for p in (0.2, 0.5, 0.8, 1.0)]
    for sooner, later in pairwise(years):
        assert (sooner <= later).all()
        assert sooner.sum() < later.sum()
    ended = (years[1] == 3).mean()  # by the first council
    assert ended == pytest.approx(0.5, abs=0.12)


def test_ended_is_ended_and_the_same_again(city):
    names = [f"programme {k}" for k in range(40)]
    found = doses(city, 0.5, names=names)
    assert (np.diff(found[1:], axis=0) <= 0.0).all()
    assert np.array_equal(found, doses(city, 0.5, names=names))
    assert not np.array_equal(found, doses(city, 0.5, seed=2, names=names))


def test_a_city_whose_programmes_are_ended_is_another(city):
    digests = set()
    for persistence in (1.0, 0.0):
        world = city.settled(driver={"political_persistence": persistence})
        city.with_policies(world, {"it": {"kind": "infill", "start_year": 2026, "lag_years": 1}})
        digests.add(city.live(world, 7).digest())
    assert len(digests) == 2
