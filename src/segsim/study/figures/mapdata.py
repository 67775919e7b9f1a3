"""What a map shows: a value, a size and a place for every neighbourhood."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize

from segsim.registry import UserError
from segsim.study.comparison import estimates

OUTERMOST = 0.012
"""Share of households that may lie beyond each edge of a map."""


@dataclass(frozen=True, slots=True)
class Box:
    """Common limits of all maps, in metres."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def ratio(self) -> float:
        """Width per height."""
        return (self.right - self.left) / (self.top - self.bottom)


def mean(areas: pd.DataFrame, scenario: str, year: int, variable: str) -> pd.DataFrame:
    """Return x, y, size and value of every neighbourhood, means over seeds."""
    rows = areas[(areas["scenario"] == scenario) & (areas["year"] == year)]
    if rows.empty:
        raise UserError(f"no map of {scenario} in {year}: it was not recorded")
    means = rows.groupby("neighbourhood", sort=True)[["x", "y", "households", variable]].mean()
    return means.set_axis(["x", "y", "size", "value"], axis="columns").assign(sure=True)


def difference(
    areas: pd.DataFrame, baseline: str, scenario: str, year: int, variable: str
) -> pd.DataFrame:
    """Return the mean difference on the same seed, and whether its sign is sure.

    It is sure when the 90 % interval over seeds leaves zero out; with one seed nobody knows,
    and everything counts as sure.
    """
    keys = ["seed", "neighbourhood"]
    at = areas[areas["year"] == year]
    mine = at.loc[at["scenario"] == scenario, [*keys, variable]]
    base = at.loc[at["scenario"] == baseline, [*keys, variable]]
    pairs = mine.merge(base, on=keys, suffixes=("", "_baseline"))
    pairs["value"] = pairs[variable] - pairs[f"{variable}_baseline"]
    figures = estimates(pairs, "value", ["neighbourhood"]).set_index("neighbourhood")
    table = mean(areas, scenario, year, variable)
    unsure = (figures["low"] <= 0.0) & (figures["high"] >= 0.0)
    table["value"] = figures["estimate"]
    table["sure"] = ~unsure.reindex(table.index, fill_value=False)
    return table.dropna(subset=["value"])


def levels(tables: list[pd.DataFrame]) -> Normalize:
    """Return common limits from the lowest to almost the highest value."""
    values = np.concatenate([table["value"].dropna() for table in tables])
    return Normalize(float(values.min()), float(np.quantile(values, 0.995)))


def symmetric(tables: list[pd.DataFrame]) -> Normalize:
    """Return common limits around zero."""
    values = [abs(float(v)) for table in tables for v in table["value"].dropna()]
    reach = float(np.quantile(values, 0.995)) if values else 0.0
    reach = reach or 1e-6
    return Normalize(-reach, reach)


def box_around(table: pd.DataFrame) -> Box:
    """Return the box around all but the outermost households, neither narrow nor flat."""
    left, right = _span(table["x"], table["size"])
    bottom, top = _span(table["y"], table["size"])
    wide, high = right - left, top - bottom
    across, up = 0.5 * max(wide, 0.7 * high, 1.0), 0.5 * max(high, 0.7 * wide, 1.0)
    middle = (left + right) / 2, (bottom + top) / 2
    return Box(middle[0] - across, middle[0] + across, middle[1] - up, middle[1] + up)


def _span(position: pd.Series, weight: pd.Series) -> tuple[float, float]:
    order = position.sort_values(kind="stable")
    share = weight.loc[order.index].cumsum() / weight.sum()
    low = float(order.iloc[int(np.searchsorted(share, OUTERMOST))])
    high = float(order.iloc[int(np.searchsorted(share, 1.0 - OUTERMOST))])
    room, margin = 0.12 * (high - low), 0.07 * (high - low)
    ends = float(order.iloc[0]), float(order.iloc[-1])
    return max(low - room, ends[0] - margin), min(high + room, ends[1] + margin)
