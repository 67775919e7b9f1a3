"""Student's t, central and not, for arrays at once."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def cdf(t: ArrayLike, df: int) -> NDArray[np.float64]:
    """Return the probability of a value up to ``t`` with ``df`` degrees of freedom."""
    from scipy.special import stdtr  # noqa: PLC0415 - a tenth of a second, before a study starts

    return np.asarray(stdtr(df, np.asarray(t, np.float64)), np.float64)


def quantile(probability: float, df: int) -> float:
    """Return the value below which a share ``probability`` lies."""
    from scipy.special import stdtrit  # noqa: PLC0415 - as above

    return float(stdtrit(df, probability))


def noncentral_cdf(t: ArrayLike, df: int, noncentrality: float) -> NDArray[np.float64]:
    """Return the probability of a value up to ``t`` when the mean is that many errors off zero."""
    from scipy.special import nctdtr  # noqa: PLC0415 - as above

    return np.asarray(nctdtr(df, noncentrality, np.asarray(t, np.float64)), np.float64)
