"""Segregation by a number that every person or household has, such as income."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, numbers, settle
from segsim.indices.catalogue import index
from segsim.indices.grouping import Labels, classes, gather


def placed(values: ArrayLike, area: ArrayLike) -> tuple[Array, Labels, Array]:
    """Return the values, the area number of each, and how many live in every area."""
    y = numbers(values, "values")
    if y.ndim == 0:
        raise ValueError("values must be [..., person], not a single number")
    shape = y.shape if np.ndim(area) == y.ndim else y.shape[-1:]
    where, size = classes(area, shape, "area")
    return y, where, gather(np.ones(shape), where, size)


@index("income_variance_ratio", bounds=(0, 1), kind="individual", reference="Jargowsky 1996")
def income_variance_ratio(values: ArrayLike, area: ArrayLike) -> Array:
    """Variance ratio NSI^2: the share of the variance that lies between areas.

    ``sum_i n_i (m_i - M)^2 / sum_k (y_k - M)^2`` with area means m and the mean M of all,
    from 0 to 1.

    Parameters
    ----------
    values
        A number for every person or household, ``[..., person]``.
    area
        The label of the area of each, ``[person]`` or of the shape of the values.

    Returns
    -------
    Array
        One value for each leading index; nan when there is nobody or all values are equal.

    Raises
    ------
    ValueError
        Values are nan or infinite, or there is not one area for every value.

    References
    ----------
    P. A. Jargowsky (1996), Take the money and run, American Sociological Review 61.
    """
    y, where, n = placed(values, area)
    if y.shape[-1] == 0:
        return np.full(y.shape[:-1], np.nan)
    spread = np.ptp(y, axis=-1)
    z = (y - y.mean(-1, keepdims=True)) / nonzero(spread)[..., None]
    between = (gather(z, where, n.shape[-1]) ** 2 / nonzero(n)).sum(-1)
    return settle(between / nonzero((z**2).sum(-1)), np.asarray(spread > 0))


@index("nsi", bounds=(0, 1), kind="individual", reference="Jargowsky 1996")
def nsi(values: ArrayLike, area: ArrayLike) -> Array:
    """Neighbourhood sorting index: the spread of area means over the spread of all values.

    ``sqrt( sum_i n_i (m_i - M)^2 / sum_k (y_k - M)^2 )`` with area means m and the mean M of
    all, from 0 to 1.

    Parameters
    ----------
    values
        A number for every person or household, ``[..., person]``.
    area
        The label of the area of each, ``[person]`` or of the shape of the values.

    Returns
    -------
    Array
        One value for each leading index; nan when there is nobody or all values are equal.

    Raises
    ------
    ValueError
        Values are nan or infinite, or there is not one area for every value.

    References
    ----------
    P. A. Jargowsky (1996), Take the money and run, American Sociological Review 61.
    """
    return np.asarray(np.sqrt(income_variance_ratio(values, area)))
