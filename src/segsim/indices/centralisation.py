"""Closeness to the centre of the city."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, numbers, settle, shares, split, table
from segsim.indices.catalogue import index
from segsim.indices.grouping import Labels, gather
from segsim.indices.land import land_shares

NEAR = 1e-9  # distances that differ by less, relative to the largest, are the same


def rings(coords: ArrayLike, centre: ArrayLike, n: int) -> tuple[Labels, int]:
    """Return each area's ring of equal distance from the centre, counted outward, and how many."""
    places, middle = numbers(coords, "coords"), numbers(centre, "centre")
    if places.shape != (n, 2) or middle.shape != (2,):
        raise ValueError(f"coords must be [{n}, 2] and centre [2], one row for every area")
    distance = np.hypot(*(places - middle).T)
    order = np.argsort(distance, kind="stable")
    steps = np.diff(distance[order], prepend=0.0) > NEAR * distance.max(initial=0)
    ring = np.empty(n, np.intp)
    ring[order] = steps.cumsum()
    return ring, n + 1


def outward(x: Array, other: Array, ring: tuple[Labels, int]) -> Array:
    """Return ``sum_i X_(i-1) A_i - X_i A_(i-1)`` of cumulated shares from the centre outward."""
    X, A = (gather(shares(part), *ring).cumsum(-1) for part in (x, other))
    value: Array = (X[..., :-1] * A[..., 1:] - X[..., 1:] * A[..., :-1]).sum(-1)
    return value


@index(
    "absolute_centralization", bounds=(-1, 1), kind="spatial", reference="Massey and Denton 1988"
)
def absolute_centralization(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    coords: ArrayLike,
    centre: ArrayLike,
    land_area: ArrayLike = 1.0,
) -> Array:
    """Absolute centralisation: whether a group lives nearer to the centre than the land lies.

    ``sum_i X_(i-1) A_i - X_i A_(i-1)`` with shares of the group and of the land cumulated
    outward, equally distant areas together; from -1 (far out) to 1 (at the centre).

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group
        Column of the group x.
    coords, centre
        Places of the areas ``[area, 2]`` and of the centre ``[2]``.
    land_area
        Land of every area ``[area]``, or one number for all; equal by default.

    Returns
    -------
    Array
        One value for each leading index; nan when the group is absent.

    Raises
    ------
    ValueError
        Counts are not counts, the column does not exist, wrong places or an area without land.

    References
    ----------
    D. S. Massey and N. A. Denton (1988), The dimensions of residential segregation, Social
    Forces 67.
    """
    n = table(counts)
    x = n[..., column(group, n.shape[-1])]
    land = land_shares(land_area, n.shape[-2])
    return settle(outward(x, land, rings(coords, centre, n.shape[-2])), x.sum(-1) > 0, low=-1)


@index(
    "relative_centralization", bounds=(-1, 1), kind="spatial", reference="Massey and Denton 1988"
)
def relative_centralization(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    coords: ArrayLike,
    centre: ArrayLike,
) -> Array:
    """Relative centralisation: whether a group lives nearer to the centre than the others.

    ``sum_i X_(i-1) Y_i - X_i Y_(i-1)`` with shares of both groups cumulated outward, equally
    distant areas together; from -1 (x beyond y) to 1 (x inside y).

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.
    coords, centre
        Places of the areas ``[area, 2]`` and of the centre ``[2]``.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts, a column does not exist, or wrong places.

    References
    ----------
    D. S. Massey and N. A. Denton (1988), The dimensions of residential segregation, Social
    Forces 67.
    """
    x, y = split(counts, group, ref)
    value = outward(x, y, rings(coords, centre, x.shape[-1]))
    return settle(value, (x.sum(-1) > 0) & (y.sum(-1) > 0), low=-1)
