"""Exact expectations of isolation, exposure, mutual information and Theil's H under randomness.

Area sizes and group totals are fixed, as in shuffling everybody over the dwellings.
"""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, inhabited, nonzero, settle, several, table, whole
from segsim.indices.catalogue import index
from segsim.indices.information import entropy_of
from segsim.indices.randomness import chance, whole_split

SPREADS = 12.0  # standard deviations beyond which nothing is left to add
WIDE = 3000.0  # standard deviations of so many persons are summed by moments


def whole_table(counts: ArrayLike) -> Array:
    """Return counts ``[..., area, group]``, refused unless they are whole numbers."""
    return whole(table(counts), ("area", "group"))


@index("expected_isolation", bounds=(0, 1), kind="two_group", reference="Winship 1977")
def expected_isolation(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of isolation when the group is dealt out at random over the areas.

    ``E[xPx] = P + (1 - P) (J - 1)/(T - 1)`` with J inhabited areas.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; 1 when x is everybody, nan when it is absent.

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
    T, X = t.sum(-1), x.sum(-1)
    J = (t > 0).sum(-1, dtype=np.float64)
    P = X / nonzero(T)
    return settle(P + (1 - P) * ((J - 1) / nonzero(T - 1)), X > 0)


@index("expected_exposure", bounds=(0, 1), kind="two_group", reference="Winship 1977")
def expected_exposure(counts: ArrayLike, *, group: SupportsIndex, to: SupportsIndex) -> Array:
    """Exact mean of exposure when everybody is dealt out at random over the areas.

    ``E[gPh] = P_h (T - J)/(T - 1)`` for another group h, with J inhabited areas; for h = g it is
    the expected isolation. Over all h it adds up to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.
    group, to
        Columns of the groups g and h.

    Returns
    -------
    Array
        One value for each leading index; nan when g is absent.

    Raises
    ------
    ValueError
        Counts are not whole counts or a column does not exist.

    References
    ----------
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    n = whole_table(counts)
    g, h = column(group, n.shape[-1]), column(to, n.shape[-1], "to")
    if g == h:
        return expected_isolation(counts, group=g)
    N, t = n.sum(-2), n.sum(-1)
    T, J = t.sum(-1), (t > 0).sum(-1, dtype=np.float64)
    return settle(N[..., h] / nonzero(T) * (T - J) / nonzero(T - 1), N[..., g] > 0)


def information_of(t: float, N: float, T: float) -> float:
    """Return ``E[n ln(n T/(t N))]`` of the n of N persons among t drawn from T."""
    mean = N * (t / T)
    sd = float(np.sqrt(mean * (1 - N / T) * ((T - t) / max(T - 1, 1))))
    if sd > WIDE:
        return information_of_many(t, N / T, T)
    reach = SPREADS * (sd + 1)
    low = max(0.0, np.floor(mean - reach), N + t - T)
    high = min(np.ceil(mean + reach), N, t)
    m = np.arange(low, high + 1)
    often = chance(m, np.array(t), np.array(N), np.array(T - N))
    # Less the deviation, whose mean is 0: nothing is negative then, and nothing cancels.
    gap = m - mean
    information = m * np.log1p(np.where(m > 0, gap / mean, 0.0)) - gap
    return float((often * np.where(m > 0, information, mean)).sum())


def information_of_many(t: float, p: float, T: float) -> float:
    """Return the same by the first four moments, of which the fifth is below rounding."""
    q, rest, mean = 1 - p, T - t, t * p
    second = mean * q * (rest / (T - 1))
    third = second * (q - p) * ((rest - t) / (T - 2))
    within = (T + 1) * T - 6 * t * rest + 3 * p * q * (T * T * (t - 2) - T * t * t + 6 * t * rest)
    fourth = second / (T - 2) * (within / (T - 3))
    return second / (2 * mean) - third / (6 * mean**2) + fourth / (12 * mean**3)


def mean_information(n: Array) -> Array:
    """Return the exact mean of M ``[...]`` of shuffled tables ``[..., area, group]``."""
    means = np.zeros(n.shape[:-2])
    for place in np.ndindex(means.shape):
        sizes, often = np.unique(n[place].sum(-1), return_counts=True)
        T, lived_in = n[place].sum(), sizes > 0
        for N in n[place].sum(-2):
            if N > 0:
                parts = [information_of(t, N, T) for t in sizes[lived_in]]
                means[place] += float((often[lived_in] * parts).sum()) / T
    return means


@index(
    "expected_mutual_information", bounds=(0, np.inf), kind="multigroup", reference="Winship 1977"
)
def expected_mutual_information(counts: ArrayLike) -> Array:
    """Exact mean of mutual information M when everybody is dealt out at random over the areas.

    ``sum_ig E[n_ig ln(n_ig T/(t_i N_g))] / T`` with hypergeometric n_ig, summed outcome by outcome.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.

    Returns
    -------
    Array
        One value for each leading index; 0 with one group, nan when nobody lives there.

    Raises
    ------
    ValueError
        Counts are not whole counts.

    References
    ----------
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    n = whole_table(counts)
    return settle(mean_information(n), inhabited(n.sum(-2)), high=np.inf)


@index("expected_theil_h", bounds=(0, 1), kind="multigroup", reference="Winship 1977")
def expected_theil_h(counts: ArrayLike) -> Array:
    """Exact mean of Theil's H when everybody is dealt out at random over the areas.

    ``E[M] / E``: the entropy of the city does not change by shuffling.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not whole counts.

    References
    ----------
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    n = whole_table(counts)
    N = n.sum(-2)
    return settle(mean_information(n) / nonzero(entropy_of(N)), several(N))
