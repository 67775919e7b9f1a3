"""Isolation among each area's nearest persons."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import (
    Array,
    Mask,
    ascending,
    nonzero,
    numbers,
    positive,
    settle,
    shares,
    split,
)
from segsim.indices.catalogue import index
from segsim.indices.grouping import Labels
from segsim.indices.tiling import Tiling

NEAR = 1e-9  # distances that differ by less, relative to the larger, are one ring
SPARE = 1.15  # persons looked at for each wanted at first
HELD = 100_000  # distances held at a time, so that they stay in a fast cache
TILE = 32  # places in a tile, which share what is near them


def outward(square: Array, first: int) -> tuple[Labels, Array]:
    """Return the ``first`` columns of every row from near to far, and their distances.

    What decides the order is far below ``NEAR``.
    """
    order = ascending(square)[:, :first]
    return order, np.sqrt(np.take_along_axis(square, order, -1))


def look(x: Array, t: Array, square: Array, ks: Array, first: int) -> tuple[Array, Array]:
    """Return shares ``[..., row, k]`` of x among the k persons nearest to each row's place.

    ``square`` holds squared distances ``[row, area]``, of which the ``first`` nearest are looked
    at. Returns also how far the farthest ring is that was needed ``[row]``, infinite where there
    are fewer than k persons.
    """
    order, distance = outward(square, first)
    T, X = t[..., order].cumsum(-1), x[..., order].cumsum(-1)
    everybody, rows = T[..., -1], np.arange(len(square))
    found, far = [], np.zeros(len(square))
    for k in ks:
        wanted = np.minimum(k, everybody)
        last = (wanted[..., None] > T).sum(-1).clip(max=T.shape[-1] - 1)
        edge = distance[rows, last]
        # The ring that the k-th person stands in: all at its distance, up to rounding.
        start = (distance < (edge * (1.0 - NEAR))[..., None]).sum(-1)
        end = (distance <= (edge * (1.0 + NEAR))[..., None]).sum(-1) - 1
        T1, X1 = _at(T, end), _at(X, end)
        T0 = np.where(start > 0, _at(T, start - 1), 0.0)
        X0 = np.where(start > 0, _at(X, start - 1), 0.0)
        part = X0 + (X1 - X0) * ((wanted - T0) / nonzero(T1 - T0))
        found.append(part / nonzero(wanted))
        # A ring that ends where one stopped looking may go on.
        open_end = (first < square.shape[-1]) & (end == T.shape[-1] - 1)
        reached = np.where((everybody >= k) & ~open_end, edge, np.inf)
        far = np.maximum(far, reached.reshape(-1, len(square)).max(0))
    return np.stack(found, -1), far


def _at(sums: Array, place: Labels) -> Array:
    taken: Array = np.take_along_axis(sums, np.maximum(place, 0)[..., None], -1)[..., 0]
    return taken


def shares_of_nearest(x: Array, t: Array, places: Array, ks: Array) -> Array:
    """Return shares ``[..., area, k]`` of x among the k persons nearest to every area.

    Only areas where somebody of x lives are looked at; the others are 0.
    """
    result = np.zeros((*x.shape, len(ks)))
    lead = tuple(range(x.ndim - 1))
    persons, most = t.min(lead) if lead else t, float(ks.max())
    tiling = Tiling(places, persons, TILE)
    lived_in: Mask = (x > 0).any(lead) if lead else x > 0
    for row, column in tiling.tiles():
        left = tiling.places_in(row, column)
        left = left[lived_in[left]]
        around, tried = tiling.enough(row, column, SPARE * most), False
        while left.size:
            near = tiling.places_in(row, column, around)
            whole = tiling.is_whole(row, column, around)
            again, first = [], near.size
            if not whole and not tried:
                box = max(tiling.persons_in(row, column, around), 1.0)
                first = min(first, int(near.size * min(1.0, 1.3 * most / box)) + 8)
            for some in np.array_split(left, -(-left.size * near.size // HELD)):
                east = places[some, 0, None] - places[near, 0]
                north = places[some, 1, None] - places[near, 1]
                square = east * east + north * north
                found, far = look(x[..., near], t[..., near], square, ks, first)
                sure = far < around * tiling.side if not whole else far >= 0
                result[..., some[sure], :] = found[..., sure, :]
                again.append(some[~sure])
            left, around, tried = np.concatenate(again), around + 1 + around // 3, True
    return result


def nearest_input(x: Array, coords: ArrayLike, k: ArrayLike) -> tuple[Array, Array]:
    """Return the places of the areas of ``x [..., area]``, and the numbers of persons."""
    places = numbers(coords, "coords")
    if places.shape != (x.shape[-1], 2):
        raise ValueError(f"coords must be [{x.shape[-1]}, 2], not of shape {places.shape}")
    ks = numbers(k, "k")
    if ks.ndim > 1 or ks.size == 0:
        raise ValueError(f"k must be a number or a list of numbers, not {k!r}")
    positive(ks, "k")
    # A power of two changes no digit, and keeps squares of distances from overflowing.
    largest = np.frexp(np.abs(places).max(initial=0.0))[1]
    return np.ldexp(places, -largest), ks


@index(
    "knn_isolation", bounds=(0, 1), kind="spatial", reference="Östh, Malmberg and Andersson 2014"
)
def knn_isolation(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    coords: ArrayLike,
    k: ArrayLike,
) -> Array:
    """Isolation among the k nearest: the share of their own among a member's k nearest persons.

    ``SI_k = sum_i (x_i/X) p_i(k)``. The k persons nearest to area i are those of the area itself,
    then whole rings of equally distant areas, the last ring in proportion; everybody when k
    exceeds the city. From 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y, the persons counted being x + y; y is
        everybody else by default.
    coords
        Places of the areas, ``[area, 2]``.
    k
        How many persons, above 0; several numbers give the profile, at little more than the cost
        of the largest.

    Returns
    -------
    Array
        One value for each leading index, with a last axis ``[k]`` where k is a list; 1 when x is
        everybody, nan when it is absent.

    Raises
    ------
    ValueError
        Counts are not counts, a column does not exist, wrong places, or k not above 0.

    References
    ----------
    J. Östh, B. Malmberg and E. Andersson (2014), Analysing segregation using individualised
    neighbourhoods, in C. D. Lloyd and others, Social-Spatial Segregation.
    """
    x, y = split(counts, group, ref)
    places, ks = nearest_input(x, coords, k)
    if not x.size:
        return np.full((*x.shape[:-1], *ks.shape), np.nan)
    near = shares_of_nearest(x, x + y, places, ks.ravel())
    value = (shares(x)[..., None] * near).sum(-2)
    value = settle(value, np.broadcast_to(x.sum(-1)[..., None] > 0, value.shape))
    return value if ks.ndim else value[..., 0]
