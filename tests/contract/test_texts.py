"""Both catalogues hold the same keys with the same values to fill in, and every text is its own."""

import string

import pytest

from segsim.registry import UserError
from segsim.texts import catalogue, words

ALIKE = 3
"""Letters up to which a text may be the same in both languages (signs and units)."""
BORROWED = ("names.unit.", "names.place.")
"""Parts that are the same in both languages where they are."""


def fields(text):
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def letters(text):
    """Return how many letters are a text's own."""
    return sum(c.isalpha() for part in string.Formatter().parse(text) for c in part[0])


def test_the_same_keys():
    assert set(catalogue("en")) == set(catalogue("fi"))


def test_the_same_values_to_fill_in():
    different = [
        k for k, text in catalogue("en").items() if fields(text) != fields(catalogue("fi")[k])
    ]
    assert not different


def test_every_text_is_translated():
    same = [
        key
        for key, text in catalogue("en").items()
        if text == catalogue("fi")[key] and letters(text) > ALIKE and not key.startswith(BORROWED)
    ]
    assert not same


@pytest.mark.parametrize("language", ["en", "fi"])
def test_no_text_is_empty_or_padded(language):
    assert [k for k, text in catalogue(language).items() if text.strip() != text or not text] == []


def test_a_language_that_does_not_exist():
    with pytest.raises(UserError, match=r"lang.*'fi'"):
        words("fin")
