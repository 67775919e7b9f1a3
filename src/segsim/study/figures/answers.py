"""What a classical model answers: figures by parameter or by scenario, beside what is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError
from segsim.study.classics.classic import Values
from segsim.study.classics.models import classic
from segsim.study.classics.table import at_end, published
from segsim.study.figures.style import (
    INK,
    Look,
    heading,
    looks,
    new_figure,
    over,
    plain_axes,
    styled,
)
from segsim.study.labels import Key, present, readable
from segsim.study.results import Results

MOST = 4
DODGE = 0.012
NONE = "(none)"
"""No line is the baseline."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where scenarios stand: at the value of a parameter, or one after the other."""

    x: Mapping[str, float]
    lines: Mapping[str, list[str]]  # scenarios that a line joins, by the name of the line
    varied: bool  # whether a parameter is on the axis
    ticks: Sequence[float]


@dataclass(frozen=True, slots=True)
class Series:
    """One figure of some scenarios, drawn alike."""

    look: Look
    key: Key
    scenarios: list[str]


def answers(results: Results) -> tuple[Figure, Any]:
    """Draw the main figures at the end by parameter, with intervals and published values.

    Scenarios that differ in more than the parameter on the axis are lines of their own; where
    they do not differ in it, every scenario has a place of its own. Figures whose titles have the
    same subject share a panel.
    """
    study, model = results.study, classic(str(results.study.model))
    if not model.varied and not model.watched:
        raise UserError("nothing to draw: this model's figures are by ring")
    levels = results.levels(at_end(results.indicators))
    places = _places(study.settings, model.varied)
    panels = _panels(present(levels, model.figures), levels, places)
    columns = 3 if len(panels) == 3 else min(2, len(panels))
    rows = -(-len(panels) // columns)
    known = {key: published(results, key) for keys in panels.values() for key in keys}
    lines = looks(list(places.lines), NONE if places.varied else study.baseline)
    with styled():
        figure = new_figure(12.5 if columns > 1 else 8.0, 1.6 + 3.1 * rows)
        axes = figure.subplots(rows, columns, squeeze=False)
        for axis, (title, keys) in zip(axes.flat, panels.items(), strict=False):
            axis.set_title(fill(title, 120 // columns))
            plain_axes(axis)
            for series in _series(keys, places, lines):
                _published(axis, known[series.key], series, places)
                _draw(axis, series, series.key.among(levels), places)
            if len(keys) > 1:
                axis.legend(handles=[series.look.handle() for series in _series(keys, places, {})])
            _label(axis, places, model.axis)
        for axis in axes.flat[len(panels) :]:
            axis.remove()
        several = places.varied and len(lines) > 1
        handles = [look.handle() for look in lines.values()] if several else []
        handles += [_open(label="published")] if any(known.values()) else []
        if handles:
            figure.legend(handles=handles, loc="outside lower center", ncols=min(len(handles), 4))
        heading(figure, study.title, f"{'At the end' if model.time else 'Answers'}: {over(study)}.")
    return figure, axes


def _panels(keys: list[Key], levels: pd.DataFrame, places: Places) -> dict[str, list[Key]]:
    """Return the figures to draw by the title of their panel; not those that are all alike."""
    found: dict[str, list[Key]] = {}
    for key in keys:
        subject = key.title.partition(": ")[0]
        alone = len(places.lines) > 1 and places.varied
        unit = f", {key.unit}" if key.unit else ""
        found.setdefault(f"{key.title if alone else subject}{unit}", []).append(key)
    drawn = {title: mine for title, mine in found.items() if _varies(mine, levels)}
    if not found:
        raise UserError("nothing to draw: no figure was recorded")
    return dict(list((drawn or found).items())[:MOST])


def _varies(keys: list[Key], levels: pd.DataFrame) -> bool:
    found = [key.among(levels)["estimate"] for key in keys]
    return any(bool(values.max() > values.min()) for values in found)


def _series(keys: list[Key], places: Places, lines: Mapping[str, Look]) -> Iterator[Series]:
    """Yield what is drawn in a panel: a line for each figure, or one for each line of scenarios."""
    if len(keys) > 1:
        everybody = [name for names in places.lines.values() for name in names]
        names = [key.title.partition(": ")[2] or key.title for key in keys]
        for key, look in zip(keys, looks(names, NONE).values(), strict=True):
            yield Series(look, key, everybody)
    else:
        for name, look in lines.items():
            yield Series(look, keys[0], places.lines[name])


def _places(settings: Mapping[str, Values], varied: str) -> Places:
    first = next(iter(settings.values()))
    differ = [key for key in first if any(other[key] != first[key] for other in settings.values())]
    if varied not in differ:
        at = {name: float(place) for place, name in enumerate(settings)}
        return Places(at, {name: [name] for name in settings}, False, tuple(at.values()))
    others = [key for key in differ if key != varied]
    lines: dict[str, list[str]] = {}
    for name, values in sorted(settings.items(), key=lambda item: float(item[1][varied])):
        lines.setdefault(", ".join(_named(key, values[key]) for key in others), []).append(name)
    at = {name: float(values[varied]) for name, values in settings.items()}
    ticks = sorted(set(at.values()))
    step = DODGE * (ticks[-1] - ticks[0])  # lines that meet stay apart
    for place, names in enumerate(lines.values()):
        for name in names:
            at[name] += step * (place - (len(lines) - 1) / 2)
    return Places(at, lines, True, ticks)


def _named(key: str, value: object) -> str:
    return value if isinstance(value, str) else f"{readable(key)} {value}"


def _draw(axis: Axes, series: Series, rows: pd.DataFrame, places: Places) -> None:
    look = series.look
    mine = rows.set_index("scenario").reindex(series.scenarios).dropna(subset=["estimate"])
    x = [places.x[name] for name in mine.index]
    if places.varied:
        axis.plot(x, mine["estimate"], color=look.colour, linestyle=look.dash, linewidth=1.4)
    sure = mine[mine["low"].notna()]
    axis.errorbar(
        [places.x[name] for name in sure.index],
        sure["estimate"],
        yerr=[sure["estimate"] - sure["low"], sure["high"] - sure["estimate"]],
        fmt="none",
        ecolor=look.colour,
        elinewidth=1.6,
        capsize=4,
    )
    axis.plot(x, mine["estimate"], look.marker, color=look.colour, markersize=5.5)


def _published(
    axis: Axes, known: Mapping[str, tuple[float, float]], series: Series, places: Places
) -> None:
    for name in series.scenarios:
        ends = sorted(set(known.get(name, ())))
        if ends:
            mark = _open()
            mark.set_data([places.x[name]] * len(ends), ends)
            mark.set_linestyle("-")
            axis.add_line(mark)


def _open(label: str = "") -> Line2D:
    """Return the open marker of published values; the ends of a range are joined."""
    shape: Any = {"marker": "o", "markersize": 11, "markerfacecolor": "none"}
    return Line2D([], [], color=INK, linestyle="none", linewidth=0.8, label=label, **shape)


def _label(axis: Axes, places: Places, title: str) -> None:
    axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
    axis.margins(y=0.1)
    axis.autoscale_view()
    first, last = min(places.x.values()), max(places.x.values())
    if places.varied:
        axis.set_xlabel(title)
        axis.set_xticks(places.ticks)
        axis.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        axis.set_xlim(first - 0.06 * (last - first), last + 0.06 * (last - first))
        return
    names = [fill(readable(name), 14) for name in places.x]
    axis.set_xticks(places.ticks, names)
    axis.set_xlim(first - 0.5, last + 0.5)
