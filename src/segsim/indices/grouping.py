"""Sums over labels: people by area, areas by district."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segsim.indices.arrays import Array

type Labels = NDArray[np.intp]


def classes(given: ArrayLike, shape: tuple[int, ...], key: str) -> tuple[Labels, int]:
    """Return labels as numbers from zero, and how many numbers there are.

    Parameters
    ----------
    given
        A label of any sortable kind for every item.
    shape
        The shape that the labels must have.
    key
        What the labels are called in messages.

    Raises
    ------
    ValueError
        Wrong shape, nan among the labels, or labels that cannot be sorted.
    """
    names: NDArray[Any] = np.asarray(given)
    if names.shape != shape:
        raise ValueError(f"{key} must be labels of shape {shape}, not {names.shape}")
    if names.dtype.kind == "f" and np.isnan(names).any():
        raise ValueError(f"{key} must not hold nan")
    if names.dtype.kind in "iu" and names.size:
        top = int(names.max()) + 1
        if names.min() >= 0 and top <= 4 * names.size + 64:
            return names.astype(np.intp, copy=False), top
    try:
        found, inverse = np.unique(names, return_inverse=True)
    except TypeError:
        raise ValueError(f"{key} must be labels of one kind") from None
    return inverse.reshape(shape), len(found)


def gather(values: Array, labels: Labels, size: int) -> Array:
    """Return the sums ``[..., label]`` of the values ``[..., item]`` under each label.

    Parameters
    ----------
    values
        Numbers with any leading axes.
    labels
        Numbers below ``size``, of the shape of the values or of their last axis.
    size
        How many labels there are.
    """
    lead = values.shape[:-1]
    slices = int(np.prod(lead))
    offsets = np.arange(slices).reshape(*lead, 1) * size
    where = (labels + offsets).ravel()
    sums = np.bincount(where, values.ravel(), slices * size).astype(np.float64, copy=False)
    return sums.reshape(*lead, size)
