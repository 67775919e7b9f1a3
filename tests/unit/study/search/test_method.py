"""The search finds nearly the cheapest package where all are known, and beats chance."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from segsim.study.search.beliefs import believe
from segsim.study.search.evidence import Evidence
from segsim.study.search.finalists import finalists
from segsim.study.search.propose import propose
from segsim.study.search.rounds import explore

ROOT = Path(__file__).parents[4]


def load_benchmark():
    path = ROOT / "benchmarks" / "search.py"
    spec = importlib.util.spec_from_file_location("search_benchmark", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["search_benchmark"] = module
    spec.loader.exec_module(module)
    return module


BENCH = load_benchmark()
CITIES = [
    city
    for key in range(18)
    if not (city := BENCH.Invented(5_000 + key, share=(0.1, 0.3, 0.6)[key % 3])).trivial
]


@pytest.mark.slow
def test_nearly_the_cheapest_is_among_40_of_624_packages_and_more_often_than_by_chance():
    assert len(CITIES) >= 15
    found = np.array([BENCH.searched(city, 40).tried for city in CITIES])
    chance = np.array([BENCH.at_random(city, 40).tried for city in CITIES])
    assert np.mean(found < 0.05) >= 0.7
    assert np.nanmean(found) < 0.3 * np.nanmean(chance)
    assert np.mean(chance < 0.05) <= 0.3


@pytest.mark.slow
def test_an_answer_that_fresh_seeds_confirm_seldom_misses_in_truth():
    found = [BENCH.searched(city, 40) for city in CITIES]
    assert np.mean([np.isfinite(one.answer) for one in found]) > 0.85
    assert sum(one.wrong for one in found) <= 2


def test_a_search_is_the_same_every_time_and_tries_nothing_twice():
    city = CITIES[0]
    runs = [
        explore(city.evaluate(range(4)), city.space, city.target, ["cost"], 25) for _ in range(2)
    ]
    first, second = (evidence.tried for evidence, _ in runs)
    assert first == second
    assert len(set(first)) == 25


def test_a_small_space_is_searched_whole():
    city = BENCH.Invented(7, policies=2)
    evidence, beliefs = explore(city.evaluate(range(3)), city.space, city.target, ["cost"], 100)
    assert sorted(evidence.tried) == sorted(city.space.rows)
    assert beliefs.tried.all()
    assert len(finalists(evidence, beliefs, 100)) == 24


def test_a_single_seed_and_policies_without_effect_are_no_trouble():
    city = BENCH.Invented(9, policies=3)
    flat = city.evaluate([1])

    def nothing(packages):
        rows = flat(packages)
        return rows.assign(outcome=0.25, cost=0.0)

    evidence, beliefs = explore(nothing, city.space, city.target, ["cost"], 12)
    assert len(evidence.tried) == 12
    assert np.isfinite(beliefs.slack).all()
    assert (beliefs.whole_chance < 0.01).all()


def test_where_the_baseline_reaches_the_target_the_front_is_looked_at():
    city = BENCH.Invented(5_001)
    easy = city.target.__class__("outcome", "city", "all", lower=True, bound=0.30)
    tried = [tuple(row) for row in city.space.packages[::40].tolist()]
    evidence = Evidence.of(city.evaluate(range(4))(tried), city.space, tried)
    beliefs = believe(evidence, easy, ["cost"])
    assert beliefs.nothing > 0.0
    assert (beliefs.whole_chance > 0.99).all()
    chosen = propose(city.space, beliefs, 4)
    assert len(set(chosen)) == 4
    assert not set(chosen) & set(tried)


def test_the_luckiest_of_many_is_not_taken_at_its_word():
    """Of packages that all do the same the best looks better on its runs than it is believed."""
    city = BENCH.Invented(11, noise=0.02)
    tried = [tuple(row) for row in city.space.packages[::16].tolist()]
    evidence = Evidence.of(city.evaluate(range(4))(tried), city.space, tried)
    beliefs = believe(evidence, city.target, ["cost"])
    rows = [city.space.rows[package] for package in tried]
    seen = evidence.slack(city.target)[:, 0].mean(axis=-1)
    assert beliefs.slack[rows].max() < seen.max()
    effect, _ = city.truth(city.space.packages[rows])
    true = city.target.bound - (BENCH.LEVEL + effect)
    assert np.mean((beliefs.slack[rows] - true) ** 2) < np.mean((seen - true) ** 2)
