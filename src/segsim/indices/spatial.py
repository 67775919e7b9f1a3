"""Spatial segregation: how diverse everybody's surroundings are, in place of their areas."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, several, shares
from segsim.indices.catalogue import index
from segsim.indices.diversity import interaction_of
from segsim.indices.information import entropy_of
from segsim.indices.proximity import Kernel, local_mix
from segsim.indices.weights import Weights

REFERENCE = "Reardon and O'Sullivan 2004"


@index("spatial_theil_h", bounds=(-np.inf, 1), kind="spatial", reference=REFERENCE)
def spatial_theil_h(
    counts: ArrayLike,
    *,
    coords: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "biweight",
    near: Weights | None = None,
) -> Array:
    """Spatial H: how much less diverse everybody's surroundings are than the city.

    ``1 - sum_i t_i E~_i / (T E)`` with the entropy E~ of the kernel-weighted mix around i, from
    about 0 (diverse surroundings) to 1; below 0 where surroundings are more diverse than the city.

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
    around = -(p * np.log(nonzero(p))).sum(-1)
    mean = (shares(n.sum(-1)) * around).sum(-1)
    return settle(1 - mean / nonzero(entropy_of(N)), several(N), -np.inf)


@index("spatial_relative_diversity", bounds=(-np.inf, 1), kind="spatial", reference=REFERENCE)
def spatial_relative_diversity(
    counts: ArrayLike,
    *,
    coords: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "biweight",
    near: Weights | None = None,
) -> Array:
    """Spatial R: how much less interaction everybody's surroundings allow than the city.

    ``1 - sum_i t_i I~_i / (T I)`` with ``I~ = sum_g p~_ig (1 - p~_ig)`` of the kernel-weighted mix
    around i, from about 0 to 1.

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
    mean = (shares(n.sum(-1)) * (p * (1 - p)).sum(-1)).sum(-1)
    return settle(1 - mean / nonzero(interaction_of(N)), several(N), -np.inf)
