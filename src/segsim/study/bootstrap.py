"""Bootstrap intervals of paired differences: studentised, over seeds.

Of the usual variants only this one keeps near its 90 % with eight or twenty seeds, on skewed
differences too: percentile and BCa intervals are too short there (`docs/studies.md`).

Source: Hall (1988), "Theoretical comparison of bootstrap confidence intervals"; Efron and
Tibshirani (1993), "An introduction to the bootstrap", chapter 12.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segsim.registry import UserError
from segsim.streams import Purpose, uniforms
from segsim.study.comparison import CONFIDENCE

RESAMPLES = 1_999
"""So many that both ends of the interval are resamples themselves, with none to interpolate."""
FEWEST = 5
"""Pairs below which too many resamples are one seed over and over."""
CHUNK = 256
"""Outcomes at a time: a few megabytes, always the same shape."""
CONSTANT = 1e-12
"""Variance of a resample, where that of the sample is 1, that is rounding alone."""


def intervals(
    pairs: pd.DataFrame, value: str, by: list[str], estimates: pd.DataFrame
) -> pd.DataFrame:
    """Put bootstrap intervals in place of Student's.

    Seeds are drawn with replacement, the same draws for all outcomes, and each resample's mean
    is measured in its own standard errors. The draws depend on the number of seeds alone.

    Parameters
    ----------
    pairs
        Differences seed by seed.
    value
        The column of the differences.
    by
        What makes an outcome.
    estimates
        The outcomes as :func:`segsim.study.comparison.estimates` returns them.

    Returns
    -------
    DataFrame
        The estimates with ``low``, ``high`` and ``p_lower`` of the bootstrap. Where differences
        are all equal they stay; with fewer than five pairs, or where so many seeds have the same
        difference that an end is a resample without spread, they are undefined (NaN).
    """
    if estimates["n"].max() < FEWEST:
        raise UserError(
            f"method: 'bootstrap' needs at least {FEWEST} seeds common to a scenario and the "
            f"baseline; there are {estimates['n'].max()}. Allowed: t, or more replications."
        )
    result = estimates.copy()
    figures = result[["low", "high", "p_lower"]].to_numpy(np.float64, copy=True)
    for places, samples in _alike(pairs, value, by):
        spread = samples.std(axis=1, ddof=1) if samples.shape[1] > 1 else np.zeros(len(places))
        varied = (samples.max(axis=1) > samples.min(axis=1)) & (spread > 0.0)
        if samples.shape[1] >= FEWEST:
            figures[places[varied]] = studentised(samples[varied])
        else:
            figures[places[varied]] = np.nan
    result[["low", "high", "p_lower"]] = figures
    return result


def _alike(
    pairs: pd.DataFrame, value: str, by: list[str]
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.float64]]]:
    """Yield the outcomes with equally many known pairs: their rows, and [outcome, seed]."""
    known = pairs.dropna(subset=[value])
    outcome = known.groupby(by, sort=False, observed=True).ngroup().to_numpy()
    order = np.lexsort((known["seed"].to_numpy(), outcome))
    values = known[value].to_numpy(np.float64)[order]
    counts = np.bincount(outcome)
    starts = np.cumsum(counts) - counts
    for n in np.unique(counts):
        places = np.flatnonzero(counts == n)
        yield places, values[starts[places][:, None] + np.arange(n)]


def studentised(samples: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return low, high and p_lower [outcome, 3] of samples [outcome, seed], none constant."""
    n = samples.shape[1]
    weights = _weights(n)
    mean = samples.mean(axis=1)
    spread = samples.std(axis=1, ddof=1)
    standard = (samples - mean[:, None]) / spread[:, None]
    parts = [
        _ends(standard[start : start + CHUNK], weights, (mean / spread)[start : start + CHUNK])
        for start in range(0, len(samples), CHUNK)
    ]
    ends = np.concatenate([*parts, np.empty((0, 3))])
    ends[:, :2] = mean[:, None] + spread[:, None] * ends[:, :2]
    return ends


def _weights(n: int) -> NDArray[np.float64]:
    """Return how large a share each seed has in each resample [resample, seed]."""
    draws = uniforms(n, Purpose.BOOTSTRAP, 0, np.arange(RESAMPLES * n, dtype=np.uint64))
    picked = (draws * n).astype(np.int64) + np.repeat(np.arange(RESAMPLES) * n, n)
    return np.bincount(picked, minlength=RESAMPLES * n).reshape(RESAMPLES, n) / n


def _ends(
    standard: NDArray[np.float64], weights: NDArray[np.float64], effect: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the ends in standard deviations from the mean, and p_lower, of standard samples."""
    rows, n = standard.shape
    block = np.zeros((CHUNK, n))  # full, so that no outcome is added up otherwise than alone
    block[:rows] = standard
    means = (block @ weights.T)[:rows]
    variances = ((block * block) @ weights.T)[:rows] - means * means
    still = variances < CONSTANT
    errors = np.sqrt(np.where(still, 1.0, variances) / (n - 1))
    t = np.where(still, np.copysign(np.inf, means), means / errors)
    tail = round((1.0 - CONFIDENCE) / 2.0 * (RESAMPLES + 1)) - 1
    t.partition((tail, RESAMPLES - 1 - tail), axis=1)
    reach = t[:, [RESAMPLES - 1 - tail, tail]] / np.sqrt(n)
    observed = (effect * np.sqrt(n))[:, None]
    above = (t > observed).sum(axis=1) + 0.5 * (t == observed).sum(axis=1)
    result = np.column_stack([-reach, (above + 0.5) / (RESAMPLES + 1)])
    result[~np.isfinite(reach).all(axis=1)] = np.nan
    return result
