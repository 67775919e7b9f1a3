"""Effects with their intervals, a row a scenario."""

from collections.abc import Sequence
from math import isnan
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError
from segsim.study.figures.style import Look, heading, looks, new_figure, styled, two_lines
from segsim.study.labels import KEYS, Key, number, present
from segsim.study.results import Results

COLUMNS = 2


def forest(
    results: Results, keys: Sequence[Key] = KEYS, *, year: int | None = None
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
    """
    study = results.study
    table = results.compare(indicators=results.rows_of(keys))
    if table.empty:
        raise UserError("nothing to compare: the study has one scenario")
    shown = int(table["year"].max()) if year is None else year
    table = table[table["year"] == shown]
    panels = present(table, keys)
    style = looks(study.scenarios, study.baseline)
    names = [name for name in study.scenarios if name in set(table["scenario"])]
    rows = -(-len(panels) // COLUMNS)
    with styled():
        lines = len(names) * len(study.behaviours)
        figure = new_figure(12.5, 0.9 + rows * (0.95 + 0.34 * lines))
        axes = figure.subplots(rows, COLUMNS, squeeze=False)
        for place, (axis, key) in enumerate(zip(axes.flat, panels, strict=False)):
            entries = _entries(key.among(table), [style[name] for name in names])
            _panel(axis, key, entries, labels=place % COLUMNS == 0)
        for axis in axes.flat[len(panels) :]:
            axis.remove()
        heading(
            figure,
            study.title,
            f"Effects in {shown}: mean difference from {study.baseline} on the same seed over "
            f"{len(study.seeds)} replications, with 90 % interval (Student's t), behaviour "
            f"{', '.join(study.behaviours)}.",
        )
    return figure, axes


def _entries(table: pd.DataFrame, scenarios: list[Look]) -> list[tuple[Look, str, pd.Series]]:
    entries = []
    for look in scenarios:
        mine = table[table["scenario"] == look.name]
        for position, (_, row) in enumerate(mine.iterrows()):
            several = len(mine) > 1
            name = f"{look.label} ({row['behaviour']})" if several else look.label
            entries.append((look, name if position == 0 or not several else row["behaviour"], row))
    return entries


def _panel(
    axis: Axes, key: Key, entries: list[tuple[Look, str, pd.Series]], *, labels: bool
) -> None:
    digits = key.digits + 1 if key.digits else 0
    axis.set_title(two_lines(key))
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
        axis.annotate(
            _figures(row, digits),
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
    axis.xaxis.set_major_locator(MaxNLocator(5))
    low, high = axis.get_xlim()
    reach = max(high - low, 1e-9)
    axis.set_xlim(low - 0.03 * reach, high + 0.03 * reach)


def _figures(row: pd.Series, digits: int) -> str:
    text = number(row["estimate"], digits, sign=True)
    if not isnan(row["low"]):
        low, high = (number(row[end], digits, sign=True) for end in ("low", "high"))
        text += f"  [{low}, {high}]"
    return text.replace("-", "−")
