"""Neighbourhoods of a finished study: means over replications, and where these agree."""

from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from segsim.explorer.choices import VARIABLES, Variable
from segsim.explorer.packing import packed, packed_bits, rounded
from segsim.registry import UserError
from segsim.study.comparison import CONFIDENCE
from segsim.study.labels import FEWEST
from segsim.study.results import Results
from segsim.study.student import quantile
from segsim.world.tables import F64

MOST = 1_000_000
"""Numbers in the panels of all behaviours: with these a page stays below 5 MB."""
EXTREME = 0.995
"""Share of values within the limits of the colours: outliers take the colour of the end."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The neighbourhoods of one behaviour.

    Attributes
    ----------
    years, variables
        What there is of the study, thinned where it would be too much for a page.
    values
        [scenario, seed, year, variable, neighbourhood]; NaN where a run is missing.
    """

    years: list[int]
    variables: list[Variable]
    values: F64

    @property
    def means(self) -> F64:
        """Means over seeds [scenario, year, variable, neighbourhood]; too few households: NaN."""
        count = (~np.isnan(self.values)).sum(axis=1)
        sums = np.where(np.isnan(self.values), 0.0, self.values).sum(axis=1)
        means = np.where(count > 0, sums / np.maximum(count, 1), np.nan)
        names = [variable.name for variable in self.variables]
        few = means[:, :, names.index("households")] < FEWEST
        return np.asarray(np.where(few[:, :, None, :], np.nan, means), np.float64)

    def agreement(self) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
        """Tell where the 90 % interval of a difference leaves zero out.

        Returns
        -------
        array
            [pair of scenarios, year, variable, neighbourhood], pairs as `itertools.combinations`
            orders them; with one seed nobody knows, and nothing is true.
        """
        pairs = list(combinations(range(len(self.values)), 2))
        shape = (len(pairs), *self.values.shape[2:])
        agree = np.zeros(shape, bool)
        for place, (a, b) in enumerate(pairs):
            difference = self.values[b] - self.values[a]
            known = ~np.isnan(difference)
            n = known.sum(axis=0)
            mean = np.where(known, difference, 0.0).sum(axis=0) / np.maximum(n, 1)
            square = np.where(known, (difference - mean) ** 2, 0.0).sum(axis=0)
            error = np.sqrt(square / np.maximum(n - 1, 1) / np.maximum(n, 1))
            reach = np.array([_reach(count) for count in range(int(n.max(initial=0)) + 1)])[n]
            agree[place] = (n > 1) & (np.abs(mean) > reach * error)
        return agree

    def limits(self) -> list[dict[str, Any]]:
        """Return the ends of the colours of every variable, common to all maps, and of changes."""
        means = self.means
        found = []
        for place, variable in enumerate(self.variables):
            values = means[:, :, place]
            known = values[~np.isnan(values)]
            low, high = (
                (float(known.min()), float(np.quantile(known, EXTREME))) if known.size else (0, 1)
            )
            apart = np.abs(values[None, :] - values[:, None])
            apart = apart[~np.isnan(apart) & (apart > 0.0)]
            reach = float(np.quantile(apart, EXTREME)) if apart.size else (high - low) or 1.0
            ends = {"low": rounded(low), "high": rounded(high), "reach": rounded(reach)}
            found.append({**variable.as_json(), **ends})
        return found

    def as_json(self) -> dict[str, Any]:
        """Return what the page reads."""
        return {
            "years": self.years,
            "shape": [len(self.means), *self.means.shape[1:]],
            # what is alike stands together: a neighbourhood over years and scenarios
            "values": packed(self.means.transpose(2, 3, 1, 0)),
            "agree": packed_bits(self.agreement()),
        }


def _reach(count: int) -> float:
    return quantile((1.0 + CONFIDENCE) / 2.0, count - 1) if count > 1 else 0.0


def panel(results: Results, behaviour: str) -> Panel:
    """Read the neighbourhoods of a study under one behaviour.

    Raises
    ------
    UserError
        When none were recorded.
    """
    study = results.study
    years = sorted(results.table("areas", ["year"])["year"].unique().tolist())
    rows = results.table("areas", ["neighbourhood"], {"year": [years[0]]})
    if rows.empty:
        raise UserError(f"{results.out}: no neighbourhoods were recorded, so there is no map.")
    cells = int(rows["neighbourhood"].max()) + 1
    years, variables = thinned(
        years, list(VARIABLES), len(study.scenarios) * len(study.behaviours) * cells
    )
    names = [variable.name for variable in variables]
    table = results.table("areas", ["year", "neighbourhood", *names], {"year": years})
    table = table[table["behaviour"] == behaviour]
    values = np.full(
        (len(study.scenarios), len(study.seeds), len(years), len(variables), cells), np.nan
    )
    place = (
        _places(table["scenario"], study.scenarios),
        _places(table["seed"], study.seeds),
        _places(table["year"], years),
    )
    cell = table["neighbourhood"].to_numpy(np.int64)
    for number, name in enumerate(names):
        values[*place, number, cell] = table[name].to_numpy(np.float64)
    return Panel(years, variables, values)


def thinned(
    years: list[int], variables: list[Variable], each: int
) -> tuple[list[int], list[Variable]]:
    """Return the years and variables that a page has room for, the first and last year always.

    Parameters
    ----------
    years, variables
        What was recorded; the variables that are least asked for go first, never below three
        and the households, and then years.
    each
        Scenarios × behaviours × neighbourhoods.
    """
    kept = list(variables)
    while len(kept) > 4 and len(years) * len(kept) * each > MOST:
        kept.remove(next(v for v in reversed(kept) if v.name != "households"))
    room = max(2, MOST // max(each * len(kept), 1))
    if len(years) <= room:
        return years, kept
    chosen = np.unique(np.linspace(0, len(years) - 1, room).round().astype(int))
    return [years[k] for k in chosen], kept


def _places(column: pd.Series, order: Any) -> np.ndarray[tuple[int], np.dtype[np.int64]]:  # noqa: ANN401
    places = {name: place for place, name in enumerate(order)}
    return column.astype(object).map(places).to_numpy(np.int64)
