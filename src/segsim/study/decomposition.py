"""Why an index changed from the start to a year: parts that add up, with their intervals."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pandas as pd

from segsim.registry import UserError, unknown
from segsim.study.comparison import FIGURES, estimates
from segsim.study.results import Results

INDEX = "adjusted_dissimilarity"
CHOICE = ["indicator", "level", "group"]
RUN = ["scenario", "behaviour", "seed"]
PART = ["scenario", "behaviour", "component", "channel"]
START, POLICY, CHANGE, END = "start", "policy", "change", "end"
"""Rows beside those of the components: values at both ends, and what policy and all come to."""
COLUMNS = ["scenario", "behaviour", *CHOICE, "year", "component", "channel", *FIGURES, "share"]


def decompose(
    results: Results,
    indicator: str = INDEX,
    level: str = "neighbourhood",
    group: str = "language",
    year: int | None = None,
    baseline: str | None = None,
) -> pd.DataFrame:
    """Return what changed an index from the start of the study to a year.

    The change of a scenario is that of its baseline, by component, and what the policies add. They
    add it through the same components: ``channel`` says through which.

    Parameters
    ----------
    results
        The results of a study of cities.
    indicator, level, group
        Which index; those that runs keep accounts of are in ``results.changes``.
    year
        Calendar year; default: the last.
    baseline
        The scenario without the policies; default: the study's own.

    Returns
    -------
    DataFrame
        A row for each part: scenario, behaviour, indicator, level, group, year, component,
        channel, estimate, low, high (90 %), p_lower, n, share. ``share`` is the part's percentage
        of the change, and blank (NaN) where the interval of the change holds zero: shares of what
        may be nothing mean nothing. Estimates add up to that of ``change``, and with ``start``
        to ``end``.
    """
    _refuse_classics(results)
    changes = _changes(results, (indicator, level, group))
    shown = _year(changes, year)
    name = results.study.baseline if baseline is None else baseline
    if name not in results.study.scenarios:
        raise unknown("baseline", name, results.study.scenarios)
    components = list(changes["component"].unique())
    wide = changes[changes["year"] <= shown].pivot_table(
        index=RUN, columns="component", values="value", aggfunc=_sum, sort=False, dropna=False
    )
    runs = wide[components].join(_start(results, indicator, level, group)).dropna()
    parts = [part for one in results.study.scenarios for part in _parts(runs, one, name)]
    if not parts:
        raise UserError(
            f"{results.out}: there is no run of {name} in which {indicator} by {group} is defined "
            f"in every year up to {shown}."
        )
    table = _with_shares(estimates(pd.concat(parts), "value", PART))
    table = table.assign(indicator=indicator, level=level, group=group, year=shown)
    return table[COLUMNS]


def decompositions(
    results: Results,
    indicator: str | None = None,
    year: int | None = None,
    baseline: str | None = None,
) -> pd.DataFrame:
    """Return the same for every level and group, and of every index where none is named."""
    _refuse_classics(results)
    known = results.table("changes", list(CHOICE))
    names = known["indicator"].unique() if indicator is None else [indicator]
    chosen = product(names, known["level"].unique(), known["group"].unique())
    return pd.concat(
        [decompose(results, *choice, year=year, baseline=baseline) for choice in chosen],
        ignore_index=True,
    )


def _changes(results: Results, chosen: tuple[str, str, str]) -> pd.DataFrame:
    """Return the bookings of one index; a name that is not kept is told with those that are."""
    only = dict(zip(CHOICE, chosen, strict=True))
    rows = results.table("changes", only={key: [value] for key, value in only.items()})
    if rows.empty:
        for key, value in only.items():
            known = results.table("changes", [key])[key].unique()
            if value not in known:
                raise unknown(key, value, known)
    return rows


def _refuse_classics(results: Results) -> None:
    if results.study.model is not None:
        raise UserError(
            f"{results.out}: {results.study.model} is a classical model, in which nothing but "
            "moving happens; only studies of cities tell why an index changed."
        )


def _year(changes: pd.DataFrame, year: int | None) -> int:
    first, last = int(changes["year"].min()), int(changes["year"].max())
    if year is not None and not first <= year <= last:
        raise UserError(f"year: {year} is not allowed; a year from {first} to {last}.")
    return last if year is None else year


def _sum(values: "pd.Series[float]") -> float:
    """Return the sum, undefined where a part of it is."""
    return float(values.sum(skipna=False))


def _start(results: Results, indicator: str, level: str, group: str) -> "pd.Series[float]":
    """Return the index of every run when its first year begins."""
    only = {"indicator": [indicator], "level": [level], "group": [group]}
    rows = results.table("indicators", only={**only, "year": [results.study.start_year]})
    return rows.set_index(RUN)["value"].rename(START)


def _parts(runs: pd.DataFrame, scenario: str, baseline: str) -> Iterator[pd.DataFrame]:
    """Yield the parts of a scenario's change by seed, where the baseline's run is there too."""
    components = [name for name in runs.columns if name != START]
    of = runs.index.get_level_values("scenario")
    mine, base = (runs[of == name].droplevel("scenario") for name in (scenario, baseline))
    both = mine.index.intersection(base.index)
    if both.empty:
        return
    mine, base = mine.loc[both], base.loc[both]
    added = mine[components] - base[components]
    change = mine[components].sum(axis=1)
    rows = [(START, "", mine[START]), *((name, "", base[name]) for name in components)]
    rows.append((POLICY, "", added.sum(axis=1)))
    if scenario != baseline:
        rows += [(POLICY, name, added[name]) for name in components]
    rows += [(CHANGE, "", change), (END, "", mine[START] + change)]
    for component, channel, values in rows:
        part = values.rename("value").reset_index()
        yield part.assign(scenario=scenario, component=component, channel=channel)


def _with_shares(table: pd.DataFrame) -> pd.DataFrame:
    """Add every part's percentage of the change, where there is a change to speak of."""
    found = table[(table["component"] == CHANGE) & (table["low"] * table["high"] > 0.0)]
    whole = found.set_index(["scenario", "behaviour"])["estimate"]
    keys = pd.MultiIndex.from_frame(table[["scenario", "behaviour"]])
    share = 100.0 * table["estimate"] / whole.reindex(keys).to_numpy()
    return table.assign(share=np.where(table["component"].isin([START, END]), np.nan, share))
