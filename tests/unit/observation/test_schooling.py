"""Figures of schools, work and early learning, against a plain recount of the state."""

from copy import deepcopy

import numpy as np
import pytest

from segsim import indices
from segsim.observation.observe import observe
from segsim.observation.schooling import dropout
from segsim.world import LANGUAGES, Status
from segsim.world.need import NeedWeights, need_index

SIZE = {"households": 12_000, "city": {"neighbourhood_size": 200}}


@pytest.fixture(scope="module")
def world(city):
    """Return a city with weighted classes after two years. Tests must not change it."""
    classes = {"kind": "weighted_classes", "start_year": 2026}
    return city.live(city.with_policies(city.settled(**SIZE), {"classes": classes}), 2)


@pytest.fixture(scope="module")
def last(world):
    return {row[1:4]: row[4] for row in world.records.indicators if row[0] == world.calendar}


@pytest.fixture(scope="module")
def pupils(world):
    """Return a row for each pupil: household, catchment school, school, kilometres."""
    h, n, s = world.households, world.neighbourhoods, world.schools
    rows = np.flatnonzero((h.status == Status.HOUSED) & (h.school >= 0))
    count = ((h.children[rows] >= 8) & (h.children[rows] <= 16)).sum(axis=1)
    who = np.repeat(rows, count)
    place, school = h.neighbourhood[who], h.school[who]
    km = np.hypot(n.x[place] - s.x[school], n.y[place] - s.y[school]) / 1000.0
    return who, n.school[place], school, km


def test_dropout_falls_with_outcome_from_the_base(world):
    found = dropout(np.array([0.0, 1.0, -1.0]), 0.25, 1.0)
    odds = found / (1.0 - found)
    assert odds == pytest.approx([1 / 3, 1 / 3 / np.e, np.e / 3])
    assert np.all(dropout(np.linspace(-3, 3, 9), 0.1, 0.0) == pytest.approx(0.1))


def test_dropout_is_the_mean_over_pupils_of_a_language(world, last, pupils):
    who, _, school, _ = pupils
    p = world.parameters.schools
    for code, base in enumerate((p.dropout_domestic, p.dropout_foreign)):
        outcome = world.schools.outcome[school[world.households.language[who] == code]]
        expected = dropout(outcome, base, p.dropout_slope).mean()
        assert last["dropout", "school", LANGUAGES[code]] == pytest.approx(expected)


def test_outcomes_of_schools_are_weighted_by_pupils(world, last, pupils):
    outcome = world.schools.outcome[pupils[2]]
    assert last["outcome", "school", "all"] == pytest.approx(outcome.mean())
    assert last["outcome_sd", "school", "all"] == pytest.approx(outcome.std())
    language = world.households.language[pupils[0]]
    gap = outcome[language == 0].mean() - outcome[language == 1].mean()
    assert last["outcome_gap", "school", "language"] == pytest.approx(gap)
    assert last["outcome_p90_p10", "school", "all"] > 0.0
    assert 0.0 <= last["risk_schools_in_poor_areas", "school", "all"] <= 1.0


def test_ways_to_school_are_those_of_pupils(world, last, pupils):
    km = pupils[3]
    assert last["journey_km", "school", "all"] == pytest.approx(km.mean())
    assert last["journey_km_p95", "school", "all"] == pytest.approx(np.quantile(km, 0.95), abs=0.11)
    assert last["over_cap_share", "school", "all"] == pytest.approx((km > 5.0).mean(), abs=1e-3)


def test_classes_and_catchments_are_counted_apart(world, last, pupils):
    who, own, school, _ = pupils
    h, room = world.households, world.schools.room

    def counts(unit, group):
        out = np.zeros((2 * room, 2), np.int64)
        np.add.at(out, (unit, group), 1)
        return out

    unit = 2 * school + (h.weighted[who] > 0)
    low = (h.income_class[who] == 0).astype(int)
    for level, table, group in (
        ("class", counts(unit, h.language[who]), "language"),
        ("class", counts(unit, low), "income_low_rest"),
        ("school", counts(school, low), "income_low_rest"),
        ("catchment", counts(own, h.language[who]), "language"),
    ):
        expected = float(indices.dissimilarity(table, group=1))
        assert last["dissimilarity", level, group] == pytest.approx(expected), (level, group)
    added = last["dissimilarity", "school", "language"]
    added -= last["dissimilarity", "catchment", "language"]
    assert last["dissimilarity_by_choice", "school", "language"] == pytest.approx(added)
    share = (h.weighted[who] > 0).mean()
    assert last["weighted_share", "school", "all"] == pytest.approx(share)
    assert share > 0.1


def test_opting_out_is_of_the_catchments_of_the_lowest_incomes(world, last, pupils):
    _, own, school, _ = pupils
    n, room = world.neighbourhoods, world.schools.room
    rank = np.array([n.rank_sum[n.school == s].sum() for s in range(room)])
    homes = np.array([n.households[n.school == s].sum() for s in range(room)])
    watched = np.argsort(rank / np.maximum(homes, 1), kind="stable")[: max(1, round(0.2 * room))]
    inside = np.isin(own, watched)
    expected = (own != school)[inside].mean()
    assert last["opt_out_share", "school", "low_status"] == pytest.approx(expected)


def test_work_and_income_are_told_by_language(world, last):
    h = world.households
    mean = []
    for code, language in enumerate(LANGUAGES):
        rows = np.flatnonzero((h.status == Status.HOUSED) & (h.language == code))
        mean.append(h.income[rows].astype(float).mean())
        young = rows[h.age[rows] < 64]
        share = h.employed[young].sum() / h.adults[young].sum()
        assert last["employment_share", "city", language] == pytest.approx(share)
        assert 0.0 < last["exit_rate", "city", language] < 0.5
    assert last["income_ratio", "city", "foreign"] == pytest.approx(mean[1] / mean[0])


def test_learning_at_the_start_of_school_is_that_of_families_with_a_child_of_seven(world, last):
    h = world.households
    for code, language in enumerate(LANGUAGES):
        rows = np.flatnonzero((h.status == Status.HOUSED) & (h.language == code))
        sevens = (h.children[rows] == 8).sum(axis=1)
        learnt = (h.learning[rows].astype(float) - 128.0) / 32.0
        expected = np.average(learnt, weights=sevens)
        assert last["learning_at_school_start", "city", language] == pytest.approx(expected)


def test_need_is_a_weighted_sum_of_its_parts(world):
    pupils = world.schools.pupils.sum(axis=1).astype(float)
    parts = [need_index(world, pupils, NeedWeights(*row)) for row in np.eye(4)]
    assert np.allclose(need_index(world, pupils), sum(parts))
    twice = need_index(world, pupils, NeedWeights(2.0, 0.0, 1.0, 0.0))
    assert np.allclose(twice, 2.0 * parts[0] + parts[2])
    for part in parts:
        assert np.average(part, weights=pupils) == pytest.approx(0.0, abs=1e-9)


def test_the_stability_of_need_compares_with_the_year_before(world, last):
    first = {row[1:4]: row[4] for row in world.records.indicators if row[0] == 2026}
    key = ("need_rank_stability", "school", "all")
    assert np.isnan(first[key])
    assert last[key] > 0.5
    assert last["need_outcome_correlation", "school", "all"] < -0.5
    again = deepcopy(world)
    again.records.indicators.clear()
    observe(again)
    assert {row[1:4]: row[4] for row in again.records.indicators}[key] == pytest.approx(1.0)
