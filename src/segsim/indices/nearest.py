"""Isolation among each area's nearest persons."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, numbers, settle, shares, split
from segsim.indices.catalogue import index

BLOCK = 64  # areas whose distances to all are sorted at a time
NEAR = 1e-9  # distances that differ by less, relative to the largest, are one ring


def share_of_nearest(x: Array, t: Array, distance: Array, k: float) -> Array:
    """Return the share ``[..., row]`` of x among the k persons nearest to each row's place."""
    order = np.argsort(distance, axis=-1, kind="stable")
    sorted_distance = np.take_along_axis(distance, order, -1)
    steps = np.diff(sorted_distance, append=np.inf) > NEAR * sorted_distance[:, -1:]
    T, X = t[..., order].cumsum(-1), x[..., order].cumsum(-1)
    wanted = np.minimum(k, T[..., -1:])
    last = (wanted > T).sum(-1, keepdims=True).clip(max=T.shape[-1] - 1)
    place = np.arange(T.shape[-1])
    ends = np.where(steps, place, T.shape[-1] - 1)
    ends = np.minimum.accumulate(ends[:, ::-1], axis=-1)[:, ::-1]
    starts = np.concatenate((np.full((len(ends), 1), -1), np.where(steps, place, -1)[:, :-1]), -1)
    starts = np.maximum.accumulate(starts, axis=-1)
    end = np.take_along_axis(np.broadcast_to(ends, T.shape), last, -1)
    start = np.take_along_axis(np.broadcast_to(starts, T.shape), last, -1)
    inner = np.maximum(start, 0)
    T0 = np.where(start < 0, 0.0, np.take_along_axis(T, inner, -1))
    X0 = np.where(start < 0, 0.0, np.take_along_axis(X, inner, -1))
    T1, X1 = np.take_along_axis(T, end, -1), np.take_along_axis(X, end, -1)
    found = X0 + (X1 - X0) * ((wanted - T0) / nonzero(T1 - T0))
    share: Array = (found / nonzero(wanted))[..., 0]
    return share


@index(
    "knn_isolation", bounds=(0, 1), kind="spatial", reference="Östh, Malmberg and Andersson 2014"
)
def knn_isolation(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    coords: ArrayLike,
    k: float,
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
        How many persons, above 0.

    Returns
    -------
    Array
        One value for each leading index; 1 when x is everybody, nan when it is absent.

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
    places = numbers(coords, "coords")
    if places.shape != (x.shape[-1], 2):
        raise ValueError(f"coords must be [{x.shape[-1]}, 2], not of shape {places.shape}")
    if not 0 < k < np.inf:
        raise ValueError(f"k must be above 0, not {k!r}")
    own = shares(x)
    value = np.zeros(x.shape[:-1])
    for first in range(0, len(places), BLOCK):
        block = places[first : first + BLOCK]
        distance = np.hypot(block[:, :1] - places[:, 0], block[:, 1:] - places[:, 1])
        near = share_of_nearest(x, x + y, distance, k)
        value = value + (own[..., first : first + BLOCK] * near).sum(-1)
    return settle(value, x.sum(-1) > 0)
