"""Which of many compared outcomes differ: p-values with the false discovery rate controlled."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segsim.registry import UserError, unknown
from segsim.study.comparison import COLUMNS, moments
from segsim.study.student import cdf

Q = 0.10
"""The share of false ones among all discoveries, on average, that is put up with."""
METHODS = {"bh": "Benjamini-Hochberg", "by": "Benjamini-Yekutieli"}
FIGURES = ["estimate", "n", "p", "p_adjusted", "discovery"]


def discoveries(pairs: pd.DataFrame, q: float = Q, method: str = "bh") -> pd.DataFrame:
    """Test every outcome against no change, two-sided, and adjust for their number.

    All outcomes given are one family. Benjamini and Hochberg's rule keeps the rate for
    independent outcomes, and, as far as is known from simulation, for correlated two-sided t
    tests; Benjamini and Yekutieli's keeps it whatever the correlation and finds much less.

    Parameters
    ----------
    pairs
        Runs beside their baseline, as :func:`segsim.study.comparison.paired` returns them.
    q
        The false discovery rate.
    method
        ``"bh"`` or ``"by"``.

    Returns
    -------
    DataFrame
        Outcomes with ``estimate``, ``n``, ``p``, ``p_adjusted`` (the smallest q at which it is a
        discovery) and ``discovery``. Of an outcome that no seed changes, and of one with a
        single pair, p is undefined (NaN), and it does not count in the family.

    Notes
    -----
    Sources: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57; Benjamini and Yekutieli
    (2001), Ann. Stat. 29; Reiner-Benaim (2007), Biometrical Journal 49, on two-sided correlated
    tests.
    """
    if not 0.0 < q < 1.0:
        raise UserError(f"q: {q!r} is not allowed; allowed: a share between 0 and 1.")
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    table = moments(pairs, "difference", COLUMNS)
    table["p"] = p_values(table)
    table["p_adjusted"] = table["p"]
    counted = table["p"].notna()
    if counted.any():
        from scipy.stats import false_discovery_control  # noqa: PLC0415 - slow to load

        p = table.loc[counted, "p"].to_numpy()
        table.loc[counted, "p_adjusted"] = false_discovery_control(p, method=method)
    table["discovery"] = table["p_adjusted"] <= q  # undefined: not
    return table[[*COLUMNS, *FIGURES]]


def p_values(table: pd.DataFrame) -> NDArray[np.float64]:
    """Return two-sided p-values of Student's t for means with their ``spread`` and ``n``.

    Where all differences are one and the same number t is infinite, and says more than so few
    seeds can: there it is the sign test's, 2 / 2ⁿ. Undefined with one pair or no change at all.
    """
    n, mean = table["n"].to_numpy(), table["estimate"].to_numpy()
    spread = table["spread"].to_numpy()
    p = np.full(len(table), np.nan)
    for one in sorted(set(n) - {0, 1}):
        rows = (n == one) & (spread > 0.0)
        t = mean[rows] / (spread[rows] / np.sqrt(one))
        p[rows] = 2.0 * cdf(-np.abs(t), one - 1)
    alike = (n > 1) & (spread == 0.0) & (mean != 0.0)
    p[alike] = 2.0 ** (1.0 - n[alike])
    return p
