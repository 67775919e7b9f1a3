"""A ring of vacancies, keyed by dwelling identity, from which candidates are drawn.

Every vacancy sits at a hash of (seed, round, dwelling) on a ring of 2^64 places; a draw takes
the first vacancy at or after a random place. One more vacancy therefore changes only the draws
that meet it. The ring is re-keyed every round: a static one is biased (`docs/odd.md`).
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import Listings
from segsim.streams import draw
from segsim.world.tables import I32, I64, U64, Dwellings


class Ring(NamedTuple):
    """Vacancies in the order of their places."""

    place: U64  # [vacancy]
    listing: Listings  # [vacancy]
    first: I32  # [bucket + 1] first vacancy of each bucket of places
    shift: np.uint64  # place >> shift is the bucket


def make_ring(rows: I64, listings: Listings, key: np.uint64) -> Ring:
    """Return the ring of the vacant dwellings ``rows``, placed by ``key``."""
    bits = max(1, int(rows.size - 1).bit_length())
    first = np.zeros((1 << bits) + 1, np.int32)
    fill = np.empty(1 << bits, np.int32)
    place = np.empty(rows.size, np.uint64)
    order = np.empty(rows.size, np.int64)
    shift = np.uint64(64 - bits)
    _sort(rows, listings, key, shift, first, fill, place, order)
    return Ring(place, listings[order], first, shift)


@kernel
def _sort(
    rows: I64,
    listings: Listings,
    key: np.uint64,
    shift: np.uint64,
    first: I32,
    fill: I32,
    place: U64,
    order: I64,
) -> None:
    """Order ``rows`` by place: a bucket sort, then insertion within buckets."""
    for v in range(rows.size):
        b = np.int64(draw(key, listings[rows[v]]["id"]) >> shift)
        first[b + 1] += 1
    for b in range(fill.size):
        first[b + 1] += first[b]
        fill[b] = first[b]
    for v in range(rows.size):
        at_place = draw(key, listings[rows[v]]["id"])
        b = np.int64(at_place >> shift)
        at = np.int64(fill[b])
        fill[b] += 1
        while at > first[b] and place[at - 1] > at_place:
            place[at] = place[at - 1]
            order[at] = order[at - 1]
            at -= 1
        place[at] = at_place
        order[at] = rows[v]


@part
def successor(ring: Ring, at: np.uint64) -> int:
    """Return the position of the first vacancy at or after a place, round the ring."""
    v = np.int64(ring.first[np.int64(at >> ring.shift)])
    count = ring.place.size
    while v < count and ring.place[v] < at:
        v += 1
    return v if v < count else 0


@kernel
def vacancies(d: Dwellings, rows: int, social: bool, out: I64) -> int:
    """Write the rows of vacant dwellings, social rental or all others; return how many."""
    count = 0
    for j in range(rows):
        if d.standing[j] == 1 and d.occupant[j] < 0 and (d.tenure[j] == 3) == social:
            out[count] = j
            count += 1
    return count
