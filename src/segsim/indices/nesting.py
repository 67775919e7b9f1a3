"""Segregation between and within larger areas: how M and H add up over districts."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, inhabited, nonzero, settle, several, table
from segsim.indices.catalogue import index
from segsim.indices.grouping import Labels, classes, gather
from segsim.indices.information import divergence, entropy_of

REFERENCE = "Theil 1972; Mora and Ruiz-Castillo 2011"


def larger_areas(n: Array, super_areas: ArrayLike) -> tuple[Array, Labels]:
    """Return the counts added up by super-area, and the super-area of every area."""
    where, size = classes(super_areas, n.shape[-2:-1], "super_areas")
    return gather(n.swapaxes(-1, -2), where, size).swapaxes(-1, -2), where


def parts(n: Array, super_areas: ArrayLike) -> tuple[Array, Array]:
    """Return M between the super-areas and M within them."""
    larger, where = larger_areas(n, super_areas)
    between = divergence(larger, n.sum(-2, keepdims=True))
    return between, divergence(n, larger[..., where, :])


@index("mutual_between", bounds=(0, np.inf), kind="multigroup", reference=REFERENCE)
def mutual_between(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Mutual information between super-areas: M of the counts added up by super-area.

    ``M = M_between + M_within``.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    super_areas
        The label of every area's super-area, ``[area]``.

    Returns
    -------
    Array
        One value for each leading index, 0 to M; nan when nobody lives there.

    Raises
    ------
    ValueError
        Counts are not counts or there is not one label for every area.

    References
    ----------
    R. Mora and J. Ruiz-Castillo (2011), Entropy-based segregation indices, Sociological
    Methodology 41.
    """
    n = table(counts)
    return settle(parts(n, super_areas)[0], inhabited(n.sum(-2)), high=np.inf)


@index("mutual_within", bounds=(0, np.inf), kind="multigroup", reference=REFERENCE)
def mutual_within(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Mutual information within super-areas: the mean of their own M by population.

    ``sum_s T_s/T M_s = sum_ig n_ig/T ln(p_ig/P_sg)``, s being the super-area of i.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    super_areas
        The label of every area's super-area, ``[area]``.

    Returns
    -------
    Array
        One value for each leading index, 0 to M; nan when nobody lives there.

    Raises
    ------
    ValueError
        Counts are not counts or there is not one label for every area.

    References
    ----------
    R. Mora and J. Ruiz-Castillo (2011), Sociological Methodology 41.
    """
    n = table(counts)
    return settle(parts(n, super_areas)[1], inhabited(n.sum(-2)), high=np.inf)


@index("theil_between", bounds=(0, 1), kind="multigroup", reference=REFERENCE)
def theil_between(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Theil's H between super-areas: ``M_between / E``, so that the parts add up to H.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    super_areas
        The label of every area's super-area, ``[area]``.

    Returns
    -------
    Array
        One value for each leading index, 0 to H; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts or there is not one label for every area.

    References
    ----------
    H. Theil (1972), Statistical Decomposition Analysis.
    """
    n = table(counts)
    return settle(parts(n, super_areas)[0] / nonzero(entropy_of(n.sum(-2))), several(n.sum(-2)))


@index("theil_within", bounds=(0, 1), kind="multigroup", reference=REFERENCE)
def theil_within(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Theil's H within super-areas: ``M_within / E``, E being the entropy of the city.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    super_areas
        The label of every area's super-area, ``[area]``.

    Returns
    -------
    Array
        One value for each leading index, 0 to H; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts or there is not one label for every area.

    References
    ----------
    H. Theil (1972), Statistical Decomposition Analysis.
    """
    n = table(counts)
    return settle(parts(n, super_areas)[1] / nonzero(entropy_of(n.sum(-2))), several(n.sum(-2)))
