"""Keys of a search: what is to be reached, at least of what, and how hard it is tried."""

from collections.abc import Sequence
from math import isclose
from typing import Any, Literal, Self

import yaml
from pydantic import model_validator

from segsim.model.checking import unknown_key, validated
from segsim.parameters import Parameters, parameter
from segsim.registry import UserError, nearest
from segsim.study.checks import declared
from segsim.study.search.target import EXAMPLE
from segsim.study.settings import KEYS

type Aim = Literal["cost", "city_cost", "displaced"]
AIMS = {
    "cost": "cost to all payers",
    "city_cost": "cost to the city",
    "displaced": "displaced households",
}
"""What may be made as small as possible, in words."""


class SearchSettings(Parameters):
    """What a search looks for and how much it tries."""

    target: str = parameter("", "what is to be reached: INDICATOR[.LEVEL[.GROUP]]<=VALUE, or >=")
    by: int | None = parameter(
        None, "calendar year in which the target is to be met; default: the last", unit="year",
        low=1990, high=2300,
    )  # fmt: skip
    minimise: tuple[Aim, ...] = parameter(
        ("cost",), "what is to be least; one or several of cost, city_cost, displaced"
    )
    budget: int = parameter(
        40, "packages tried, besides the baseline", unit="packages", low=3, high=10_000
    )
    confirm: int = parameter(
        16, "fresh seeds on which the best packages are run again", unit="seeds", low=2, high=10_000
    )
    finalists: int = parameter(
        8, "packages that are confirmed, at most", unit="packages", low=1, high=100
    )
    largest: int | None = parameter(
        None, "most policies in a package; default: as many as can be listed", unit="policies",
        low=1, high=100,
    )  # fmt: skip
    intensities: tuple[float, ...] = parameter(
        (0.25, 0.5, 0.75, 1.0), "strengths tried, as shares of each policy as it is given"
    )

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.target.strip():
            raise ValueError(f"target: nothing is given; {EXAMPLE}")
        if not self.minimise:
            raise ValueError(f"minimise: the list is empty; allowed: {', '.join(AIMS)}")
        for strength in self.intensities:
            if not 0.0 < strength <= 1.0 or not isclose(strength * 100, round(strength * 100)):
                raise ValueError(
                    f"intensities: {strength} is not allowed; allowed: whole percents from .01 to 1"
                )
        if 1.0 not in self.intensities:
            raise ValueError("intensities: 1 is missing: each policy is tried as it is given")
        return self

    @property
    def percents(self) -> tuple[int, ...]:
        """The strengths in percent, rising."""
        return tuple(sorted({round(strength * 100) for strength in self.intensities}))

    @property
    def aims(self) -> tuple[Aim, ...]:
        """What is made least, each once."""
        return tuple(dict.fromkeys(self.minimise))


SEARCH_KEYS = tuple(SearchSettings.model_fields)
REPLICATIONS = 4
"""Seeds a package in the search, where `replications` does not say: the confirmation has more."""


def part(texts: Sequence[str]) -> tuple[SearchSettings, list[str]]:
    """Tell the keys of the search from ordinary overrides.

    Raises
    ------
    UserError
        For a key that is neither, where the nearest is one of the search, and for bad values.
    """
    given: dict[str, Any] = {}
    rest: list[str] = []
    for text in texts:
        key, equals, value = text.partition("=")
        if key in SEARCH_KEYS and equals:
            given[key] = value if key == "target" else _value(key, value)
        else:
            _refuse_misspelt(key, value)
            rest.append(text)
    _check_aims(given)
    return validated(SearchSettings, given), rest


def _value(key: str, text: str) -> Any:  # noqa: ANN401
    try:
        value = yaml.safe_load(text)
    except yaml.YAMLError:
        raise UserError(f"{key}: cannot read {text!r}; lists are written [a,b].") from None
    lists = key in {"minimise", "intensities"}
    return [value] if lists and not isinstance(value, list) else value


def _refuse_misspelt(key: str, value: str) -> None:
    """Refuse what looks most like a key of the search and is no other key."""
    others = [*declared(), *KEYS]
    if key.isidentifier() and key not in others:
        close = nearest(key, [*others, *SEARCH_KEYS])
        if close and close[0] in SEARCH_KEYS:
            raise UserError(unknown_key(key, value, list(SEARCH_KEYS)))


def _check_aims(given: dict[str, Any]) -> None:
    for name in given.get("minimise", ()):
        if name not in AIMS:
            close = nearest(str(name), AIMS)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise UserError(f"minimise: {name!r} is not allowed.{hint} Allowed: {', '.join(AIMS)}.")
