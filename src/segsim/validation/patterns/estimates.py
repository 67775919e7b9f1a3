"""Verdicts on patterns: a mean over seeds within a range, its standard error beside it."""

from collections.abc import Sequence
from math import inf, isfinite
from statistics import fmean

from segsim.validation.findings import Finding, text


def estimate(what: str, low: float, high: float, values: Sequence[float], why: str = "") -> Finding:
    """Return whether the mean over seeds lies in the expected range, which nothing widens."""
    return _judged(what, low, high, fmean(values), _error(values), len(values), why)


def quotient(
    what: str,
    low: float,
    high: float,
    over: Sequence[float],
    under: Sequence[float],
    why: str = "",
) -> Finding:
    """Return whether a ratio of two means over seeds lies in a range.

    Its standard error leaves out each seed in turn: a seed's own ratio may be of small numbers.
    """
    n, top, bottom = len(over), sum(over), sum(under)
    without = [_ratio(top - a, bottom - b) for a, b in zip(over, under, strict=True)]
    if n > 1:
        square = sum((one - fmean(without)) ** 2 for one in without) * (n - 1) / n
        error = float(square**0.5)
    else:
        error = float("nan")
    return _judged(what, low, high, _ratio(top, bottom), error, n, why)


def mean_of(values: Sequence[float]) -> str:
    """Return a mean over seeds with its standard error, to stand in a reason."""
    return f"{fmean(values):+.2g} ± {_error(values):.2g}"


def share_of_seeds(what: str, least: float, true: Sequence[bool], why: str = "") -> Finding:
    """Return whether something is so in at least a share of the seeds."""
    share = sum(true) / len(true)
    return _judged(
        what, least, inf, share, (share * (1 - share) / len(true)) ** 0.5, len(true), why
    )


def _error(values: Sequence[float]) -> float:
    """Return the standard error of a mean; nan of one value, or where one is nan."""
    centre, n = fmean(values), len(values)
    square = sum((value - centre) ** 2 for value in values)
    return float((square / (n - 1) / n) ** 0.5) if n > 1 else float("nan")


def _judged(
    what: str, low: float, high: float, found: float, error: float, seeds: int, why: str
) -> Finding:
    tolerance = f"s.e. {error:.2g}, {seeds} seeds{f'; {why}' if why else ''}"
    return Finding(what, _range(low, high), _short(found), tolerance, bool(low <= found <= high))


def _range(low: float, high: float) -> str:
    if isfinite(low) and isfinite(high):
        return f"{text(low)} … {text(high)}"
    return f"≥ {text(low)}" if isfinite(low) else f"≤ {text(high)}"


def _short(found: float) -> str:
    return f"{found:.3g}" if isfinite(found) else text(found)


def _ratio(over: float, under: float) -> float:
    return over / under if under else float("nan")
