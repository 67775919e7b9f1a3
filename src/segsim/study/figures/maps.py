"""Neighbourhood maps: before, after, and what each scenario changes."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from segsim.registry import UserError, unknown
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
OUTERMOST = 0.012  # share of households that may lie beyond each edge
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
    areas = results.areas[results.areas["behaviour"] == shown]
    if variable not in areas:
        raise unknown(
            "map", variable, [str(c) for c in areas if pd.api.types.is_float_dtype(areas[c])]
        )
    first, last = int(areas["year"].min()), int(areas["year"].max())
    start = _mean(areas, study.baseline, first, variable)
    end = _mean(areas, study.baseline, last, variable)
    others = [name for name in study.scenarios if name != study.baseline]
    changes = {name: _difference(areas, study.baseline, name, last, variable) for name in others}
    share = _is_share(pd.concat([start["value"], end["value"]]))
    change = end.assign(value=end["value"] - start["value"]).dropna(subset=["value"])
    levels, limits = _levels([start, end]), _symmetric([change, *changes.values()])
    panels = [
        (str(first), start, levels, SEQUENTIAL),
        (f"{last}, {readable(study.baseline).lower()}", end, levels, SEQUENTIAL),
        (f"Change {first}–{last}, {readable(study.baseline).lower()}", change, limits, DIVERGING),
        *(
            (f"Effect of {readable(n).lower()}, {last}", t, limits, DIVERGING)
            for n, t in changes.items()
        ),
    ]
    rows = -(-len(panels) // COLUMNS)
    name = TITLES.get(variable, readable(variable))
    with styled():
        box = _box(start)
        height = PANEL / box.ratio
        figure = new_figure(12.5, 1.95 + rows * (height + 0.3))
        grid = figure.add_gridspec(rows + 1, COLUMNS, height_ratios=[*[height] * rows, 0.13])
        axes = np.empty(len(panels), object)
        for place, (title, table, norm, colours) in enumerate(panels):
            axes[place] = figure.add_subplot(grid[place // COLUMNS, place % COLUMNS])
            _dots(axes[place], table, norm, colours, box, title)
        _bar(figure.add_subplot(grid[rows, : COLUMNS // 2]), levels, SEQUENTIAL, name, share)
        _bar(
            figure.add_subplot(grid[rows, COLUMNS // 2 :]),
            limits,
            DIVERGING,
            "Change or effect",
            share,
            signed=True,
        )
        heading(
            figure,
            study.title,
            f"{name}: mean over {len(study.seeds)} replications, behaviour {shown}. A dot is a "
            "neighbourhood, its area its households; triangles lie beyond the edge. An effect is "
            f"the difference from {study.baseline} on the same seed.",
        )
    return figure, axes


@dataclass(frozen=True, slots=True)
class _Box:
    """Common limits of all maps, in metres."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def ratio(self) -> float:
        """Width per height."""
        return (self.right - self.left) / (self.top - self.bottom)


def _mean(areas: pd.DataFrame, scenario: str, year: int, variable: str) -> pd.DataFrame:
    rows = areas[(areas["scenario"] == scenario) & (areas["year"] == year)]
    if rows.empty:
        raise UserError(f"no map of {scenario} in {year}: it was not recorded")
    groups = rows.groupby("neighbourhood", sort=True)
    return groups.agg(
        x=("x", "mean"), y=("y", "mean"), size=("households", "mean"), value=(variable, "mean")
    )


def _difference(
    areas: pd.DataFrame, baseline: str, scenario: str, year: int, variable: str
) -> pd.DataFrame:
    """Return the mean difference on the same seed."""
    columns = ["seed", "neighbourhood", "x", "y", "households", variable]
    at = areas[areas["year"] == year]
    mine = at.loc[at["scenario"] == scenario, columns]
    base = at.loc[at["scenario"] == baseline, ["seed", "neighbourhood", variable]]
    pairs = mine.merge(base, on=["seed", "neighbourhood"], suffixes=("", "_baseline"))
    pairs["value"] = pairs[variable] - pairs[f"{variable}_baseline"]
    groups = pairs.groupby("neighbourhood", sort=True)
    return groups.agg(
        x=("x", "mean"), y=("y", "mean"), size=("households", "mean"), value=("value", "mean")
    )


def _is_share(values: pd.Series) -> bool:
    return bool(values.min() >= 0.0 and values.max() <= 1.0)


def _levels(tables: list[pd.DataFrame]) -> Normalize:
    values = pd.concat([table["value"] for table in tables]).dropna()
    return Normalize(float(values.min()), float(np.quantile(values, 0.995)))


def _symmetric(tables: list[pd.DataFrame]) -> Normalize:
    values = pd.concat([table["value"] for table in tables]).dropna().abs()
    reach = float(np.quantile(values, 0.995)) if len(values) else 0.0
    reach = reach or 1e-6
    return Normalize(-reach, reach)


def _box(table: pd.DataFrame) -> _Box:
    """Return the box around all but the outermost households, neither narrow nor flat."""
    left, right = _span(table["x"], table["size"])
    bottom, top = _span(table["y"], table["size"])
    wide, high = right - left, top - bottom
    across, up = 0.5 * max(wide, 0.7 * high, 1.0), 0.5 * max(high, 0.7 * wide, 1.0)
    middle = (left + right) / 2, (bottom + top) / 2
    return _Box(middle[0] - across, middle[0] + across, middle[1] - up, middle[1] + up)


def _span(position: pd.Series, weight: pd.Series) -> tuple[float, float]:
    order = position.sort_values(kind="stable")
    share = weight.loc[order.index].cumsum() / weight.sum()
    low = float(order.iloc[int(np.searchsorted(share, OUTERMOST))])
    high = float(order.iloc[int(np.searchsorted(share, 1.0 - OUTERMOST))])
    room = 0.12 * (high - low)
    ends = float(order.iloc[0]), float(order.iloc[-1])
    margin = 0.05 * (high - low)
    return max(low - room, ends[0] - margin), min(high + room, ends[1] + margin)


def _dots(
    axis: Axes, table: pd.DataFrame, norm: Normalize, colours: str, box: _Box, title: str
) -> None:
    axis.set_title(title)
    axis.set_facecolor(LAND)
    points = (72 * PANEL) ** 2 / box.ratio * COVERED / max(len(table), 1)  # area of a mean dot
    shown = table.sort_values("size", ascending=False, kind="stable")
    area = points * shown["size"] / max(float(shown["size"].mean()), 1.0)
    x, y = shown["x"].to_numpy(), shown["y"].to_numpy()
    within = {"o": (x >= box.left) & (x <= box.right) & (y >= box.bottom) & (y <= box.top)}
    beyond = {"^": y > box.top, "v": y < box.bottom, "<": x < box.left, ">": x > box.right}
    inset = 0.025 * (box.right - box.left)
    for marker, rows in {**within, **beyond}.items():
        axis.scatter(
            np.clip(x[rows], box.left + inset, box.right - inset) if marker != "o" else x[rows],
            np.clip(y[rows], box.bottom + inset, box.top - inset) if marker != "o" else y[rows],
            s=area.to_numpy()[rows],
            c=shown["value"].to_numpy()[rows],
            marker=marker,
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


def _bar(
    axis: Axes,
    norm: Normalize,
    colours: str,
    name: str,
    share: bool,
    *,
    signed: bool = False,
) -> None:
    figure = axis.get_figure()
    assert figure is not None
    bar = figure.colorbar(
        ScalarMappable(norm, colours),
        cax=axis,
        orientation="horizontal",
        extend="both" if signed else "max",
    )
    bar.outline.set_visible(False)
    if share and signed:
        axis.xaxis.set_major_formatter(FuncFormatter(_points))
        name = f"{name}, percentage points"
    elif share:
        axis.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100:.3g} %"))
    bar.set_label(name)


def _points(value: float, _: int) -> str:
    text = f"{value * 100:+.3g}".replace("-", "−")
    return "0" if text in {"+0", "−0"} else text
