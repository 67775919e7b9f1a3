"""Student's t for whole degrees of freedom: exact finite sums, for arrays at once.

Source: Abramowitz and Stegun (1972), 26.7.3 and 26.7.4.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def cdf(t: ArrayLike, df: int) -> NDArray[np.float64]:
    """Return the probability of a value up to ``t`` with ``df`` degrees of freedom."""
    angle = np.arctan(np.asarray(t, np.float64) / np.sqrt(df))
    cosine, sine = np.cos(angle), np.sin(angle)
    odd = df % 2 == 1
    term = cosine if odd else np.ones_like(angle)
    total = np.zeros_like(angle) if odd and df == 1 else term.copy()
    for k in range(2 if odd else 1, df - 1, 2):
        term = term * cosine**2 * k / (k + 1)
        total = total + term
    within = 2.0 / np.pi * (angle + sine * total) if odd else sine * total
    result: NDArray[np.float64] = (1.0 + within) / 2.0
    return result


def quantile(probability: float, df: int) -> float:
    """Return the value below which a share ``probability`` lies, by bisection."""
    low, high = -1.0, 1.0
    while cdf(high, df) < probability:
        high *= 2.0
    while cdf(low, df) > probability:
        low *= 2.0
    for _ in range(200):
        middle = (low + high) / 2.0
        if float(cdf(middle, df)) < probability:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0
