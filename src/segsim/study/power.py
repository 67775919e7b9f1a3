"""What a number of replications can show, how many a wanted precision takes, what pairs spare."""

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segsim.registry import UserError, unknown
from segsim.study.comparison import COLUMNS, CONFIDENCE, moments
from segsim.study.labels import Key
from segsim.study.student import noncentral_cdf, quantile

POWER = 0.80
type Precision = float | Mapping[str, float]
"""A half-width, for indices between 0 and 1, or half-widths by indicator."""


def power(
    pairs: pd.DataFrame,
    keys: Sequence[Key],
    precision: Precision | None = None,
    chance: float = POWER,
    confidence: float = CONFIDENCE,
) -> pd.DataFrame:
    """Return what the pairs of runs of each outcome can show.

    Parameters
    ----------
    pairs
        Runs beside their baseline, as :func:`segsim.study.comparison.paired` returns them.
    keys
        What figures the pairs are of: their units say which ones a precision is for.
    precision
        The half-width wanted: one for all figures in the unit of the first, or by indicator.
    chance
        The power: how often the effect that is called detectable is detected.
    confidence
        Of the interval; an effect is detected when its interval excludes zero.

    Returns
    -------
    DataFrame
        See :meth:`segsim.study.results.Results.power`.
    """
    _check(chance, confidence)
    pairs = pairs.dropna(subset=["difference"])
    table = moments(pairs, "difference", COLUMNS).rename(columns={"spread": "sd"})
    error = table["sd"] / np.sqrt(table["n"])
    table["half_width"], table["detectable"] = np.nan, np.nan
    for n in sorted(set(table["n"]) - {1}):
        rows = table["n"] == n
        reach = quantile((1.0 + confidence) / 2.0, n - 1)
        table.loc[rows, "half_width"] = reach * error[rows]
        table.loc[rows, "detectable"] = noncentrality(n, chance, confidence) * error[rows]
    table["wanted"] = _wanted(table, keys, precision)
    table["needed"] = needed(table["half_width"], table["n"], table["wanted"])
    table = table.join(reduction(pairs, confidence))
    return table[[*COLUMNS, *FIGURES]]


FIGURES = ["n", "sd", "half_width", "detectable", "wanted", "needed"]
FIGURES += ["correlation", "reduction", "reduction_low", "reduction_high"]


def needed(half_width: pd.Series, n: pd.Series, wanted: pd.Series | float) -> pd.Series:
    """Return how many replications a half-width takes, by Stein's rule, at least two.

    That is t² s² / width², with s and the n − 1 degrees of freedom of the replications there
    are: more than with a known standard deviation, by as much as s is not known.

    Source: Stein (1945), "A two-sample test for a linear hypothesis whose power is independent
    of the variance", Annals of Mathematical Statistics 16.
    """
    exact = n * (half_width / wanted) ** 2
    return pd.Series(np.ceil(exact), exact.index).clip(lower=2)


def noncentrality(n: int, chance: float = POWER, confidence: float = CONFIDENCE) -> float:
    """Return the effect, in standard errors, that a two-sided t test of n pairs finds as often.

    Solved by halving, for the power grows with the effect.
    """
    limit = quantile((1.0 + confidence) / 2.0, n - 1)
    low, high = 0.0, limit + 2.0
    while _found(high, n, limit) < chance:
        high *= 2.0
    for _ in range(60):
        middle = (low + high) / 2.0
        low, high = (low, middle) if _found(middle, n, limit) >= chance else (middle, high)
    return high


def _found(effect: float, n: int, limit: float) -> float:
    """Return how often t lies beyond the limit on either side."""
    below, above = noncentral_cdf([-limit, limit], n - 1, effect)
    return float(below + 1.0 - above)


def reduction(pairs: pd.DataFrame, confidence: float = CONFIDENCE) -> pd.DataFrame:
    """Return what common random numbers do: correlation and (var a + var b) / var (a − b).

    With S = a + b and D = a − b the ratio is (1 + var S / var D) / 2, and the interval of a
    ratio of variances of two correlated normal variables is Pitman's.

    Source: Pitman (1939), "A note on normal correlation", Biometrika 31.
    """
    summed = pairs.assign(total=pairs["value"] + pairs["value_baseline"])
    a, b, d, s = (
        moments(summed, name, COLUMNS)["spread"].to_numpy() ** 2
        for name in ("value", "value_baseline", "difference", "total")
    )
    n = moments(summed, "difference", COLUMNS)["n"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = np.clip((s - d) / (4.0 * np.sqrt(a * b)), -1.0, 1.0)
        ratio = (a + b) / d
        alike = np.clip((a - b) / np.sqrt(s * d), -1.0, 1.0)  # correlation of S and D
        room = 1.0 + 2.0 * (1.0 - alike**2) * _squared_t(n - 2, confidence) / (n - 2)
        factor = room + np.sqrt(room**2 - 1.0)
        low, high = (1.0 + s / d / factor) / 2.0, (1.0 + s / d * factor) / 2.0
    figures = {"correlation": correlation, "reduction": ratio}
    for name, end in (("reduction_low", low), ("reduction_high", high)):
        figures[name] = np.where(np.isfinite(end), end, np.nan)
    return pd.DataFrame(figures)


def _squared_t(df: NDArray[np.int64], confidence: float) -> NDArray[np.float64]:
    known = {
        int(one): quantile((1.0 + confidence) / 2.0, int(one)) ** 2 if one > 0 else np.nan
        for one in np.unique(df)
    }
    return np.array([known[int(one)] for one in df])


def _wanted(table: pd.DataFrame, keys: Sequence[Key], precision: Precision | None) -> pd.Series:
    """Return the half-width wanted of every outcome, NaN where none is."""
    wanted = pd.Series(np.nan, index=table.index)
    if isinstance(precision, Mapping):
        names = list(table["indicator"].unique())
        for name, width in precision.items():
            if name not in names:
                raise unknown("precision", name, names)
            wanted[table["indicator"] == name] = _positive(width)
    elif precision is not None:
        for key in keys:
            if (key.unit, key.cumulative) == (keys[0].unit, keys[0].cumulative):
                wanted[key.among(table).index] = _positive(precision)
    return wanted


def _positive(width: float) -> float:
    if not (isfinite(width) and width > 0.0):
        raise UserError(f"precision: {width!r} is not allowed; allowed: a number above 0.")
    return float(width)


def _check(chance: float, confidence: float) -> None:
    if not 0.0 < confidence < 1.0:
        raise UserError(f"confidence: {confidence!r} is not allowed; allowed: between 0 and 1.")
    if not 1.0 - confidence < chance < 1.0:
        raise UserError(
            f"power: {chance!r} is not allowed; allowed: between {1.0 - confidence:.2g}, which no "
            "effect at all reaches, and 1."
        )
