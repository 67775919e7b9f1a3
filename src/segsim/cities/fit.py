"""Exact fitting of integer tables to their margins."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.compiled import kernel
from segsim.maths import total as added
from segsim.world.tables import F64, I64

SWEEPS = 60
_CLOSE = 1e-6  # of a margin, in units: rounding does the rest
_LEAST = 1e-9  # weight of what should not occur, so that margins can always be met


@kernel
def _scale(weights: F64, rows: I64, columns: I64) -> None:
    """Scale ``weights`` in place to the margins, rows and columns in turn."""
    n, m = weights.shape
    for _ in range(SWEEPS):
        for i in range(n):
            total = 0.0
            for j in range(m):
                total += weights[i, j]
            if total > 0.0:
                for j in range(m):
                    weights[i, j] *= rows[i] / total
        worst = 0.0
        for j in range(m):
            total = 0.0
            for i in range(n):
                total += weights[i, j]
            worst = max(worst, abs(total - columns[j]))
            if total > 0.0:
                for i in range(n):
                    weights[i, j] *= columns[j] / total
        if worst < _CLOSE:
            break


@kernel
def _round(exact: F64, rows: I64, columns: I64, out: I64) -> None:
    """Round ``exact`` into ``out``, using up ``rows`` and ``columns``: what is left of them.

    Every cell is rounded down; then one unit at a time goes to the cell that lacks most among
    those whose row and column still have some left. Both run out together.
    """
    n, m = exact.shape
    left = 0
    for i in range(n):
        for j in range(m):
            whole = min(np.int64(exact[i, j] + 1e-9), rows[i], columns[j])
            out[i, j] = whole
            rows[i] -= whole
            columns[j] -= whole
        left += rows[i]
    for _ in range(left):
        best, best_i, best_j = -1e300, 0, 0
        for i in range(n):
            if rows[i] > 0:
                for j in range(m):
                    if columns[j] > 0 and exact[i, j] - out[i, j] > best:
                        best, best_i, best_j = exact[i, j] - out[i, j], i, j
        out[best_i, best_j] += 1
        rows[best_i] -= 1
        columns[best_j] -= 1


def fit(weights: ArrayLike, rows: ArrayLike, columns: ArrayLike) -> I64:
    """Return the integer table with exactly these margins that is close to ``weights``.

    Iterative proportional fitting, then controlled rounding: the table keeps the odds ratios
    of ``weights`` as far as whole numbers allow.

    Parameters
    ----------
    weights
        Positive weights [row, column]; 0 stands for "only when the margins demand it".
    rows, columns
        Non-negative integer margins with the same sum.

    Raises
    ------
    ValueError
        When the margins differ in their sum or are negative.
    """
    left = np.array(rows, np.int64)
    top = np.array(columns, np.int64)
    if left.sum() != top.sum() or (left < 0).any() or (top < 0).any():
        raise ValueError(f"margins {left.tolist()} and {top.tolist()} do not agree")
    scaled = np.maximum(np.array(weights, np.float64), _LEAST)
    out = np.zeros(scaled.shape, np.int64)
    _scale(scaled, left, top)
    _round(scaled, left, top, out)
    return out


def apportion(total: int, weights: ArrayLike) -> I64:
    """Split ``total`` in proportion to ``weights``: largest remainders, ties to the first."""
    shares = np.maximum(np.array(weights, np.float64), 0.0)
    if shares.size == 0 or total == 0:
        return np.zeros(shares.shape, np.int64)
    mass = added(shares)
    if mass < 1e-200:
        shares, mass = np.ones(shares.shape), float(shares.size)
    exact = shares * (total / mass)
    whole: I64 = np.minimum(np.floor(exact), total).astype(np.int64)
    order = np.argsort(whole - exact, kind="stable")
    short = int(total - whole.sum())
    whole[order[:short]] += 1
    return whole


def evenly(total: int, parts: int) -> I64:
    """Split ``total`` into equal whole parts, the first ones one larger."""
    return total // parts + (np.arange(parts, dtype=np.int64) < total % parts)
