"""Sharing out whole units by weights."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.kernels.apportion import apportion

WEIGHTS = st.lists(st.floats(0.0, 1e6), min_size=1, max_size=30).filter(lambda w: sum(w) > 1e-3)


@given(WEIGHTS, st.integers(0, 10_000))
def test_shares_add_up_and_lie_within_one_of_the_exact_ones(weights, total):
    weights = np.array(weights)
    shares = apportion(weights, total)
    assert shares.sum() == total
    assert np.all(np.abs(shares - weights / weights.sum() * total) < 1.0 + 1e-6)
    assert np.all(shares >= 0)
    assert not shares[weights == 0.0].any() or total > np.count_nonzero(weights) * total


@given(WEIGHTS, st.integers(0, 1_000))
def test_equal_weights_differ_by_at_most_one_and_the_first_get_more(weights, total):
    shares = apportion(np.ones(len(weights)), total)
    assert shares.max() - shares.min() <= 1
    assert np.all(np.diff(shares) <= 0)


@pytest.mark.parametrize(
    ("weights", "total", "wanted"),
    [
        ([1.0, 1.0, 1.0], 10, [4, 3, 3]),
        ([5.0, 3.0, 2.0], 10, [5, 3, 2]),
        ([0.0, 1.0, 0.0], 7, [0, 7, 0]),
        ([0.6, 0.4], 1, [1, 0]),
        ([1.0, 2.0], 0, [0, 0]),
        ([0.0, 0.0], 5, [0, 0]),
        ([1.0], 123, [123]),
    ],
)
def test_known_shares(weights, total, wanted):
    assert apportion(np.array(weights), total).tolist() == wanted


@given(WEIGHTS, st.integers(0, 1_000), st.floats(1e-3, 1e3))
def test_the_scale_of_the_weights_hardly_matters(weights, total, scale):
    one, other = (apportion(np.array(weights) * k, total) for k in (1.0, scale))
    assert np.abs(one - other).max() <= 1
