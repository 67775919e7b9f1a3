"""One look for all figures: colours, dashes, markers, and files that are the same every time."""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.lines import Line2D

from segsim.study.labels import Key
from segsim.study.record import StudyRecord
from segsim.texts import Words, lowered, words

COLOURS = ("#555555", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#000000")
DASHES: tuple[Any, ...] = (
    (0, (4, 2)),
    "-",
    (0, (6, 1.5, 1, 1.5)),
    (0, (1, 1.2)),
    (0, (3, 1, 1, 1, 1, 1)),
    "-",
)
MARKERS = ("s", "o", "^", "D", "v", "P")
SEQUENTIAL = "cividis"
DIVERGING = "PuOr_r"
INK, FAINT, LAND = "#222222", "#888888", "#f2f2ef"
DPI = 160

PATH = re.compile(r' d="[^"]*"')
BLANKS = re.compile(r"(?<=[MLCQz])\s+|\s+(?=[MLCQz])")

type Drawings = dict[str, Callable[[], tuple[Figure, Any]]]
"""Figures by the name of their file."""

_SETTINGS: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9.5,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelcolor": INK,
    "axes.unicode_minus": True,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "grid.color": "#dddddd",
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "legend.fontsize": 9.5,
    "figure.facecolor": "white",
    "savefig.facecolor": "white",
    "svg.fonttype": "none",
    "svg.hashsalt": "segsim",
    "path.simplify": False,
}


@dataclass(frozen=True, slots=True)
class Look:
    """How one scenario is drawn: no two differ by colour alone."""

    name: str
    colour: str
    dash: Any
    marker: str
    label: str
    """The scenario's name for readers."""

    @property
    def inline(self) -> str:
        """The scenario's name within a sentence."""
        return lowered(self.label)

    def handle(self) -> Line2D:
        """Return a sample of the line for a legend."""
        return Line2D(
            [],
            [],
            color=self.colour,
            linestyle=self.dash,
            marker=self.marker,
            markersize=5.5,
            linewidth=1.8,
            label=self.label,
        )


def looks(scenarios: Sequence[str], baseline: str, said: Words | None = None) -> dict[str, Look]:
    """Return the look of every scenario; the baseline is grey, whatever its place."""
    said = said or words()
    others = [name for name in scenarios if name != baseline]
    result = {}
    for name in scenarios:
        place = 0 if name == baseline else 1 + others.index(name) % (len(COLOURS) - 1)
        turn = 0 if name == baseline else others.index(name) // (len(COLOURS) - 1)
        dash = DASHES[(place + turn) % len(DASHES)]
        marker = MARKERS[(place + turn) % len(MARKERS)]
        result[name] = Look(name, COLOURS[place], dash, marker, said.name("scenario", name))
    return result


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the project's look and leave the caller's settings as they were."""
    with mpl.rc_context(_SETTINGS):
        yield


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure (inches) that lays itself out; it is in no global list."""
    layout = ConstrainedLayoutEngine(h_pad=0.09, w_pad=0.07, hspace=0.0, wspace=0.0)
    figure = Figure(figsize=(width, height), layout=layout, dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


def heading(figure: Figure, title: str, explanation: str) -> None:
    """Write title and explanation above all panels, from the left edge."""
    width, height = float(figure.get_figwidth()), float(figure.get_figheight())
    lines = _lines(explanation, width)
    room = heading_room(explanation, width) / height
    layout = figure.get_layout_engine()
    if isinstance(layout, ConstrainedLayoutEngine):
        layout.set(rect=(0.0, 0.0, 1.0, 1.0 - room))
    left, down = 0.12 / width, 1.0 / height
    figure.text(left, 1 - 0.12 * down, title, va="top", ha="left", fontsize=13, weight="bold")
    figure.text(
        left,
        1 - 0.43 * down,
        "\n".join(lines),
        va="top",
        ha="left",
        fontsize=9.5,
        color="#555555",
        linespacing=1.3,
    )


def heading_room(explanation: str, width: float) -> float:
    """Return the height of a heading in a figure of that width, inches."""
    return 0.54 + 0.2 * len(_lines(explanation, width))


def _lines(explanation: str, width: float) -> list[str]:
    return wrap(explanation, int(width * 12.8))


def over(study: StudyRecord) -> str:
    """Say over what means and intervals are."""
    count = len(study.seeds)
    if count == 1:
        return "one replication, so that there is no interval"
    return f"mean over {count} replications with its 90 % interval (Student's t)"


def two_lines(key: Key) -> str:
    """Break a panel's title after its subject."""
    subject, _, rest = key.title.partition(": ")
    unit = f", {key.unit}" if key.unit else ""
    return f"{subject}\n{rest[:1].upper()}{rest[1:]}{unit}" if rest else f"{subject}{unit}"


def plain_axes(axes: Axes) -> None:
    """Draw a light grid behind the data."""
    axes.grid(visible=True, axis="y")
    axes.set_axisbelow(True)
    axes.tick_params(length=3, color=FAINT)


def save(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as PNG and SVG; the same figure gives the same bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    with styled():
        figure.draw_without_rendering()  # lays out once, for both files
        figure.set_layout_engine("none")
        figure.savefig(folder / f"{name}.png", dpi=DPI, metadata={"Software": None})
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
        (folder / f"{name}.svg").write_text(_compact(drawn.getvalue()), encoding="utf-8")


def _compact(text: str) -> str:
    """Return an SVG without the blanks that Matplotlib writes between the steps of paths."""
    return PATH.sub(lambda path: BLANKS.sub("", path[0]), text)
