"""Exact fitting: margins hold to the unit, odds ratios as far as whole numbers allow."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segsim.cities.fit import apportion, evenly, fit


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(1, 12)), draw(st.integers(1, 6))
    whole = draw(st.lists(st.integers(0, 300), min_size=rows * columns, max_size=rows * columns))
    weights = draw(st.lists(st.floats(0.0, 50.0), min_size=rows * columns, max_size=rows * columns))
    return np.reshape(whole, (rows, columns)), np.reshape(weights, (rows, columns))


@settings(deadline=None)  # the first call compiles
@given(tables())
def test_margins_are_met_exactly(table):
    whole, weights = table
    found = fit(weights, whole.sum(axis=1), whole.sum(axis=0))
    assert found.min() >= 0
    assert found.sum(axis=1).tolist() == whole.sum(axis=1).tolist()
    assert found.sum(axis=0).tolist() == whole.sum(axis=0).tolist()


@settings(deadline=None)  # the first call compiles
@given(tables())
def test_a_table_that_fits_already_is_kept(table):
    whole, _ = table
    assert np.array_equal(fit(whole, whole.sum(axis=1), whole.sum(axis=0)), whole)


def test_odds_ratios_are_kept():
    found = fit([[4.0, 1.0], [1.0, 1.0]], [30_000, 50_000], [45_000, 35_000])
    assert found[0, 0] * found[1, 1] / (found[0, 1] * found[1, 0]) == pytest.approx(4.0, rel=1e-3)


def test_rounding_stays_within_two_of_the_real_fit():
    rows, columns = np.array([7, 11, 13]), np.array([9, 22])
    found = fit(np.ones((3, 2)), rows, columns)
    assert np.abs(found - np.outer(rows, columns) / 31).max() < 1.0


def test_weights_of_zero_give_way_to_the_margins():
    assert fit([[0.0, 1.0], [1.0, 0.0]], [5, 0], [5, 0]).tolist() == [[5, 0], [0, 0]]


@pytest.mark.parametrize(("rows", "columns"), [([1, 2], [2, 2]), ([-1, 4], [1, 2])])
def test_margins_that_disagree_are_refused(rows, columns):
    with pytest.raises(ValueError, match="do not agree"):
        fit(np.ones((2, 2)), rows, columns)


@given(st.integers(0, 10**7), st.lists(st.floats(0, 1e6), min_size=1, max_size=40))
def test_apportioned_parts_add_up_and_are_within_one(total, weights):
    parts = apportion(total, weights)
    assert parts.sum() == total
    assert parts.min() >= 0
    if sum(weights) > 1e-6:
        exact = np.array(weights) / sum(weights) * total
        assert np.abs(parts - exact).max() < 1.0 + 1e-6 * total


def test_no_weight_at_all_means_equal_parts():
    assert apportion(7, [0.0, 0.0, 0.0]).tolist() == [3, 2, 2]


@given(st.integers(0, 10_000), st.integers(1, 50))
def test_even_parts_differ_by_one_at_most(total, parts):
    found = evenly(total, parts)
    assert found.sum() == total
    assert found.max() - found.min() <= 1
