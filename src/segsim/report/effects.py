"""Sections on effects: over time, and with their intervals in the last year."""

from collections.abc import Sequence

import pandas as pd

from segsim.report.drawings import Drawing, Files, Part, Section, slug
from segsim.report.facts import Effect, Facts
from segsim.report.messages import finding
from segsim.report.tables import Cell, Table, csv_of, plain
from segsim.study.comparison import COLUMNS, FIGURES
from segsim.study.figures.wording import title_of
from segsim.study.labels import Key
from segsim.study.results import Results
from segsim.texts import Words


def name_of(key: Key) -> str:
    """Return the name of a figure's files."""
    return slug(key.indicator, key.level, *([key.group] if key.group else []))


def ribbons(results: Results, facts: Facts, files: Files, said: Words) -> Section:
    """Return the development of every figure beside what the scenarios change of it."""
    parts = []
    for key in facts.keys:
        drawings = [_ribbon(results, facts, key, files, said, differences=False)]
        if facts.effects:
            drawings.append(_ribbon(results, facts, key, files, said, differences=True))
        explanation = f"indices.{key.indicator}.explanation"
        text = said(explanation) if explanation in said else ""
        parts.append(Part(drawings, title_of(key, said), text))
    return Section("time", said("report.time.title"), said("report.time.text"), parts)


def _ribbon(
    results: Results, facts: Facts, key: Key, files: Files, said: Words, *, differences: bool
) -> Drawing:
    kind = "effect" if differences else "level"
    name = f"{kind}-{name_of(key)}"
    rows = results.rows_of([key])
    table = results.compare(indicators=rows) if differences else results.levels(rows)
    table = key.among(table[table["behaviour"] == facts.behaviour])
    svg = files.draw(
        name,
        said.language,
        lambda: results.plot.ribbon(
            [key], differences=differences, lang=said.language, heading=False
        ),
    )
    if differences:
        found = finding(facts.of(key), key, facts.year, said)
    else:
        found = _course(facts, key, table, said)
    title, subject = said(f"report.time.{kind}"), title_of(key, said)
    shown = _by_year(key, table, f"{subject}: {title}", said, signed=differences)
    csv = files.table(name, csv_of([*COLUMNS, *FIGURES], table))
    return Drawing(name, title, found, svg, shown, csv, subject=subject)


def _course(facts: Facts, key: Key, table: pd.DataFrame, said: Words) -> str:
    """Say how the baseline develops."""
    base = facts.study.baseline if facts.effects else facts.study.scenarios[0]
    mine = table[table["scenario"] == base].sort_values("year")
    first, last = mine.iloc[0], mine.iloc[-1]
    return said(
        "report.time.course",
        scenario=said.name("scenario", base),
        start=said.numbers.number(float(first["estimate"]), key.digits),
        end=said.numbers.number(float(last["estimate"]), key.digits),
        first=int(first["year"]),
        last=int(last["year"]),
    )


def _by_year(key: Key, table: pd.DataFrame, title: str, said: Words, *, signed: bool) -> Table:
    """Return a row a year and a column a scenario."""
    digits = key.digits + 1 if key.digits and signed else key.digits
    names = list(dict.fromkeys(table["scenario"]))
    at = {(row["scenario"], row["year"]): row for _, row in table.iterrows()}
    years = sorted(set(table["year"]))
    rows = []
    for year in years:
        cells = [Cell(said.numbers.year(int(year)))]
        for name in names:
            row = at.get((name, year))
            cells.append(Cell("–") if row is None else cell(row, digits, said, signed=signed))
        rows.append(cells)
    columns = [said("report.column.year"), *(said.name("scenario", str(n)) for n in names)]
    return Table(title, columns, rows)


def cell(row: "pd.Series[float]", digits: int, said: Words, *, signed: bool) -> Cell:
    """Return a figure with its interval below."""
    numbers = said.numbers
    low, high = float(row["low"]), float(row["high"])
    return Cell(
        numbers.number(float(row["estimate"]), digits, sign=signed),
        plain(float(row["estimate"])),
        numbers.interval(low, high, digits, sign=signed),
    )


def forest(results: Results, facts: Facts, files: Files, said: Words) -> Section:
    """Return the effect of every scenario on every figure, with its interval."""
    drawings = [_forest(results, facts, key, files, said) for key in facts.keys]
    text = said("report.forest.text", year=facts.year)
    return Section("certainty", said("report.forest.title"), text, [Part(drawings)])


def _forest(results: Results, facts: Facts, key: Key, files: Files, said: Words) -> Drawing:
    name = f"forest-{name_of(key)}"
    svg = files.draw(
        name,
        said.language,
        lambda: results.plot.forest([key], lang=said.language, heading=False),
    )
    title = title_of(key, said)
    if key.unit:
        title = f"{title}, {said.name('unit', key.unit)}"
    digits = key.digits + 1 if key.digits else 0
    effects = [e for b in facts.study.behaviours for e in facts.of(key, b)]
    rows = [
        [
            Cell(said.name("scenario", e.scenario)),
            Cell(said.name("behaviour", e.behaviour)),
            Cell(said.numbers.number(e.estimate, digits, sign=True), plain(e.estimate)),
            Cell(said.numbers.interval(e.low, e.high, digits, sign=True)),
            Cell(chance(e.p_lower, said, nothing=e.nothing), plain(e.p_lower)),
            Cell(said.numbers.number(e.n)),
        ]
        for e in effects
    ]
    names = ("scenario", "behaviour", "change", "interval", "chance", "replications")
    columns = [said(f"report.column.{name}") for name in names]
    table = Table(title, columns, rows)
    found = finding(facts.of(key), key, facts.year, said)
    return Drawing(name, title, found, svg, table, files.table(name, csv_of(*_records(effects))))


def _records(effects: Sequence[Effect]) -> tuple[list[str], list[dict[str, object]]]:
    rows: list[dict[str, object]] = [
        {
            "scenario": e.scenario,
            "behaviour": e.behaviour,
            "indicator": e.key.indicator,
            "level": e.key.level,
            "group": e.key.group or "all",
            "estimate": e.estimate,
            "low": e.low,
            "high": e.high,
            "p_lower": e.p_lower,
            "n": e.n,
        }
        for e in effects
    ]
    return [name for name in COLUMNS if name != "year"] + FIGURES, rows


def chance(p_lower: float, said: Words, *, nothing: bool) -> str:
    """Return the chance of a decrease; of what never changes there is none to speak of."""
    return said("report.table.no_change") if nothing else said.numbers.chance(p_lower)
