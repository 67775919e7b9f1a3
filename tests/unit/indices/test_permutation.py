"""An index against the same city with everybody dealt out at random."""

import subprocess
import sys

import numpy as np
import pytest
from scipy.stats import binomtest

from segsim.indices import (
    expected_dissimilarity,
    expected_theil_h,
    local_segregation,
    permutation_test,
    theil_h,
)
from segsim.registry import UserError
from segsim.streams import Purpose, deal

RNG = np.random.default_rng(2)
SIZES, TOTALS = np.array([12, 30, 8, 50]), np.array([60, 25, 15])


def test_dealing_keeps_sizes_and_totals_and_is_keyed():
    dealt = deal(3, Purpose.PERMUTATION, 7, TOTALS, SIZES)
    assert np.array_equal(dealt.sum(1), SIZES)
    assert np.array_equal(dealt.sum(0), TOTALS)
    assert np.array_equal(dealt, deal(3, Purpose.PERMUTATION, 7, TOTALS, SIZES))
    assert not np.array_equal(dealt, deal(3, Purpose.PERMUTATION, 8, TOTALS, SIZES))


def test_dealt_counts_are_hypergeometric():
    tables = np.stack([deal(1, Purpose.PERMUTATION, k, TOTALS, SIZES) for k in range(4000)])
    T = SIZES.sum()
    mean = SIZES[:, None] * TOTALS / T
    variance = mean * (1 - TOTALS / T) * (T - SIZES[:, None]) / (T - 1)
    assert np.abs(tables.mean(0) - mean).max() < 5 * np.sqrt(variance.max() / 4000)
    assert tables.var(0) == pytest.approx(variance, rel=0.12)


def test_chance_is_found_to_be_chance_and_segregation_is_not():
    mixed = deal(9, Purpose.PERMUTATION, 0, TOTALS, SIZES)
    found = permutation_test(mixed, "theil_h", permutations=399, seed=5)
    assert found.value == pytest.approx(float(theil_h(mixed)))
    assert found.p_value > 0.02
    assert found.expected == pytest.approx(float(expected_theil_h(mixed)), rel=0.1)
    assert found.low < found.expected < found.high
    apart = permutation_test(np.diag([30, 20, 10]), "theil_h", permutations=199)
    assert apart.p_value == pytest.approx(1 / 200)
    assert (apart.p_low, apart.value) == (0.0, pytest.approx(1.0))
    assert apart.high < 0.3


def test_p_values_are_uniform_under_the_null():
    found = [
        permutation_test(
            deal(4, Purpose.PERMUTATION, k, TOTALS[:2], np.array([25, 25, 35])),
            "dissimilarity",
            group=0,
            permutations=39,
            seed=k,
        ).p_value
        for k in range(120)
    ]
    assert np.mean(np.array(found) <= 0.25) == pytest.approx(0.25, abs=0.13)
    assert np.mean(np.array(found) <= 0.75) == pytest.approx(0.75, abs=0.13)


def test_any_function_and_any_parameters():
    table = RNG.integers(5, 40, (10, 3))
    named = permutation_test(table, "dissimilarity", group=2, ref=0, permutations=99)
    own = permutation_test(
        table, lambda n: np.asarray((n[..., 2] - n[..., 0]).max(-1) * 0.0 + 1.0), permutations=99
    )
    assert named.permutations == 99
    assert named.expected == pytest.approx(
        float(expected_dissimilarity(table[:, [0, 2]], group=1)), rel=0.2
    )
    assert own.p_value == 1.0


def test_the_interval_of_the_p_value_is_that_of_clopper_and_pearson():
    table = np.array([[30, 10], [20, 20], [10, 25]])
    found = permutation_test(table, "eta2", group=0, permutations=199, confidence=0.9)
    hits = round(found.p_value * 200 - 1)
    exact = binomtest(hits, 199).proportion_ci(0.9, "exact")
    assert (found.p_low, found.p_high) == (pytest.approx(exact.low), pytest.approx(exact.high))


@pytest.mark.parametrize(
    ("counts", "options", "told"),
    [
        ([[1.5, 2], [1, 1]], {}, "whole"),
        (np.ones((2, 3, 2)), {}, "one city"),
        ([[1, 2], [-1, 1]], {}, "below 0"),
        ([[1, 2], [3, 1]], {"permutations": 5}, "a whole number from 19"),
        ([[1, 2], [3, 1]], {"confidence": 1.0}, "confidence"),
        (
            [[1, 2], [3, 1]],
            {"permutations": 99.5},
            "a whole number from 19 .* not 99.5",
        ),
        ([[1, 2], [3, 1]], {"seed": -1}, "seed must be a whole number from 0"),
        ([[7e15, 2], [3, 1]], {}, "at most 1,000,000,000 persons"),
        ([[1, 2], [3, 1]], {"index": "dissimilarity"}, "'dissimilarity' needs group"),
        ([[1, 2], [3, 1]], {"index": "gini", "group": 0, "b": 2}, "there is no 'b'"),
        ([[1, 2], [3, 1]], {"index": "nsi"}, "no index of counts"),
        ([[1, 2], [3, 1]], {"index": local_segregation}, r"one value a city, not an array \(2,\)"),
        ([[1, 2], [3, 1]], {"index": lambda n: 0.5}, r"one value a city, not an array \(\)"),
    ],
)
def test_refused(counts, options, told):
    with pytest.raises(ValueError, match=told):
        permutation_test(counts, **options)


def test_an_unknown_index_names_the_nearest():
    with pytest.raises(UserError, match="theil_h"):
        permutation_test([[1, 2], [3, 1]], "theil")


def test_the_library_stays_light_until_a_test_is_asked_for():
    code = (
        "import sys, segsim.indices; "
        "heavy = {'numba', 'scipy', 'pandas', 'mesa', 'matplotlib'} & set(sys.modules); "
        "sys.exit(len(heavy))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
