"""Leaving and entering a home, keeping both sides and all tallies in step."""

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import Listing
from segsim.kernels.seekers import Seeker
from segsim.world.tables import I32, I64, U8, Dwellings, Households
from segsim.world.tallies import Tallies

HOUSED, SEEKING, HOMELESS = 1, 2, 3


@part
def _tally(h: Households, i: int, n: int, tallies: Tallies, sign: int) -> None:
    tallies.households[n] += sign
    tallies.by_language[n, h.language[i]] += sign
    tallies.by_class[n, h.income_class[i]] += sign
    tallies.rank_sum[n] += sign * np.int64(h.rank[i])
    for c in range(4):
        if 0 < h.children[i, c] <= 18:
            tallies.children[n] += sign


@part
def leave(h: Households, d: Dwellings, tallies: Tallies, i: int) -> int:
    """Empty the home of household ``i`` and return its row; the household is seeking."""
    j = np.int64(h.dwelling[i])
    n = d.neighbourhood[j]
    d.occupant[j] = -1
    h.dwelling[i] = -1
    h.status[i] = SEEKING
    tallies.vacant[n, d.tenure[j], d.building_type[j]] += 1
    _tally(h, i, n, tallies, np.int64(-1))
    return j


@part
def enter(h: Households, d: Dwellings, tallies: Tallies, i: int, j: int, year: int) -> None:
    """Give the vacant dwelling ``j`` to household ``i``, which has no home."""
    n = d.neighbourhood[j]
    d.occupant[j] = i
    h.dwelling[i] = j
    h.neighbourhood[i], h.tenure[i] = n, d.tenure[j]
    h.status[i] = HOUSED
    h.moved[i] = year
    h.attachment[i] = 0.0
    tallies.vacant[n, d.tenure[j], d.building_type[j]] -= 1
    _tally(h, i, n, tallies, np.int64(1))


@kernel
def leave_all(h: Households, d: Dwellings, tallies: Tallies, rows: I64, origin: I32) -> None:
    """Empty the homes of the households ``rows``; note the neighbourhoods left in ``origin``."""
    for k in range(rows.size):
        j = leave(h, d, tallies, rows[k])
        origin[rows[k]] = d.neighbourhood[j]


@part
def _recount(tallies: Tallies, home: Listing, who: Seeker, sign: int) -> None:
    n = home["place"]
    tallies.vacant[n, home["tenure"], home["kind"]] -= sign
    tallies.households[n] += sign
    tallies.by_language[n, who["language"]] += sign
    tallies.by_class[n, who["income_class"]] += sign
    tallies.rank_sum[n] += sign * np.int64(who["ranking"])
    tallies.children[n] += sign * np.int64(who["minors"])


@part
def relocate(
    h: Households,
    d: Dwellings,
    tallies: Tallies,
    i: int,
    who: Seeker,
    home: Listing,
    j: int,
    new: Listing,
    year: int,
    depth: U8,
) -> int:
    """Move a searcher from its ``home``, if any, into the vacancy ``j`` listed as ``new``.

    Does what :func:`leave` and :func:`enter` do, with what the market has at hand instead of the
    tables. Returns the row of the home left, −1 where there was none. ``depth`` [dwelling row] is
    the place in a chain of moves that a vacancy has, 1 for a newly built dwelling, 0 outside
    chains; a home left for a vacancy in a chain is one further down.
    """
    old = np.int64(-1)
    if who["housed"] == 1:
        old = np.int64(h.dwelling[i])
        d.occupant[old] = -1
        _recount(tallies, home, who, np.int64(-1))
        if depth[j] > 0:
            depth[old] = min(depth[j] + 1, 250)
    d.occupant[j] = i
    h.dwelling[i] = j
    h.neighbourhood[i], h.tenure[i] = new["place"], new["tenure"]
    h.status[i] = HOUSED
    h.moved[i] = year
    h.attachment[i] = 0.0
    _recount(tallies, new, who, np.int64(1))
    return old
