"""One map: cells in colours, water, borders of districts, lines of fast transport."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import Colormap, Normalize, to_rgba
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.transforms import IdentityTransform, Transform

from segsim.geography import Atlas, Line, Shape
from segsim.geography.sketch import sketch
from segsim.study.figures.style import DIVERGING, FAINT, INK, LAND

WATER, BLANK = "#d3e5ef", "#e4e4e0"
BORDERS = {DIVERGING: "#b9b9b4"}
"""Of cells and districts, white elsewhere: what is near zero is near white."""
STEPS = 64
"""Colours of a map: more than an eye can tell apart, few enough for small files."""
PALE = 0.22
"""How much colour is left where the sign is not sure."""
SEEN = 1 / 400
"""Width of what can be seen on a map, of the map's."""
CELL, EDGE = 0.25, 0.8  # points
HATCH = "////"


@dataclass(frozen=True, slots=True)
class Shade:
    """How values become colours."""

    norm: Normalize
    name: str  # of the colour map

    @property
    def colours(self) -> Colormap:
        """The colour map in the steps that maps use."""
        return mpl.colormaps[self.name].resampled(STEPS)

    def of(self, value: float) -> tuple[float, ...]:
        """Return the colour of a value on every map."""
        return tuple(self.colours(self.norm(value)))


class Ground(PathPatch):
    """A patch whose corners lie on tenths of a point, which keeps files small."""

    def __init__(self, path: Path, axis: Axes, **look: Any) -> None:  # noqa: ANN401
        self._placed, self._on = path, axis
        super().__init__(path, **look)

    def get_path(self) -> Path:
        """Return the path as it lies on the page."""
        placed = np.round(self._on.transData.transform(self._placed.vertices), 1)
        codes = np.asarray(self._placed.codes)
        new = np.ones(len(placed), bool)
        new[1:] = (placed[1:] != placed[:-1]).any(axis=1) | (codes[1:] != Path.LINETO)
        return Path(placed[new], codes[new])

    def get_transform(self) -> Transform:
        """Return that the path needs no further one."""
        return IdentityTransform()


def draw(
    axis: Axes,
    atlas: Atlas,
    table: pd.DataFrame,
    shade: Shade,
    lines: Sequence[Line] = (),
    added: Sequence[Line] = (),
    *,
    column: str = "value",
    unsure: str = "pale",
) -> None:
    """Draw one map.

    Parameters
    ----------
    axis, atlas
        Where, and of what.
    table
        By neighbourhood: the value, ``sure`` and ``small``.
    shade
        How values become colours.
    lines, added
        Lines of fast transport, those of the baseline and those that a scenario adds.
    column
        The value's column.
    unsure
        How cells are shown whose sign is not sure: ``"pale"``, ``"blank"`` or ``"full"``.
    """
    drawn = _sketched(atlas)
    _patch(axis, drawn.water, facecolor=WATER, zorder=1.0)
    border = BORDERS.get(shade.name, "white")
    full = table.reindex(range(len(atlas.cells)))
    groups: dict[tuple[float, ...], list[Shape]] = {}
    blank: list[Shape] = []
    for cell, value, sure, small in zip(
        drawn.cells, full[column], full["sure"], full["small"], strict=True
    ):
        if small is not False or not np.isfinite(value):
            blank.append(cell)
            continue
        colour = _faded(shade.of(value), sure=bool(sure), unsure=unsure)
        groups.setdefault(colour, []).append(cell)
    for colour, cells in groups.items():
        _patch(axis, cells, facecolor=colour, edgecolor=border, linewidth=CELL, zorder=2.0)
    look = {"hatch": HATCH, "edgecolor": FAINT, "linewidth": 0.0}
    _patch(axis, blank, facecolor=BLANK, zorder=2.0, **look)
    borders = [shape for _, shape in drawn.districts]
    width = EDGE if atlas.kind == "districts" else 1.6 * CELL
    _patch(axis, borders, facecolor="none", edgecolor=border, linewidth=width, zorder=3.0)
    _lines(axis, lines, 1.0)
    _lines(axis, added, 1.5)
    _frame(axis, atlas)


def _faded(colour: tuple[float, ...], *, sure: bool, unsure: str) -> tuple[float, ...]:
    """Return a colour, or what is left of it where the sign is not sure."""
    if sure or unsure == "full":
        return colour
    if unsure == "blank":
        return to_rgba(LAND)
    return tuple(round(1.0 - PALE * (1.0 - part), 4) for part in colour[:3])


@lru_cache(maxsize=4)
def _sketched(atlas: Atlas) -> Atlas:
    return sketch(atlas, (atlas.box.right - atlas.box.left) * SEEN)


def _patch(axis: Axes, shapes: Iterable[Shape], **look: Any) -> None:  # noqa: ANN401
    """Draw shapes as one path: where they overlap by rounding nothing shows."""
    rings = [ring for shape in shapes for ring in shape]
    if not rings:
        return
    corners = [place for ring in rings for place in (*ring, ring[0])]
    codes = [
        code
        for ring in rings
        for code in (Path.MOVETO, *[Path.LINETO] * (len(ring) - 1), Path.CLOSEPOLY)
    ]
    path = Path(np.array(corners, float), codes)
    ground = Ground(path, axis, **{"linewidth": 0.0, "joinstyle": "round", **look})
    axis.add_artist(ground).set_clip_on(False)  # the sketch is cut already


def _lines(axis: Axes, lines: Sequence[Line], width: float) -> None:
    """Draw lines dark with a white casing, so that they show on any colour."""
    for colour, points, above in (("white", width + 1.4, 4.0), (INK, width, 4.1)):
        for line in lines:
            for path in line.stops:
                x, y = zip(*path, strict=True)
                axis.plot(
                    x,
                    y,
                    color=colour,
                    linewidth=points,
                    solid_capstyle="round",
                    solid_joinstyle="round",
                    zorder=above,
                )


def _frame(axis: Axes, atlas: Atlas) -> None:
    axis.set_xlim(atlas.box.left, atlas.box.right)
    axis.set_ylim(atlas.box.bottom, atlas.box.top)
    axis.set_aspect("equal")
    axis.set_xticks([])
    axis.set_yticks([])
    axis.set_facecolor("white")
    for spine in axis.spines.values():
        spine.set_visible(False)
