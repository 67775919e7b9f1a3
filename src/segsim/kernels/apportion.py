"""Share out whole units by weights: largest remainders, ties to the lower index."""

import numpy as np

from segsim.maths import total
from segsim.world.tables import F64, I64


def apportion(weights: F64, units: int) -> I64:
    """Return whole numbers that add up to ``units`` and lie within one of their exact shares.

    Parameters
    ----------
    weights
        Non-negative, shape [n]; where all are zero nothing is shared out.
    units
        Units to share out.
    """
    mass = total(weights)
    if mass <= 0.0 or units <= 0:
        return np.zeros(weights.size, np.int64)
    exact = weights * units / mass
    shares = np.floor(exact).astype(np.int64)
    order = np.argsort(shares - exact, kind="stable")
    shares[order[: max(0, units - int(shares.sum()))]] += 1
    return shares
