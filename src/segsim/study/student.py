"""Student's t, for arrays at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtr, stdtrit


def cdf(t: ArrayLike, df: int) -> NDArray[np.float64]:
    """Return the probability of a value up to ``t`` with ``df`` degrees of freedom."""
    return np.asarray(stdtr(df, np.asarray(t, np.float64)), np.float64)


def quantile(probability: float, df: int) -> float:
    """Return the value below which a share ``probability`` lies."""
    return float(stdtrit(df, probability))
