"""A schematic map: every neighbourhood a square of one size, near where it is."""

import numpy as np
from numpy.typing import NDArray

from segsim.geography.shapes import Box, Shape, shape_of
from segsim.world.tables import F64, I64

EXACT = 1500
"""Neighbourhoods up to which squares are dealt out with the least displacement in all."""
NEIGHBOURS = 12  # whose distance tells how densely neighbourhoods lie
DENSE = 0.35
"""Share of neighbourhoods that lie at least as densely as their squares."""
SHRINK = 0.99  # of a side, until there are squares enough
LEAST_M = 2.0
NEAREST = 24  # free squares looked at in a round


def squares(places: F64, box: Box) -> tuple[Shape, ...]:
    """Return a square for every place [neighbourhood, 2], without overlaps.

    The side is the distance between neighbours where they lie rather densely, so that the middle
    of the city is one piece and stays where it is; places beyond the limits get the nearest square
    inside.
    """
    within = np.clip(places, (box.left, box.bottom), (box.right, box.top))
    side = _side(within, box)
    lattice = _lattice(box, side)
    exact = len(places) <= EXACT
    chosen = lattice[_dealt(within, lattice, side) if exact else _greedy(within, lattice)]
    corners = np.rint(np.stack([chosen - side / 2, chosen + side / 2], axis=1)).astype(int)
    return tuple(
        (((left, low), (right, low), (right, high), (left, high)),)
        for (left, low), (right, high) in corners.tolist()
    )


def outlines(tiles: tuple[Shape, ...], names: NDArray[np.object_]) -> tuple[tuple[str, Shape], ...]:
    """Return the outline of the squares of every district."""
    import shapely  # noqa: PLC0415 - slow to import

    rings = np.array([shape[0] for shape in tiles], np.float64)
    drawn = shapely.polygons(rings)
    return tuple(
        (str(name), shape_of(shapely.union_all(drawn[names == name])))
        for name in dict.fromkeys(names)
    )


def _side(places: F64, box: Box) -> float:
    """Return the side of a square: the usual spacing, if so many squares fit into the limits."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to import

    wide, high = box.right - box.left, box.top - box.bottom
    side = float(np.sqrt(wide * high / len(places)))
    while (wide // side) * (high // side) < len(places):
        side *= SHRINK
    if len(places) <= NEIGHBOURS:
        return side
    reach = cKDTree(places).query(places, NEIGHBOURS + 1)[0][:, -1]
    usual = float(np.quantile(reach, DENSE)) * float(np.sqrt(np.pi / NEIGHBOURS))
    return max(LEAST_M, min(usual, side))


def _lattice(box: Box, side: float) -> F64:
    """Return the middles of the squares amid the limits, rows from the south [square, 2]."""
    spans = box.right - box.left, box.top - box.bottom
    x, y = (
        low + (span % side + side) / 2 + side * np.arange(int(span // side))
        for low, span in zip((box.left, box.bottom), spans, strict=True)
    )
    return np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)


def _dealt(places: F64, lattice: F64, side: float) -> I64:
    """Return the square of every place so that squared displacements are least in all."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import

    cost = ((places[:, None, :] - lattice[None, :, :]) / side) ** 2
    return np.asarray(linear_sum_assignment(cost.sum(axis=2))[1], np.int64)


def _greedy(places: F64, lattice: F64) -> I64:
    """Return a free square near every place: the nearest pairs first, round after round."""
    from scipy.spatial import cKDTree  # noqa: PLC0415 - slow to import

    square = np.full(len(places), -1, np.int64)
    free, waiting = np.arange(len(lattice)), np.arange(len(places))
    while waiting.size:
        near = min(NEAREST, free.size)
        away, which = cKDTree(lattice[free]).query(places[waiting], near)
        away, which = away.reshape(len(waiting), near), which.reshape(len(waiting), near)
        order = np.argsort(away, axis=None, kind="stable")
        taken = np.zeros(free.size, bool)
        for row, one in zip((order // near).tolist(), which.ravel()[order].tolist(), strict=True):
            if square[waiting[row]] < 0 and not taken[one]:
                square[waiting[row]] = free[one]
                taken[one] = True
        free, waiting = free[~taken], waiting[square[waiting] < 0]
    return square
