"""The catalogue: every text that pages and figures show, by key and language.

``<language>/<part>.yaml`` holds the keys ``<part>.…``, nested as they are read best. A text may
have a form for one and one for many (``one``, ``other``), chosen by ``count``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from segsim.registry import UserError, unknown
from segsim.texts.numbers import ENGLISH, FINNISH, Numbers

LANGUAGES = ("en", "fi")
_NUMBERS = {"en": ENGLISH, "fi": FINNISH}
_ONE, _MANY = "one", "other"


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of one language.

    Attributes
    ----------
    language
        ``"en"`` or ``"fi"``.
    texts
        Key → text, with places for values in braces.
    numbers
        How numbers are written.
    """

    language: str
    texts: Mapping[str, str]
    numbers: Numbers

    def __call__(self, key: str, count: int | None = None, **values: object) -> str:
        """Return a text with its values in place.

        Parameters
        ----------
        key
            E.g. ``"report.title"``; one that does not exist is a mistake in the program.
        count
            Chooses the form for one or for many, and is a value itself.
        values
            What stands in the braces; numbers as :attr:`numbers` writes them.
        """
        if count is not None:
            key = f"{key}.{_ONE if count == 1 else _MANY}"
            values = {"count": self.numbers.number(count), **values}
        return self.texts[key].format(**values)

    def __contains__(self, key: str) -> bool:
        return key in self.texts

    def name(self, kind: str, name: str) -> str:
        """Return what readers call something; a name nobody has put into words as it is.

        Parameters
        ----------
        kind
            ``"scenario"``, ``"variable"``, ``"group"``, …: the part of the catalogue ``names``.
        name
            Its name in studies and tables.
        """
        text = self.texts.get(f"names.{kind}.{name}")
        if text is None:
            plain = name.replace("_", " ")
            text = plain[:1].upper() + plain[1:]
        return text

    def within(self, kind: str, name: str) -> str:
        """Return the same within a sentence; a name of somebody's own as they wrote it."""
        text = self.texts.get(f"names.{kind}.{name}")
        return name.replace("_", " ") if text is None else lowered(text)


def lowered(name: str) -> str:
    """Return a name as it stands within a sentence; ``ARA`` stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def words(language: str = "en") -> Words:
    """Return the texts of a language.

    Raises
    ------
    UserError
        For a language there is no catalogue of.
    """
    if language not in LANGUAGES:
        raise unknown("lang", language, LANGUAGES)
    return Words(language, catalogue(language), _NUMBERS[language])


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Return every text of a language by its key."""
    texts: dict[str, str] = {}
    for file in sorted((files("segsim.texts") / language).iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            part = file.name.removesuffix(".yaml")
            content = yaml.safe_load(file.read_text(encoding="utf-8"))
            texts.update(_flat(part, content))
    return texts


def _flat(key: str, content: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401
    if isinstance(content, Mapping):
        for name, inner in content.items():
            if not isinstance(name, str):  # YAML reads a bare on, off, yes or no as a truth value
                raise UserError(f"{key}: the key {name!r} is no text; put it in quotes.")
            yield from _flat(f"{key}.{name}", inner)
    elif isinstance(content, str):
        yield key, content
    else:
        raise UserError(f"{key}: {content!r} is no text; put it in quotes.")
