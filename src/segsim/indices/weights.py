"""Spatial weights: sparse links between areas, made once and used every year."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, first, integer, numbers
from segsim.indices.grouping import Labels


@dataclass(frozen=True, eq=False)
class Weights:
    """Spatial weights of n areas as links from ``rows`` to ``columns`` with their values.

    Parameters
    ----------
    rows, columns
        Area numbers at both ends of every link.
    values
        The weight of every link, not negative.
    n
        How many areas there are, with or without links.

    Raises
    ------
    ValueError
        The three arrays differ in length, an area number is out of range, or a weight is
        negative, nan or infinite.
    """

    rows: Labels
    columns: Labels
    values: Array
    n: int

    def __post_init__(self) -> None:
        object.__setattr__(self, "n", integer(self.n, "n", 0, 2**31))
        object.__setattr__(self, "values", numbers(self.values, "weights", low=0))
        for key in ("rows", "columns"):
            ends = np.asarray(getattr(self, key))
            if not ends.size:
                ends = ends.astype(np.intp)
            if ends.dtype.kind not in "iu" or ends.ndim != 1 or ends.shape != self.values.shape:
                raise ValueError(f"{key} must be the area number at that end of every link")
            outside = (ends < 0) | (ends >= self.n)
            if outside.any():
                found = first(ends, outside, ())
                raise ValueError(f"{key} must be area numbers from 0 to {self.n - 1}, {found}")
            object.__setattr__(self, key, ends.astype(np.intp, copy=False))


def matrix_weights(matrix: ArrayLike) -> Weights:
    """Return the links of a square matrix ``[area, area]`` of weights.

    Raises
    ------
    ValueError
        The matrix is not square, or holds a negative, nan or infinite weight.
    """
    full = numbers(matrix, "weights", low=0)
    if full.ndim != 2 or full.shape[0] != full.shape[1]:
        raise ValueError(f"weights must be a square matrix, not of shape {full.shape}")
    rows, columns = np.nonzero(full)
    return Weights(rows, columns, full[rows, columns], len(full))
