"""How fast the indices are: limits with room for a busy machine."""

from time import perf_counter

import numpy as np
import pytest

import segsim.indices as si

RNG = np.random.default_rng(1)


def quickest(call, repeats=5):
    """Return the shortest of several times, in seconds, after one call to warm up."""
    call()
    times = []
    for _ in range(repeats):
        start = perf_counter()
        call()
        times.append(perf_counter() - start)
    return min(times)


def test_a_thousand_cities_at_once():
    stack = RNG.integers(0, 200, (1000, 400, 4))
    functions = (si.theil_h, si.multigroup_dissimilarity, si.exposure_matrix)
    assert quickest(lambda: [function(stack) for function in functions], 2) < 0.5


def test_gini_of_forty_thousand_areas():
    counts = RNG.integers(0, 200, (40_000, 2))
    assert quickest(lambda: si.gini(counts, group=0)) < 0.05


def test_corrected_dissimilarity_of_a_city():
    x = RNG.integers(0, 80, 400)
    counts = np.stack([x, 375 - x], axis=-1)
    assert counts.sum() == 150_000
    assert quickest(lambda: si.adjusted_dissimilarity(counts, group=0), 50) < 0.001


@pytest.mark.parametrize("index", [si.dissimilarity, si.isolation, si.eta2, si.gini, si.theil_h2])
def test_one_table_costs_little(index):
    counts = RNG.integers(0, 200, (400, 2))
    assert quickest(lambda: index(counts, group=0), 200) < 0.0002


def test_moran_with_weights_made_beforehand():
    weights = si.lattice_weights((50, 50))
    counts = RNG.integers(1, 200, (2500, 4))
    assert quickest(lambda: si.moran_i(counts, group=0, weights=weights), 20) < 0.002
