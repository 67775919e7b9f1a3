"""Change of mutual information between two tables."""

import numpy as np
import pytest

from segsim.indices import mutual_difference, mutual_information

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
        ({"areas1": ["a", "b"]}, "areas1 must be 3 labels"),
        ({"areas2": ["a", "b", "a"]}, "areas2 must name every area once"),
        ({"counts2": np.ones((3, 3))}, "groups must be the same, not 2 and 3"),
    ],
)
def test_refused(changes, message):
    arguments = {"counts1": BEFORE, "counts2": AFTER} | LABELS | changes
    with pytest.raises(ValueError, match=message):
        mutual_difference(**arguments)
