"""How households of an income quintile and a language live: cost, what is left, utility, places."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, prefetch
from segsim.kernels.hardship import OTHERS, units
from segsim.kernels.listing import Listings
from segsim.kernels.seekers import AHEAD
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import OWNER, allowed_for, chooser, cost_after, people_of, utility
from segsim.world.tables import F64, I64, Households

QUINTILES = 5
EVERY = np.uint64(32)
"""Of so many households one tells the utility of its home."""
COST_SHARE, LEFT, UTILITY = range(3)
"""Columns of ``Welfare.sums``."""


class Welfare(NamedTuple):
    """Housed households by cell: 2 · quintile of income rank + language."""

    sums: F64  # [cell, 3] share of income that the home costs, EUR left by unit, utility
    homes: I64  # [neighbourhood, cell] households
    children: I64  # [neighbourhood, cell] under 18
    sample: I64  # [cell] households whose utility is in the sum


@kernel
def count_welfare(
    h: Households,
    rows: int,
    homes: Listings,
    in_kind: F64,
    s: Surroundings,
    t: Taste,
    f: Finance,
    out: Welfare,
) -> None:
    """Add every household with a home to ``out``.

    The share that the home costs is at most 1. What is left is income after the cost of the home,
    with what programmes give in kind (``in_kind`` [neighbourhood], EUR a child), by consumption
    unit. Utility is that of the present home, without the bonus of staying; it is reckoned for one
    household in :data:`EVERY`, by its identity: for all it would take longer than the rest.
    """
    for i in range(rows):
        if i + AHEAD < rows:
            prefetch(homes, h.dwelling[i + AHEAD])
        if h.status[i] != 1:
            continue
        home, place = homes[h.dwelling[i]], np.int64(h.neighbourhood[i])
        cell = 2 * (np.int64(h.rank[i]) * QUINTILES // 65536) + np.int64(h.language[i])
        persons, children, unit = np.int64(h.adults[i]), np.int64(0), 1.0
        if h.children[i, 0] | h.children[i, 1] | h.children[i, 2] | h.children[i, 3] > 0:
            children, persons = people_of(h, i)
            unit = units(h, i)
            out.children[place, cell] += children
        else:
            unit += OTHERS * (persons - 1)
        earned = np.float64(h.income[i])
        income = max(earned, f.basic_income)
        cap, loss = allowed_for(persons, earned, f)
        cost = cost_after(np.float64(home["charge"]), cap, loss, home["tenure"] == OWNER, f)
        out.sums[cell, COST_SHARE] += min(cost / income, 1.0)
        out.sums[cell, LEFT] += (income - cost + in_kind[place] * children) / unit
        out.homes[place, cell] += 1
        if h.id[i] % EVERY == 0:
            c = chooser(h, np.int64(i), place, np.bool_(True), f)
            out.sums[cell, UTILITY] += utility(c, home, cost, s, t, f)
            out.sample[cell] += 1
