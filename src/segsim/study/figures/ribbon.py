"""Indices over time: a line and a 90 % band a scenario."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segsim.registry import UserError
from segsim.study.figures.style import (
    Look,
    heading,
    looks,
    new_figure,
    plain_axes,
    styled,
    two_lines,
)
from segsim.study.labels import KEYS, Key, present
from segsim.study.results import Results

COLUMNS = 3


def ribbon(
    results: Results,
    keys: Sequence[Key] = KEYS,
    *,
    behaviour: str | None = None,
    differences: bool = False,
) -> tuple[Figure, Any]:
    """Draw the development of the main indices.

    Parameters
    ----------
    results
        The results of a study.
    keys
        What to draw, a panel each; what was not recorded is left out.
    behaviour
        The rival behaviour to show; default: the study's first.
    differences
        Draw paired differences from the baseline instead of levels.
    """
    study = results.study
    shown = study.behaviours[0] if behaviour is None else behaviour
    rows = results.rows_of(keys)
    table = results.compare(indicators=rows) if differences else results.levels(rows)
    table = table[table["behaviour"] == shown]
    panels = present(table, keys)
    if not panels:
        raise UserError("nothing to draw: none of the indices was recorded")
    style = looks(study.scenarios, study.baseline)
    names = [name for name in study.scenarios if name in set(table["scenario"])]
    lines = -(-len(panels) // COLUMNS)
    with styled():
        figure = new_figure(12.5, 1.35 + 3.0 * lines)
        axes = figure.subplots(lines, COLUMNS, squeeze=False)
        for place, (axis, key) in enumerate(zip(axes.flat, panels, strict=False)):
            _panel(axis, key, key.among(table), [style[name] for name in names])
            axis.tick_params(labelbottom=place + COLUMNS >= len(panels))
            if differences:
                axis.axhline(0.0, color="#555555", linewidth=0.9)
        for axis in axes.flat[len(panels) :]:
            axis.remove()
        figure.legend(
            handles=[style[name].handle() for name in names],
            loc="outside lower center",
            ncols=min(len(names), 6),
            handlelength=3.2,
        )
        what = f"Effects over time, against {study.baseline}" if differences else "Development"
        heading(
            figure,
            study.title,
            f"{what}: mean over {len(study.seeds)} replications with its 90 % interval "
            f"(Student's t), behaviour {shown}.",
        )
    return figure, axes


def _panel(axis: Axes, key: Key, table: pd.DataFrame, scenarios: list[Look]) -> None:
    axis.set_title(two_lines(key))
    plain_axes(axis)
    axis.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axis.yaxis.set_major_locator(MaxNLocator(5))
    if key.digits == 0:
        axis.yaxis.set_major_formatter(FuncFormatter(_thousands))
    for position, look in enumerate(scenarios):
        mine = table[table["scenario"] == look.name].sort_values("year")
        step = max(len(mine) // 5, 1)
        band(axis, look, mine, np.arange(position % step, len(mine), step).tolist())
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


def _thousands(value: float, _: int) -> str:
    return f"{value:,.0f}".replace(",", "\u202f").replace("-", "−")
