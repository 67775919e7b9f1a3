"""What is refused, with which words, and what is accepted and means the same."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

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
            ([[1, 2], [-1, 3]], "counts must not be below 0, -1 found at area 1, group 0"),
            (
                [[1, 2], [3, np.nan]],
                "neither nan nor infinite values, nan found at area 1, group 1",
            ),
            (
                [[1, np.inf], [2, 3]],
                "neither nan nor infinite values, inf found at area 0, group 1",
            ),
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
        ([[1, 2], [3]], r"array of numbers, the part at \[1\] is not as long as the first"),
        ([[[1, 2], [3]], [[4, 5], [6, 7]]], r"the part at \[0, 1\] is not as long as the first"),
        ([[1, 2], [3, [4]]], r"the part at \[1, 1\] is not as long as the first"),
        ([3, [1, 2]], r"the part at \[1\] is not as long as the first"),
        ([np.ones((2, 2)), np.ones((2, 3))], "full rectangular array of numbers$"),
        ([np.array(1.0), "a"], "array of numbers, 'a' found at group 1"),
        ([["1", "2"], ["3", "4"]], "array of numbers, '1' found at area 0, group 0"),
        ([[1, 2], [3, "x"]], "array of numbers, 'x' found at area 1, group 1"),
        ([[1, None]], "array of numbers, None found at area 0, group 1"),
        ([[1, 10**400]], "array of numbers"),
        ([[1, 1e200]], r"must not be beyond 1e\+100, 1e\+200 found at area 0, group 1"),
        (np.ma.array([[1, 2]], mask=[[0, 1]]), "must not hold masked values"),
        ([[1, None], ["x", 2]], "array of numbers, None found at area 0, group 1"),
        ([[1j, 2]], "array of numbers, 1j found at area 0, group 0"),
        ("abc", "counts must be a full rectangular array of numbers, 'abc' found"),
        (-1, "counts must not be below 0, -1 found$"),
        (np.full((2, 3, 2, 2), -2.5), r"-2.5 found at area 0, group 0 of \[0, 0\]"),
    ],
)
def test_tables(counts, message):
    for function in (table, exposure_matrix):
        with pytest.raises(ValueError, match=message):
            function(counts)


@given(
    st.tuples(*[st.integers(1, 5)] * 3),
    st.lists(st.integers(0, 124), min_size=1, max_size=4),
    st.sampled_from([-3.0, -1e9, np.nan, np.inf, -np.inf]),
)
def test_the_first_wrong_count_is_found(shape, places, wrong):
    counts = np.ones(shape)
    flat = sorted({place % counts.size for place in places})
    counts.flat[flat] = wrong
    year, area, group = np.unravel_index(flat[0], shape)
    said = f"{wrong:.12g} found at area {area}, group {group}"
    with pytest.raises(ValueError, match=re.escape(f"{said} of [{year}]")):
        table(counts)
    if year == 0:
        with pytest.raises(ValueError, match=re.escape(said) + "$"):
            table(counts[0])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([1, np.nan], r"nan found at \[1\]"),
        ([[1, 2], [3, -np.inf]], r"-inf found at \[1, 1\]"),
        (np.nan, "nan found$"),
        ([1, 2, "c"], r"'c' found at \[2\]"),
    ],
)
def test_places_without_names_are_numbers(given, message):
    with pytest.raises(ValueError, match=f"^x must .*, {message}"):
        numbers(given, "x")


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
