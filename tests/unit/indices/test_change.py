"""Change of mutual information between two tables."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segsim.indices import decompose_change, mutual_difference, mutual_information
from segsim.indices.change import fit

BEFORE = np.array([[9, 1], [5, 5], [2, 8]])
AFTER = np.array([[1, 9], [8, 2], [4, 4]])
LABELS = {"areas1": ["a", "b", "c"], "areas2": ["d", "a", "b"]}


def test_parts_add_up():
    parts = {
        part: mutual_difference(BEFORE, AFTER, part=part, **LABELS)
        for part in ("M1", "M2", "diff", "additions", "removals")
    }
    common = mutual_information(AFTER[1:]) - mutual_information(BEFORE[:2])
    assert parts["M1"] == mutual_information(BEFORE)
    assert parts["M2"] == mutual_information(AFTER)
    assert parts["diff"] == pytest.approx(parts["M2"] - parts["M1"])
    total = parts["additions"] + parts["removals"] + common
    assert total == pytest.approx(parts["diff"], abs=1e-15)
    assert mutual_difference(BEFORE, AFTER, **LABELS) == parts["diff"]


def test_areas_are_matched_by_label():
    order = [2, 0, 1]
    for part in ("diff", "additions", "removals"):
        turned = mutual_difference(
            BEFORE,
            AFTER[order],
            areas1=LABELS["areas1"],
            areas2=np.array(LABELS["areas2"])[order],
            part=part,
        )
        assert turned == pytest.approx(mutual_difference(BEFORE, AFTER, part=part, **LABELS))


def test_the_same_areas_add_and_remove_nothing():
    same = {"areas1": [1, 2, 3], "areas2": [1, 2, 3]}
    for part in ("additions", "removals"):
        assert mutual_difference(BEFORE, AFTER, part=part, **same) == 0


def test_leading_axes():
    rng = np.random.default_rng(1)
    stack1, stack2 = rng.integers(1, 9, (4, 3, 2)), rng.integers(1, 9, (4, 3, 2))
    together = mutual_difference(stack1, stack2, part="additions", **LABELS)
    alone = [
        mutual_difference(a, b, part="additions", **LABELS)
        for a, b in zip(stack1, stack2, strict=True)
    ]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-14)


def test_nothing_in_common_is_undefined():
    labels = {"areas1": [1, 2, 3], "areas2": [4, 5, 6]}
    assert np.isnan(mutual_difference(BEFORE, AFTER, part="additions", **labels))
    assert np.isfinite(mutual_difference(BEFORE, AFTER, **labels))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"part": "structural"}, "part must be one of M1, M2, diff, additions, removals"),
        ({"method": "km"}, "method must be 'shapley', not 'km'"),
        ({"areas1": ["a", "b"]}, r"areas1 must be labels of shape \(3,\), not \(2,\)"),
        ({"areas2": ["a", "b", "a"]}, "areas2 must name every area once, 'a' stands there twice"),
        ({"areas1": [["a"], ["b"], ["c", "d"]]}, "areas1 must be one label for every item"),
        ({"areas1": [1.0, np.nan, 2.0]}, r"areas1 must not hold nan, found at \[1\]"),
        ({"areas1": [None, "b", 3]}, "areas1 must be labels of one kind"),
        ({"counts1": np.ones((2, 3, 2)), "counts2": np.ones((4, 3, 2))}, "do not fit: shapes"),
        ({"counts2": np.ones((3, 3))}, "groups must be the same, not 2 and 3"),
    ],
)
def test_refused(changes, message):
    arguments = {"counts1": BEFORE, "counts2": AFTER} | LABELS | changes
    with pytest.raises(ValueError, match=message):
        mutual_difference(**arguments)


def parts_of(before, after, areas1=None, areas2=None):
    labels = {
        "areas1": np.arange(len(before)) if areas1 is None else areas1,
        "areas2": np.arange(len(after)) if areas2 is None else areas2,
    }
    return decompose_change(before, after, **labels)


@settings(max_examples=60, deadline=None)
@given(
    arrays(np.int64, (5, 3), elements=st.integers(1, 300)),
    arrays(np.int64, (4, 3), elements=st.integers(1, 300)),
)
def test_the_five_parts_of_a_change_add_up(before, after):
    found = parts_of(before, after, ["a", "b", "c", "d", "e"], ["c", "x", "a", "e"])
    assert sum(found[2:]) == pytest.approx(found.after - found.before, abs=1e-12)
    back = parts_of(after, before, ["c", "x", "a", "e"], ["a", "b", "c", "d", "e"])
    assert back.additions == pytest.approx(found.removals * -1.0, abs=1e-12)
    mirrored = (back.group_margins, back.area_margins, back.structure)
    wanted = (-found.group_margins, -found.area_margins, -found.structure)
    assert mirrored == pytest.approx(wanted, abs=1e-11)


def test_a_change_of_one_thing_alone_is_told_as_that():
    before = np.array([[40, 10], [20, 30], [10, 40]])
    grown = parts_of(before, before * np.array([[3], [1], [2]]))
    more = parts_of(before, before * np.array([2, 5]))
    for found in (grown, more):  # both margins change, the odds ratios do not
        assert found.structure == pytest.approx(0.0, abs=1e-10)
        assert found.group_margins + found.area_margins == pytest.approx(found.after - found.before)
    same = parts_of(before, 7 * before)
    assert same[2:] == pytest.approx([0.0] * 5, abs=1e-12)


def test_more_people_of_every_kind_change_nothing_and_structure_is_what_moving_changes():
    before = np.array([[50, 50], [50, 50]])
    after = np.array([[80, 20], [20, 80]])
    found = parts_of(before, after)
    assert found.structure == pytest.approx(found.after, abs=1e-12)
    assert found.group_margins == pytest.approx(0.0, abs=1e-12)
    assert found.area_margins == pytest.approx(0.0, abs=1e-12)


def test_an_area_or_group_of_nobody_is_not_there():
    before = np.array([[40, 10, 0], [20, 30, 0], [0, 0, 0], [7, 9, 0]])
    after = np.array([[30, 10, 5], [0, 0, 0], [20, 1, 5], [7, 9, 2]])
    found = parts_of(before, after)
    kept1, kept2 = before[[0, 3], :2], after[[0, 3], :2]
    wanted = parts_of(kept1, kept2)
    assert found.additions == pytest.approx(found.after - wanted.after)
    assert found.removals == pytest.approx(wanted.before - found.before)
    assert found[4:] == pytest.approx(wanted[4:])
    assert sum(found[2:]) == pytest.approx(found.after - found.before)


def test_one_city_each():
    with pytest.raises(ValueError, match=r"counts must be \[area, group\] of one city each"):
        parts_of(np.ones((2, 3, 2)), np.ones((3, 2)), range(3), range(3))


def test_stacks_of_changes():
    rng = np.random.default_rng(2)
    before, after = rng.integers(0, 4, (2, 6, 5, 3))
    for part in ("additions", "removals"):
        given = {"areas1": range(5), "areas2": [0, 1, 2, 9, 8], "part": part}
        together = mutual_difference(before, after, **given)
        alone = [mutual_difference(before[k], after[k], **given) for k in range(6)]
        np.testing.assert_allclose(together, alone, atol=1e-14)


def test_margins_out_of_reach_are_nan_and_the_rest_is_known():
    before, after = np.array([[10, 0], [0, 10]]), np.array([[5, 5], [1, 9]])
    found = parts_of(before, after)
    assert np.isnan(found.structure)
    assert found.additions == 0.0
    assert found.before == pytest.approx(np.log(2))


def test_fitting_keeps_odds_ratios_and_meets_margins():
    shares = np.array([[0.2, 0.1], [0.3, 0.4]])
    fitted = fit(shares, np.array([0.5, 0.5]), np.array([0.3, 0.7]))
    assert fitted.sum(1) == pytest.approx([0.5, 0.5])
    assert fitted.sum(0) == pytest.approx([0.3, 0.7])
    odds = [t[0, 0] * t[1, 1] / (t[0, 1] * t[1, 0]) for t in (shares, fitted)]
    assert odds[0] == pytest.approx(odds[1])
