"""Contrasts between scenarios, seed by seed, and what is made of them.

A contrast is a weight for each scenario. It is taken on every seed by itself, so that what the runs
of a seed share cancels, and its interval is Student's over seeds, as in `segsim compare`.
Statistics that are no mean over seeds have theirs by the jackknife or the bootstrap over seeds.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from segsim.streams import Purpose, uniforms
from segsim.study.comparison import CONFIDENCE, estimates
from segsim.study.student import quantile

type Weights = Mapping[str, float]
type Array = NDArray[np.float64]

BASELINE = "baseline"
DIGITS = 12
"""Decimals of a contrast: what is beyond is left over from adding floats, and no effect."""


def effect(scenario: str, baseline: str = BASELINE) -> Weights:
    """Return the contrast of a scenario with its baseline."""
    return {scenario: 1.0, baseline: -1.0}


def combined(*parts: tuple[float, Weights]) -> Weights:
    """Return a sum of contrasts, each with its factor."""
    out: Counter[str] = Counter()
    for factor, weights in parts:
        for scenario, weight in weights.items():
            out[scenario] += factor * weight  # type: ignore[assignment]
    return {scenario: float(weight) for scenario, weight in out.items() if weight}


def difference(first: Weights, second: Weights) -> Weights:
    """Return a difference of contrasts."""
    return combined((1.0, first), (-1.0, second))


def synergy(bundle: str, parts: Iterable[str], baseline: str = BASELINE) -> Weights:
    """Return the effect of a bundle less the sum of the effects of its parts (row 8.7)."""
    alone = [(-1.0, effect(part, baseline)) for part in parts]
    return combined((1.0, effect(bundle, baseline)), *alone)


def factorial(scenarios: Mapping[str, frozenset[str]]) -> dict[str, Weights]:
    """Return main effects and interactions of two over a full factorial.

    A main effect is the mean with the factor less the mean without; an interaction is the effect
    of one factor with the other less its effect without, both means over all other factors.

    Parameters
    ----------
    scenarios
        Scenario → the factors that are on in it.
    """
    factors = sorted({factor for on in scenarios.values() for factor in on})
    if len(set(scenarios.values())) != 2 ** len(factors) or len(scenarios) != 2 ** len(factors):
        raise ValueError("these scenarios are no full factorial")
    half, quarter = len(scenarios) / 2, len(scenarios) / 4
    sign = {name: {f: 1 if f in on else -1 for f in factors} for name, on in scenarios.items()}
    out: dict[str, Weights] = {f: {name: s[f] / half for name, s in sign.items()} for f in factors}
    for f, g in combinations(factors, 2):
        out[f"{f} × {g}"] = {name: s[f] * s[g] / quarter for name, s in sign.items()}
    return out


def taken(values: pd.DataFrame, weights: Weights) -> "pd.Series[float]":
    """Return a contrast of ``values`` [seed, scenario] on every seed that has all its runs."""
    needed = values[list(weights)].dropna()
    return (needed * pd.Series(weights)).sum(axis=1).round(DIGITS)


def estimated(by_seed: "pd.Series[float]") -> "pd.Series[float]":
    """Return mean, 90 % interval, chance of a value below zero, and the number of seeds.

    Undefined (NaN) where no seed has a value.
    """
    rows = pd.DataFrame({"value": by_seed.to_numpy(np.float64), "all": 0})
    found = estimates(rows, "value", ["all"])
    return found.reindex([0]).iloc[0]


def clear(row: "pd.Series[float]") -> bool:
    """Tell whether an interval excludes zero; there must be one."""
    return bool(row["low"] > 0.0 or row["high"] < 0.0)


def mean_square(effects: Array) -> float:
    """Return the mean square of true effects [seed, scenario], free of what noise adds.

    The square of a mean over n seeds is too large by the variance of that mean; here it is taken
    off, with the variance over seeds ÷ n as its estimate. It may come out below zero.
    """
    noise = effects.var(axis=0, ddof=1) / len(effects)
    return float((effects.mean(axis=0) ** 2 - noise).mean())


def jackknife(rows: Array, statistic: Callable[[Array], float]) -> tuple[float, float, float]:
    """Return a statistic of rows (seeds) with its 90 % interval from leaving out one at a time."""
    n, whole = len(rows), statistic(rows)
    if n < 3:
        return whole, float("nan"), float("nan")
    without = np.array([statistic(np.delete(rows, i, axis=0)) for i in range(n)])
    error = float(np.sqrt((n - 1) / n * ((without - without.mean()) ** 2).sum()))
    reach = quantile((1.0 + CONFIDENCE) / 2.0, n - 1) * error
    return whole, whole - reach, whole + reach


def rank_correlation(first: Array, second: Array) -> float:
    """Return Spearman's correlation; nan where one side does not vary."""
    a, b = rankdata(first), rankdata(second)
    a, b = a - a.mean(), b - b.mean()
    spread = float((a * a).sum() * (b * b).sum())
    return float((a * b).sum()) / spread**0.5 if spread > 0.0 else float("nan")


def order_between(first: Array, second: Array, draws: int = 2000) -> tuple[float, float, float]:
    """Return the rank correlation of mean effects [seed, scenario] and its 90 % interval.

    By the bootstrap: seeds are drawn anew on either side. Noise pulls the correlation towards
    zero, so that it is to be read beside :func:`order_within`.
    """
    sides = [_resampled(side, draws, name) for name, side in enumerate((first, second))]
    found = [rank_correlation(a, b) for a, b in zip(*sides, strict=True)]
    low, high = np.nanquantile(found, [(1.0 - CONFIDENCE) / 2.0, (1.0 + CONFIDENCE) / 2.0])
    whole = rank_correlation(first.mean(axis=0), second.mean(axis=0))
    return whole, float(low), float(high)


def order_within(effects: Array, splits: int = 500) -> float:
    """Return the mean rank correlation of one half of the seeds with the other, over splits.

    This is what two cities would show at half the seeds if their true effects were equal.
    """
    n = len(effects)
    found = []
    for split in range(splits):
        order = np.argsort(_draws(split, n))
        halves = (effects[order[: n // 2]], effects[order[n // 2 :]])
        found.append(rank_correlation(*(half.mean(axis=0) for half in halves)))
    return float(np.mean(found))


def _resampled(effects: Array, draws: int, side: int) -> Array:
    """Return mean effects [draw, scenario] of as many seeds drawn anew."""
    n = len(effects)
    rows = (_draws(side, draws * n) * n).astype(np.int64).reshape(draws, n)
    return np.asarray(effects[rows].mean(axis=1))


def _draws(time: int, count: int) -> Array:
    return uniforms(1, Purpose.BENCHMARK, time, np.arange(count, dtype=np.uint64))


def half_time(courses: Sequence[Array]) -> int | None:
    """Return the year (1, 2, …) from which a mean course stays beyond half of its end.

    Parameters
    ----------
    courses
        The effect by year, one course for each seed.

    Returns
    -------
    int or None
        None where the end is not beyond two standard errors, so that half of it means nothing.
    """
    table = np.asarray(courses)
    mean, end = table.mean(axis=0), table[:, -1]
    error = end.std(ddof=1) / len(end) ** 0.5 if len(end) > 1 else np.inf
    if not abs(mean[-1]) > 2.0 * error:
        return None
    short = np.flatnonzero(mean / mean[-1] < 0.5)
    return int(short[-1]) + 2 if short.size else 1
