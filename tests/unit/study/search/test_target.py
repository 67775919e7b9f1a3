"""How a target is written, and which indicator it is of."""

import pytest

from segsim.registry import UserError
from segsim.study.search.target import Target

RECORDED = {
    ("adjusted_dissimilarity", "neighbourhood", "language"),
    ("adjusted_dissimilarity", "neighbourhood", "income_low_high"),
    ("adjusted_dissimilarity", "school", "language"),
    ("price_mean", "city", "all"),
    ("income_share", "city", "low"),
    ("income_share", "city", "high"),
}


@pytest.mark.parametrize(
    ("text", "name", "limit"),
    [
        (
            "adjusted_dissimilarity<=.22",
            "adjusted_dissimilarity.neighbourhood.language",
            "<= 0.22",
        ),
        ("corrected_d <= 0.22", "adjusted_dissimilarity.neighbourhood.language", "<= 0.22"),
        ("school_d≤.1", "adjusted_dissimilarity.school.language", "<= 0.1"),
        ("income_d<=baseline-.02", RECORDED, "<= baseline - 0.02"),
        ("price_mean>=baseline + 1e2", "price_mean.city.all", ">= baseline + 100"),
        ("price_mean<=baseline", "price_mean.city.all", "<= baseline + 0"),
        ("income_share.city.low<=.3", "income_share.city.low", "<= 0.3"),
    ],
)
def test_targets_are_read_and_placed(text, name, limit):
    target = Target.read(text).placed(RECORDED)
    assert target.limit == limit
    if isinstance(name, str):
        assert target.name == name
    assert target.relative == ("baseline" in text)
    assert target.lower == (">=" not in text)


@pytest.mark.parametrize(
    "text",
    ["", "corrected_d", "corrected_d<.22", "corrected_d<=", "<=.2", "a.b.c.d<=1", "x<=baseline*2",
     "x<=baseline.02", "x<=nan", "x<=1 2"],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_with_an_example(text):
    with pytest.raises(UserError, match=r"cannot read .*for instance"):
        Target.read(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("adjusted_disimilarity<=.2", "Did you mean 'adjusted_dissimilarity'"),
        ("corected_d<=.2", "'corrected_d'"),
        ("adjusted_dissimilarity.neighborhood<=.2", "'neighbourhood'"),
        ("adjusted_dissimilarity.school.income_low_high<=.2", "Allowed: language"),
        ("income_share<=.2", "of which group"),
    ],
)
def test_unknown_indicators_name_the_nearest(text, expected):
    with pytest.raises(UserError, match="target: ") as refused:
        Target.read(text).placed(RECORDED)
    assert expected in str(refused.value)
