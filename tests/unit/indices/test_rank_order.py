"""Rank-order indices: the fitted profile, its integral, and incomes that leave cuts out."""

from fractions import Fraction

import numpy as np
import pytest

from segsim.indices import (
    eta2,
    hutchens_sqrt,
    rank_order_h,
    rank_order_sqrt,
    rank_order_variance_ratio,
    theil_h2,
)
from segsim.indices.rank_profile import (
    entropy_curve,
    entropy_moment,
    root_curve,
    root_moment,
    variance_curve,
    variance_moment,
)

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(9)
ALL = (rank_order_h, rank_order_variance_ratio, rank_order_sqrt)
WEIGHTED = [
    (entropy_curve, entropy_moment),
    (variance_curve, variance_moment),
    (root_curve, root_moment),
]


def deciles(areas=40, people=300, classes=10):
    """Return counts of income classes in areas of different wealth."""
    wealth = RNG.normal(0, 0.7, (areas, 1))
    ranks = np.argsort(np.argsort((wealth + RNG.normal(0, 1, (areas, people))).ravel()))
    area = np.repeat(np.arange(areas), people)
    counts = np.zeros((areas, classes), int)
    np.add.at(counts, (area, ranks * classes // (areas * people)), 1)
    return counts


COUNTS = deciles()


@pytest.mark.parametrize(("curve", "moment"), WEIGHTED)
def test_moments_are_weighted_means_of_powers(curve, moment):
    p = (np.arange(200_000) + 0.5) / 200_000
    weights = curve(p, 1 - p) / curve(p, 1 - p).sum()
    for m in range(6):
        assert moment(m) == pytest.approx((weights * p**m).sum(), abs=1e-8)


def test_moments_of_entropy_are_those_printed():
    printed = (1, 1 / 2, 11 / 36, 5 / 24, 137 / 900)
    assert [entropy_moment(m) for m in range(5)] == pytest.approx(printed, abs=1e-15)


@pytest.mark.parametrize("index", ALL)
def test_one_cut_is_the_index_of_two_groups(index):
    halves = np.stack([COUNTS[:, :4].sum(1), COUNTS[:, 4:].sum(1)], axis=-1)
    two_group = {rank_order_h: theil_h2, rank_order_variance_ratio: eta2}
    expected = two_group.get(index, root_of_two)(halves, group=0)
    assert index(halves) == pytest.approx(expected, abs=1e-12)


def root_of_two(counts, group):
    """Return ``1 - sum t sqrt(p q)/(T sqrt(P Q))``, which is Hutchens' index."""
    return hutchens_sqrt(counts, group=group)


@pytest.mark.parametrize("index", ALL)
@pytest.mark.parametrize("degree", [0, 1, 2, 4])
def test_against_a_plain_fit(index, degree):
    two_group = {rank_order_h: theil_h2, rank_order_variance_ratio: eta2}
    by_cut = two_group.get(index, root_of_two)
    curve, moment = WEIGHTED[ALL.index(index)]
    p = np.arange(1, 10) / 10
    halves = [np.stack([COUNTS[:, :k].sum(1), COUNTS[:, k:].sum(1)], -1) for k in range(1, 10)]
    profile = [by_cut(counts, group=0) for counts in halves]
    fit = np.polynomial.polynomial.polyfit(p, profile, degree, w=curve(p, 1 - p))
    expected = sum(fit[m] * moment(m) for m in range(degree + 1))
    assert index(COUNTS, degree=degree) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("index", ALL)
class TestEveryIndex:
    def test_orders_scales_and_parts_do_not_matter(self, index):
        expected = index(COUNTS)
        for same in (COUNTS[::-1], COUNTS * 7, COUNTS[:, ::-1], np.repeat(COUNTS, 2, axis=0) / 2):
            assert index(same) == pytest.approx(expected, abs=1e-12)

    def test_a_class_that_nobody_is_in_changes_nothing(self, index):
        expected = index(COUNTS)
        for place in (0, 3, 10):
            assert index(np.insert(COUNTS, place, 0, axis=1)) == pytest.approx(expected, abs=1e-12)

    def test_limits(self, index):
        assert index(np.outer(np.arange(1, 5), np.ones(10))) == pytest.approx(0, abs=1e-12)
        assert index(np.eye(10)) == pytest.approx(1, abs=1e-12)

    def test_classes_in_different_slices(self, index):
        stack = np.stack([COUNTS, COUNTS, COUNTS])
        stack[1, :, 4], stack[2, :, 2:] = 0, 0
        alone = [index(counts) for counts in stack]
        np.testing.assert_allclose(index(stack), alone, rtol=0, atol=1e-12)

    def test_given_thresholds(self, index):
        expected = index(COUNTS)
        assert index(COUNTS, thresholds=np.arange(1, 10) / 10) == pytest.approx(expected, abs=1e-12)

    @pytest.mark.parametrize(
        ("thresholds", "message"),
        [
            ([0.5], "be 9 proportions"),
            ([[0.1] * 9], "be 9 proportions"),
            (np.arange(9) / 9, "rise between 0 and 1, 0 found at cut 0"),
            (np.arange(1, 10) / 9, "rise between 0 and 1, 1 found at cut 8"),
            (
                [0.1, 0.2, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
                "rise between 0 and 1, 0.2 found at cut 2",
            ),
        ],
    )
    def test_refuses_thresholds(self, index, thresholds, message):
        with pytest.raises(ValueError, match=f"thresholds must {message}"):
            index(COUNTS, thresholds=thresholds)

    @pytest.mark.parametrize("degree", [11, -1, 2.5, "2", np.array([2, 3])])
    def test_refuses_a_degree(self, index, degree):
        with pytest.raises(ValueError, match="degree must be a whole number from 0 to 10, not"):
            index(COUNTS, degree=degree)


@pytest.mark.parametrize("big", [10**5, 10**6])
def test_classes_may_be_as_uneven_as_they_like(big):
    """Through as many cuts as coefficients the polynomial goes exactly, whatever their weights."""
    counts = np.array([[1, 1, 1, 1, big, big, 3], [2, 5, 7, 1, big, big // 2, 7]])
    N = [int(n) for n in counts.sum(0)]
    places = [Fraction(sum(N[: k + 1]), sum(N)) for k in range(6)]
    cut = [[c[..., : k + 1].sum(-1), c[..., k + 1 :].sum(-1)] for k in range(6) for c in [counts]]
    profile = [float(eta2(np.stack(part, axis=-1), group=0)) for part in cut]
    weights = [Fraction(16) * (p * (1 - p)) ** 2 for p in places]
    fit = exact_fit(places, weights, [Fraction(v) for v in profile], 4)
    expected = sum(c * variance_moment(m) for m, c in enumerate(fit))
    assert rank_order_variance_ratio(counts) == pytest.approx(float(expected), rel=1e-6)


def exact_fit(places, weights, values, degree):
    """Return the weighted least-squares polynomial in fractions, by the normal equations."""
    terms = range(degree + 1)
    rows = [
        [sum(w * p ** (i + j) for p, w in zip(places, weights, strict=True)) for j in terms]
        + [sum(w * v * p**i for p, w, v in zip(places, weights, values, strict=True))]
        for i in terms
    ]
    for i in terms:
        pivot = rows[i][i]
        rows[i] = [value / pivot for value in rows[i]]
        for k in terms:
            if k != i:
                rows[k] = [a - rows[k][i] * b for a, b in zip(rows[k], rows[i], strict=True)]
    return [row[-1] for row in rows]
