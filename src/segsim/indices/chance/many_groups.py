"""Exact means of multigroup indices under randomness that differences or squares make up."""

from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, several
from segsim.indices.chance.dealing import mean_of, whole_table
from segsim.indices.chance.hypergeometric import mean_gap
from segsim.indices.chance.two_groups import inhabited_areas
from segsim.indices.contrast import normalized_exposure, squared_coef_variation
from segsim.indices.diversity import interaction_of, multigroup_dissimilarity, relative_diversity


@mean_of(multigroup_dissimilarity)
def expected_multigroup_dissimilarity(counts: ArrayLike) -> Array:
    """Exact mean of the dissimilarity of all groups when everybody is dealt out at random.

    ``sum_ig E|n_ig - t_i P_g| / (2 T I)`` with hypergeometric n_ig.
    """
    n = whole_table(counts)
    N = n.sum(-2)
    T = N.sum(-1)
    X = N[..., None, :]
    gaps = mean_gap(n.sum(-1)[..., None], X, T[..., None, None] - X).sum((-2, -1))
    return settle(gaps / nonzero(T * interaction_of(N)), several(N))


def mean_of_squares(n: Array) -> Array:
    """Return ``(J - 1)/(T - 1)``, which any weighting of the groups leaves as it is."""
    t, N = n.sum(-1), n.sum(-2)
    return settle((inhabited_areas(t) - 1) / nonzero(t.sum(-1) - 1), several(N))


@mean_of(relative_diversity)
def expected_relative_diversity(counts: ArrayLike) -> Array:
    """Exact mean of relative diversity R when everybody is dealt out at random over the areas.

    ``(J - 1) / (T - 1)`` with J inhabited areas, whatever the groups.
    """
    return mean_of_squares(whole_table(counts))


@mean_of(normalized_exposure)
def expected_normalized_exposure(counts: ArrayLike) -> Array:
    """Exact mean of normalised exposure P when everybody is dealt out at random over the areas.

    ``(J - 1) / (T - 1)`` with J inhabited areas, whatever the groups.
    """
    return mean_of_squares(whole_table(counts))


@mean_of(squared_coef_variation)
def expected_squared_coef_variation(counts: ArrayLike) -> Array:
    """Exact mean of C when everybody is dealt out at random over the areas.

    ``(J - 1) / (T - 1)`` with J inhabited areas, whatever the groups.
    """
    return mean_of_squares(whole_table(counts))
