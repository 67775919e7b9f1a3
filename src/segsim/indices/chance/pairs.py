"""Exact means of the Gini indices under randomness: pairs of areas, not single ones."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, several
from segsim.indices.chance.dealing import mean_of, whole_split, whole_table
from segsim.indices.chance.hypergeometric import mean_gap, mean_outcome
from segsim.indices.contrast import multigroup_gini
from segsim.indices.diversity import divided, interaction_of
from segsim.indices.evenness import gini


def mean_differences(a: Array, b: Array, X: float, Y: float) -> Array:
    """Return ``E|p_i - p_j|`` of pairs of different areas with a and b persons, pair by pair.

    Of the s persons of X in two areas with u persons together, hypergeometric as well, one area
    has x, hypergeometric within the two; and ``a b |p_i - p_j| = u |x - a s/u|``. An empty area
    has p = 0.
    """
    sizes, which = np.unique(np.sort(np.stack((a, b)), axis=0), axis=1, return_inverse=True)
    few, more = sizes
    both = few > 0
    few, u = few[both], (few + more)[both]
    # The rarer group leaves fewer outcomes to add up.
    drawn = np.full(u.size, min(X, Y))
    gaps = mean_outcome(lambda s, c: mean_gap(few[c], s, u[c] - s), u, drawn, X + Y)
    value = np.where(more > 0, X / (X + Y), 0.0)
    value[both] = 2 * u * gaps / (few * (u - few))
    return np.asarray(value[which.reshape(-1)])


def pair_gaps(t: Array, X: float, Y: float) -> float:
    """Return ``sum_ij E t_i t_j |p_i - p_j| / 2`` over areas of sizes t."""
    sizes, often = np.unique(t[t > 0], return_counts=True)
    first, second = np.triu_indices(sizes.size)
    pairs = often[first] * np.where(first == second, (often[first] - 1) / 2, often[second])
    first, second, pairs = first[pairs > 0], second[pairs > 0], pairs[pairs > 0]
    a, b = sizes[first], sizes[second]
    return float((pairs * a * b * mean_differences(a, b, X, Y)).sum())


@mean_of(gini)
def expected_gini(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of the Gini index when the group is dealt out at random over the areas.

    ``sum_ij E t_i t_j |p_i - p_j| / (2 T^2 P (1 - P))``, pair by pair: seconds for hundreds of
    areas of as many sizes.
    """
    x, y = whole_split(counts, group, ref)
    X, Y = x.sum(-1), y.sum(-1)
    mean = np.zeros(X.shape)
    for place in np.ndindex(X.shape):
        if X[place] > 0 and Y[place] > 0:
            gaps = pair_gaps((x + y)[place], float(X[place]), float(Y[place]))
            mean[place] = gaps / X[place] / Y[place]
    return settle(mean, (X > 0) & (Y > 0))


@mean_of(multigroup_gini)
def expected_multigroup_gini(counts: ArrayLike) -> Array:
    """Exact mean of the Gini index of all groups when everybody is dealt out at random.

    ``sum_g P_g (1 - P_g) E[G_g] / I``, see :func:`expected_gini`.
    """
    n = whole_table(counts)
    N = n.sum(-2)
    P, rest = divided(N)
    own = [np.nan_to_num(expected_gini(_apart(n, g), group=0)) for g in range(n.shape[-1])]
    value = (P * rest * np.stack(own, axis=-1)).sum(-1)
    return settle(value / nonzero(interaction_of(N)), several(N))


def _apart(n: Array, g: int) -> Array:
    rest = n[..., :g].sum(-1) + n[..., g + 1 :].sum(-1)
    return np.stack((n[..., g], rest), axis=-1)
