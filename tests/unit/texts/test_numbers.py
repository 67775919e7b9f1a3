"""Numbers are written as English and Finnish write them."""

import math

import pytest

from segsim.texts import LANGUAGES, words

FI, EN = words("fi").numbers, words("en").numbers


@pytest.mark.parametrize(
    ("value", "digits", "sign", "english", "finnish"),
    [
        (0.2154, 3, False, "0.215", "0,215"),
        (-0.0051, 4, True, "−0.0051", "−0,0051"),
        (0.0051, 4, True, "+0.0051", "+0,0051"),
        (-0.00001, 3, True, "0.000", "0,000"),
        (1202.25, 1, False, "1\u202f202.3", "1\u00a0202,3"),
        (-1234567.0, 0, False, "−1\u202f234\u202f567", "−1\u00a0234\u00a0567"),
        (2.5, 0, False, "3", "3"),
        (-2.5, 0, False, "−3", "−3"),
        (math.nan, 2, False, "–", "–"),
        (math.inf, 2, False, "–", "–"),
    ],
)
def test_numbers(value, digits, sign, english, finnish):
    assert EN.number(value, digits, sign=sign) == english
    assert FI.number(value, digits, sign=sign) == finnish


def test_intervals_and_chances():
    assert FI.interval(-0.05, 0.021, 3, sign=True) == "[−0,050; +0,021]"
    assert EN.interval(-0.05, 0.021, 3, sign=True) == "[−0.050, +0.021]"
    assert EN.interval(math.nan, 1.0, 3) == ""
    assert FI.percent(0.9) == "90\u00a0%"
    assert FI.points(-0.0123) == "−1,2"
    assert FI.chance(0.001) == "<\u00a01\u00a0%"
    assert EN.chance(0.999) == ">\u00a099\u00a0%"
    assert EN.chance(math.nan) == "–"


@pytest.mark.parametrize("language", LANGUAGES)
def test_years_have_no_marks(language):
    assert words(language).numbers.year(2045) == "2045"
