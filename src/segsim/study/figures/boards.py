"""Boards before and after: a small square a site."""

from collections.abc import Mapping
from textwrap import fill
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from numpy.typing import NDArray

from segsim.registry import UserError
from segsim.study.classics.classic import Classic
from segsim.study.classics.models import classic
from segsim.study.classics.recording import VACANT
from segsim.study.figures.style import COLOURS, FAINT, SEQUENTIAL, heading, new_figure, styled
from segsim.study.labels import Key, number, readable
from segsim.study.results import Results

NOTHING = VACANT - 1
"""Between blocks."""
GROUPS = COLOURS[1:5]
EMPTY = "#e6e6e1"
FULL_RANK = 65_535
IN_BLOCKS = " Blocks stand side by side; inside them groups are put together."
ONE_LINE, MOST_COLUMNS = 5, 4
"""Panels that stand side by side, and columns where there are more."""

type Numbers = NDArray[np.int64]


def boards(results: Results, *, seed: int | None = None) -> tuple[Figure, Any]:
    """Draw the board of every scenario at the start and at the end.

    Where all start alike the start is drawn once.

    Parameters
    ----------
    results
        The results of a study of a classical model on a board.
    seed
        Of which replication; default: the first that is there.
    """
    study, model = results.study, classic(str(results.study.model))
    table = results.boards
    shown = int(table["seed"].iloc[0]) if seed is None else seed
    table = table[table["seed"] == shown]
    if table.empty:
        raise UserError(f"boards: there is no run of the seed {shown}.")
    key = model.by_time[0]
    panels = _panels(table, model, _closing(results, key, shown))
    lines = 1 if len(panels) <= ONE_LINE else max(2, -(-len(panels) // MOST_COLUMNS))
    columns = -(-len(panels) // lines)
    with styled():
        side = min(11.9 / columns, 3.1)
        figure = new_figure(max(side * columns + 0.6, 7.0), 1.6 + lines * (side + 0.15))
        axes = figure.subplots(lines, columns, squeeze=False)
        for axis, (title, values) in zip(axes.flat, panels.items(), strict=False):
            axis.set_title(fill(title, int(11 * side)), fontsize=10)
            _draw(axis, values, model)
        for axis in axes.flat:
            axis.set_axis_off()
        _explain(figure, axes, panels, model)
        subject = f"{key.title[:1].lower()}{key.title[1:]}"
        heading(
            figure,
            study.title,
            f"The board at the start and at the end, seed {shown}; beside the name of a scenario "
            f"{subject} at the end.{IN_BLOCKS if model.picture == 'blocks' else ''}",
        )
    return figure, axes


def _panels(table: pd.DataFrame, model: Classic, closing: Mapping[str, str]) -> dict[str, Numbers]:
    """Return the boards by title: one start for all, or each before its end."""
    starts, ends = {}, {}
    for name, rows in table.groupby("scenario", sort=False):
        first, last = rows["year"].min(), rows["year"].max()
        starts[str(name)] = mosaic(rows[rows["year"] == first], model)
        ends[str(name)] = mosaic(rows[rows["year"] == last], model)
    titles = {name: f"{readable(name)}: {closing[name]}" for name in ends}
    every = list(starts.values())
    if all(np.array_equal(every[0], start) for start in every):
        return {"Start": every[0], **{titles[name]: end for name, end in ends.items()}}
    panels = {}
    for name, end in ends.items():
        panels[f"{readable(name)}, start"] = starts[name]
        panels[titles[name]] = end
    return panels


def _closing(results: Results, key: Key, seed: int) -> dict[str, str]:
    """Return the last value of a figure by scenario, as text."""
    rows = key.among(results.indicators)
    rows = rows[rows["seed"] == seed].sort_values("year")
    last = rows.groupby("scenario", sort=False)["value"].last()
    unit = f" {key.unit}" if key.unit else ""
    return {str(name): f"{number(value, key.digits)}{unit}" for name, value in last.items()}


def mosaic(table: pd.DataFrame, model: Classic) -> Numbers:
    """Return who lives where as rows and columns: a lattice as it is, blocks side by side.

    Sites of a block have no places in it: groups stand together, vacant sites come last.
    """
    if model.picture != "blocks":
        ordered = table.sort_values("site")
        values = ordered["rank" if model.picture == "ranks" else "group"].to_numpy(np.int64)
        side = round(values.size**0.5)
        return values.reshape(side, side)
    last = table["group"].where(table["group"] != VACANT, len(GROUPS))
    ordered = table.assign(last=last).sort_values(["block", "last"], kind="stable")
    values = ordered["group"].to_numpy(np.int64)
    inside = values.reshape(int(ordered["block"].max()) + 1, -1)
    return _side_by_side([_square(sites, NOTHING) for sites in inside])


def _side_by_side(blocks: list[Numbers]) -> Numbers:
    """Return blocks in a square, with a gap between them."""
    framed = [np.pad(block, ((0, 1), (0, 1)), constant_values=NOTHING) for block in blocks]
    wide = _side(len(framed))
    blank = np.full_like(framed[0], NOTHING)
    framed += [blank] * (-len(framed) % wide)
    rows = [np.hstack(framed[start : start + wide]) for start in range(0, len(framed), wide)]
    return np.vstack(rows)[:-1, :-1]


def _square(values: Numbers, filling: int) -> Numbers:
    wide = _side(values.size)
    padded = np.concatenate([values, np.full(-values.size % wide, filling, np.int64)])
    return padded.reshape(-1, wide)


def _side(count: int) -> int:
    return int(np.ceil(np.sqrt(count)))


def _draw(axis: Axes, values: Numbers, model: Classic) -> None:
    if model.picture == "ranks":
        seen = np.ma.masked_less(values, 0)
        axis.imshow(seen, cmap=SEQUENTIAL, vmin=0, vmax=FULL_RANK, interpolation="nearest")
        return
    colours = ListedColormap(["white", EMPTY, *GROUPS])
    low, high = NOTHING - 0.5, len(GROUPS) - 0.5
    axis.imshow(values, cmap=colours, vmin=low, vmax=high, interpolation="nearest")


def _explain(figure: Figure, axes: Any, panels: Mapping[str, Numbers], model: Classic) -> None:  # noqa: ANN401
    """Add the legend of groups, or the scale of ranks."""
    if model.picture == "ranks":
        scale = ScalarMappable(Normalize(0.0, 1.0), SEQUENTIAL)
        bar = figure.colorbar(scale, ax=axes, location="bottom", shrink=0.3, aspect=30, pad=0.02)
        bar.set_label("status, from the lowest to the highest; white: vacant")
        return
    highest = max(int(values.max()) for values in panels.values())
    names = (
        ["household"] if highest == 0 else [f"group {group + 1}" for group in range(highest + 1)]
    )
    patches = [
        Patch(facecolor=colour, edgecolor=FAINT, linewidth=0.5, label=name)
        for colour, name in zip((*GROUPS, EMPTY), [*names, "vacant"], strict=False)
    ]
    patches[-1].set_facecolor(EMPTY)
    figure.legend(handles=patches, loc="outside lower center", ncols=len(patches))
