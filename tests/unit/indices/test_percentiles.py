"""The centile gap index."""

import numpy as np
import pytest

from segsim.indices import centile_gap

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(12)
INCOME = np.round(RNG.lognormal(10, 0.6, (3, 200)), -3)  # rounded, so that there are ties
AREA = RNG.integers(0, 12, (3, 200))


def plain(y, area):
    """Return the index with ranks counted one by one."""
    ranks = np.array([((y < v).sum() + (y <= v).sum()) / 2 / len(y) for v in y])
    gaps = [abs(r - np.median(ranks[area == a])) for r, a in zip(ranks, area, strict=True)]
    return (0.25 - np.mean(gaps)) / 0.25


def test_against_ranks_counted_one_by_one():
    own, shared = centile_gap(INCOME, AREA), centile_gap(INCOME, AREA[1])
    for i in range(3):
        assert centile_gap(INCOME[i], AREA[i]) == pytest.approx(plain(INCOME[i], AREA[i]))
        assert own[i] == pytest.approx(plain(INCOME[i], AREA[i]), abs=1e-13)
        assert shared[i] == pytest.approx(plain(INCOME[i], AREA[1]), abs=1e-13)


def test_by_hand():
    # percentiles .125 .375 .625 .875; medians .25 and .75: every gap is .125
    assert centile_gap([1, 2, 3, 4], ["a", "a", "b", "b"]) == pytest.approx(0.5)
    assert centile_gap([1, 1, 3, 3], ["a", "a", "b", "b"]) == 1
    assert centile_gap([1, 2, 3, 4], ["a", "a", "a", "a"]) == pytest.approx(0)


def test_only_ranks_matter():
    expected = centile_gap(INCOME[0], AREA[0])
    assert centile_gap(np.log(INCOME[0]), AREA[0] * 10**8) == pytest.approx(expected, abs=1e-14)


def test_undefined():
    assert np.isnan(centile_gap([3, 3, 3], [0, 1, 1]))
    assert np.isnan(centile_gap([], []))
    assert centile_gap(np.zeros((0, 2)), [0, 1]).shape == (0,)


def test_refused():
    with pytest.raises(ValueError, match=r"area must be labels of shape \(2,\), not \(3,\)"):
        centile_gap([1, 2], [0, 1, 2])
    with pytest.raises(ValueError, match="values must hold neither nan"):
        centile_gap([1, np.nan], [0, 1])
    with pytest.raises(ValueError, match=r"values must be \[..., person\]"):
        centile_gap(1, 0)
