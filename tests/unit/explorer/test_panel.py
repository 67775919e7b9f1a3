"""How much of a study a page holds, and how it is packed."""

import base64
import gzip

import numpy as np
import pytest

from segsim.explorer.choices import VARIABLES
from segsim.explorer.packing import packed, packed_bits
from segsim.explorer.panel import MOST, Panel, thinned

YEARS = list(range(2025, 2046))


def test_a_study_of_the_usual_size_is_shown_whole():
    assert thinned(YEARS, list(VARIABLES), 6 * 400) == (YEARS, list(VARIABLES))


@pytest.mark.parametrize("each", [6 * 902, 18 * 400, 6 * 5_000, 6 * 65_000])
def test_a_larger_one_keeps_its_ends_and_what_is_asked_for_most(each):
    years, variables = thinned(YEARS, list(VARIABLES), each)
    names = [variable.name for variable in variables]
    assert (years[0], years[-1]) == (2025, 2045)
    assert "households" in names
    assert names[0] == "foreign_share"
    assert len(years) * len(variables) * each <= MOST or len(years) == 2


def test_numbers_come_back_as_they_were():
    values = np.array([[0.1, np.nan], [2.5e6, -3.0]])
    planes = np.frombuffer(gzip.decompress(base64.b64decode(packed(values))), np.uint8)
    again = planes.reshape(4, -1).T.copy().view("<f4").ravel()
    np.testing.assert_array_equal(again, values.ravel().astype(np.float32))


def test_the_first_flag_is_the_highest_bit():
    assert (
        gzip.decompress(base64.b64decode(packed_bits(np.array([True] + [False] * 8))))
        == b"\x80\x00"
    )


def panel(values):
    return Panel([2025], [VARIABLES[0], VARIABLES[6]], values)


def test_few_households_and_missing_runs_are_blank():
    values = np.zeros((1, 2, 1, 2, 3))
    values[0, :, 0, 0] = [0.1, 0.2, 0.3]
    values[0, :, 0, 1] = [100.0, 19.0, 20.0]
    values[0, 1] = np.nan
    means = panel(values).means
    np.testing.assert_array_equal(np.isnan(means[0, 0, 0]), [False, True, False])


def test_replications_agree_where_the_interval_leaves_zero_out():
    values = np.zeros((2, 4, 1, 2, 2))
    values[1, :, 0, 0, 0] = [0.10, 0.11, 0.12, 0.11]  # always up
    values[1, :, 0, 0, 1] = [0.10, -0.11, 0.12, -0.11]
    agree = panel(values).agreement()
    assert agree.shape == (1, 1, 2, 2)
    assert agree[0, 0, 0].tolist() == [True, False]
    assert not panel(values[:, :1]).agreement().any()  # one replication: nobody knows
