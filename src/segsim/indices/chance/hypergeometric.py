"""How many of a group an area gets when everybody is dealt out at random.

Area sizes and group totals are fixed, as in shuffling everybody over the dwellings: the number is
hypergeometric.
"""

from collections.abc import Callable, Iterator
from math import factorial, log, pi

import numpy as np

from segsim.indices.arrays import Array, nonzero
from segsim.indices.grouping import Labels

SPREADS = 10.0  # standard deviations beyond which nothing is left to add
FINE = 512.0  # outcomes added up in every standard deviation, at least
HELD = 500_000  # outcomes held at a time

# ln k! - k ln k + k: exact below 16, by Stirling's series above (error below 1e-15)
SMALL = np.array([0.0] + [log(factorial(k)) - k * log(k) + k for k in range(1, 16)])


def stirling(k: Array) -> Array:
    """Return ``ln k! - k ln k + k`` of whole numbers, accurate to 1e-14."""
    large = np.maximum(k, 16.0)
    r = 1 / large
    s = r * r
    series = r * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s / 1188))))
    small = SMALL[np.minimum(k, 15.0).astype(np.intp)]
    return np.where(k < 16, small, series + 0.5 * np.log(2 * pi * large))


def chance(m: Array, t: Array, X: Array, Y: Array) -> Array:
    """Return the probability that m of t persons, drawn from X and Y, are of X.

    With the table a, b, c, d (m in or out of the area, others in or out) and its mean, the log is
    minus the sum of ``k ln(k/mean)`` plus Stirling remainders, which keeps full accuracy at any
    population. ``m`` must be possible.
    """
    m, t, X, Y = np.broadcast_arrays(m, t, X, Y)
    T = nonzero(X + Y)
    mu, rest = X * (t / T), T - t
    cells = np.stack((m, X - m, t - m, (Y - t) + m))
    means = np.stack((mu, X * (rest / T), Y * (t / T), Y * (rest / T)))
    delta = (m - mu) * np.array([1.0, -1.0, -1.0, 1.0]).reshape(4, *[1] * cells[0].ndim)
    excess = np.where(cells > 0, delta / nonzero(means), 0.0)
    s = stirling(np.stack((X, Y, T, t, rest, *cells)))  # at once: mostly of few areas
    terms = s[5:] + cells * np.log1p(excess)
    log_pr = s[0] + s[1] - s[2] + s[3] + s[4] - terms.sum(0)
    probability: Array = np.exp(log_pr)
    return probability


def mean_gap(t: Array, X: Array, Y: Array) -> Array:
    """Return half of ``E|x - mu|`` of a hypergeometric x: t drawn from X and Y.

    The sum telescopes: half the mean deviation is ``m d / T Pr(x = m)`` with m the mean rounded
    up and d the others left outside.
    """
    T = nonzero(X + Y)
    m = np.minimum(np.ceil(X * (t / T)), np.minimum(X, t))
    half: Array = m * (((Y - t) + m) / T) * chance(m, t, X, Y)
    return half


def mean_outcome(f: Callable[[Array, Labels], Array], t: Array, X: Array, T: float) -> Array:
    """Return the means of functions of hypergeometric numbers, summed outcome by outcome.

    Of numbers that spread over more than a thousand, some hundreds of outcomes a standard deviation
    stand for their neighbours: sums of smooth bells lose nothing by it.

    Parameters
    ----------
    f
        Takes outcomes and the number of the case each belongs to.
    t, X
        Persons drawn and persons of the group, a number for each case.
    T
        Persons in all.
    """
    mean = X * (t / T)
    sd = np.sqrt(mean * (1 - X / T) * ((T - t) / max(T - 1, 1)))
    step = np.maximum(1.0, np.floor(sd / FINE))
    reach = SPREADS * (sd + 1)
    low = np.maximum(np.maximum(np.floor(mean - reach), X + t - T), 0.0)
    high = np.minimum(np.minimum(np.ceil(mean + reach), X), t)
    length: Labels = ((high - low) // step + 1).astype(np.intp)
    means = np.zeros(t.size)
    for first, last in _portions(length):
        often = length[first:last]
        case: Labels = np.repeat(np.arange(first, last), often)
        start = often.cumsum() - often
        m: Array = low[case] + step[case] * (np.arange(case.size) - np.repeat(start, often))
        weighted = chance(m, t[case], X[case], T - X[case]) * f(m, case)
        means[first:last] = step[first:last] * np.add.reduceat(weighted, start)
    return means


def _portions(length: Labels) -> Iterator[tuple[int, int]]:
    """Yield first and last of runs of cases with about ``HELD`` outcomes together."""
    run = length.cumsum() // HELD
    bounds = np.flatnonzero(np.diff(run, prepend=-1, append=-1))
    yield from zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True)
