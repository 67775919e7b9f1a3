"""What is refused, with which words, and what is accepted and means the same."""

import numpy as np
import pytest

from segsim.indices import INDICES, dissimilarity, exposure, exposure_matrix, theil_within
from segsim.indices.arrays import column, numbers, settle, shares, split, table
from segsim.indices.grouping import classes, gather

COUNTS = np.array([[10, 20, 3], [30, 5, 0], [0, 40, 7], [8, 8, 8]])
ON_COUNTS = [name for name, item in INDICES.items() if item.data == ("counts",)]
PER_GROUP = [name for name, item in INDICES.items() if item.per != "table"]
WITH_REF = [name for name, item in INDICES.items() if "ref" in item.optional]


@pytest.mark.parametrize("name", ON_COUNTS)
class TestEveryIndexOnCounts:
    @pytest.mark.parametrize(
        ("counts", "message"),
        [
            ([[1, 2], [-1, 3]], "counts must not be below 0, -1 found"),
            ([[1, 2], [np.nan, 3]], "counts must hold neither nan nor infinite values"),
            ([[1, 2], [np.inf, 3]], "counts must hold neither nan nor infinite values"),
            (np.zeros((3, 0)), "counts must have at least one group column"),
        ],
    )
    def test_refuses_what_is_not_counts(self, name, counts, message, measure):
        with pytest.raises(ValueError, match=message):
            measure(name, counts)

    def test_gives_the_same_for_every_type_of_number(self, name, measure):
        expected = measure(name, COUNTS)
        for kind in (np.int8, np.uint16, np.int32, np.uint64, np.float32, object):
            assert measure(name, COUNTS.astype(kind)) == expected
        assert measure(name, COUNTS.tolist()) == expected
        assert measure(name, np.asfortranarray(COUNTS)) == expected

    def test_does_not_overflow(self, name, measure):
        big = COUNTS * 10**7
        assert measure(name, big.astype(np.int32)) == measure(name, big)
        assert np.isfinite(measure(name, big * 10**8))

    def test_leaves_its_argument_alone(self, name, measure):
        counts = COUNTS.astype(float)
        measure(name, counts)
        assert (counts == COUNTS).all()


@pytest.mark.parametrize("name", PER_GROUP)
@pytest.mark.parametrize("group", [3, -1, 0.5, "white"])
def test_every_group_index_refuses_a_group_that_does_not_exist(name, group, measure):
    with pytest.raises(ValueError, match="group must be a column number from 0 to 2, not"):
        measure(name, COUNTS, group=group)


@pytest.mark.parametrize("name", WITH_REF)
class TestEveryIndexWithRef:
    def test_compares_two_groups_only(self, name, measure):
        pair = measure(name, COUNTS[:, [2, 0]])
        assert measure(name, COUNTS, group=2, ref=0) == pytest.approx(pair, abs=1e-15)

    def test_refuses_a_bad_ref(self, name, measure):
        with pytest.raises(ValueError, match="ref must be a column number from 0 to 2, not 3"):
            measure(name, COUNTS, ref=3)
        with pytest.raises(ValueError, match="ref must be another group than group, both are 1"):
            measure(name, COUNTS, group=1, ref=1)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        ([1, 2, 3], r"counts must be \[..., area, group\], not of shape \(3,\)"),
        (5, r"counts must be \[..., area, group\], not of shape \(\)"),
        ([[1, 2], [3]], "counts must be a full rectangular array of numbers"),
        ([["1", "2"], ["3", "4"]], "counts must be a full rectangular array of numbers"),
        ([[1, None]], "counts must hold neither nan nor infinite values"),
        ([[1j, 2]], "counts must be a full rectangular array of numbers"),
    ],
)
def test_tables(counts, message):
    for function in (table, exposure_matrix):
        with pytest.raises(ValueError, match=message):
            function(counts)


def test_exposure_refuses_a_group_to_meet_that_does_not_exist():
    with pytest.raises(ValueError, match="to must be a column number from 0 to 2, not 9"):
        exposure(COUNTS, group=0, to=9)


def test_numbers_of_numpy_are_groups():
    assert dissimilarity(COUNTS, group=np.int64(1)) == dissimilarity(COUNTS, group=1)
    assert column(True, 2) == 1


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([0, 1], r"super_areas must be labels of shape \(4,\), not \(2,\)"),
        ("abab", r"super_areas must be labels of shape \(4,\), not \(\)"),
        ([0, 1, 1, np.nan], "super_areas must not hold nan"),
        (np.array([0, "a", 1, 2], object), "super_areas must be labels of one kind"),
    ],
)
def test_labels(labels, message):
    with pytest.raises(ValueError, match=message):
        theil_within(COUNTS, super_areas=labels)


@pytest.mark.parametrize(
    "labels", [[5, 5, 2, 2], [-1, -1, 10**12, 10**12], list("bbaa"), [0.5, 0.5, 0.1, 0.1]]
)
def test_any_labels_will_do(labels):
    assert theil_within(COUNTS, super_areas=labels) == theil_within(
        COUNTS, super_areas=[0, 0, 1, 1]
    )


def test_the_rest_is_added_up_not_subtracted():
    x, y = split([[0.1, 0.2, 0.3, 0.0]], 0)
    assert (x.item(), y.item()) == (0.1, 0.5)


def test_small_steps():
    assert shares(np.array([[1.0, 3.0], [0.0, 0.0]])).tolist() == [[0.25, 0.75], [0, 0]]
    held = settle(np.array([-1e-17, 0.5, 1 + 1e-15, 7.0]), np.array([True, True, True, False]))
    assert held.tolist()[:3] == [0, 0.5, 1]
    assert np.isnan(held[3])
    assert not np.signbit(settle(np.array(-0.0), np.array(True)))
    assert numbers([1, 2], "x").dtype == np.float64
    where, size = classes([3, 0, 3], (3,), "area")
    assert gather(np.array([[1.0, 2, 3], [4, 5, 6]]), where, size).tolist() == [
        [2, 0, 0, 4],
        [5, 0, 0, 10],
    ]
