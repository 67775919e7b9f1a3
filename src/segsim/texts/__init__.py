"""What people read, in English and Finnish: one catalogue, one number formatter."""

from segsim.texts.catalogue import LANGUAGES, Words, catalogue, lowered, words
from segsim.texts.numbers import Numbers

__all__ = ["LANGUAGES", "Numbers", "Words", "catalogue", "lowered", "words"]
