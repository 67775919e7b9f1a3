"""Everybody's surroundings: kernels of distance, and the mix of groups under them."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, numbers, table
from segsim.indices.grouping import gather
from segsim.indices.weights import Weights

type Kernel = Literal["uniform", "triangular", "biweight"]

BLOCK = 256  # areas whose distances are held at a time
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
    if not 0 < bandwidth < np.inf:
        raise ValueError(f"bandwidth must be above 0, not {bandwidth!r}")
    if kernel not in ("uniform", "triangular", "biweight"):
        raise ValueError(f"kernel must be 'uniform', 'triangular' or 'biweight', not {kernel!r}")
    reach = bandwidth * (1 + ROUNDING)
    eastward = np.argsort(places[:, 0], kind="stable")
    x, y = places[eastward].T
    starts, ends, values = [], [], []
    for first in range(0, len(x), BLOCK):
        last = min(first + BLOCK, len(x))
        low = np.searchsorted(x, x[first] - reach)
        high = np.searchsorted(x, x[last - 1] + reach, side="right")
        distance = np.hypot(x[first:last, None] - x[low:high], y[first:last, None] - y[low:high])
        here, there = np.nonzero(distance <= reach)
        starts.append(eastward[here + first])
        ends.append(eastward[there + low])
        values.append(kernel_values(distance[here, there], bandwidth, kernel))
    if not starts:
        return Weights(eastward, eastward, np.zeros(0), 0)
    rows, columns = np.concatenate(starts), np.concatenate(ends)
    order = np.lexsort((columns, rows))
    return Weights(rows[order], columns[order], np.concatenate(values)[order], len(x))


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
        near = kernel_weights(coords, bandwidth, kernel)
    if near.n != n.shape[-2]:
        raise ValueError(f"weights are of {near.n} areas, but there are {n.shape[-2]}")
    return near


def surroundings(n: Array, near: Weights) -> Array:
    """Return the kernel-weighted shares of the groups around every area, ``[..., area, group]``."""
    flows = n.swapaxes(-1, -2)[..., near.columns] * near.values
    around = gather(flows, near.rows, near.n).swapaxes(-1, -2)
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
