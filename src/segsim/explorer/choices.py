"""What the explorer shows: figures over time, and variables of neighbourhoods on the map."""

from dataclasses import asdict, dataclass
from typing import Any

from segsim.study.labels import Key


@dataclass(frozen=True, slots=True)
class Choice:
    """A figure over time; its texts are ``explorer.figure.<name>`` of the catalogue."""

    name: str
    key: Key
    unit: str = ""  # "", "share" or "eur"

    @property
    def address(self) -> str:
        """Where it stands in the indicators, as live runs name it."""
        return f"{self.key.indicator}/{self.key.level}/{self.key.group or 'all'}"

    def as_json(self) -> dict[str, Any]:
        """Return what the page needs to know."""
        return {
            "name": self.name,
            "address": self.address,
            "indicator": self.key.indicator,
            "level": self.key.level,
            "group": self.key.group or "all",
            "digits": self.key.digits,
            "unit": self.unit,
            "cumulative": self.key.cumulative,
        }


FIGURES = (
    Choice("language_d", Key("adjusted_dissimilarity", "neighbourhood", "language", "")),
    Choice("language_isolation", Key("isolation", "neighbourhood", "language", "")),
    Choice("income_d", Key("adjusted_dissimilarity", "neighbourhood", "income_low_high", "")),
    Choice("school_d", Key("adjusted_dissimilarity", "school", "language", "")),
    Choice("district_d", Key("adjusted_dissimilarity", "district", "language", "")),
    Choice("price", Key("price_mean", "city", "all", "", 0), "eur"),
    Choice("displaced", Key("displaced", "city", "all", "", 0, cumulative=True)),
    Choice("vacancy", Key("vacancy", "city", "all", "", 3), "share"),
    Choice("foreign_share", Key("foreign_share", "city", "all", "", 3), "share"),
    Choice("move_rate", Key("move_rate", "city", "all", "", 3), "share"),
)
"""In the order in which they are offered; the first three are shown first."""


@dataclass(frozen=True, slots=True)
class Variable:
    """What a map shows; its name is ``names.variable.<name>`` of the catalogue."""

    name: str
    unit: str  # "share", "rank", "eur" or "homes"
    digits: int  # of what is written: percentages for shares

    def as_json(self) -> dict[str, Any]:
        """Return what the page needs to know."""
        return asdict(self)


VARIABLES = (
    Variable("foreign_share", "share", 1),
    Variable("low_income_share", "share", 1),
    Variable("high_income_share", "share", 1),
    Variable("mean_rank", "rank", 3),
    Variable("price", "eur", 0),
    Variable("rent", "eur", 2),
    Variable("households", "homes", 1),
    Variable("vacant", "homes", 1),
)
"""In the order of the panel; the first is shown first."""
