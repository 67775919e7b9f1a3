"""Effects with their intervals, a row a scenario."""

from collections.abc import Sequence
from math import isnan
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError
from segsim.study.figures.style import Look, looks, new_figure, styled
from segsim.study.figures.style import heading as write_heading
from segsim.study.figures.wording import Written, behaviours, over, panel_title
from segsim.study.labels import KEYS, Key, present
from segsim.study.results import Results
from segsim.texts import Numbers, words

COLUMNS = 2
LETTERS = 21
"""In a line of a scenario's name, where there is one panel."""


def forest(
    results: Results,
    keys: Sequence[Key] = KEYS,
    *,
    year: int | None = None,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw every scenario's effect on the main indices.

    Parameters
    ----------
    results
        The results of a study with at least two scenarios.
    keys
        What to draw, a panel each; what was not recorded is left out.
    year
        Calendar year; default: the last.
    lang
        The language of the figure.
    heading
        Write what is shown above the panels.
    """
    study, said = results.study, words(lang)
    table = results.compare(indicators=results.rows_of(keys))
    if table.empty:
        raise UserError("nothing to compare: the study has one scenario")
    shown = int(table["year"].max()) if year is None else year
    table = table[table["year"] == shown]
    panels = present(table, keys)
    style = looks(study.scenarios, study.baseline, said)
    names = [name for name in study.scenarios if name in set(table["scenario"])]
    alone = len(panels) == 1
    columns = 1 if alone else COLUMNS
    rows = -(-len(panels) // columns)
    with styled():
        lines = len(names) * len(study.behaviours)
        size = (5.6, 0.55 + 0.42 * lines) if alone else (12.5, 0.9 + rows * (0.95 + 0.34 * lines))
        figure = new_figure(*size)
        axes = figure.subplots(rows, columns, squeeze=False)
        for place, (axis, key) in enumerate(zip(axes.flat, panels, strict=False)):
            named = {b: said.name("behaviour", b) for b in study.behaviours}
            entries = _entries(key.among(table), [style[name] for name in names], named)
            if alone:
                entries = [
                    (look, fill(name, LETTERS, break_long_words=False), row)
                    for look, name, row in entries
                ]
            if heading or not alone:
                axis.set_title(panel_title(key, said))
            _panel(axis, key, entries, said.numbers, labels=place % columns == 0)
            axis.xaxis.set_major_locator(MaxNLocator(3 if alone else 5))
        for axis in axes.flat[len(panels) :]:
            axis.remove()
        if heading:
            text = said(
                "figures.forest.heading",
                year=said.numbers.year(shown),
                baseline=style[study.baseline].inline,
                over=over(study, said),
                behaviours=behaviours(study.behaviours, said),
            )
            write_heading(figure, study.called(lang), text)
    return figure, axes


def _entries(
    table: pd.DataFrame, scenarios: list[Look], behaviours: dict[str, str]
) -> list[tuple[Look, str, pd.Series]]:
    entries = []
    for look in scenarios:
        mine = table[table["scenario"] == look.name]
        for position, (_, row) in enumerate(mine.iterrows()):
            several, behaviour = len(mine) > 1, behaviours[str(row["behaviour"])]
            name = f"{look.label} ({behaviour})" if several else look.label
            entries.append((look, name if position == 0 or not several else behaviour, row))
    return entries


def _broken(name: str) -> str:
    return fill(name, LETTERS, break_long_words=False)


def _panel(
    axis: Axes,
    key: Key,
    entries: list[tuple[Look, str, pd.Series]],
    numbers: Numbers,
    *,
    labels: bool,
) -> None:
    digits = key.digits + 1 if key.digits else 0
    axis.axvline(0.0, color="#555555", linewidth=0.9, zorder=1)
    axis.grid(visible=True, axis="x")
    axis.set_axisbelow(True)
    for place, (look, _, row) in enumerate(entries):
        if not isnan(row["low"]):
            axis.plot(
                [row["low"], row["high"]],
                [place, place],
                color=look.colour,
                linewidth=2.6,
                solid_capstyle="butt",
            )
        axis.plot(
            row["estimate"],
            place,
            marker=look.marker,
            color=look.colour,
            markersize=8,
            markeredgecolor="white",
            markeredgewidth=0.8,
        )
        figure = numbers.number(row["estimate"], digits, sign=True)
        interval = numbers.interval(row["low"], row["high"], digits, sign=True)
        axis.annotate(
            f"{figure}  {interval}".rstrip(),
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
    axis.set_yticks(range(len(entries)), [name for _, name, _ in entries] if labels else [])
    axis.set_ylim(len(entries) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.xaxis.set_major_formatter(Written(numbers, sign=True))
    low, high = axis.get_xlim()
    reach = max(high - low, 1e-9)
    axis.set_xlim(low - 0.03 * reach, high + 0.03 * reach)
