"""How unevenly two groups are spread: functions of each area's share of either group."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segsim.indices.arrays import Array, ascending, nonzero, settle, several, shares, split
from segsim.indices.catalogue import index
from segsim.indices.information import entropy_of, log_ratio


@index("dissimilarity", bounds=(0, 1), kind="two_group", reference="Duncan and Duncan 1955")
def dissimilarity(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Dissimilarity D: the share of a group that would have to move for an even spread.

    ``D = 1/2 sum_i |x_i/X - y_i/Y|``, from 0 (even) to 1 (no area shared).

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts or a column does not exist.

    References
    ----------
    O. D. Duncan and B. Duncan (1955), A methodological analysis of segregation indexes,
    American Sociological Review 20.
    """
    x, y = split(counts, group, ref)
    distance = np.abs(shares(x) - shares(y)).sum(-1) / 2
    return settle(distance, (x.sum(-1) > 0) & (y.sum(-1) > 0))


LEAST = 5e-324  # the smallest number above 0


def lorenz(x: Array, y: Array) -> Array:
    """Return twice the area between the diagonal and the Lorenz curve of y over x."""
    order = ascending(x / np.maximum(x + y, LEAST))
    of_x, of_y = arranged(x, order), arranged(y, order) / nonzero(y.sum(-1, keepdims=True))
    # The curve of x over y is what that of y over x leaves of the square, but for its steps.
    under = 2 * np.vecdot(of_x, of_y.cumsum(-1)) - np.vecdot(of_x, of_y)
    return np.asarray(under / nonzero(x.sum(-1)) - 1)


def arranged(values: Array, order: NDArray[np.intp]) -> Array:
    """Return the values in the order given along their last axis."""
    return values[order] if order.ndim == 1 else np.take_along_axis(values, order, -1)


@index("gini", bounds=(0, 1), kind="two_group", reference="Duncan and Duncan 1955")
def gini(counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None) -> Array:
    """Gini index G: the mean difference in group share between two residents' areas, of the most.

    ``G = sum_ij t_i t_j |p_i - p_j| / (2 T^2 P (1 - P))``, from 0 to 1 and never below D.
    Sorted by share, this is ``sum_i (x_i/X) Y(i) - (y_i/Y) X(i)`` with running shares X(i)
    and Y(i), so that the cost is O(n log n).

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts or a column does not exist.

    References
    ----------
    O. D. Duncan and B. Duncan (1955), American Sociological Review 20.
    """
    x, y = split(counts, group, ref)
    return settle(lorenz(x, y), (x.sum(-1) > 0) & (y.sum(-1) > 0))


@index("theil_h2", bounds=(0, 1), kind="two_group", reference="Theil and Finizza 1971")
def theil_h2(counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None) -> Array:
    """Theil's H of a group against everybody else, or against one other group.

    ``H = 1 - sum_i t_i E_i / (T E)`` with two groups, from 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts or a column does not exist.

    References
    ----------
    H. Theil and A. J. Finizza (1971), Journal of Mathematical Sociology 1.
    """
    x, y = split(counts, group, ref)
    t, N = x + y, np.stack((x.sum(-1), y.sum(-1)), axis=-1)
    T, X, Y = nonzero(N.sum(-1, keepdims=True)), N[..., :1], N[..., 1:]
    gap = (x * Y - y * X) / T  # of x to its mean; that of y is the same the other way
    parts = x * log_ratio(x, t * (X / T), gap) + y * log_ratio(y, t * (Y / T), -gap)
    M = parts.sum(-1) / T[..., 0]
    return settle(M / nonzero(entropy_of(N)), several(N))
