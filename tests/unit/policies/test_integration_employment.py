"""Courses: who takes part, when they end, what they bring, and what they cost."""

import numpy as np
import pytest

from segsim.policies.integration_employment import IntegrationEmployment
from segsim.submodels.courses import complete_courses
from segsim.world import Language, Status

SIZE = {"households": 6_000}


def opened(city, years=1, **levers):
    """Return a city in the year in which the first course was opened, before the others."""
    policy = {"kind": "integration_employment", "start_year": 2026, **levers}
    world = city.with_policies(city.settled(**SIZE), {"it": policy})
    for _ in range(years):
        city.live_until(world, "age_stock")
    return world


def members(world):
    """Return the rows of who takes part in the first course."""
    return np.flatnonzero(np.isin(world.households.id, world.institutions.courses[0].participants))


def test_places_are_a_share_of_foreign_language_adults_and_are_paid_at_once(city):
    world = opened(city, places_per_1000=200.0, eur_per_place=1_000.0, lag_years=2)
    h, (course,) = world.households, world.institutions.courses
    base = (h.language == Language.FOREIGN) & (h.status == Status.HOUSED) & (h.age < 64)
    places = 0.2 * h.adults[base].sum()
    assert course.participants.size == pytest.approx(places, rel=0.35)
    assert world.ledger.total("it") == pytest.approx(1_000.0 * course.participants.size)
    assert course.completes == 2028


@pytest.mark.parametrize(
    "group", ["all", "mothers", "long_term_unemployed", "parents", "weak_position"]
)
def test_participants_are_of_the_group_and_without_work(city, group):
    world = opened(city, group=group, places_per_1000=300.0)
    h, rows = world.households, members(world)
    assert rows.size > 0
    assert np.all(h.employed[rows] < h.adults[rows])
    assert np.all(h.age[rows] < 64)
    foreign, young = h.language[rows] == 1, ((h.children[rows] - 1) < 7).any(axis=1)
    if group in ("all", "mothers", "long_term_unemployed"):
        assert foreign.all()
    else:
        assert (~foreign).any()
    if group in ("mothers", "parents"):
        assert young.all()
    if group in ("long_term_unemployed", "weak_position"):
        assert not h.employed[rows].any()


def test_the_larger_the_dose_the_more_of_the_same_take_part(city):
    half, full = (
        opened(city, places_per_1000=200.0, intensity=dose).institutions.courses[0].participants
        for dose in (0.5, 1.0)
    )
    assert np.isin(half, full).all()
    assert 0 < half.size < full.size


def test_nobody_knows_more_before_the_course_is_over(city):
    world = opened(city, places_per_1000=300.0, skill_gain=0.5, lag_years=2)
    h, rows = world.households, members(world)
    before, work = h.skill[rows].astype(float), h.employed[rows].copy()
    world.year += 1
    complete_courses(world)
    assert np.array_equal(h.skill[rows], before.astype(np.float32))
    world.year += 1
    complete_courses(world)
    assert np.allclose(h.skill[rows], before + 0.5 * (1.0 - before), atol=1e-6)
    assert h.employed[rows].sum() >= work.sum()
    assert world.institutions.courses == []


def test_participants_find_work_by_the_gain_and_never_more_than_there_are_adults(city):
    found = []
    for gain in (0.0, 50.0, 100.0):
        world = opened(city, places_per_1000=1_000.0, employment_gain_pp=gain)
        h, rows = world.households, members(world)
        before = h.employed[rows].astype(int)
        world.year += 1
        complete_courses(world)
        found.append((h.employed[rows] - before).mean())
        assert np.all(h.employed[rows] <= h.adults[rows])
    assert found[0] == 0.0
    assert found[1] == pytest.approx(0.5, abs=0.15)
    assert found[2] == pytest.approx(1.0, abs=0.05)  # but for those of 64 by now


def test_income_is_left_to_the_ordinary_process(city):
    world = opened(city, places_per_1000=1_000.0, employment_gain_pp=100.0)
    income = world.households.income.copy()
    world.year += 1
    complete_courses(world)
    assert np.array_equal(world.households.income, income)


def test_a_course_under_way_is_finished_when_the_programme_ends(city):
    world = opened(city, duration_years=1, lag_years=3)
    city.live_until(world, "age_stock")
    assert [course.completes for course in world.institutions.courses] == [2029]
    assert {entry.year for entry in world.ledger.entries} == {2026}


def test_who_has_left_the_city_brings_nothing(city):
    world = opened(city, places_per_1000=500.0)
    world.households.clear(members(world))
    world.year += 1
    complete_courses(world)
    assert world.institutions.courses == []


def test_only_the_target_takes_part(city):
    name = city.settled(**SIZE).city.districts[0]
    world = opened(city, places_per_1000=1_000.0, target=[name])
    place = world.households.neighbourhood[members(world)]
    assert set(world.neighbourhoods.district[place]) == {0}


def test_the_levers_of_the_evidence_are_the_defaults():
    it = IntegrationEmployment()
    assert (it.places_per_1000, it.employment_gain_pp, it.eur_per_place) == (50.0, 5.0, 4_000.0)
