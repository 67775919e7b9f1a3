"""Rows of the table of speeds, and how a ratio is taken."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One measured line: what it took, and beside it what it is compared with and should be."""

    what: str
    found: str  # with its unit
    beside: str = ""  # what the other side took, with its unit
    ratio: float | None = None  # median of paired repetitions
    spread: tuple[float, float] | None = None  # smallest and largest of them
    wanted: str = ""
    holds: bool | None = None  # whether what is wanted was found; None where nothing is


@dataclass(frozen=True, slots=True)
class Pair:
    """Times of two ways of doing the same, in seconds, repetition by repetition."""

    ours: Sequence[float]
    theirs: Sequence[float]

    @property
    def ratios(self) -> list[float]:
        """How many times as long the other way took in each repetition."""
        return [b / a for a, b in zip(self.ours, self.theirs, strict=True)]

    @property
    def ratio(self) -> float:
        """Median of the ratios."""
        return statistics.median(self.ratios)

    @property
    def spread(self) -> tuple[float, float]:
        """Smallest and largest ratio."""
        return min(self.ratios), max(self.ratios)


def seconds_of(call: Callable[[], object]) -> float:
    """Return the wall time of one call."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def side_by_side(ours: Callable[[], object], theirs: Callable[[], object], repeat: int = 5) -> Pair:
    """Time two calls in turn; who begins changes, so that a change of the machine meets both."""
    pair = Pair([], [])
    for r in range(repeat):
        sides = [(ours, pair.ours), (theirs, pair.theirs)]
        for call, times in sides if r % 2 == 0 else reversed(sides):
            times.append(seconds_of(call))  # type: ignore[attr-defined]
    return pair


def spoken(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 0.0:
        return f"−{spoken(-seconds)}"
    if seconds < 1e-3:
        return f"{seconds * 1e6:.3g} µs"
    return f"{seconds * 1e3:.3g} ms" if seconds < 1.0 else f"{seconds:.3g} s"


def ratio_of(row: Row) -> str:
    """Return the ratio of a row with its range."""
    if row.ratio is None:
        return ""
    places = 0 if row.ratio >= 20 else 2
    if row.spread is None:
        return f"{row.ratio:.{places}f}"
    low, high = row.spread
    return f"{row.ratio:.{places}f} ({low:.{places}f} … {high:.{places}f})"


def verdict(row: Row) -> str:
    """Return what is wanted, and whether it was found."""
    return row.wanted if row.holds is None else f"{row.wanted} {'✓' if row.holds else '✗'}"


def as_text(row: Row) -> str:
    """Return a row as a line of a terminal."""
    cells = [row.found, f"beside {row.beside}" if row.beside else "", ratio_of(row), verdict(row)]
    return f"  {row.what}: " + "; ".join(cell for cell in cells if cell)
