"""Names of lines at their ends, apart from each other, joined to them by a thin line."""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from segsim.study.figures.style import INK, Look

LINE = 0.058
"""Height of a line of text as a share of the panel's."""
GAP = 0.016
WIDTH = 21
"""Letters in a line of a name."""
START, BEND, MARK, TEXT = 1.005, 1.05, 1.075, 1.1
"""Across, in widths of the panel: where the thin line starts and ends, mark and text."""


def name_ends(axis: Axes, scenarios: Sequence[Look], table: pd.DataFrame) -> None:
    """Write beside the right end of every line which scenario it is."""
    last = {
        str(name): float(rows.sort_values("year")["estimate"].iloc[-1])
        for name, rows in table.groupby("scenario", sort=False, observed=True)
    }
    order = sorted((look for look in scenarios if look.name in last), key=lambda k: last[k.name])
    axis.autoscale_view()
    axis.set_ylim(axis.get_ylim())
    low, high = axis.get_ylim()
    texts = ["\n".join(wrap(look.label, WIDTH, break_long_words=False)) for look in order]
    ends = [(last[look.name] - low) / (high - low) for look in order]
    places = apart(ends, [LINE * (text.count("\n") + 1) + GAP for text in texts])
    whole: Any = {"transform": axis.transAxes, "clip_on": False}
    for look, text, end, place in zip(order, texts, ends, places, strict=True):
        axis.plot([START, BEND, MARK], [end, place, place], color=look.colour, lw=0.8, **whole)
        axis.plot([MARK], [place], look.marker, color=look.colour, markersize=5, **whole)
        axis.text(TEXT, place, text, va="center", fontsize=9, color=INK, transform=axis.transAxes)


def apart(ends: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return places near the ends, in their order, at which texts of these heights do not meet."""
    places: list[float] = []
    for end, height in zip(ends, heights, strict=True):
        floor = places[-1] + (heights[len(places) - 1] + height) / 2 if places else height / 2
        places.append(max(end, floor))
    ceiling = 1.0
    for at in reversed(range(len(places))):
        places[at] = min(places[at], ceiling - heights[at] / 2)
        ceiling = places[at] - heights[at] / 2
    return places
