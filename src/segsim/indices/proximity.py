"""Everybody's surroundings: kernels of distance, and the mix of groups under them."""

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, number, numbers, table
from segsim.indices.grouping import Labels, gather
from segsim.indices.tiling import Tiling
from segsim.indices.weights import Weights

type Kernel = Literal["uniform", "triangular", "biweight"]

TILE = 32  # places in a tile, which share what is near them
HELD = 500_000  # distances held at a time
ROUNDING = 1e-9  # so that a cell just at the bandwidth counts whatever its coordinates


def kernel_values(distance: Array, bandwidth: float, kernel: Kernel) -> Array:
    """Return the weights of distances up to the bandwidth."""
    if kernel == "uniform":
        return np.ones_like(distance)
    scaled = np.minimum(distance / bandwidth, 1.0)
    return 1 - scaled if kernel == "triangular" else (1 - scaled**2) ** 2


def kernel_weights(coords: ArrayLike, bandwidth: float, kernel: Kernel = "biweight") -> Weights:
    """Link every area to those within the bandwidth, itself among them.

    With distance d and bandwidth h, the weights are 1 (uniform), ``1 - d/h`` (triangular) or
    ``(1 - (d/h)^2)^2`` (biweight) up to d = h.

    Parameters
    ----------
    coords
        Places of the areas, ``[area, 2]``.
    bandwidth
        The distance h in the unit of the places.
    kernel
        ``"uniform"``, ``"triangular"`` or ``"biweight"``.

    Returns
    -------
    Weights
        Sparse links, to be made once and used every year.

    Raises
    ------
    ValueError
        Places of a wrong shape or not finite, a bandwidth not above 0, an unknown kernel.
    """
    places = numbers(coords, "coords")
    if places.ndim != 2 or places.shape[1] != 2:
        raise ValueError(f"coords must be [area, 2], not of shape {places.shape}")
    bandwidth = number(bandwidth, "bandwidth", 0)
    if kernel not in ("uniform", "triangular", "biweight"):
        raise ValueError(f"kernel must be 'uniform', 'triangular' or 'biweight', not {kernel!r}")
    n, reach = len(places), bandwidth * (1 + ROUNDING)
    if not n:
        none = np.zeros(0, np.intp)
        return Weights(none, none, np.zeros(0), 0)
    keys, values = [], []
    for here, there, distance in within(places, reach):
        keys.append(here * n + there)
        values.append(kernel_values(distance, bandwidth, kernel))
    key = np.concatenate(keys)
    order = np.argsort(key)
    rows, columns = np.divmod(key[order], n)
    return Weights(rows, columns, np.concatenate(values)[order], n)


def within(places: Array, reach: float) -> Iterator[tuple[Labels, Labels, Array]]:
    """Yield all pairs of places at most this far apart with their distances, in portions."""
    tiling = Tiling(places, np.ones(len(places)), TILE)
    around = int(min(np.ceil(reach / tiling.side), max(tiling.rows, tiling.columns)))
    for row, column in tiling.tiles():
        left, near = tiling.places_in(row, column), tiling.places_in(row, column, around)
        for some in np.array_split(left, -(-left.size * near.size // HELD)):
            distance = np.hypot(
                places[some, 0, None] - places[near, 0], places[some, 1, None] - places[near, 1]
            )
            here, there = np.nonzero(distance <= reach)
            yield some[here], near[there], distance[here, there]


def given_weights(
    n: Array,
    coords: ArrayLike | None,
    bandwidth: float | None,
    kernel: Kernel,
    near: Weights | None,
) -> Weights:
    """Return the weights given, or those of places and a bandwidth; they must fit the counts."""
    if near is None:
        if coords is None or bandwidth is None:
            raise ValueError("give coords and bandwidth, or near made by kernel_weights")
        if np.shape(coords)[:1] != n.shape[-2:-1]:
            raise ValueError(f"coords must be [{n.shape[-2]}, 2], not of shape {np.shape(coords)}")
        near = kernel_weights(coords, bandwidth, kernel)
    if not isinstance(near, Weights):
        raise ValueError(f"near must be Weights, as kernel_weights makes them, not {near!r:.80}")
    if near.n != n.shape[-2]:
        raise ValueError(f"weights are of {near.n} areas, but there are {n.shape[-2]}")
    return near


def surroundings(n: Array, near: Weights) -> Array:
    """Return the kernel-weighted shares of the groups around every area, ``[..., area, group]``."""
    flows = n.swapaxes(-1, -2)[..., near.columns] * near.values
    around = gather(flows, near.rows, near.n).swapaxes(-1, -2)
    people = around.sum(-1, keepdims=True)
    # Where nobody is around, an area is all that its residents have.
    around = np.where(people > 0, around, n)
    return around / nonzero(around.sum(-1, keepdims=True))


def local_mix(
    counts: ArrayLike,
    coords: ArrayLike | None,
    bandwidth: float | None,
    kernel: Kernel,
    near: Weights | None,
) -> tuple[Array, Array]:
    """Return the counts, and the shares of the groups around every area."""
    n = table(counts)
    return n, surroundings(n, given_weights(n, coords, bandwidth, kernel, near))
