"""A ring of vacancies, keyed by dwelling identity, from which candidates are drawn.

Every vacancy sits at a hash of (seed, round, dwelling) on a ring of 2^64 places, which is cut into
buckets; a draw takes a vacancy of the bucket of a random place, or of the next bucket that has one.
One more vacancy therefore changes only the draws that meet it. The ring is re-keyed every round: a
static one is biased (`docs/odd.md`).
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import CLASSES, LISTING, Listings, class_of
from segsim.streams import draw
from segsim.world.tables import F32, I32, I64, U8, U64, Dwellings

LOW_HALF, QUARTER = np.uint64(0xFFFFFFFF), np.uint64(0xFFFF)
MIDDLE, ONE = np.uint64(32), np.uint64(1)


class Ring(NamedTuple):
    """Vacancies by class of charge, and within a class in the order of their places.

    Each class is a ring of its own, so that a household draws only from classes it can pay for
    and seldom in vain; drawing a class by its size and a place in it is drawing from them all.
    """

    charge: F32  # [vacancy] yearly cost of owning, or rent: most draws need no more
    listing: Listings  # [vacancy]
    row: I32  # [vacancy] of the dwelling
    group: U8  # [vacancy] class
    start: I32  # [class + 1] first vacancy of each class
    first: I32  # [class, bucket + 1] first vacancy of each bucket of places
    shift: np.uint64  # place >> shift is the bucket


def make_ring(rows: I64, listings: Listings, key: np.uint64) -> Ring:
    """Return the ring of the vacant dwellings ``rows``, placed by ``key``."""
    group, raw = np.empty(rows.size, np.uint8), np.empty(rows.size, np.uint64)
    start = np.zeros(CLASSES + 1, np.int32)
    _classify(rows, listings, key, group, raw, start)
    largest = int((start[1:] - start[:-1]).max())
    bits = min(max(2, int(largest - 1).bit_length()), 16)  # so small that most buckets hold one
    first = np.zeros((CLASSES, (1 << bits) + 1), np.int32)
    fill = np.empty((CLASSES, 1 << bits), np.int32)
    place = np.empty(rows.size, np.uint64)
    order = np.empty(rows.size, np.int64)
    shift = np.uint64(64 - bits)
    _sort(rows, raw, shift, group, start, first, fill, place, order)
    ordered, charge = np.empty(rows.size, LISTING), np.empty(rows.size, np.float32)
    _gather(order, listings, ordered, charge)
    sorted_group = np.repeat(np.arange(CLASSES, dtype=np.uint8), start[1:] - start[:-1])
    return Ring(charge, ordered, order.astype(np.int32), sorted_group, start, first, shift)


@kernel
def _gather(order: I64, listings: Listings, ordered: Listings, charge: F32) -> None:
    """Copy the records of vacancies into the order of the ring."""
    for v in range(order.size):
        ordered[v] = listings[order[v]]
        charge[v] = ordered[v]["charge"]


@kernel
def _classify(
    rows: I64, listings: Listings, key: np.uint64, group: U8, raw: U64, start: I32
) -> None:
    """Write class and place of each vacancy and where classes start."""
    for v in range(rows.size):
        group[v] = listings[rows[v]]["group"]
        raw[v] = draw(key, listings[rows[v]]["id"])
        start[group[v] + 1] += 1
    for k in range(CLASSES):
        start[k + 1] += start[k]


@kernel
def _sort(
    rows: I64,
    raw: U64,
    shift: np.uint64,
    group: U8,
    start: I32,
    first: I32,
    fill: I32,
    place: U64,
    order: I64,
) -> None:
    """Order ``rows`` by class and place: a bucket sort, then insertion within buckets."""
    for v in range(rows.size):
        b = np.int64(raw[v] >> shift)
        first[group[v], b + 1] += 1
    for k in range(CLASSES):
        first[k, 0] = start[k]
        for b in range(fill.shape[1]):
            first[k, b + 1] += first[k, b]
            fill[k, b] = first[k, b]
    for v in range(rows.size):
        at_place = raw[v]
        k, b = np.int64(group[v]), np.int64(at_place >> shift)
        at = np.int64(fill[k, b])
        fill[k, b] += 1
        while at > first[k, b] and place[at - 1] > at_place:
            place[at] = place[at - 1]
            order[at] = order[at - 1]
            at -= 1
        place[at] = at_place
        order[at] = rows[v]


@part
def payable(ring: Ring, charge: float) -> int:
    """Return how many vacancies are in the classes up to that of a yearly charge."""
    return np.int64(ring.start[class_of(charge) + 1])


@part
def drawn(ring: Ring, group: int, bits: np.uint64) -> int:
    """Return the position of the vacancy of a class that 64 random bits draw.

    The high bits give a bucket of places: its vacancy, one of its several by middle bits, or the
    first of the next bucket that has any, round the ring. The low half is left for the class.
    """
    b = bits >> ring.shift
    v = np.int64(ring.first[group, b])
    here = np.int64(ring.first[group, b + ONE]) - v
    v += (np.int64((bits >> MIDDLE) & QUARTER) * max(here, 1)) >> 16
    return v if v < ring.start[group + 1] else np.int64(ring.start[group])


@kernel
def vacancies(d: Dwellings, rows: int, social: bool, out: I64) -> int:
    """Write the rows of vacant dwellings, social rental or all others; return how many."""
    count = 0
    for j in range(rows):
        if d.standing[j] == 1 and d.occupant[j] < 0 and (d.tenure[j] == 3) == social:
            out[count] = j
            count += 1
    return count
