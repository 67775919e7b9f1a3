"""Expectations under randomness: against enumeration and against shuffled cities."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segsim.indices import (
    adjusted,
    adjusted_dissimilarity,
    adjusted_eta2,
    adjusted_theil_h,
    dissimilarity,
    entropy,
    eta2,
    expected_dissimilarity,
    expected_eta2,
    expected_exposure,
    expected_isolation,
    expected_mutual_information,
    expected_theil_h,
    exposure,
    isolation,
    mutual_information,
    relative_diversity,
    theil_h,
)
from segsim.indices.chance.hypergeometric import stirling

RNG = np.random.default_rng(11)


def exact(sizes, X):
    """Return E[D] by adding up every outcome of every area in whole numbers."""
    T = sum(sizes)
    total = Fraction(0)
    for t in sizes:
        outcomes = range(max(0, t - (T - X)), min(t, X) + 1)
        gaps = (abs(k * T - t * X) * comb(X, k) * comb(T - X, t - k) for k in outcomes)
        total += Fraction(sum(gaps), comb(T, t) * T)
    return total * T / (2 * X * (T - X))


def shuffled(sizes, X, draws):
    """Return random tables ``[draw, area, 2]`` with these sizes and this group total."""
    x = RNG.multivariate_hypergeometric(sizes, X, draws)
    return np.stack([x, np.array(sizes) - x], axis=-1)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.data())
def test_expected_dissimilarity_is_exact(sizes, data):
    T = sum(sizes)
    if T < 2:
        return
    X = data.draw(st.integers(1, T - 1))
    table = shuffled(sizes, X, 1)[0]
    assert expected_dissimilarity(table, group=0) == pytest.approx(
        float(exact(sizes, X)), abs=1e-13
    )


@pytest.mark.parametrize(
    ("sizes", "X"), [([1, 1, 4998], 1), ([400] * 12, 2400), ([3, 10, 700, 2900, 4], 77)]
)
def test_expected_dissimilarity_of_larger_cities(sizes, X):
    table = shuffled(sizes, X, 1)[0]
    found = expected_dissimilarity(table, group=0)
    assert found == pytest.approx(float(exact(sizes, X)), rel=1e-12)


def test_expected_dissimilarity_keeps_its_accuracy_in_the_largest_city():
    # two areas of n, two groups of n: E[D] = C(n, n/2)^2 / C(2n, n) / 2, here by Wallis' product
    for n in (10_000_000, 10_000_000_000):
        wallis = 1 / np.sqrt(np.pi * n) * (1 - 3 / (8 * n))
        found = expected_dissimilarity(np.full((2, 2), n // 2), group=0)
        assert found == pytest.approx(wallis, rel=1e-13)


@pytest.mark.parametrize(
    ("sizes", "X"), [([5] * 40, 60), ([1, 2, 3, 50, 80, 200], 30), ([300] * 20, 1800)]
)
def test_means_of_shuffled_cities(sizes, X):
    draws = 4000
    tables = shuffled(sizes, X, draws)
    for index, expected in ((dissimilarity, expected_dissimilarity), (eta2, expected_eta2)):
        values = index(tables, group=0)
        error = values.std(ddof=1) / np.sqrt(draws)
        assert abs(values.mean() - expected(tables[0], group=0)) < 4 * error
    means = expected_dissimilarity(tables[:20], group=0)
    assert np.ptp(means) < 1e-15  # sizes and totals decide


def test_corrected_dissimilarity_of_shuffled_cities_is_about_zero():
    # slightly below 0: what falls short is divided by E, what exceeds by the larger 1 - E
    values = adjusted_dissimilarity(shuffled([20] * 500, 3000, 500), group=0)
    assert -0.015 < values.mean() < 0.005
    assert dissimilarity(shuffled([20] * 50, 300, 1), group=0) > 0.1


def test_expected_eta2_counts_inhabited_areas():
    assert expected_eta2([[1, 2], [0, 0], [3, 4]], group=0) == pytest.approx(1 / 9)


@pytest.mark.parametrize("index", [expected_dissimilarity, expected_eta2, adjusted_dissimilarity])
def test_persons_are_whole(index):
    with pytest.raises(ValueError, match="counts must be whole numbers"):
        index([[1, 2], [0.5, 3]], group=0)


def test_stirling():
    for k in (0, 1, 2, 15, 16, 17, 40, 150):
        log_factorial = np.log(float(np.prod(np.arange(1.0, k + 1), dtype=np.longdouble)))
        plain = k * np.log(k) - k if k else 0
        assert stirling(np.array(float(k))) == pytest.approx(log_factorial - plain, abs=3e-13)


def test_adjusted_fits_shapes_and_keeps_nan():
    values = adjusted([[0.5, np.nan], [0.1, 0.5]], [0.2, 1.0])
    np.testing.assert_allclose(values, [[0.375, np.nan], [-0.5, np.nan]])


def exact_information(sizes, groups):
    """Return E[M] by adding up every outcome of every cell in whole numbers."""
    T = sum(sizes)
    total = 0.0
    for t in sizes:
        for N in groups:
            for n in range(max(1, t + N - T), min(t, N) + 1):
                chance = Fraction(comb(N, n) * comb(T - N, t - n), comb(T, t))
                total += float(chance) * n * np.log(n * T / (t * N))
    return total / T


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 12), min_size=1, max_size=5),
    st.lists(st.integers(1, 9), min_size=1, max_size=3),
)
def test_expected_information_is_exact(sizes, groups):
    T = sum(sizes)
    if sum(groups) > T:
        return
    groups = [*groups, T - sum(groups)]
    people = np.repeat(np.arange(len(groups)), groups)
    table = np.zeros((len(sizes), len(groups)))
    np.add.at(table, (np.repeat(np.arange(len(sizes)), sizes), people), 1)
    if T == 0:
        assert np.isnan(expected_mutual_information(table))
        return
    wanted = exact_information(sizes, [N for N in groups if N])
    assert expected_mutual_information(table) == pytest.approx(wanted, abs=1e-12)
    if sum(N > 0 for N in groups) > 1:
        assert expected_theil_h(table) * entropy(table) == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("sizes", [[6] * 30, [1, 4, 40, 90, 200, 900]])
def test_means_of_all_groups_of_shuffled_cities(sizes):
    T, draws = sum(sizes), 1500
    groups = np.array([T // 2, T // 3, T - T // 2 - T // 3])
    tables = np.empty((draws, len(sizes), 3))
    people = np.repeat(np.arange(3), groups)
    place = np.repeat(np.arange(len(sizes)), sizes)
    for table in tables:
        flat = np.bincount(place * 3 + RNG.permutation(people), minlength=len(sizes) * 3)
        table[...] = flat.reshape(-1, 3)
    pairs = (
        (mutual_information(tables), expected_mutual_information(tables[0])),
        (theil_h(tables), expected_theil_h(tables[0])),
        (isolation(tables, group=1), expected_isolation(tables[0], group=1)),
        (exposure(tables, group=0, to=2), expected_exposure(tables[0], group=0, to=2)),
        (relative_diversity(tables), expected_eta2(tables[0], group=0)),
    )
    for values, expected in pairs:
        assert abs(values.mean() - expected) < 4 * values.std(ddof=1) / np.sqrt(draws)
    complete = np.diag(groups)
    assert adjusted_theil_h(complete) == pytest.approx(1.0)
    assert adjusted_eta2(complete, group=1) == pytest.approx(1.0)


def test_expected_exposures_add_up_to_one():
    table = RNG.integers(1, 50, (9, 4))
    total = sum(expected_exposure(table, group=1, to=h) for h in range(4))
    assert total == pytest.approx(1.0)


def test_expected_information_of_a_large_city_takes_little_more_than_its_spread():
    """Two halves of the city, two halves of the people: E[M] is nearly 1/(2T)."""
    n = 50_000_000
    assert expected_mutual_information(np.full((2, 2), n)) == pytest.approx(0.5 / (4 * n), rel=1e-4)


@pytest.mark.parametrize("index", [expected_mutual_information, expected_theil_h])
def test_fractions_of_persons_are_refused(index):
    with pytest.raises(ValueError, match="whole numbers"):
        index([[1.5, 2.0], [1.0, 1.0]])


def test_corrections_take_off_the_expectation():
    table = RNG.integers(20, 60, (12, 3)) + np.arange(12)[:, None] * [0, 4, 9]
    for value, expected, corrected in (
        (eta2(table, group=1), expected_eta2(table, group=1), adjusted_eta2(table, group=1)),
        (theil_h(table), expected_theil_h(table), adjusted_theil_h(table)),
    ):
        assert value > expected
        assert corrected == pytest.approx((value - expected) / (1 - expected))
