"""Exact means of ordinal, rank-order and variance indices under randomness."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, several
from segsim.indices.chance.dealing import mean_of, whole_table
from segsim.indices.chance.information import expected_theil_h
from segsim.indices.chance.two_groups import expected_eta2, expected_hutchens_sqrt, inhabited_areas
from segsim.indices.income import income_variance_ratio, placed
from segsim.indices.ordinal import ordinal_h
from segsim.indices.rank_order import rank_order_h, rank_order_sqrt, rank_order_variance_ratio
from segsim.indices.rank_profile import (
    ENTROPY,
    ROOT,
    VARIANCE,
    Shape,
    both_sides,
    entropy_curve,
    integral,
)


def profile(n: Array, mean: Callable[[Array], Array]) -> Array:
    """Return the mean ``[..., cut]`` of a two-group index at every cut; 0 where none is made."""
    below = n.cumsum(-1)[..., :-1]
    above = n.sum(-1, keepdims=True) - below
    tables = np.moveaxis(np.stack((below, above), axis=-1), -2, -3)
    return np.nan_to_num(mean(tables))


@mean_of(ordinal_h)
def expected_ordinal_h(counts: ArrayLike) -> Array:
    """Exact mean of the ordinal information index when everybody is dealt out at random.

    ``sum_k v_k E[H_k] / v`` over the cuts k between groups, with the entropy v_k of the city.
    """
    n = whole_table(counts)
    N = n.sum(-2)
    v = entropy_curve(*both_sides(N)) * (N > 0)[..., :-1]
    value = (v * profile(n, expected_theil_h)).sum(-1)
    return settle(value / nonzero(v.sum(-1)), several(N))


def rank_order_mean(
    counts: ArrayLike,
    mean: Callable[[Array], Array],
    shape: Shape,
    degree: int,
    thresholds: ArrayLike | None,
) -> Array:
    """Return the integral of the polynomial fitted to the mean profile, being linear in it."""
    n = whole_table(counts)
    return integral(n.sum(-2), profile(n, mean), shape, degree, thresholds)


@mean_of(rank_order_h)
def expected_rank_order_h(
    counts: ArrayLike, *, degree: int = 4, thresholds: ArrayLike | None = None
) -> Array:
    """Exact mean of H^R when everybody is dealt out at random over the areas.

    ``2 ln 2 int_0^1 E2(p) E[H](p) dp``, fitted to the exact means at the cuts.
    """
    return rank_order_mean(counts, expected_theil_h, ENTROPY, degree, thresholds)


@mean_of(rank_order_variance_ratio)
def expected_rank_order_variance_ratio(
    counts: ArrayLike, *, degree: int = 4, thresholds: ArrayLike | None = None
) -> Array:
    """Exact mean of R^R when everybody is dealt out at random over the areas.

    ``6 int_0^1 p (1 - p) E[R](p) dp``, and E[R] is ``(J - 1)/(T - 1)`` at every cut.
    """

    def mean(tables: Array) -> Array:
        return expected_eta2(tables, group=0)

    return rank_order_mean(counts, mean, VARIANCE, degree, thresholds)


@mean_of(rank_order_sqrt)
def expected_rank_order_sqrt(
    counts: ArrayLike, *, degree: int = 4, thresholds: ArrayLike | None = None
) -> Array:
    """Exact mean of S^R when everybody is dealt out at random over the areas.

    ``8/pi int_0^1 sqrt(p (1 - p)) E[S](p) dp``, fitted to the exact means at the cuts.
    """

    def mean(tables: Array) -> Array:
        return expected_hutchens_sqrt(tables, group=0)

    return rank_order_mean(counts, mean, ROOT, degree, thresholds)


@mean_of(income_variance_ratio)
def expected_income_variance_ratio(values: ArrayLike, area: ArrayLike) -> Array:
    """Exact mean of the variance ratio when all values are dealt out at random over the areas.

    ``(J - 1) / (n - 1)`` with J inhabited areas and n values, whatever the values.
    """
    y, _, n = placed(values, area)
    defined = np.isfinite(income_variance_ratio(values, area))
    mean = (inhabited_areas(n) - 1) / max(y.shape[-1] - 1, 1)
    return settle(np.broadcast_to(mean, defined.shape), defined)
