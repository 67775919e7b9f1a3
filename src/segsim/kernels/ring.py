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
from segsim.world.tables import F32, I32, I64, U8, U64, Dwellings


CLASS_LIMITS = np.array([2500.0 * 1.15**k for k in range(15)])
"""Yearly charges, EUR, that part the 16 classes of a ring."""
CLASSES = CLASS_LIMITS.size + 1


class Ring(NamedTuple):
    """Vacancies by class of charge, and within a class in the order of their places.

    Each class is a ring of its own, so that a household draws only from classes it can pay for
    and seldom in vain; drawing a class by its size and a place in it is drawing from them all.
    """

    place: U64  # [vacancy]
    charge: F32  # [vacancy] yearly cost of owning, or rent: most draws need no more
    listing: Listings  # [vacancy]
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
    bits = max(2, int(largest - 1).bit_length())  # so small that most buckets hold one
    first = np.zeros((CLASSES, (1 << bits) + 1), np.int32)
    fill = np.empty((CLASSES, 1 << bits), np.int32)
    place = np.empty(rows.size, np.uint64)
    order = np.empty(rows.size, np.int64)
    shift = np.uint64(64 - bits)
    _sort(rows, raw, shift, group, start, first, fill, place, order)
    ordered = listings[order]
    sorted_group = np.repeat(np.arange(CLASSES, dtype=np.uint8), start[1:] - start[:-1])
    charge = np.ascontiguousarray(ordered["charge"])
    return Ring(place, charge, ordered, sorted_group, start, first, shift)


@part
def class_of(charge: float) -> int:
    """Return the class of a yearly charge (0 … 15)."""
    group = 0
    while group < CLASS_LIMITS.size and charge >= CLASS_LIMITS[group]:
        group += 1
    return group


@kernel
def _classify(
    rows: I64, listings: Listings, key: np.uint64, group: U8, raw: U64, start: I32
) -> None:
    """Write class and place of each vacancy and where classes start."""
    for v in range(rows.size):
        group[v] = class_of(np.float64(listings[rows[v]]["charge"]))
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
def successor(ring: Ring, group: int, at: np.uint64) -> int:
    """Return the position of the first vacancy of a class at or after a place, round the ring."""
    v = np.int64(ring.first[group, np.int64(at >> ring.shift)])
    end = np.int64(ring.start[group + 1])
    while v < end and ring.place[v] < at:
        v += 1
    return v if v < end else np.int64(ring.start[group])


@kernel
def vacancies(d: Dwellings, rows: int, social: bool, out: I64) -> int:
    """Write the rows of vacant dwellings, social rental or all others; return how many."""
    count = 0
    for j in range(rows):
        if d.standing[j] == 1 and d.occupant[j] < 0 and (d.tenure[j] == 3) == social:
            out[count] = j
            count += 1
    return count
