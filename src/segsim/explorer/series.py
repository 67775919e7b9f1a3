"""Figures over time of a finished study, pair by pair, and why they changed."""

from typing import Any

import pandas as pd

from segsim.explorer.choices import FIGURES, Choice
from segsim.explorer.packing import rounded
from segsim.registry import UserError
from segsim.study.decomposition import decompose
from segsim.study.results import Results

EXPLAINED = ("language_d", "language_isolation", "income_d", "district_d")
"""Figures of which the runs keep accounts."""
EVERY = 5
"""Years between those for which the page can say why: each takes a while to work out."""

type Series = list[list[float | None]]


def series(results: Results) -> tuple[list[Choice], dict[str, Any]]:
    """Return the figures that were recorded, and their values.

    Returns
    -------
    tuple
        The figures, and ``levels[behaviour][scenario][figure]`` and
        ``changes[behaviour][a][b][figure]`` (b minus a on the same seed, a before b in the
        order of the study): by year estimate, low, high and, of changes, the chance of a decrease.
    """
    study = results.study
    rows = results.rows_of([choice.key for choice in FIGURES])
    there = [choice for choice in FIGURES if not choice.key.among(rows).empty]
    years = sorted(rows["year"].unique().tolist())
    levels = _nested(results.levels(rows), there, years, ("estimate", "low", "high"))
    changes: dict[str, dict[str, Any]] = {behaviour: {} for behaviour in study.behaviours}
    for place, base in enumerate(study.scenarios[:-1]):
        among = rows[rows["scenario"].isin(study.scenarios[place:])]
        table = results.compare(base, among)
        found = _nested(table, there, years, ("estimate", "low", "high", "p_lower"))
        for behaviour, scenarios in found.items():
            changes[behaviour][base] = scenarios
    return there, {"years": years, "levels": levels, "changes": changes}


def _nested(
    table: pd.DataFrame, choices: list[Choice], years: list[int], columns: tuple[str, ...]
) -> dict[str, dict[str, dict[str, Series]]]:
    """Return behaviour → scenario → figure → a row of ``columns`` for each year."""
    found: dict[str, dict[str, dict[str, Series]]] = {}
    for choice in choices:
        rows = choice.key.among(table)
        for (behaviour, scenario), mine in rows.groupby(["behaviour", "scenario"], observed=True):
            by_year = mine.set_index("year")[list(columns)].reindex(years)
            digits = choice.key.digits + 4
            values = [[rounded(v, digits) for v in row] for row in by_year.to_numpy()]
            found.setdefault(str(behaviour), {}).setdefault(str(scenario), {})[choice.name] = values
    return found


def explained(results: Results, choices: list[Choice]) -> list[dict[str, Any]]:
    """Return why figures changed: a row for each part of each scenario, in some of the years."""
    try:
        kept = results.table("changes", ["year"])
    except (UserError, FileNotFoundError):
        return []
    last = int(kept["year"].max())
    years = sorted({*range(results.study.start_year + EVERY, last, EVERY), last})
    found = []
    for choice in choices:
        if choice.name not in EXPLAINED:
            continue
        for year in years:
            key = choice.key
            table = decompose(results, key.indicator, key.level, str(key.group), year)
            found += [_part(choice, row) for row in table.to_dict("records")]
    return found


def _part(choice: Choice, row: dict[Any, Any]) -> dict[str, Any]:
    digits = choice.key.digits + 4
    return {
        "figure": choice.name,
        **{name: row[name] for name in ("scenario", "behaviour", "year", "component", "channel")},
        **{name: rounded(row[name], digits) for name in ("estimate", "low", "high")},
    }
