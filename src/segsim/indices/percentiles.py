"""How much of the income ranking lies within areas."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, numbers, settle
from segsim.indices.catalogue import index
from segsim.indices.grouping import Labels, classes, gather


def mid_ranks(y: Array) -> Array:
    """Return percentiles between 0 and 1 along the last axis, the mean one for equal values."""
    order = np.argsort(y, axis=-1, kind="stable")
    ordered = np.take_along_axis(y, order, -1)
    run = np.zeros(y.shape, np.intp)
    run[..., 1:] = (ordered[..., 1:] != ordered[..., :-1]).cumsum(-1)
    n = y.shape[-1]
    places = np.broadcast_to((np.arange(n) + 0.5) / n, y.shape)
    means = gather(places, run, n) / np.maximum(gather(np.ones(y.shape), run, n), 1.0)
    ranks = np.empty(y.shape)
    np.put_along_axis(ranks, order, np.take_along_axis(means, run, -1), -1)
    return ranks


def medians(values: Array, where: Labels, size: int) -> Array:
    """Return the median ``[..., label]`` of the values under each label, 0 where none are."""
    where = np.broadcast_to(where, values.shape)
    ordered = np.take_along_axis(values, np.lexsort((values, where), axis=-1), -1)
    n = gather(np.ones(values.shape), where, size).astype(np.intp)
    first = n.cumsum(-1) - n
    last = values.shape[-1] - 1
    low = np.take_along_axis(ordered, np.minimum(first + np.maximum(n - 1, 0) // 2, last), -1)
    high = np.take_along_axis(ordered, np.minimum(first + n // 2, last), -1)
    return np.where(n > 0, (low + high) / 2, 0.0)


@index("centile_gap", bounds=(-1, 1), kind="individual", reference="Watson 2009")
def centile_gap(values: ArrayLike, area: ArrayLike) -> Array:
    """Centile gap index: how much nearer people are to their area's median rank than to any.

    ``(0.25 - mean |c_k - median c of the area|) / 0.25`` with percentiles c between 0 and 1, equal
    values sharing the mean of theirs; 1 when areas hold one income each, about 0 when every
    area is like the city.

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
    T. Watson (2009), Inequality and the measurement of residential segregation by income in
    American neighborhoods, Review of Income and Wealth 55.
    """
    y = numbers(values, "values")
    if y.ndim == 0:
        raise ValueError("values must be [..., person], not a single number")
    shape = y.shape if np.ndim(area) == y.ndim else y.shape[-1:]
    where, size = classes(area, shape, "area")
    if y.shape[-1] == 0:
        return np.full(y.shape[:-1], np.nan)
    ranks = mid_ranks(y)
    of_area = medians(ranks, where, size)
    gaps = np.abs(ranks - np.take_along_axis(of_area, np.broadcast_to(where, y.shape), -1))
    return settle((0.25 - gaps.mean(-1)) / 0.25, np.asarray(np.ptp(y, axis=-1) > 0), low=-1)
