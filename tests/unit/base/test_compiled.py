"""Asking for memory ahead is a hint: it emits an instruction and changes nothing."""

import numpy as np
import pytest
from numba import njit

from segsim.compiled import kernel, prefetch

RECORD = np.dtype([("a", np.float64), ("b", np.float64, (11,))], align=True)  # two cache lines


@kernel
def summed(values, order, ahead):
    total = 0.0
    for k in range(order.size):
        prefetch(values, order[k] + ahead)
        total += values[order[k]]
    return total


@pytest.mark.parametrize("ahead", [0, 3, -5, 10**9, -(10**9)])
def test_any_index_may_be_asked_for(ahead):
    values, order = np.arange(50.0), np.array([7, 0, 49, 3])
    assert summed(values, order, ahead) == 59.0
    assert summed(values[::2], order[:2], ahead) == 14.0
    assert values.tolist() == list(range(50))


def test_every_cache_line_of_a_record_is_asked_for():
    @njit
    def ask(records, index):
        prefetch(records, index)

    ask(np.zeros(9, RECORD), 4)
    (text,) = ask.inspect_llvm().values()
    assert text.count("call void @llvm.prefetch") == 2


def test_plain_python_does_without():
    assert prefetch(np.arange(3), 1) is None
