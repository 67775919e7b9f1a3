"""Two households become one, and one becomes two."""

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.moves import leave
from segsim.kernels.search import SPLIT, UNION
from segsim.world.tables import I64, Dwellings, Households
from segsim.world.tallies import Tallies

ROOT_HALF = 0.7071067811865476


@kernel
def unite(h: Households, d: Dwellings, tallies: Tallies, first: I64, second: I64) -> None:
    """Let each household of ``second`` move in with its partner of ``first`` and end."""
    for k in range(first.size):
        a, b = first[k], second[k]
        leave(h, d, tallies, b)
        h.status[b] = 0
        h.adults[a] = 2
        h.employed[a] += h.employed[b]
        h.wealth[a] += h.wealth[b]
        # Divided by the root of 2, not by 2: the spread of incomes among couples stays.
        h.permanent[a] = ROOT_HALF * (np.float64(h.permanent[a]) + np.float64(h.permanent[b]))
        h.transitory[a] = ROOT_HALF * (np.float64(h.transitory[a]) + np.float64(h.transitory[b]))
        h.event[a] |= UNION
        mine, others = np.int64(h.learning[a]), np.int64(h.learning[b])
        if mine == 0:
            h.learning[a] = others
        elif others > 0:
            h.learning[a] = (mine + others) // 2
        n = h.neighbourhood[a]
        for c in range(4):
            if h.children[b, c] == 0:
                continue
            for place in range(4):
                if h.children[a, place] == 0:
                    h.children[a, place] = h.children[b, c]
                    if h.children[b, c] <= 18:
                        tallies.children[n] += 1
                    break


@kernel
def separate(h: Households, rows: I64, new: I64) -> None:
    """Take one adult out of each couple in ``rows``; the household in ``new`` is that adult."""
    for k in range(rows.size):
        i, j = rows[k], new[k]
        h.adults[i] = 1
        employed = np.int64(h.employed[i])
        h.employed[i] = (employed + 1) // 2
        h.employed[j] = employed // 2
        h.wealth[i] *= 0.5
        h.wealth[j] = h.wealth[i]
        h.event[i] |= SPLIT
