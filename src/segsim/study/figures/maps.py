"""Neighbourhood maps: before, after, and what each scenario changes."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segsim.registry import unknown
from segsim.study.figures import mapdata
from segsim.study.figures.mapdata import Box
from segsim.study.figures.style import (
    DIVERGING,
    FAINT,
    LAND,
    SEQUENTIAL,
    heading,
    new_figure,
    styled,
)
from segsim.study.labels import readable
from segsim.study.results import Results

VARIABLE = "foreign_share"
TITLES = {
    "foreign_share": "Share of foreign-language households",
    "low_income_share": "Share of low-income households",
    "mean_rank": "Mean income rank",
    "price": "Price, EUR/m²",
}
COLUMNS = 4
PANEL = 2.85  # inches, width of a map
LARGEST = 300.0  # area of a mean dot, square points
COVERED = 0.30  # share of a map that all dots together would cover side by side


def maps(
    results: Results, variable: str = VARIABLE, *, behaviour: str | None = None
) -> tuple[Figure, Any]:
    """Draw the neighbourhoods at the start and the end, and every scenario's difference.

    Parameters
    ----------
    results
        The results of a study.
    variable
        A column of the neighbourhood panel.
    behaviour
        The rival behaviour to show; default: the study's first.
    """
    study = results.study
    shown = study.behaviours[0] if behaviour is None else behaviour
    numbers = results.columns("areas")
    if variable not in numbers:
        raise unknown("map", variable, numbers)
    years = results.table("areas", ["year"])["year"]
    first, last = int(years.min()), int(years.max())
    needed = list(dict.fromkeys(["neighbourhood", "year", "x", "y", "households", variable]))
    areas = results.table("areas", needed, {"year": [first, last]})
    areas = areas[areas["behaviour"] == shown]
    start = mapdata.mean(areas, study.baseline, first, variable)
    end = mapdata.mean(areas, study.baseline, last, variable)
    effects = {
        name: mapdata.difference(areas, study.baseline, name, last, variable)
        for name in study.scenarios
        if name != study.baseline
    }
    change = end.assign(value=end["value"] - start["value"]).dropna(subset=["value"])
    own = mapdata.levels([start, end])
    moved, caused = mapdata.symmetric([change]), mapdata.symmetric(list(effects.values()))
    base = readable(study.baseline).lower()
    panels = [
        (str(first), start, own, SEQUENTIAL),
        (f"{last}, {base}", end, own, SEQUENTIAL),
        (f"Change {first}–{last}, {base}", change, moved, DIVERGING),
        *(
            (f"Effect of {readable(scenario).lower()}, {last}", table, caused, DIVERGING)
            for scenario, table in effects.items()
        ),
    ]
    rows = -(-len(panels) // COLUMNS)
    name = TITLES.get(variable, readable(variable))
    share = variable.endswith("_share")
    with styled():
        box = mapdata.box_around(start)
        height = PANEL / box.ratio
        figure = new_figure(12.5, 1.95 + rows * (height + 0.3))
        grid = figure.add_gridspec(rows + 1, COLUMNS, height_ratios=[*[height] * rows, 0.13])
        axes = np.empty(len(panels), object)
        for place, (title, table, norm, colours) in enumerate(panels):
            axes[place] = figure.add_subplot(grid[place // COLUMNS, place % COLUMNS])
            axes[place].set_title(title)
            _dots(axes[place], table, norm, colours, box)
        _bar(figure.add_subplot(grid[rows, :2]), own, SEQUENTIAL, name, share=share)
        _bar(figure.add_subplot(grid[rows, 2]), moved, DIVERGING, "Change", share=share)
        if effects:
            _bar(figure.add_subplot(grid[rows, 3]), caused, DIVERGING, "Effect", share=share)
        text = (
            f"{name}: mean over {len(study.seeds)} replications, behaviour {shown}. A dot is a "
            "neighbourhood, its area its households; triangles lie beyond the edge."
        )
        if effects:
            text += (
                f" An effect is the difference from {study.baseline} on the same seed, pale where "
                "its 90 % interval holds zero."
            )
        heading(figure, study.title, text)
    return figure, axes


def _dots(axis: Axes, table: pd.DataFrame, norm: Normalize, colours: str, box: Box) -> None:
    axis.set_facecolor(LAND)
    # the sure ones last, on top; large before small
    shown = table.sort_values(["sure", "size"], ascending=[True, False], kind="stable")
    x, y = shown["x"].to_numpy(), shown["y"].to_numpy()
    area = (72 * PANEL) ** 2 / box.ratio * COVERED / max(len(table), 1)  # of a mean dot
    area = min(area, LARGEST)
    sizes = area * (shown["size"] / max(float(shown["size"].mean()), 1.0)).to_numpy()
    values = shown["value"].to_numpy()
    opacity = np.where(shown["sure"], 1.0, 0.3)
    markers = np.select(
        [y > box.top, y < box.bottom, x < box.left, x > box.right], ["^", "v", "<", ">"], "o"
    )
    inset = 0.025 * (box.right - box.left)
    for marker in sorted(set(markers)):
        rows = markers == marker
        edge = 0.0 if marker == "o" else inset
        axis.scatter(
            np.clip(x[rows], box.left + edge, box.right - edge),
            np.clip(y[rows], box.bottom + edge, box.top - edge),
            s=sizes[rows],
            c=values[rows],
            alpha=opacity[rows],
            marker=str(marker),
            cmap=colours,
            norm=norm,
            linewidths=0.3,
            edgecolors=FAINT,
        )
    axis.set_xlim(box.left, box.right)
    axis.set_ylim(box.bottom, box.top)
    axis.set_aspect("equal")
    axis.set_xticks([])
    axis.set_yticks([])
    for spine in axis.spines.values():
        spine.set_visible(False)


def _bar(axis: Axes, norm: Normalize, colours: str, name: str, *, share: bool) -> None:
    signed = colours == DIVERGING
    figure = axis.get_figure()
    assert figure is not None
    bar = figure.colorbar(
        ScalarMappable(norm, colours),
        cax=axis,
        orientation="horizontal",
        extend="both" if signed else "max",
    )
    bar.outline.set_visible(False)
    axis.xaxis.set_major_locator(MaxNLocator(5 if signed else 8))
    if share and signed:
        axis.xaxis.set_major_formatter(FuncFormatter(_points))
        name = f"{name}, percentage points"
    elif share:
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.3g} %"))
    bar.set_label(name)


def _points(value: float, _: int) -> str:
    text = f"{value * 100:+.3g}".replace("-", "−")
    return "0" if text in {"+0", "−0"} else text
