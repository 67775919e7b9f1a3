"""The order of the unhappy of a tick."""

import numpy as np
import pytest

from segsim.streams import hashes
from segsim.submodels.board import order_of


@pytest.mark.parametrize("count", [0, 1, 2, 7, 1000, 4097])
def test_the_order_is_that_of_a_stable_sort(count):
    lots = hashes(3, 1, 2, np.arange(count, dtype=np.uint64))
    assert np.array_equal(order_of(lots), np.argsort(lots, kind="stable"))


@pytest.mark.parametrize("values", [1, 2, 40])
def test_equal_lots_keep_their_order(values):
    lots = hashes(3, 1, 2, np.arange(300, dtype=np.uint64) % np.uint64(values))
    assert np.array_equal(order_of(lots), np.argsort(lots, kind="stable"))
