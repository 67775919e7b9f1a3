"""Bids that were made apart from each other are settled as if all had been made at once."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segsim.submodels.bids import strongest

IDS = np.array([7, 3, 9, 1, 8, 2], np.uint64)
BID = st.tuples(st.sampled_from([1.0, 2.0, 3.0]), st.integers(-1, IDS.size - 1))


@given(st.lists(st.lists(BID, min_size=4, max_size=4), min_size=1, max_size=4))
def test_the_highest_offer_wins_and_of_equal_ones_the_larger_identity(rounds):
    bids = [
        (np.array([offer for offer, _ in each]), np.array([who for _, who in each], np.int32))
        for each in rounds
    ]
    expected = [
        max(
            ((offer, IDS[who], who) for offer, who in of_one if who >= 0),
            default=(0.0, 0, -1),
        )[2]
        for of_one in zip(*rounds, strict=True)
    ]
    assert strongest(bids, IDS).tolist() == expected
