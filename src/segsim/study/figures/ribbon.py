"""Indices over time: a line and a 90 % band a scenario."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError
from segsim.study.figures.ends import name_ends
from segsim.study.figures.style import Look, looks, new_figure, plain_axes, styled
from segsim.study.figures.style import heading as write_heading
from segsim.study.figures.wording import Written, over, panel_title
from segsim.study.labels import KEYS, Key, present
from segsim.study.results import Results
from segsim.texts import Words, words

COLUMNS = 3
MOST_NAMED = 10
"""Lines that are named at their ends, where there is one panel; more have a legend."""


def ribbon(
    results: Results,
    keys: Sequence[Key] = KEYS,
    *,
    behaviour: str | None = None,
    differences: bool = False,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw the development of the main indices.

    Parameters
    ----------
    results
        The results of a study.
    keys
        What to draw, a panel each; what was not recorded is left out. The lines of a single panel
        are named at their ends.
    behaviour
        The rival behaviour to show; default: the study's first.
    differences
        Draw paired differences from the baseline instead of levels.
    lang
        The language of the figure.
    heading
        Write what is shown above the panels.
    """
    study, said = results.study, words(lang)
    shown = study.behaviours[0] if behaviour is None else behaviour
    rows = results.rows_of(keys)
    table = results.compare(indicators=rows) if differences else results.levels(rows)
    table = table[table["behaviour"] == shown]
    panels = present(table, keys)
    if not panels:
        raise UserError("nothing to draw: none of the indices was recorded")
    style = looks(study.scenarios, study.baseline, said)
    mine = [style[name] for name in study.scenarios if name in set(table["scenario"])]
    columns = min(COLUMNS, len(panels))
    lines = -(-len(panels) // columns)
    alone = len(panels) == 1
    with styled():
        figure = new_figure(5.6 if alone else 12.5, 3.6 if alone else 1.35 + 3.0 * lines)
        axes = figure.subplots(lines, columns, squeeze=False)
        for place, (axis, key) in enumerate(zip(axes.flat, panels, strict=False)):
            if heading or not alone:
                axis.set_title(panel_title(key, said))
            _panel(axis, key, key.among(table), mine, said, signed=differences)
            axis.tick_params(labelbottom=place + columns >= len(panels))
        for axis in axes.flat[len(panels) :]:
            axis.remove()
        if alone and len(mine) <= MOST_NAMED:
            name_ends(axes[0, 0], mine, panels[0].among(table))
        else:
            _legend(figure, mine, 3 if alone else 6)
        if heading:
            text = said(
                f"figures.ribbon.{'effects' if differences else 'development'}",
                over=over(study, said),
                behaviour=said.name("behaviour", shown),
                baseline=style[study.baseline].inline,
            )
            write_heading(figure, study.called(lang), text)
    return figure, axes


def _legend(figure: Figure, scenarios: list[Look], columns: int) -> None:
    figure.legend(
        handles=[look.handle() for look in scenarios],
        loc="outside lower center",
        ncols=min(len(scenarios), columns),
        handlelength=3.2,
    )


def _panel(
    axis: Axes, key: Key, table: pd.DataFrame, scenarios: list[Look], said: Words, *, signed: bool
) -> None:
    plain_axes(axis)
    axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axis.yaxis.set_major_locator(MaxNLocator(5, integer=key.digits == 0))
    axis.yaxis.set_major_formatter(Written(said.numbers, sign=signed))
    for position, look in enumerate(scenarios):
        mine = table[table["scenario"] == look.name].sort_values("year")
        step = max(len(mine) // 5, 1)
        band(axis, look, mine, np.arange(position % step, len(mine), step).tolist())
    if signed:
        axis.axhline(0.0, color="#555555", linewidth=0.9)
    axis.margins(x=0.02)


def band(axis: Axes, look: Look, rows: pd.DataFrame, marked: list[int]) -> None:
    """Draw one scenario: its means as a line, their intervals, and markers at some places."""
    if rows["low"].notna().any():
        axis.fill_between(
            rows["year"], rows["low"], rows["high"], color=look.colour, alpha=0.13, linewidth=0
        )
    axis.plot(
        rows["year"],
        rows["estimate"],
        color=look.colour,
        linestyle=look.dash,
        linewidth=1.8,
        marker=look.marker,
        markersize=5,
        markevery=marked,
    )
