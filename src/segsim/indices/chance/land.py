"""Exact means under randomness of indices that look at land, centre or borders."""

from functools import partial
from typing import Literal, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, nonzero, settle
from segsim.indices.boundary import links_of, spatial_dissimilarity
from segsim.indices.centralisation import absolute_centralization, relative_centralization
from segsim.indices.chance.dealing import mean_of, whole_split, whole_table
from segsim.indices.chance.hypergeometric import mean_outcome
from segsim.indices.chance.pairs import mean_differences
from segsim.indices.chance.two_groups import expected_dissimilarity
from segsim.indices.grouping import Labels
from segsim.indices.land import delta, land_shares
from segsim.indices.neighbours import Contiguity
from segsim.indices.weights import Weights


@mean_of(delta)
def expected_delta(counts: ArrayLike, *, group: SupportsIndex, land_area: ArrayLike = 1.0) -> Array:
    """Exact mean of delta when everybody is dealt out at random over the homes.

    ``1/2 sum_i E|x_i/X - a_i/A|`` with hypergeometric x_i; to 1e-6 in areas of millions.
    """
    n = whole_table(counts)
    t, X = n.sum(-1), n[..., column(group, n.shape[-1])].sum(-1)
    land = land_shares(land_area, n.shape[-2])
    gaps = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        drawn, T = np.full(land.size, X[place]), float(t[place].sum())
        if X[place] > 0:
            gaps[place] = mean_outcome(partial(_gap, land * X[place]), t[place], drawn, T).sum()
    return settle(gaps / (2 * nonzero(X)), X > 0)


def _gap(even: Array, m: Array, case: Labels) -> Array:
    return np.abs(m - even[case])


@mean_of(absolute_centralization)
def expected_absolute_centralization(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    coords: ArrayLike,
    centre: ArrayLike,
    land_area: ArrayLike = 1.0,
) -> Array:
    """Exact mean of absolute centralisation when everybody is dealt out over the homes.

    That of the whole population, ``sum_i T_(i-1) A_i - T_i A_(i-1)``: homes are denser inside.
    """
    n = whole_table(counts)
    present = n[..., column(group, n.shape[-1])].sum(-1) > 0
    everybody = n.sum(-1, keepdims=True)
    where = {"coords": coords, "centre": centre, "land_area": land_area}
    return np.where(present, absolute_centralization(everybody, group=0, **where), np.nan)


@mean_of(relative_centralization)
def expected_relative_centralization(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    coords: ArrayLike,
    centre: ArrayLike,
) -> Array:
    """Exact mean of relative centralisation when the groups are dealt out over the areas.

    ``0``: either group is as likely to live further in.
    """
    x, y = whole_split(counts, group, ref)
    pair = np.stack((x, y), axis=-1)
    found = relative_centralization(pair, group=0, coords=coords, centre=centre)
    return np.where(np.isnan(found), np.nan, 0.0)


@mean_of(spatial_dissimilarity)
def expected_spatial_dissimilarity(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    weights: Weights | Contiguity | ArrayLike,
    grid: tuple[int, int] | None = None,
    standardise: Literal["row", "none"] = "none",
) -> Array:
    """Exact mean of Morrill's index when the group is dealt out at random over the areas.

    ``E[D] - sum_ij c_ij E|p_i - p_j| / sum_ij c_ij``, link by link.
    """
    x, y = whole_split(counts, group, ref)
    links, w = links_of(weights, x.shape[-1], grid, standardise)
    t, X, Y = x + y, x.sum(-1), y.sum(-1)
    across = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        if X[place] > 0 and Y[place] > 0 and w.size:
            a, b = t[place][links.rows], t[place][links.columns]
            across[place] = w @ mean_differences(a, b, float(X[place]), float(Y[place]))
    D = expected_dissimilarity(np.stack((x, y), axis=-1), group=0)
    return settle(D - across / nonzero(w.sum(-1)), np.isfinite(D), low=-1)
