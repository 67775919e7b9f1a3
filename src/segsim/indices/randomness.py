"""What indices would be if people were spread at random: exact expectations.

Area sizes and group totals are fixed, as in shuffling everybody over the dwellings.
"""

from math import factorial, log, pi
from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, split, whole
from segsim.indices.catalogue import index

# ln k! - k ln k + k: exact below 16, by Stirling's series above (error below 1e-15)
SMALL = np.array([0.0] + [log(factorial(k)) - k * log(k) + k for k in range(1, 16)])


def stirling(k: Array) -> Array:
    """Return ``ln k! - k ln k + k`` of whole numbers, accurate to 1e-14."""
    large = np.maximum(k, 16.0)
    r = 1 / large
    s = r * r
    series = r * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188))))
    small = SMALL[np.minimum(k, 15.0).astype(np.intp)]
    return np.where(k < 16, small, series + 0.5 * np.log(2 * pi * large))


def whole_split(
    counts: ArrayLike, group: SupportsIndex, ref: SupportsIndex | None
) -> tuple[Array, Array]:
    """Return the two groups as :func:`split` does, refused unless they are whole numbers."""
    x, y = split(counts, group, ref)
    return whole(x, ("area",)), whole(y, ("area",))


def chance(m: Array, t: Array, X: Array, Y: Array) -> Array:
    """Return the probability that m of t persons, drawn from X and Y, are of X.

    With the table a, b, c, d (m in or out of the area, others in or out) and its mean, the log is
    minus the sum of ``k ln(k/mean)`` plus Stirling remainders, which keeps full accuracy at any
    population. ``m`` must be possible.
    """
    m, t, X, Y = np.broadcast_arrays(m, t, X, Y)
    T = nonzero(X + Y)
    mu, rest = X * (t / T), T - t
    cells = np.stack((m, X - m, t - m, (Y - t) + m))
    means = np.stack((mu, X * (rest / T), Y * (t / T), Y * (rest / T)))
    delta = (m - mu) * np.array([1.0, -1.0, -1.0, 1.0]).reshape(4, *[1] * cells[0].ndim)
    excess = np.where(cells > 0, delta / nonzero(means), 0.0)
    log_pr = (
        stirling(X)
        + stirling(Y)
        - stirling(T)
        + stirling(t)
        + stirling(rest)
        - (stirling(cells) + cells * np.log1p(excess)).sum(0)
    )
    probability: Array = np.exp(log_pr)
    return probability


def mean_gap(t: Array, X: Array, Y: Array) -> Array:
    """Return half of ``E|x - mu|`` of a hypergeometric x: t drawn from X and Y.

    The sum telescopes: half the mean deviation is ``m d / T Pr(x = m)`` with m the mean rounded
    up and d the others left outside.
    """
    T = nonzero(X + Y)
    m = np.minimum(np.ceil(X * (t / T)), np.minimum(X, t))
    half: Array = m * (((Y - t) + m) / T) * chance(m, t, X, Y)
    return half


@index("expected_dissimilarity", bounds=(0, 1), kind="two_group", reference="Winship 1977")
def expected_dissimilarity(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of D when the group is dealt out at random over the areas.

    ``E[D] = sum_i E|x_i - t_i P| / (2 T P (1 - P))`` with hypergeometric x_i, from 0 (one area)
    to 1 (areas of one person): D's upward bias from small areas and small groups.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not whole counts or a column does not exist.

    References
    ----------
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    x, y = whole_split(counts, group, ref)
    X, Y = x.sum(-1, keepdims=True), y.sum(-1, keepdims=True)
    gaps = mean_gap(x + y, X, Y).sum(-1)
    X, Y = X[..., 0], Y[..., 0]
    return settle(gaps / nonzero(X * (Y / nonzero(X + Y))), (X > 0) & (Y > 0))


@index("expected_eta2", bounds=(0, 1), kind="two_group", reference="Winship 1977")
def expected_eta2(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of eta2 when the group is dealt out at random over the areas.

    ``E[eta2] = (J - 1) / (T - 1)`` with J inhabited areas, whatever the group's size.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not whole counts or a column does not exist.

    References
    ----------
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    x, y = whole_split(counts, group, ref)
    t = x + y
    J = (t > 0).sum(-1, dtype=np.float64)
    return settle((J - 1) / nonzero(t.sum(-1) - 1), (x.sum(-1) > 0) & (y.sum(-1) > 0))
