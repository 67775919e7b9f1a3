"""A ring of vacancies, keyed by dwelling identity, from which candidates are drawn.

Every vacancy sits at a hash of (seed, round, dwelling) on a ring of 2^64 places, which is cut into
buckets; a draw takes a vacancy of the bucket of a random place, or of the next bucket that has one.
One more vacancy therefore changes only the draws that meet it. The ring is re-keyed every round: a
static one is biased (`docs/odd.md`).
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import LISTING, Listings
from segsim.streams import draw
from segsim.world.tables import F32, I32, I64, U64, Dwellings

OWNER = 0
LOW, ONE = np.uint64(0xFFFF), np.uint64(1)


class Ring(NamedTuple):
    """Vacancies in the order of their places."""

    charge: F32  # [vacancy] rent, or minus the yearly cost of owning: most draws need no more
    listing: Listings  # [vacancy]
    index: I32  # [vacancy] position among the rows the ring was made from
    first: I32  # [bucket + 1] first vacancy of each bucket of places
    shift: np.uint64  # place >> shift is the bucket


def make_ring(rows: I64, listings: Listings, key: np.uint64, bits: int) -> Ring:
    """Return the ring of the vacant dwellings ``rows``, placed by ``key``.

    ``bits`` is the log of the number of buckets; it must not depend on the vacancies, or one more
    of them would change every draw.
    """
    size, shift = rows.size, np.uint64(64 - bits)
    first, fill = np.zeros((1 << bits) + 1, np.int32), np.empty(1 << bits, np.int32)
    ring = Ring(
        np.empty(size, np.float32),
        np.empty(size, LISTING),
        np.empty(size, np.int32),
        first,
        shift,
    )
    raw, place = np.empty(size, np.uint64), np.empty(size, np.uint64)
    _fill(rows, listings, key, raw, place, fill, ring)
    return ring


@kernel
def _fill(
    rows: I64, listings: Listings, key: np.uint64, raw: U64, place: U64, fill: I32, ring: Ring
) -> None:
    """Order vacancies by place: a bucket sort, then insertion within buckets."""
    for v in range(rows.size):
        raw[v] = draw(key, listings[rows[v]]["id"])
        ring.first[np.int64(raw[v] >> ring.shift) + 1] += 1
    for b in range(fill.size):
        ring.first[b + 1] += ring.first[b]
        fill[b] = ring.first[b]
    for v in range(rows.size):
        b = np.int64(raw[v] >> ring.shift)
        at = np.int64(fill[b])
        fill[b] += 1
        while at > ring.first[b] and place[at - 1] > raw[v]:
            place[at] = place[at - 1]
            ring.index[at] = ring.index[at - 1]
            at -= 1
        place[at] = raw[v]
        ring.index[at] = v
    for v in range(rows.size):
        o = listings[rows[ring.index[v]]]
        ring.listing[v] = o
        ring.charge[v] = -o["charge"] if o["tenure"] == OWNER else o["charge"]


@part
def drawn(ring: Ring, bits: np.uint64) -> int:
    """Return the position of the vacancy that 64 random bits draw.

    The high bits give a bucket of places: its vacancy, one of its several by the low bits, or the
    first of the next bucket that has any, round the ring.
    """
    b = bits >> ring.shift
    v = np.int64(ring.first[b])
    here = np.int64(ring.first[b + ONE]) - v
    v += (np.int64(bits & LOW) * max(here, 1)) >> 16
    return v if v < ring.charge.size else 0


@kernel
def vacancies(d: Dwellings, rows: int, social: bool, out: I64) -> int:
    """Write the rows of vacant dwellings, social rental or all others; return how many."""
    count = 0
    for j in range(rows):
        if d.standing[j] == 1 and d.occupant[j] < 0 and (d.tenure[j] == 3) == social:
            out[count] = j
            count += 1
    return count
