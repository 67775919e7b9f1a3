"""Exact means of two-group indices under randomness."""

from functools import partial
from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, nonzero, settle
from segsim.indices.chance.dealing import mean_of, whole_split, whole_table
from segsim.indices.chance.hypergeometric import mean_gap, mean_outcome
from segsim.indices.contact import eta2, exposure, isolation
from segsim.indices.evenness import dissimilarity
from segsim.indices.grouping import Labels
from segsim.indices.inequality import distances, hutchens_sqrt


def inhabited_areas(t: Array) -> Array:
    """Return how many areas are inhabited, ``[...]``."""
    return np.asarray((t > 0).sum(-1, dtype=np.float64))


@mean_of(dissimilarity)
def expected_dissimilarity(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of D when the group is dealt out at random over the areas.

    ``E[D] = sum_i E|x_i - t_i P| / (2 T P (1 - P))`` with hypergeometric x_i, from 0 (one area)
    to 1 (areas of one person): D's upward bias from small areas and small groups.
    """
    x, y = whole_split(counts, group, ref)
    X, Y = x.sum(-1, keepdims=True), y.sum(-1, keepdims=True)
    gaps = mean_gap(x + y, X, Y).sum(-1)
    X, Y = X[..., 0], Y[..., 0]
    return settle(gaps / nonzero(X * (Y / nonzero(X + Y))), (X > 0) & (Y > 0))


@mean_of(eta2)
def expected_eta2(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of eta2 when the group is dealt out at random over the areas.

    ``E[eta2] = (J - 1) / (T - 1)`` with J inhabited areas, whatever the group's size.
    """
    x, y = whole_split(counts, group, ref)
    t = x + y
    mean = (inhabited_areas(t) - 1) / nonzero(t.sum(-1) - 1)
    return settle(mean, (x.sum(-1) > 0) & (y.sum(-1) > 0))


@mean_of(isolation)
def expected_isolation(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of isolation when the group is dealt out at random over the areas.

    ``E[xPx] = P + (1 - P) (J - 1)/(T - 1)`` with J inhabited areas.
    """
    x, y = whole_split(counts, group, ref)
    t = x + y
    T, X = t.sum(-1), x.sum(-1)
    P = X / nonzero(T)
    return settle(P + (1 - P) * ((inhabited_areas(t) - 1) / nonzero(T - 1)), X > 0)


@mean_of(exposure)
def expected_exposure(counts: ArrayLike, *, group: SupportsIndex, to: SupportsIndex) -> Array:
    """Exact mean of exposure when everybody is dealt out at random over the areas.

    ``E[gPh] = P_h (T - J)/(T - 1)`` for another group h, with J inhabited areas; for h = g it is
    the expected isolation. Over all h it adds up to 1.
    """
    n = whole_table(counts)
    g, h = column(group, n.shape[-1]), column(to, n.shape[-1], "to")
    if g == h:
        return expected_isolation(counts, group=g)
    N, t = n.sum(-2), n.sum(-1)
    T, J = t.sum(-1), inhabited_areas(t)
    return settle(N[..., h] / nonzero(T) * (T - J) / nonzero(T - 1), N[..., g] > 0)


def _apart(t: Array, X: Array, Y: Array, m: Array, case: Labels) -> Array:
    return distances(m, t[case] - m, X, Y)


@mean_of(hutchens_sqrt)
def expected_hutchens_sqrt(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of Hutchens' index when the group is dealt out at random over the areas.

    ``1 - sum_i E[sqrt(x_i (t_i - x_i))] / sqrt(X Y)`` with hypergeometric x_i.
    """
    x, y = whole_split(counts, group, ref)
    t, X, Y = x + y, x.sum(-1), y.sum(-1)
    apart = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        sizes, often = np.unique(t[place], return_counts=True)
        drawn, T = np.full(sizes.size, X[place]), float(X[place] + Y[place])
        if T > 0:
            part = partial(_apart, sizes, X[place], Y[place])
            apart[place] = often @ mean_outcome(part, sizes, drawn, T)
    return settle(apart, (X > 0) & (Y > 0))
