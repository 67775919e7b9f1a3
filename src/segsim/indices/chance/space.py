"""Exact means of spatial indices under randomness: only what an area is to itself matters."""

from typing import Literal, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, nonzero, settle, several, table
from segsim.indices.autocorrelation import moran_i
from segsim.indices.chance.dealing import mean_of, whole_split, whole_table
from segsim.indices.grouping import gather
from segsim.indices.nearest import knn_isolation, nearest_input
from segsim.indices.neighbours import Contiguity
from segsim.indices.proximity import Kernel, given_weights
from segsim.indices.spatial import spatial_relative_diversity
from segsim.indices.spatial_mix import spatial_exposure
from segsim.indices.weights import Weights

CLIFF = """References
----------
A. D. Cliff and J. K. Ord (1981), Spatial Processes.
"""


def reach(t: Array, near: Weights) -> tuple[Array, Array]:
    """Return what surroundings make of random neighbours, two sums ``[...]`` over residents.

    With the weights ``v_ij = w_ij / sum_j w_ij t_j`` that area i gives every person of area j:
    ``sum_i t_i v_ii`` and ``sum_i t_i sum_j v_ij^2 t_j``.
    """
    people = gather(t[..., near.columns] * near.values, near.rows, near.n)
    v = near.values / nonzero(people)[..., near.rows]
    own = near.rows == near.columns
    alone = np.where(people > 0, 0.0, 1 / nonzero(t))  # an area is all that its residents have
    itself = gather(np.where(own, v, 0.0), near.rows, near.n) + alone
    squares = gather(v * v * t[..., near.columns], near.rows, near.n) + alone
    return (t * itself).sum(-1), (t * squares).sum(-1)


@mean_of(spatial_exposure)
def expected_spatial_exposure(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    to: SupportsIndex,
    coords: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "biweight",
    near: Weights | None = None,
) -> Array:
    """Exact mean of spatial exposure when everybody is dealt out at random over the areas.

    ``P_h (T - V)/(T - 1)`` for another group h, and ``P + (1 - P) (V - 1)/(T - 1)`` for the own
    one, where ``V = sum_i t_i w_ii / sum_j w_ij t_j``; without neighbours V is the number of areas.
    """
    n = whole_table(counts)
    g, h = column(group, n.shape[-1]), column(to, n.shape[-1], "to")
    N, t = n.sum(-2), n.sum(-1)
    T = N.sum(-1)
    V, _ = reach(t, given_weights(n, coords, bandwidth, kernel, near))
    P, beyond = N[..., h] / nonzero(T), (V - 1) / nonzero(T - 1)
    own = P + (1 - P) * beyond
    return settle(own if g == h else P * (T - V) / nonzero(T - 1), N[..., g] > 0)


@mean_of(spatial_relative_diversity)
def expected_spatial_relative_diversity(
    counts: ArrayLike,
    *,
    coords: ArrayLike | None = None,
    bandwidth: float | None = None,
    kernel: Kernel = "biweight",
    near: Weights | None = None,
) -> Array:
    """Exact mean of spatial R when everybody is dealt out at random over the areas.

    ``(S - 1)/(T - 1)`` with ``S = sum_i t_i sum_j w_ij^2 t_j / (sum_j w_ij t_j)^2``, whatever the
    groups; without neighbours S is the number of areas.
    """
    n = whole_table(counts)
    T = n.sum((-2, -1))
    _, S = reach(n.sum(-1), given_weights(n, coords, bandwidth, kernel, near))
    return settle((S - 1) / nonzero(T - 1), several(n.sum(-2)), -np.inf)


@mean_of(knn_isolation)
def expected_knn_isolation(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    coords: ArrayLike,
    k: ArrayLike,
) -> Array:
    """Exact mean of isolation among the k nearest when everybody is dealt out at random.

    ``P + (1 - P) (V - 1)/(T - 1)`` with ``V = sum_i t_i / max(k, t_i)``: beyond one's own area
    all are strangers. Areas at the same place are one.
    """
    x, y = whole_split(counts, group, ref)
    t = x + y
    places, ks = nearest_input(t, coords, k)
    X, T = x.sum(-1), t.sum(-1)
    here = np.unique(places, axis=0, return_inverse=True)[1].reshape(-1)
    together = gather(t, here, here.size)[..., here]
    wanted = np.minimum(ks.ravel(), T[..., None])
    V = (t[..., None] / nonzero(np.maximum(wanted[..., None, :], together[..., None]))).sum(-2)
    P = (X / nonzero(T))[..., None]
    value = P + (1 - P) * ((V - 1) / nonzero(T - 1)[..., None])
    value = settle(value, np.broadcast_to(X[..., None] > 0, value.shape))
    return value if ks.ndim else value[..., 0]


@mean_of(moran_i, references=CLIFF, whole=False)
def expected_moran_i(
    counts: ArrayLike,
    *,
    group: SupportsIndex | None = None,
    values: ArrayLike | None = None,
    weights: Weights | Contiguity | ArrayLike,
    grid: tuple[int, int] | None = None,
    standardise: Literal["row", "none"] = "row",
) -> Array:
    """Exact mean of Moran's I when the areas' figures are shuffled over the inhabited areas.

    ``-1 / (n - 1)`` with n inhabited areas: here areas change places, not persons.
    """
    found = moran_i(
        counts, group=group, values=values, weights=weights, grid=grid, standardise=standardise
    )
    areas = (table(counts).sum(-1) > 0).sum(-1)
    return np.where(np.isnan(found), np.nan, -1 / np.maximum(areas - 1.0, 1.0))
