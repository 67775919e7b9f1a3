"""Exponential and logarithm that give the same bits on every processor.

Library versions of these functions differ in the last bit between processors and releases,
which would change a whole city after a few years. These use nothing but IEEE + − × ÷ and
tables built from them. Relative error below 2e-13 (tested against mpmath-like references).
"""

import numpy as np
from numpy.typing import NDArray

from segsim.compiled import formula, kernel

_CELLS = 256  # small enough for the first cache
_LN2 = 0.6931471805599453
_LN2_HIGH = 0.693147180369123816490  # the leading bits of ln 2, so that k × it is exact
_LN2_LOW = 1.90821492927058770002e-10


def _series_log(m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Natural logarithm of values in [1, 2] by the series of the area tangent."""
    z = (m - 1.0) / (m + 1.0)
    square, term, total = z * z, z.copy(), np.zeros_like(z)
    for odd in range(1, 40, 2):
        total = total + term / odd
        term = term * square
    return 2.0 * total


_CENTRE = 1.0 + np.arange(_CELLS + 1) / _CELLS  # 1 and 2 among them, where log must be exact
_LOG_CENTRE = _series_log(_CENTRE)
_LOG_CENTRE[_CELLS] = _LN2
_INVERSE_CENTRE = 1.0 / _CENTRE
_POWER_OF_TWO = np.array([2.0**k for k in range(-1022, 1024)])
_EXP_CELLS = 64
_CELLS_PER_LN2 = _EXP_CELLS / _LN2
_STEP_HIGH, _STEP_LOW = _LN2_HIGH / _EXP_CELLS, _LN2_LOW / _EXP_CELLS
_C3, _C4, _C5, _C6 = 1.0 / 6.0, 1.0 / 24.0, 1.0 / 120.0, 1.0 / 720.0


def _series_exp(x: float) -> float:
    """Return e^x for 0 ≤ x < 1 by its power series, summed from the smallest term."""
    total = 1.0
    for n in range(24, 0, -1):
        total = 1.0 + x * total / n
    return total


_ROOT_OF_TWO = np.array([_series_exp(j * _LN2 / _EXP_CELLS) for j in range(_EXP_CELLS)])


@formula
def log(x: float) -> float:
    """Return the natural logarithm of ``x``, a positive normal float."""
    bits = np.float64(x).view(np.int64)
    exponent = (bits >> 52) - 1023
    fraction = bits & 0xFFFFFFFFFFFFF
    mantissa = np.int64(fraction | 0x3FF0000000000000).view(np.float64)
    # The nearest centre; unsigned, so that Numba does not look for negative cells.
    cell = np.uint64((fraction + 0x80000000000) >> 44)
    r = mantissa * _INVERSE_CENTRE[cell] - 1.0
    series = r - r * r * (0.5 - r * (1.0 / 3.0 - r * (0.25 - r * 0.2)))
    # In this order what is left near 1 is the series alone.
    return float((exponent * _LN2 + _LOG_CENTRE[cell]) + series)


@formula
def exp(x: float) -> float:
    """Return e to the power of ``x``; 0 below −708 and the value at 708 above it."""
    if x < -708.0:
        return 0.0
    x = min(x, 708.0)
    k = np.int64(np.floor(x * _CELLS_PER_LN2 + 0.5))
    r = (x - k * _STEP_HIGH) - k * _STEP_LOW
    series = r * (1.0 + r * (0.5 + r * (_C3 + r * (_C4 + r * (_C5 + r * _C6)))))
    root = _ROOT_OF_TWO[k & (_EXP_CELLS - 1)]
    return float((root + root * series) * _POWER_OF_TWO[(k >> 6) + 1022])


@kernel
def power(base: float, exponent: float) -> float:
    """Return a positive ``base`` to any ``exponent``."""
    return exp(exponent * log(base))


@kernel
def logistic(x: float) -> float:
    """Return 1 / (1 + e^−x), a probability."""
    return 1.0 / (1.0 + exp(-x))


@kernel
def _fill_logs(x: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    for i in range(x.size):
        out[i] = log(x[i])


@kernel
def _fill_exps(x: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    for i in range(x.size):
        out[i] = exp(x[i])


def logs(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the natural logarithm of every element, shape as ``x``."""
    flat = np.ascontiguousarray(x, np.float64).ravel()
    out = np.empty(flat.size)
    _fill_logs(flat, out)
    return out.reshape(x.shape)


def exps(x: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return e to the power of every element, shape as ``x``."""
    flat = np.ascontiguousarray(x, np.float64).ravel()
    out = np.empty(flat.size)
    _fill_exps(flat, out)
    return out.reshape(x.shape)


@kernel
def total(x: NDArray[np.float64]) -> float:
    """Return the sum of ``x``, added in order."""
    value = 0.0
    for i in range(x.size):
        value += x[i]
    return value


@kernel
def weighted_mean(x: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    """Return Σ w x / Σ w, added in order; 0 where the weights vanish."""
    total, weight = 0.0, 0.0
    for i in range(x.size):
        total += weights[i] * x[i]
        weight += weights[i]
    return total / weight if weight > 0.0 else 0.0


def interpolated(
    x: NDArray[np.float64], points: NDArray[np.float64], values: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return values on straight lines through ``points`` (rising) and ``values``, shape as ``x``.

    The end values hold beyond the ends. One order of operations, which ``np.interp`` has not.
    """
    cell = np.clip(np.searchsorted(points, x, side="right") - 1, 0, points.size - 2)
    share = (x - points[cell]) / (points[cell + 1] - points[cell])
    step = values[cell + 1] - values[cell]
    return np.asarray(values[cell] + np.clip(share, 0.0, 1.0) * step, np.float64)


def standardised(x: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return (x − mean) / sd with weighted mean and sd; 0 where nothing varies."""
    mean = weighted_mean(x, weights)
    deviation = x - mean
    sd = float(np.sqrt(weighted_mean(deviation * deviation, weights)))
    if sd < 1e-12:
        return np.zeros(x.size)
    result: NDArray[np.float64] = deviation / sd
    return result
