"""The comparison as a table on a terminal, with the course of each figure as a small curve."""

from math import isnan

import pandas as pd
from rich import box
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from segsim.study.labels import Key, number, present, readable
from segsim.study.results import Results
from segsim.study.table import chance_of, costs, interval

BLOCKS = "▁▂▃▄▅▆▇█"
LONGEST = 16
"""Characters of a curve."""


def sparkline(values: "pd.Series[float]", low: float, high: float) -> str:
    """Return a curve of block characters, thinned to its room; a gap where nothing is known.

    Parameters
    ----------
    values
        In the order of years.
    low, high
        What the lowest and the highest block stand for.
    """
    picked = list(values)
    if len(picked) > LONGEST:
        step = (len(picked) - 1) / (LONGEST - 1)
        picked = [picked[round(k * step)] for k in range(LONGEST)]
    top = len(BLOCKS) - 1
    reach = high - low

    def block(value: float) -> str:
        if isnan(value):
            return " "
        return BLOCKS[round(top * (value - low) / reach) if reach > 0.0 else top // 2]

    return "".join(map(block, picked))


def closing_table(results: Results) -> Group:
    """Return the main figures: level, course, and change against the baseline, by scenario."""
    study = results.study
    rows = results.rows_of()
    levels, last = results.levels(rows), int(rows["year"].max())
    changes = results.compare(indicators=rows[rows["year"] == last])
    parts: list[Table | Text] = [Text(study.title, "bold")]
    for key in present(levels):
        parts.append(_section(key, key.among(levels), key.among(changes), results))
    count = len(study.seeds)
    foot = f"Against {study.baseline} on the same seeds; {count} replications. Bold: no zero in it."
    return Group(*parts, Text(foot, "dim"))


def _section(key: Key, levels: pd.DataFrame, changes: pd.DataFrame, results: Results) -> Table:
    """Return the rows of one figure; the columns of all figures are equally wide."""
    study = results.study
    title = f"{key.title}, {key.unit}" if key.unit else key.title
    several = len(study.behaviours) > 1
    names = [
        f"{readable(scenario)} ({behaviour})" if several else readable(scenario)
        for scenario in study.scenarios
        for behaviour in study.behaviours
    ]
    table = Table(box=box.SIMPLE_HEAD, title=Text(title, "bold"), title_justify="left")
    table.add_column("", min_width=max(map(len, names)), overflow="fold")
    years = f"{levels['year'].min()}–{levels['year'].max()}"
    table.add_column(years, no_wrap=True, min_width=LONGEST)
    for heading, width in (("level", 6), ("change", 8), ("90 % interval", 19), ("falls", 9)):
        table.add_column(heading, justify="right", no_wrap=True, min_width=width)
    low, high = float(levels["estimate"].min()), float(levels["estimate"].max())
    digits = key.digits + 1 if key.digits else 0
    by = ["scenario", "behaviour"]
    for (scenario, behaviour), mine in levels.groupby(by, sort=False, observed=True):
        course = mine.sort_values("year")["estimate"]
        name = readable(str(scenario)) + (f" ({behaviour})" if several else "")
        level = number(float(course.iloc[-1]), key.digits)
        own = changes[(changes["scenario"] == scenario) & (changes["behaviour"] == behaviour)]
        cells = _change(own.iloc[0], digits) if len(own) else ()
        table.add_row(Text(name), sparkline(course, low, high), level, *cells)
    return table


def _change(row: "pd.Series[float]", digits: int) -> tuple[Text, Text, Text]:
    """Return change, interval and chance; bold where the interval leaves zero out."""
    sure = row["low"] > 0.0 or row["high"] < 0.0
    style = "bold" if sure else ""
    figure = number(row["estimate"], digits, sign=True)
    ends = interval(row, digits, sign=True)
    return Text(figure, style), Text(ends, style), Text(chance_of(row))


def print_closing(results: Results) -> None:
    """Print the table on the terminal."""
    console = Console()
    console.print(closing_table(results))
    for line in costs(results, results.years[-1]):
        console.print(line, markup=False, highlight=False)
