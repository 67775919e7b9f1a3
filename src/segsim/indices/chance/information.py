"""Exact means of mutual information under randomness, and of the indices it makes up."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, inhabited, nonzero, settle, several
from segsim.indices.chance.dealing import mean_of, whole_split, whole_table
from segsim.indices.chance.hypergeometric import mean_outcome
from segsim.indices.evenness import theil_h2
from segsim.indices.grouping import Labels
from segsim.indices.information import entropy_of, mutual_information, theil_h
from segsim.indices.local import local_segregation_group
from segsim.indices.nesting import (
    larger_areas,
    mutual_between,
    mutual_within,
    theil_between,
    theil_within,
)


def information(t: Array, X: Array, T: float) -> Array:
    """Return ``E[n ln(n T/(t X))]`` of the n of X persons among t drawn from T, case by case."""
    mean = X * (t / T)

    def part(m: Array, case: Labels) -> Array:
        # Less the deviation, whose mean is 0: nothing is negative then, and nothing cancels.
        gap = m - mean[case]
        inside = m * np.log1p(np.where(m > 0, gap / mean[case], 0.0)) - gap
        return np.where(m > 0, inside, mean[case])

    return mean_outcome(part, t, X, T)


def mean_information(n: Array) -> Array:
    """Return each group's part of the exact mean of M, ``[..., group]``, of shuffled tables."""
    means = np.zeros((*n.shape[:-2], n.shape[-1]))
    for place in np.ndindex(n.shape[:-2]):
        sizes, often = np.unique(n[place].sum(-1), return_counts=True)
        sizes, often = sizes[sizes > 0], often[sizes > 0]
        groups, which = np.unique(n[place].sum(0), return_inverse=True)
        t, X = np.meshgrid(sizes, groups[groups > 0])
        parts = np.zeros((groups.size, sizes.size))
        if sizes.size:
            T = float(groups[which].sum())
            parts[groups > 0] = information(t.ravel(), X.ravel(), T).reshape(-1, sizes.size) / T
        means[place] = (parts @ often)[which]
    return means


@mean_of(mutual_information)
def expected_mutual_information(counts: ArrayLike) -> Array:
    """Exact mean of mutual information M when everybody is dealt out at random over the areas.

    ``sum_ig E[n_ig ln(n_ig T/(t_i N_g))] / T`` with hypergeometric n_ig, summed outcome by outcome.
    """
    n = whole_table(counts)
    return settle(mean_information(n).sum(-1), inhabited(n.sum(-2)), high=np.inf)


@mean_of(theil_h)
def expected_theil_h(counts: ArrayLike) -> Array:
    """Exact mean of Theil's H when everybody is dealt out at random over the areas.

    ``E[M] / E``: the entropy of the city does not change by shuffling.
    """
    n = whole_table(counts)
    N = n.sum(-2)
    return settle(mean_information(n).sum(-1) / nonzero(entropy_of(N)), several(N))


@mean_of(theil_h2)
def expected_theil_h2(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Exact mean of a group's own H when it is dealt out at random over the areas.

    ``E[M] / E`` of the group against everybody else, or against one other group.
    """
    return expected_theil_h(np.stack(whole_split(counts, group, ref), axis=-1))


@mean_of(local_segregation_group)
def expected_local_segregation_group(counts: ArrayLike, *, group: SupportsIndex) -> Array:
    """Exact mean of local segregation L_g when everybody is dealt out at random over the areas.

    ``sum_i E[n_ig ln(n_ig T/(t_i N_g))] / N_g`` with hypergeometric n_ig.
    """
    n = whole_table(counts)
    g, N = column(group, n.shape[-1]), n.sum(-2)
    part = mean_information(n)[..., g] * (N.sum(-1) / nonzero(N[..., g]))
    return settle(part, N[..., g] > 0, high=np.inf)


@mean_of(mutual_between)
def expected_mutual_between(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Exact mean of M between super-areas when everybody is dealt out at random over the areas.

    ``E[M]`` of the counts added up by super-area.
    """
    return expected_mutual_information(larger_areas(whole_table(counts), super_areas)[0])


@mean_of(mutual_within)
def expected_mutual_within(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Exact mean of M within super-areas when everybody is dealt out at random over the areas.

    ``E[M] - E[M_between]``.
    """
    between = expected_mutual_between(counts, super_areas=super_areas)
    within = expected_mutual_information(counts) - between
    return settle(within, np.isfinite(between), high=np.inf)


@mean_of(theil_between)
def expected_theil_between(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Exact mean of H between super-areas when everybody is dealt out at random over the areas.

    ``E[M_between] / E``, E being the entropy of the city.
    """
    return expected_theil_h(larger_areas(whole_table(counts), super_areas)[0])


@mean_of(theil_within)
def expected_theil_within(counts: ArrayLike, *, super_areas: ArrayLike) -> Array:
    """Exact mean of H within super-areas when everybody is dealt out at random over the areas.

    ``E[M_within] / E``, E being the entropy of the city.
    """
    between = expected_theil_between(counts, super_areas=super_areas)
    return settle(expected_theil_h(counts) - between, np.isfinite(between))
