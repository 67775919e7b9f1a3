"""What a map shows: a value for every neighbourhood, and how sure it is."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize
from numpy.typing import NDArray

from segsim.registry import UserError, unknown
from segsim.study.comparison import estimates, moments
from segsim.study.labels import FEWEST
from segsim.study.results import Results

BULK = 0.995
"""Share of values that common limits hold: single ones must not make all others alike."""


def read(
    results: Results, variable: str, behaviour: str | None, years: Sequence[int] | None = None
) -> tuple[pd.DataFrame, str]:
    """Return the neighbourhoods by scenario, seed and year, and the behaviour they are of.

    Parameters
    ----------
    results
        The results of a study.
    variable
        A column of the neighbourhood panel.
    behaviour
        The rival behaviour to show; default: the study's first.
    years
        Those that are needed; default: the first and the last.
    """
    study = results.study
    shown = study.behaviours[0] if behaviour is None else behaviour
    if shown not in study.behaviours:
        raise unknown("map: behaviour", shown, study.behaviours)
    numbers = results.columns("areas")
    if variable not in numbers:
        raise unknown("map", variable, numbers)
    found = recorded(results)
    wanted = [found[0], found[-1]] if years is None else list(years)
    for year in wanted:
        if year not in found:
            raise unknown("map: year", str(year), [str(one) for one in found])
    columns = list(dict.fromkeys(["neighbourhood", "year", "households", variable]))
    areas = results.table("areas", columns, {"year": wanted})
    return areas[areas["behaviour"] == shown], shown


def recorded(results: Results) -> list[int]:
    """Return the years of which there is a neighbourhood panel."""
    years = results.table("areas", ["year"])["year"].unique()
    return sorted(int(year) for year in years)


def mean(areas: pd.DataFrame, scenario: str, year: int, variable: str) -> pd.DataFrame:
    """Return size and value of every neighbourhood, means over seeds."""
    rows = _rows(areas, scenario, year)
    if variable == "households":
        rows = rows.assign(value=rows["households"])
        variable = "value"
    means = rows.groupby("neighbourhood", sort=True)[["households", variable]].mean()
    table = means.set_axis(["size", "value"], axis="columns")
    return table.assign(sure=True, small=table["size"] < FEWEST)


def difference(
    areas: pd.DataFrame, one: tuple[str, int], other: tuple[str, int], variable: str
) -> pd.DataFrame:
    """Return ``one`` less ``other`` (scenario, year) on the same seed.

    ``value`` is the mean, ``spread`` the standard deviation over seeds; it is ``sure`` when the
    90 % interval leaves zero out. With one seed nobody knows, and everything counts as sure.
    """
    keys = ["seed", "neighbourhood"]
    left, right = _rows(areas, *one), _rows(areas, *other)
    named = {variable: "before"}
    pairs = left[[*keys, variable]].merge(right[[*keys, variable]].rename(columns=named), on=keys)
    pairs["value"] = pairs[variable].astype(float) - pairs["before"]
    by = ["neighbourhood"]
    figures = estimates(pairs, "value", by).set_index(by)
    table = mean(areas, *one, variable)
    before = mean(areas, *other, variable)["small"]
    unsure = (figures["low"] <= 0.0) & (figures["high"] >= 0.0)
    table["value"] = figures["estimate"]
    table["spread"] = moments(pairs, "value", by).set_index(by)["spread"]
    table["sure"] = ~unsure.reindex(table.index, fill_value=False)
    table["small"] |= before.reindex(table.index, fill_value=True)
    return table


def _rows(areas: pd.DataFrame, scenario: str, year: int) -> pd.DataFrame:
    rows = areas[(areas["scenario"] == scenario) & (areas["year"] == year)]
    if rows.empty:
        raise UserError(f"no map of {scenario} in {year}: it was not recorded")
    return rows


def levels(tables: Sequence[pd.DataFrame], column: str = "value") -> Normalize:
    """Return common limits from the lowest to almost the highest value."""
    values = _shown(tables, column)
    if not values.size:
        return Normalize(0.0, 1.0)
    low, high = float(values.min()), float(np.quantile(values, BULK))
    return Normalize(low, max(high, low + 1e-9))


def symmetric(tables: Sequence[pd.DataFrame]) -> Normalize:
    """Return common limits around zero."""
    values = np.abs(_shown(tables, "value"))
    reach = float(np.quantile(values, BULK)) if values.size else 0.0
    reach = reach or 1e-6
    return Normalize(-reach, reach)


def _shown(tables: Sequence[pd.DataFrame], column: str) -> NDArray[np.float64]:
    """Return the values that maps show: not those of small neighbourhoods."""
    parts = [table.loc[~table["small"], column].dropna().to_numpy(float) for table in tables]
    return np.concatenate([np.zeros(0), *parts])
