"""Parts for threads cover everything once, and their results come back in order."""

from time import sleep

import pytest
from hypothesis import given
from hypothesis import strategies as st

import segsim
from segsim.registry import UserError
from segsim.submodels.threads import parts, run_all


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

    assert run_all([lambda k=k: slow(k) for k in range(3)]) == [0, 1, 2]


@pytest.mark.parametrize("threads", [0, -1, 100_000])
def test_an_impossible_number_of_threads_is_refused(threads):
    with pytest.raises(UserError, match="threads"):
        segsim.build(["city=grid"], threads=threads)
