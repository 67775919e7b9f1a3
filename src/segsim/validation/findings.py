"""What a benchmark found beside what was expected, and the registry of benchmarks."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import isnan
from typing import Any

from segsim.cities.boards import seeds_of
from segsim.registry import Registry

type Figures = dict[str, float]
"""Plain figures by name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One figure and its verdict."""

    what: str
    expected: str
    found: str
    tolerance: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Effort:
    """How thoroughly to look, and the seed from which every replication has its own."""

    fast: bool
    seed: int

    def seeds(self, full: int, fast: int) -> list[int]:
        """Return as many seeds as wanted."""
        return seeds_of(self.seed, fast if self.fast else full)

    def pick[Case](self, full: Sequence[Case], fast: int) -> Sequence[Case]:
        """Return all cases, or the first few."""
        return full[:fast] if self.fast else full


type Check = Callable[[Effort], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One row of the table of benchmarks, or one pattern."""

    name: str  # T1, T2b, P16, …
    title: str
    source: str
    exact: bool  # a closed form or an exact matrix: nothing to tune
    check: Check
    held_out: bool = False  # a pattern: what misses says something of the model, nothing fails


BENCHMARKS: Registry[Benchmark] = Registry("benchmark", "segsim.validation")
PATTERNS: Registry[Benchmark] = Registry("pattern", "segsim.validation.patterns")


def benchmark(
    name: str, title: str, source: str, *, exact: bool = False
) -> Callable[[Check], Check]:
    """Return a decorator that registers a check."""

    def register(check: Check) -> Check:
        BENCHMARKS.add(name)(Benchmark(name, title, source, exact, check))
        return check

    return register


def pattern(name: str, title: str, source: str) -> Callable[[Check], Check]:
    """Return a decorator that registers a check of a pattern to which nothing was tuned."""

    def register(check: Check) -> Check:
        PATTERNS.add(name)(Benchmark(name, title, source, exact=False, check=check, held_out=True))
        return check

    return register


def near(what: str, expected: float, found: float, tolerance: float, why: str = "") -> Finding:
    """Return whether a figure lies within ``tolerance`` of what is expected, and ``why``."""
    allowed = f"±{text(tolerance)}{f' ({why})' if why else ''}"
    holds = abs(found - expected) <= tolerance
    return Finding(what, text(expected), text(found), allowed, bool(holds))


def within(what: str, low: float, high: float, found: float, tolerance: float) -> Finding:
    """Return whether a figure lies in a published range, widened by ``tolerance``."""
    holds = low - tolerance <= found <= high + tolerance
    expected = f"{text(low)} … {text(high)}"
    return Finding(what, expected, text(found), f"±{text(tolerance)}", bool(holds))


def at_most(what: str, limit: float, found: float) -> Finding:
    """Return whether a figure is no larger than a limit."""
    return Finding(what, f"≤ {text(limit)}", text(found), "none", bool(found <= limit))


def at_least(what: str, limit: float, found: float) -> Finding:
    """Return whether a figure is no smaller than a limit."""
    return Finding(what, f"≥ {text(limit)}", text(found), "none", bool(found >= limit))


def rising(what: str, figures: Sequence[float]) -> Finding:
    """Return whether figures rise from the first to the last."""
    holds = all(a <= b for a, b in pairwise(figures))
    found = " ".join(text(figure) for figure in figures)
    return Finding(what, "rising", found, "none", holds)


def mean(rows: Sequence[dict[str, Any]], key: str) -> float:
    """Return the mean of a figure over replications."""
    return float(sum(row[key] for row in rows) / len(rows))


def spread(rows: Sequence[dict[str, Any]], key: str) -> float:
    """Return the standard error of the mean of a figure over replications."""
    centre, n = mean(rows, key), len(rows)
    square = sum((row[key] - centre) ** 2 for row in rows) / max(n - 1, 1)
    return float((square / n) ** 0.5)


def text(number: float) -> str:
    """Return a figure as tables print it."""
    if isnan(number):
        return "none"
    if number == 0.0 or 1e-3 <= abs(number) < 1e5:
        return f"{number:.5g}"
    return f"{number:.1e}"
