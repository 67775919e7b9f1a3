"""The queue of social housing goes by points, then by lot, then by who stands first."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from segsim.submodels.social_housing import in_turn

APPLICANT = st.tuples(st.integers(0, 40), st.sampled_from([0, 2**6, 2**40, 2**63, 2**64 - 1]))


@given(st.lists(APPLICANT, max_size=60))
def test_more_points_come_first_and_ties_keep_their_order(applicants):
    halves = np.array([points for points, _ in applicants], np.uint64)
    lot = np.array([number for _, number in applicants], np.uint64)
    expected = sorted(
        range(len(applicants)), key=lambda k: (-applicants[k][0], applicants[k][1] >> 6)
    )
    assert in_turn(halves, lot).tolist() == expected
