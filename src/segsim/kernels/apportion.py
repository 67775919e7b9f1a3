"""Share out whole units by weights: largest remainders, ties to the lower index."""

import numpy as np

from segsim.compiled import kernel
from segsim.world.tables import F64, I64


@kernel
def apportion(weights: F64, total: int) -> I64:
    """Return whole numbers that add up to ``total`` and lie within one of their exact shares.

    Parameters
    ----------
    weights
        Non-negative, not all zero, shape [n].
    total
        Units to share out.
    """
    mass = 0.0
    for k in range(weights.size):
        mass += weights[k]
    shares = np.zeros(weights.size, np.int64)
    if mass <= 0.0 or total <= 0:
        return shares
    rest = np.empty(weights.size)
    given = 0
    for k in range(weights.size):
        exact = weights[k] * total / mass
        shares[k] = np.int64(np.floor(exact))
        rest[k] = exact - shares[k]
        given += shares[k]
    order = np.argsort(-rest, kind="mergesort")
    for k in range(min(total - given, weights.size)):
        shares[order[k]] += 1
    return shares
