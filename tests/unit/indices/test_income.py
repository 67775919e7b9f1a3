"""Indices of one value for every person."""

import numpy as np
import pytest

from segsim.indices import income_variance_ratio, nsi

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(2)
INCOME = RNG.lognormal(10, 0.6, (3, 200))
AREA = RNG.integers(0, 12, (3, 200))


def test_the_variance_ratio_is_that_of_a_regression_on_areas():
    y, area = INCOME[0], AREA[0]
    dummies = (area[:, None] == np.arange(12)).astype(float)
    fit = dummies @ np.linalg.lstsq(dummies, y, rcond=None)[0]
    expected = 1 - ((y - fit) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert income_variance_ratio(y, area) == pytest.approx(expected, abs=1e-12)
    assert nsi(y, area) == pytest.approx(np.sqrt(expected), abs=1e-12)


def test_leading_axes_share_areas_or_have_their_own():
    shared = nsi(INCOME, AREA[0])
    own = nsi(INCOME, AREA)
    assert shared.shape == own.shape == (3,)
    for i in range(3):
        assert shared[i] == pytest.approx(nsi(INCOME[i], AREA[0]), abs=1e-13)
        assert own[i] == pytest.approx(nsi(INCOME[i], AREA[i]), abs=1e-13)


def test_any_labels_and_any_unit_of_money():
    names = np.array([f"area {a}" for a in AREA[0]])
    expected = nsi(INCOME[0], AREA[0])
    assert nsi(INCOME[0], names) == pytest.approx(expected, abs=1e-13)
    assert nsi(INCOME[0], AREA[0] * 10**9 - 5) == pytest.approx(expected, abs=1e-13)
    assert nsi(7 - INCOME[0] / 1000, AREA[0]) == pytest.approx(expected, abs=1e-12)


def test_limits():
    assert nsi([1, 2, 3], [7, 7, 7]) == pytest.approx(0, abs=1e-8)
    assert nsi([1, 2, 3], [0, 1, 2]) == 1
    assert nsi([1, 1, 5], ["a", "a", "b"]) == 1


@pytest.mark.parametrize("values", [[0.1, 0.1, 0.1], [1e99] * 3, [0, 0, 0], [-3.3] * 3])
def test_equal_values_are_undefined(values):
    assert np.isnan(nsi(values, [0, 1, 1]))


def test_nobody_is_undefined():
    assert np.isnan(nsi([], []))
    assert np.isnan(nsi(np.zeros((2, 0)), [])).tolist() == [True, True]
    assert nsi(np.zeros((0, 2)), [0, 1]).shape == (0,)


@pytest.mark.parametrize(
    ("values", "area", "message"),
    [
        ([1, np.nan], [0, 1], "values must hold neither nan nor infinite values"),
        ([1, 2], [0, 1, 2], r"area must be labels of shape \(2,\), not \(3,\)"),
        ([1, 2], [[0, 1]], r"area must be labels of shape \(2,\), not \(1, 2\)"),
        ([1, 2], [0, np.nan], "area must not hold nan"),
        (3, 0, r"values must be \[..., person\]"),
        (["rich", "poor"], [0, 1], "values must be a full rectangular array of numbers"),
    ],
)
def test_refused(values, area, message):
    with pytest.raises(ValueError, match=message):
        nsi(values, area)
