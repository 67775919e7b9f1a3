"""Figures of the finalists: intervals, probabilities, and who is on the front."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from segsim.study.search.confirm import confirmed, on_front
from segsim.study.search.evidence import Evidence
from segsim.study.search.space import Space
from segsim.study.search.target import Target

SPACE = Space.of(["a", "b"], (50, 100), None)
OUTCOMES = {
    "baseline": [0.240, 0.246, 0.239, 0.243],
    "a100": [0.218, 0.219, 0.217, 0.216],
    "b100": [0.219, 0.224, 0.221, 0.217],
    "a100_b100": [0.215, 0.214, 0.219, 0.216],
}
COSTS = {"baseline": 0.0, "a100": 10e6, "b100": 30e6, "a100_b100": 40e6}
TRIED = [(100, 0), (0, 100), (100, 100)]


def evidence(behaviours=("mixed",), shift=0.0):
    rows = [
        {
            "scenario": name,
            "behaviour": behaviour,
            "seed": seed,
            "outcome": value + shift * place,
            "cost": COSTS[name] * (1 + place),
            "city_cost": COSTS[name] / 2,
            "displaced": 100.0 - COSTS[name] / 1e6 + seed,
        }
        for place, behaviour in enumerate(behaviours)
        for name, values in OUTCOMES.items()
        for seed, value in enumerate(values)
    ]
    return Evidence.of(pd.DataFrame(rows).sample(frac=1, random_state=1), SPACE, TRIED)


TARGET = Target("d", "city", "all", lower=True, bound=0.22)


def test_figures_are_means_with_students_intervals():
    table = confirmed(evidence(), TARGET, ["cost"]).set_index("package")
    assert list(table.index) == list(OUTCOMES)
    row, values = table.loc["b100"], np.array(OUTCOMES["b100"])
    low, high = stats.t.interval(0.9, 3, values.mean(), stats.sem(values))
    assert (row["outcome"], row["outcome_low"], row["outcome_high"]) == pytest.approx(
        (values.mean(), low, high)
    )
    assert row["change"] == pytest.approx(np.mean(values - OUTCOMES["baseline"]))
    t = stats.ttest_1samp(values, 0.22, alternative="less")
    assert row["probability"] == pytest.approx(1 - t.pvalue)
    assert row["share"] == 0.5
    assert (row["cost"], row["cost_low"], row["cost_high"]) == (30e6, 30e6, 30e6)
    assert row["displaced"] == pytest.approx(-30.0)
    assert (row["a"], row["b"]) == (0, 100)
    assert table["verdict"].to_list() == ["misses", "reaches", "not told", "reaches"]


def test_a_relative_target_is_held_against_the_baseline_of_the_same_seed():
    target = Target("d", "city", "all", lower=True, bound=-0.02, relative=True)
    table = confirmed(evidence(), target, ["cost"]).set_index("package")
    differences = np.array(OUTCOMES["b100"]) - OUTCOMES["baseline"]
    t = stats.ttest_1samp(differences, -0.02, alternative="less")
    assert table.loc["b100", "probability"] == pytest.approx(1 - t.pvalue)
    assert table.loc["baseline", "verdict"] == "misses"
    assert table.loc["baseline", ["change", "change_low", "change_high"]].to_list() == [0, 0, 0]


def test_of_several_behaviours_the_worst_is_told():
    both = evidence(("mixed", "anchored"), shift=0.01)
    table = confirmed(both, TARGET, ["cost"]).set_index("package")
    one = confirmed(evidence(), TARGET, ["cost"]).set_index("package")
    assert table["outcome"].to_list() == pytest.approx((one["outcome"] + 0.01).to_list())
    assert table.loc["a100", "verdict"] == "misses"
    assert table.loc["a100", "share"] == 0.0
    assert table.loc["a100", "cost"] == 20e6
    up = Target("d", "city", "all", lower=False, bound=0.22)
    risen = confirmed(both, up, ["cost"]).set_index("package")
    assert risen["outcome"].to_list() == pytest.approx(one["outcome"].to_list())


def test_what_is_dearer_and_no_better_is_not_on_the_front():
    table = confirmed(evidence(), TARGET, ["cost"]).set_index("package")
    assert table.loc["baseline", "front"] == 1.0
    assert table.loc["a100", "front"] == 1.0
    assert table.loc["b100", "front"] < 0.05
    assert 0.5 < table.loc["a100_b100", "front"] < 1.0  # better than a100 by chance, perhaps
    less = confirmed(evidence(), TARGET, ["cost", "displaced"]).set_index("package")
    assert less.loc["b100", "front"] == 1.0  # displaces fewer than a100


def test_two_alike_are_on_the_front_half_the_time():
    values = np.array([[[1.0, 2.0, 1.5, 1.2]], [[1.21, 1.52, 1.97, 1.01]]])
    chances = on_front([values, np.ones_like(values)])
    assert chances.sum() == pytest.approx(1.0, abs=1e-9)
    assert chances == pytest.approx([0.5, 0.5], abs=0.15)
