"""Indices of all groups built on the interaction index I = sum P (1 - P)."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, Mask, inhabited, nonzero, settle, several, table
from segsim.indices.catalogue import index


def divided(N: Array) -> tuple[Array, Array]:
    """Return the shares ``P_g`` and ``1 - P_g`` of group sizes, both with all their digits."""
    T = N.sum(-1, keepdims=True)
    return N / nonzero(T), (T - N) / nonzero(T)


def interaction_of(N: Array) -> Array:
    """Return ``sum_g P_g (1 - P_g)`` of the group sizes ``[..., group]``."""
    P, rest = divided(N)
    return np.asarray((P * rest).sum(-1))


def deviations(n: Array) -> Array:
    """Return ``n_ig - t_i P_g`` as ``(n_ig (T - N_g) - (t_i - n_ig) N_g)/T``, exact if rare."""
    N, t = n.sum(-2, keepdims=True), n.sum(-1, keepdims=True)
    T = N.sum(-1, keepdims=True)
    gap: Array = (n * (T - N) - (t - n) * N) / nonzero(T)
    return gap


def squares(n: Array) -> tuple[Array, Array, Mask]:
    """Return ``sum_i t_i (p_ig - P_g)^2 / T``, the group sizes and whether two groups exist."""
    N, gap = n.sum(-2), deviations(n)
    sums = (gap * (gap / nonzero(n.sum(-1, keepdims=True)))).sum(-2)
    return sums / nonzero(N.sum(-1))[..., None], N, several(N)


@index("simpson_interaction", bounds=(0, 1), kind="multigroup", reference="Simpson 1949")
def simpson_interaction(counts: ArrayLike) -> Array:
    """Simpson's interaction I: the chance that two residents of the city differ in group.

    ``I = sum_g P_g (1 - P_g)``, from 0 (one group) to 1 - 1/K (K equal groups).

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
    E. H. Simpson (1949), Measurement of diversity, Nature 163.
    """
    n = table(counts)
    N = n.sum(-2)
    return settle(interaction_of(N), inhabited(N))


@index(
    "multigroup_dissimilarity",
    bounds=(0, 1),
    kind="multigroup",
    reference="Morgan 1975; Sakoda 1981",
)
def multigroup_dissimilarity(counts: ArrayLike) -> Array:
    """Dissimilarity of all groups: the share who would have to move, of the most possible.

    ``sum_ig t_i |p_ig - P_g| / (2 T I)``, from 0 to 1; D with two groups.

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
    J. M. Sakoda (1981), A generalized index of dissimilarity, Demography 18.
    """
    n = table(counts)
    N = n.sum(-2)
    moved = np.abs(deviations(n)).sum((-2, -1))
    most = 2 * N.sum(-1) * interaction_of(N)
    return settle(moved / nonzero(most), several(N))


@index(
    "relative_diversity", bounds=(0, 1), kind="multigroup", reference="Carlson 1992; Reardon 1998"
)
def relative_diversity(counts: ArrayLike) -> Array:
    """Relative diversity R: how much less interaction areas allow than the city.

    ``sum_ig t_i (p_ig - P_g)^2 / (T I)``, from 0 to 1; eta2 with two groups.

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
    sums, N, defined = squares(table(counts))
    return settle(sums.sum(-1) / nonzero(interaction_of(N)), defined)
