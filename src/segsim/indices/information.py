"""Entropy, mutual information M and Theil's H, all with natural logarithms."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, inhabited, logs, nonzero, settle, several, table
from segsim.indices.catalogue import index

NEAR = 0.01  # so near to the mean, relative to it, that the log of a ratio has lost digits


def entropy_of(N: Array) -> Array:
    """Return the entropy ``[...]`` of the group sizes ``[..., group]``."""
    T = N.sum(-1, keepdims=True)
    P = N / nonzero(T)
    return np.asarray(-(P * logs(P, (T - N) / nonzero(T))).sum(-1))


def log_ratio(n: Array, mean: Array, gap: Array) -> Array:
    """Return ``ln(n/mean)``, 0 of none, with ``gap = n - mean``, of which no digit is lost."""
    ratio = np.asarray(np.log(nonzero(n / nonzero(mean))))
    near = np.abs(gap) < NEAR * mean
    if near.any():
        ratio[near] = np.log1p(gap[near] / mean[near])
    return ratio


def divergence(n: Array, within: Array) -> Array:
    """Return ``sum_ig n_ig/T ln(p_ig/q_ig)`` with the shares q of the tables ``within``.

    A cell adds ``n ln(1 + gap/mean) - gap`` with ``mean = t q`` and ``gap = n - mean``; the gaps of
    an area add up to 0. So nothing is lost where a group is rare and the others nearly everybody.
    """
    t, size = n.sum(-1, keepdims=True), within.sum(-1, keepdims=True)
    gap = (n * (size - within) - (t - n) * within) / nonzero(size)
    mean = t * (within / nonzero(size))
    parts = n * log_ratio(n, mean, gap) - gap
    return np.maximum(parts.sum((-2, -1)) / nonzero(t.sum((-2, -1))), 0.0)


@index("entropy", bounds=(0, np.inf), kind="multigroup", reference="Shannon 1948; Theil 1972")
def entropy(counts: ArrayLike) -> Array:
    """Entropy E: how diverse the city as a whole is.

    ``E = -sum_g P_g ln P_g``, from 0 (one group) to ln K (K equal groups).

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.

    Returns
    -------
    Array
        One value for each leading index; nan when nobody lives there.

    Raises
    ------
    ValueError
        Counts are not counts.

    References
    ----------
    H. Theil (1972), Statistical Decomposition Analysis.
    """
    n = table(counts)
    N = n.sum(-2)
    return settle(entropy_of(N), inhabited(N), high=np.inf)


@index("mutual_information", bounds=(0, np.inf), kind="multigroup", reference="Theil 1971")
def mutual_information(counts: ArrayLike) -> Array:
    """Mutual information M of area and group, also known as Roberto's divergence index.

    ``M = sum_ig n_ig/T ln(p_ig/P_g) = H E``, from 0 to the lesser of E and the log of the
    number of areas; it adds up exactly over nested areas.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.

    Returns
    -------
    Array
        One value for each leading index; 0 with one group, nan when nobody lives there.

    Raises
    ------
    ValueError
        Counts are not counts.

    References
    ----------
    R. Mora and J. Ruiz-Castillo (2011), Entropy-based segregation indices, Sociological
    Methodology 41.
    """
    n = table(counts)
    N = n.sum(-2)
    return settle(divergence(n, N[..., None, :]), inhabited(N), high=np.inf)


@index("theil_h", bounds=(0, 1), kind="multigroup", reference="Theil and Finizza 1971")
def theil_h(counts: ArrayLike) -> Array:
    """Theil's H of all groups: how much less diverse areas are than the city.

    ``H = 1 - sum_i t_i E_i / (T E) = M / E``, from 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts.

    References
    ----------
    S. F. Reardon and G. Firebaugh (2002), Measures of multigroup segregation, Sociological
    Methodology 32.
    """
    n = table(counts)
    N = n.sum(-2)
    return settle(divergence(n, N[..., None, :]) / nonzero(entropy_of(N)), several(N))
