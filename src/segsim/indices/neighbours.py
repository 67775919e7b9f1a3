"""Who neighbours whom: on a grid, or among the nearest places."""

from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, integer, numbers
from segsim.indices.grouping import Labels
from segsim.indices.weights import Weights, matrix_weights

type Contiguity = Literal["rook", "queen"]

STEPS = {"rook": ((0, 1), (1, 0)), "queen": ((0, 1), (1, 0), (1, 1), (1, -1))}
BLOCK = 256  # areas whose distances are held at a time


def lattice_weights(grid: tuple[int, int], contiguity: Contiguity = "rook") -> Weights:
    """Link the cells of a grid that share a side (rook), or a side or corner (queen).

    Parameters
    ----------
    grid
        Numbers of rows and columns; cells are counted row by row.
    contiguity
        ``"rook"`` or ``"queen"``.

    Raises
    ------
    ValueError
        An unknown contiguity, or a grid that is not two whole numbers above 0.
    """
    if not isinstance(contiguity, str) or contiguity not in STEPS:
        raise ValueError(f"weights must be 'rook', 'queen' or a matrix, not {contiguity!r}")
    return _lattice(*rectangle(grid), contiguity)


def rectangle(grid: tuple[int, int]) -> tuple[int, int]:
    """Return the numbers of rows and columns of a grid, checked."""
    sides = np.asarray(grid)
    if sides.shape != (2,) or sides.dtype.kind not in "iu" or sides.min() < 1:
        raise ValueError(f"grid must be two whole numbers above 0, not {grid!r}")
    return int(sides[0]), int(sides[1])


@lru_cache(maxsize=64)
def _lattice(height: int, width: int, contiguity: Contiguity) -> Weights:
    row, column = (axis.ravel() for axis in np.indices((height, width)))
    starts, ends = [], []
    for down, right in STEPS[contiguity]:
        to_row, to_column = row + down, column + right
        kept = (to_row < height) & (to_column >= 0) & (to_column < width)
        here, there = np.flatnonzero(kept), (to_row * width + to_column)[kept]
        starts += [here, there]
        ends += [there, here]
    rows, columns = np.concatenate(starts), np.concatenate(ends)
    order = np.lexsort((columns, rows))
    weights = Weights(rows[order], columns[order], np.ones(len(rows)), height * width)
    for array in (weights.rows, weights.columns, weights.values):
        array.setflags(write=False)
    return weights


def nearest_weights(coords: ArrayLike, k: int) -> Weights:
    """Link every area to the k areas nearest to it; the first ones among equally near.

    Parameters
    ----------
    coords
        Coordinates ``[area, 2]``.
    k
        How many neighbours each area has, fewer than there are areas.

    Raises
    ------
    ValueError
        Coordinates of a wrong shape or not finite, or k out of range.
    """
    places = numbers(coords, "coords")
    if places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(f"coords must be [area, 2], not of shape {places.shape}")
    n = len(places)
    k = integer(k, "k", 1, n - 1)
    places = np.ldexp(places, -np.frexp(np.abs(places).max())[1])  # no square overflows
    found = []
    for first in range(0, n, BLOCK):
        block = places[first : first + BLOCK]
        distance = (block[:, :1] - places[:, 0]) ** 2 + (block[:, 1:] - places[:, 1]) ** 2
        distance[np.arange(len(block)), np.arange(first, first + len(block))] = np.inf
        found.append(_nearest(distance, k))
    return Weights(np.repeat(np.arange(n), k), np.concatenate(found), np.ones(n * k), n)


def _nearest(distance: Array, k: int) -> Labels:
    """Return the columns of the k smallest numbers of every row, row after row."""
    limit = np.partition(distance, k - 1, axis=1)[:, k - 1 : k]
    nearer, level = distance < limit, distance == limit
    room = k - nearer.sum(1, keepdims=True)
    columns: Labels = np.nonzero(nearer | (level & (level.cumsum(1) <= room)))[1]
    return columns


def as_weights(
    given: Weights | Contiguity | ArrayLike, n: int, grid: tuple[int, int] | None = None
) -> Weights:
    """Return weights of n areas from whatever the caller gave.

    Parameters
    ----------
    given
        Weights, ``"rook"`` or ``"queen"`` with ``grid``, or a matrix ``[area, area]``.
    n
        How many areas there are.
    grid
        Numbers of rows and columns.

    Raises
    ------
    ValueError
        A name without a grid or other than these, or weights of another number of areas.
    """
    if isinstance(given, str):
        name: Any = given
        if grid is None and name in STEPS:
            raise ValueError(f"weights={name!r} needs grid=(rows, columns)")
        sides = (1, 1) if grid is None else rectangle(grid)
        if grid is not None and name in STEPS and sides[0] * sides[1] != n:
            cells = sides[0] * sides[1]
            raise ValueError(f"grid={grid!r} has {cells} cells, but there are {n} areas")
        weights = lattice_weights(sides, name)
    else:
        weights = given if isinstance(given, Weights) else matrix_weights(given)
    if weights.n != n:
        raise ValueError(f"weights are of {weights.n} areas, but there are {n}")
    return weights
