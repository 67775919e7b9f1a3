"""What families have left when the home is paid for, and the children who live on too little."""

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import Listings
from segsim.kernels.setting import Finance
from segsim.kernels.utility import chooser, cost_to
from segsim.world.tables import F64, I64, Households

OTHERS, CHILD = 0.5, 0.3
"""Consumption units of persons from 14 on after the first, and of children under 14 (OECD)."""


@part
def minors(h: Households, i: int) -> int:
    """Return how many children under 18 the household in row ``i`` has."""
    count = 0
    for c in range(4):
        if 0 < h.children[i, c] <= 18:
            count += 1
    return count


@part
def units(h: Households, i: int) -> float:
    """Return the consumption units of the household in row ``i``."""
    value = 1.0 + OTHERS * (np.int64(h.adults[i]) - 1)
    for c in range(4):
        if h.children[i, c] > 0:
            value += OTHERS if h.children[i, c] > 14 else CHILD
    return value


@kernel
def count_hardship(
    h: Households,
    rows: int,
    homes: Listings,
    in_kind: F64,
    f: Finance,
    threshold: float,
    out: I64,
) -> None:
    """Count children under 18 with a home, and those of them in hardship, into ``out`` [2].

    Hardship is income after the cost of the home, with what programmes give in kind
    (``in_kind`` [neighbourhood], EUR a child), below ``threshold`` a consumption unit.
    """
    for i in range(rows):
        if h.status[i] != 1:
            continue
        children = minors(h, i)
        if children == 0:
            continue
        out[0] += children
        c = chooser(h, np.int64(i), np.int64(-1), np.bool_(True), f)
        left = c.income - cost_to(c, homes[h.dwelling[i]], f)
        left += in_kind[h.neighbourhood[i]] * children
        if left < threshold * units(h, i):
            out[1] += children
