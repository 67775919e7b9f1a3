"""Maps side by side: panels, bars that say what colours mean, title and explanation."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import floor, log10
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segsim.geography import Atlas, Line
from segsim.study.figures import land
from segsim.study.figures.land import Shade
from segsim.study.figures.style import DIVERGING, INK, heading, heading_room, new_figure, styled
from segsim.study.results import Results
from segsim.texts import Words

PANEL = 2.85  # inches, width of a map
MARGIN = 0.08
UNITS = {"price": "EUR/m²", "rent": "EUR/m²/month"}
BELOW = -0.035  # where the scale is, in heights of the map
TITLE = 32  # letters of a title's line


@dataclass(frozen=True, slots=True)
class Panel:
    """One map: its title, values and colours, the year (for lines) and the scenario it is of."""

    title: str
    table: pd.DataFrame
    shade: Shade
    scenario: str
    year: int
    column: str = "value"
    unsure: str = "pale"


@dataclass(frozen=True, slots=True)
class Bar:
    """What colours mean: below the columns from ``start`` to before ``end``."""

    shade: Shade
    name: str
    start: int
    end: int
    share: bool
    unit: str = ""
    change: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Maps in rows, with bars below and, for those who want it, title and explanation above."""

    panels: Sequence[Panel]
    columns: int
    bars: Sequence[Bar]
    title: str
    explanation: str
    labels: Sequence[str] = field(default=())  # of rows


def composed(results: Results, page: Page, words: Words, *, told: bool) -> tuple[Figure, Any]:
    """Draw maps side by side.

    Parameters
    ----------
    results
        The results of a study.
    page
        What to draw.
    words
        The texts of the language.
    told
        With title and explanation.
    """
    atlas, rows = results.atlas, -(-len(page.panels) // page.columns)
    height = PANEL / atlas.box.ratio
    beside = 0.25 if page.labels else 0.0
    width = page.columns * (PANEL + MARGIN) + beside
    above = heading_room(page.explanation, width) if told else 0.0
    with styled():
        size = width, above + 0.85 + rows * (height + 0.3)
        figure = new_figure(*(round(72.0 * side) / 72.0 for side in size))  # whole points
        ratios = [*[height] * rows, 0.13]
        grid = figure.add_gridspec(rows + 1, page.columns, height_ratios=ratios)
        axes = np.empty(len(page.panels), object)
        for place, panel in enumerate(page.panels):
            row, column = divmod(place, page.columns)
            axes[place] = axis = figure.add_subplot(grid[row, column])
            axis.set_title("\n".join(wrap(panel.title, TITLE)))
            base, added = lines_of(results, panel)
            land.draw(
                axis, atlas, panel.table, panel.shade, base, added,
                column=panel.column, unsure=panel.unsure,
            )  # fmt: skip
            if column == 0 and page.labels:
                axis.set_ylabel(page.labels[row], weight="bold", color=INK, labelpad=4)
        _scale(axes[(rows - 1) * page.columns], atlas, words)
        for bar in page.bars:
            _bar(figure.add_subplot(grid[rows, bar.start : bar.end]), bar, words)
        if told:
            heading(figure, page.title, page.explanation)
    return figure, axes


def lines_of(results: Results, panel: Panel) -> tuple[list[Line], list[Line]]:
    """Return the open lines of a panel: the baseline's, and those its scenario adds."""
    base = results.lines.get(results.study.baseline, ())
    own = results.lines.get(panel.scenario, ())
    opened = [line for line in base if line.opens <= panel.year]
    return opened, [line for line in own if line not in base and line.opens <= panel.year]


def unit_of(variable: str, words: Words, *, change: bool = False) -> str:
    """Return the unit of a variable's values or changes, "" where numbers have none."""
    if variable.endswith("_share"):
        return words("maps.points") if change else ""
    return words.name("unit", UNITS[variable]) if variable in UNITS else ""


def explanation(results: Results, words: Words, *parts: str) -> str:
    """Return the sentences on what is drawn, with those that every map needs."""
    kind = words(f"maps.kind.{results.atlas.kind}")
    lines = [words("maps.lines")] if any(results.lines.values()) else []
    return " ".join([*parts, kind, *lines, words("maps.small")])


def _scale(axis: Axes, atlas: Atlas, words: Words) -> None:
    """Draw a scale below the map."""
    length = _round_length(0.22 * (atlas.box.right - atlas.box.left))
    share = length / (atlas.box.right - atlas.box.left)
    look: dict[str, Any] = {"color": INK, "transform": axis.transAxes, "clip_on": False}
    axis.plot([0.0, share], [BELOW, BELOW], linewidth=1.4, solid_capstyle="butt", **look)
    digits = 0 if length >= 1000.0 else 1
    told = f"{words.numbers.number(length / 1000.0, digits)} {words.name('unit', 'km')}"
    axis.text(share + 0.02, BELOW, told, fontsize=8, va="center", **look)


def _round_length(length: float) -> float:
    """Return the largest of 1, 2, 5, 10, … metres up to a length."""
    power = 10.0 ** floor(log10(max(length, 1.0)))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= max(length, 1.0))


def _digits(step: float) -> int:
    """Return the decimals that the multiples of a step need, up to four."""
    return next((d for d in range(4) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 4)


def _bar(axis: Axes, bar: Bar, words: Words) -> None:
    signed = bar.shade.name == DIVERGING
    figure = axis.get_figure()
    assert figure is not None
    drawn = figure.colorbar(
        ScalarMappable(bar.shade.norm, bar.shade.colours),
        cax=axis,
        orientation="horizontal",
        extend="both" if signed else "max",
    )
    drawn.outline.set_visible(False)
    ticks = MaxNLocator(5 if signed or bar.end - bar.start < 2 else 8)
    axis.xaxis.set_major_locator(ticks)
    low, high = float(bar.shade.norm.vmin or 0.0), float(bar.shade.norm.vmax or 0.0)
    step = float(np.diff(ticks.tick_values(low, high))[0]) * (100.0 if bar.share else 1.0)
    digits = _digits(step)

    def written(value: float, _: int) -> str:
        if bar.share and bar.change:
            return words.numbers.number(100.0 * value, digits, sign=signed)
        if bar.share:
            return words.numbers.percent(value, digits)
        return words.numbers.number(value, digits, sign=signed)

    axis.xaxis.set_major_formatter(FuncFormatter(written))
    drawn.set_label(f"{bar.name}, {bar.unit}" if bar.unit else bar.name)
