"""Who gains and who loses: where people live (prevention), and what it means to live there."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from segsim.report.drawings import Drawing, Files, Part, Section, slug
from segsim.report.facts import Facts
from segsim.report.outcomes import (
    DRAWN,
    MITIGATION,
    PREVENTION,
    Outcome,
    change,
    compared,
    gains,
    row_title,
)
from segsim.report.tables import Cell, Table, csv_of
from segsim.study.comparison import COLUMNS, FIGURES
from segsim.study.figures.winners import ordered
from segsim.study.figures.wording import group_name, index_title, listed, title_of
from segsim.study.labels import KEYS
from segsim.study.results import Results
from segsim.texts import Words, lowered

SORTING = KEYS[:4]


def groups(results: Results, facts: Facts, files: Files, said: Words) -> Section:
    """Return who gains and who loses, prevention apart from mitigation."""
    table = compared(results, facts)
    files.table("outcomes", csv_of([*COLUMNS, *FIGURES], table))
    tables = {"prevention": _sorting(facts, said), "mitigation": _outcomes(table, facts, said)}
    parts = []
    for name, drawn in {"prevention": PREVENTION, "mitigation": DRAWN}.items():
        known = [one for one in drawn if not one.among(table).empty]
        parts.append(
            Part(
                [_winners(one, results, facts, table, files, said) for one in known],
                said(f"report.groups.{name}"),
                said(f"report.groups.{name}_text"),
                wide=True,
                tables=tables[name],
            )
        )
    notes = _missing(table, said)
    return Section("groups", said("report.groups.title"), said("report.groups.text"), parts, notes)


def _sorting(facts: Facts, said: Words) -> list[Table]:
    """Return the effects on the indices of segregation."""
    rows = [
        [
            Cell(title_of(key, said)),
            *(change(facts.effect(key, name), 1.0, key.digits + 1, said) for name in facts.others),
        ]
        for key in SORTING
        if key in facts.keys
    ]
    return _table("prevention", rows, facts, said)


def _outcomes(table: pd.DataFrame, facts: Facts, said: Words) -> list[Table]:
    """Return the outcomes that were recorded, a row each and group."""
    rows = []
    for outcome in MITIGATION:
        mine = outcome.among(table)
        for group in ordered(dict.fromkeys(mine["group"])):
            cells = outcome.cells(mine, group, facts, said)
            rows.append([row_title(outcome, group, said), *cells])
    return _table("mitigation", rows, facts, said)


def _table(name: str, rows: Sequence[Sequence[Cell]], facts: Facts, said: Words) -> list[Table]:
    """Return a table, or none where it would be empty."""
    columns = [said("report.column.figure"), *_scenarios(facts, said)]
    caption = said(f"report.groups.{name}_caption", year=facts.year)
    return [Table(caption, columns, rows)] if rows else []


def _scenarios(facts: Facts, said: Words) -> list[str]:
    return [said.name("scenario", name) for name in facts.others]


def _missing(table: pd.DataFrame, said: Words) -> list[str]:
    """Say what these runs have not recorded, and how to come by it."""
    missing = [one for one in (*PREVENTION, *DRAWN) if one.among(table).empty]
    if not missing:
        return []
    names = listed([lowered(index_title(one.indicator, said)) for one in missing], said)
    return [said("report.groups.missing", names=names)]


def _winners(
    outcome: Outcome,
    results: Results,
    facts: Facts,
    table: pd.DataFrame,
    files: Files,
    said: Words,
) -> Drawing:
    """Return the figure of one outcome by group."""

    def draw() -> tuple[Figure, Any]:
        figure, axes = results.plot.winners(outcome.indicator, lang=said.language, heading=False)
        return figure, axes

    mine = outcome.among(table)
    name = slug("groups", outcome.indicator)
    title = ", ".join(filter(None, (index_title(outcome.indicator, said), outcome.unit(said))))
    rows = [
        [Cell(group_name(group, said)), *outcome.cells(mine, group, facts, said)]
        for group in ordered(dict.fromkeys(mine["group"]))
    ]
    columns = [said("report.column.group"), *_scenarios(facts, said)]
    explanation = f"indices.{outcome.indicator}.explanation"
    return Drawing(
        name,
        title,
        gains(outcome, mine, facts, said),
        files.draw(name, said.language, draw),
        Table(title, columns, rows),
        files.table(name, csv_of([*COLUMNS, *FIGURES], mine)),
        said(explanation) if explanation in said else "",
    )
