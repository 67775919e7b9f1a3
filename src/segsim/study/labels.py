"""Which figures a study shows first, and what they are called."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import pandas as pd


@dataclass(frozen=True, slots=True)
class Key:
    """One figure of the comparison: where it stands in the indicators and how it is written."""

    indicator: str
    level: str
    group: str | None  # None: the only group there is
    title: str
    digits: int = 3
    unit: str = ""
    cumulative: bool = False  # added up over the years

    def among(self, table: pd.DataFrame) -> pd.DataFrame:
        """Return the rows of this figure; none when it was not recorded."""
        rows = table[(table["indicator"] == self.indicator) & (table["level"] == self.level)]
        if self.group is None:
            groups = sorted(rows["group"].unique())
            return rows[rows["group"] == groups[0]] if groups else rows
        return rows[rows["group"] == self.group]


KEYS = (
    Key(
        "adjusted_dissimilarity",
        "neighbourhood",
        "language",
        "Language: corrected dissimilarity, neighbourhoods",
    ),
    Key("isolation", "neighbourhood", "language", "Language: isolation, neighbourhoods"),
    Key(
        "adjusted_dissimilarity",
        "neighbourhood",
        "income_low_high",
        "Low and high incomes: corrected dissimilarity, neighbourhoods",
    ),
    Key(
        "adjusted_dissimilarity", "school", "language", "Language: corrected dissimilarity, schools"
    ),
    Key("price_mean", "city", None, "Mean price of dwellings", 0, "EUR/m²"),
    Key("displaced", "city", None, "Displaced households since the start", 0, "", True),
)
"""The main figures, in the order in which tables and figures show them."""


FEWEST = 20
"""Households below which nothing of a place is published: a share of few says who they are."""


def present(table: pd.DataFrame, keys: Sequence[Key] = KEYS) -> list[Key]:
    """Return the keys that a table has rows of."""
    return [key for key in keys if not key.among(table).empty]


def select(indicators: pd.DataFrame, keys: Sequence[Key] = KEYS) -> pd.DataFrame:
    """Return the rows of these figures alone, those that add up as their running total."""
    parts = [indicators.iloc[:0]]
    for key in keys:
        rows = key.among(indicators)
        if key.cumulative:
            rows = rows.sort_values("year", kind="stable")
            runs = rows.groupby(["scenario", "behaviour", "seed"], sort=False)["value"]
            rows = rows.assign(value=runs.cumsum())
        parts.append(rows)
    return pd.concat(parts, ignore_index=True)


def readable(name: str) -> str:
    """Return a scenario's name as a label."""
    text = name.replace("_", " ")
    return text[:1].upper() + text[1:]


def number(value: float, digits: int, *, sign: bool = False) -> str:
    """Return a number with a fixed count of decimals, thousands apart; "-" when undefined."""
    if isnan(value):
        return "-"
    text = f"{value:{'+' if sign else ''},.{digits}f}".replace(",", " ")
    zero = f"{0:.{digits}f}"
    return zero if text.lstrip("+-") == zero else text
