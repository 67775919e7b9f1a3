"""Spatial dissimilarity and exposure: the mix of everybody's surroundings."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, nonzero, settle, several, shares
from segsim.indices.catalogue import index
from segsim.indices.diversity import interaction_of
from segsim.indices.proximity import Kernel, local_mix
from segsim.indices.weights import Weights

REFERENCE = "Reardon and O'Sullivan 2004"


@index("spatial_dissimilarity_ros", bounds=(0, np.inf), kind="spatial", reference=REFERENCE)
def spatial_dissimilarity_ros(
    counts: ArrayLike,
    *,
    coords: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "biweight",
    near: Weights | None = None,
) -> Array:
    """Spatial D~: how far everybody's surroundings are from the mix of the city.

    ``sum_ig t_i |p~_ig - P_g| / (2 T I)`` with the kernel-weighted mix around i, from 0
    to about 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    coords, bandwidth, kernel
        Places ``[area, 2]``, reach and shape of the surroundings, see :func:`kernel_weights`.
    near
        In place of these, weights made beforehand by :func:`kernel_weights`.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts, or neither places with a bandwidth nor fitting weights are given.

    References
    ----------
    S. F. Reardon and D. O'Sullivan (2004), Measures of spatial segregation, Sociological
    Methodology 34.
    """
    n, p = local_mix(counts, coords, bandwidth, kernel, near)
    N = n.sum(-2)
    P = shares(N)
    gaps = np.abs(p - P[..., None, :]).sum(-1)
    mean = (shares(n.sum(-1)) * gaps).sum(-1)
    return settle(mean / nonzero(2 * interaction_of(N)), several(N), high=np.inf)


@index("spatial_exposure", bounds=(0, 1), kind="spatial", reference=REFERENCE)
def spatial_exposure(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    to: SupportsIndex,
    coords: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "biweight",
    near: Weights | None = None,
) -> Array:
    """Spatial exposure P~*: the share of group h around the average member of group g.

    ``sum_i (n_ig/N_g) p~_ih`` with the kernel-weighted mix around i, from 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, to
        Columns of the groups g and h.
    coords, bandwidth, kernel
        Places ``[area, 2]``, reach and shape of the surroundings, see :func:`kernel_weights`.
    near
        In place of these, weights made beforehand by :func:`kernel_weights`.

    Returns
    -------
    Array
        One value for each leading index; nan when g is absent, 0 when only h is.

    Raises
    ------
    ValueError
        Counts are not counts, or neither places with a bandwidth nor fitting weights are given.

    References
    ----------
    S. F. Reardon and D. O'Sullivan (2004), Measures of spatial segregation, Sociological
    Methodology 34.
    """
    n, p = local_mix(counts, coords, bandwidth, kernel, near)
    x = n[..., column(group, n.shape[-1])]
    met = p[..., column(to, n.shape[-1], "to")]
    return settle((shares(x) * met).sum(-1), x.sum(-1) > 0)
