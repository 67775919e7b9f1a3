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
    names = labels(given, shape, key)
    if names.dtype.kind in "iu" and names.size:
        top = int(names.max()) + 1
        if names.min() >= 0 and top <= 4 * names.size + 64:
            return names.astype(np.intp, copy=False), top
    found, inverse = distinct(names, key)
    return inverse.reshape(shape), len(found)


def labels(given: ArrayLike, shape: tuple[int, ...], key: str) -> NDArray[Any]:
    """Return labels as an array, refused unless of this shape and without nan."""
    try:
        names: NDArray[Any] = np.asarray(given)
    except ValueError:
        raise ValueError(f"{key} must be one label for every item, not lists of them") from None
    if names.shape != shape:
        raise ValueError(f"{key} must be labels of shape {shape}, not {names.shape}")
    if names.dtype.kind in "US" and not isinstance(given, np.ndarray):
        names = np.asarray(given, object) if nan_among(given) else names
    if names.dtype.kind in "fcOmM":
        missing = np.asarray(names != names)  # noqa: PLR0124 - nan and NaT alone
        if missing.any():
            place = np.unravel_index(int(missing.argmax()), names.shape)
            at = ", ".join(str(int(i)) for i in place)
            raise ValueError(f"{key} must not hold nan, found at [{at}]")
    return names


def nan_among(given: ArrayLike) -> bool:
    """Tell whether a list of text holds a nan, which NumPy would write out."""
    items = np.asarray(given, object).ravel()
    return any(isinstance(item, float) and item != item for item in items)  # noqa: PLR0124


def distinct(names: NDArray[Any], key: str) -> tuple[NDArray[Any], Labels]:
    """Return the labels that differ, sorted, and the number of each item's label among them."""
    try:
        found, inverse = np.unique(names, return_inverse=True)
    except TypeError:
        raise ValueError(f"{key} must be labels of one kind, such as all text") from None
    return found, inverse


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
