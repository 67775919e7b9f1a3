"""Differences of areas from the city or from each other, group by group."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, several, table
from segsim.indices.catalogue import index
from segsim.indices.diversity import divided, interaction_of, squares
from segsim.indices.evenness import lorenz


@index("normalized_exposure", bounds=(0, 1), kind="multigroup", reference="James 1986")
def normalized_exposure(counts: ArrayLike) -> Array:
    """Normalised exposure P: every group's eta2, weighted by its share of the city.

    ``sum_ig t_i (p_ig - P_g)^2 / (T (1 - P_g))``, from 0 to 1; eta2 with two groups.

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
    F. J. James (1986), A new generalized "exposure-based" segregation index, Sociological
    Methods and Research 14.
    """
    sums, N, defined = squares(table(counts))
    return settle((sums / nonzero(divided(N)[1])).sum(-1), defined)


@index(
    "squared_coef_variation",
    bounds=(0, 1),
    kind="multigroup",
    reference="Reardon and Firebaugh 2002",
)
def squared_coef_variation(counts: ArrayLike) -> Array:
    """Squared coefficient of variation C: every group weighs the same, however small.

    ``sum_ig t_i (p_ig - P_g)^2 / (T (K - 1) P_g)`` over the K groups present, from 0 to 1;
    eta2 with two groups.

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
    K = (N > 0).sum(-1, dtype=np.float64)
    return settle((sums / nonzero(divided(N)[0])).sum(-1) / nonzero(K - 1), defined)


@index("multigroup_gini", bounds=(0, 1), kind="multigroup", reference="Reardon 1998")
def multigroup_gini(counts: ArrayLike) -> Array:
    """Gini index of all groups: every group's own G, weighted by P (1 - P).

    ``sum_g sum_ij t_i t_j |p_ig - p_jg| / (2 T^2 I)``, from 0 to 1; G with two groups.

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
    x = n.swapaxes(-1, -2)
    others = np.maximum(n.sum(-1)[..., None, :] - x, 0.0)
    # The share of nearly everybody has no digits left to sort by; that of the others has.
    few = (N.sum(-1, keepdims=True) >= 2 * N)[..., None]
    own = np.maximum(lorenz(np.where(few, x, others), np.where(few, others, x)), 0.0)
    P, rest = divided(N)
    return settle((P * rest * own).sum(-1) / nonzero(interaction_of(N)), several(N))
