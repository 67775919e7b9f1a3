"""Parts for threads cover everything once, and their results come back in order."""

from threading import Barrier
from time import sleep

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import segsim
from segsim.registry import UserError
from segsim.submodels.threads import in_parts, part_of, parts, run_all
from segsim.world.tables import Dwellings


@given(st.integers(0, 500), st.integers(1, 40))
def test_parts_cover_everything_once(size, threads):
    shares = parts(size, threads)
    assert [i for share in shares for i in range(size)[share]] == list(range(size))
    assert 1 <= len(shares) <= threads
    assert size == 0 or all(share.stop > share.start for share in shares)


def test_results_come_in_the_order_of_the_calls():
    def slow(k):
        sleep(0.02 * (3 - k))
        return k

    assert run_all([lambda k=k: slow(k) for k in range(3)], 2) == [0, 1, 2]


def test_two_threads_are_at_work_at_once():
    together = Barrier(2, timeout=10.0)  # breaks unless both come
    assert sorted(run_all([together.wait, together.wait], 2)) == [0, 1]


def test_work_within_work_does_not_wait_for_a_thread():
    def outer(share):
        return [share.start + k for k in run_all([lambda: 1, lambda: 2], 2)]

    assert in_parts(2, 2, outer, least=1) == [[1, 2], [2, 3]]


def test_an_error_of_a_part_is_raised():
    def fails(share):
        raise UserError(f"part {share.start}")

    with pytest.raises(UserError, match="part 0"):
        in_parts(10, 2, fails, least=1)


@pytest.mark.parametrize(
    ("size", "threads", "found"), [(99, 4, 1), (250, 4, 2), (900, 4, 4), (900, 1, 1), (0, 2, 1)]
)
def test_small_work_is_not_split(size, threads, found):
    assert len(in_parts(size, threads, lambda share: share, least=100)) == found


def test_a_part_of_columns_is_a_view():
    table = Dwellings(10)
    part_of(table.columns(), slice(3, 5)).tenure[:] = 2
    assert np.flatnonzero(table.tenure).tolist() == [3, 4]


@pytest.mark.parametrize("threads", [0, -1, 100_000])
def test_an_impossible_number_of_threads_is_refused(threads):
    with pytest.raises(UserError, match="threads"):
        segsim.build(["city=grid"], threads=threads)
