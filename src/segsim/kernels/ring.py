"""A ring of vacancies, keyed by dwelling identity, from which candidates are drawn.

Every vacancy sits at a hash of (seed, round, dwelling) on a ring of 2^64 places, which is cut into
buckets. A draw takes a window of vacancies that follow each other, from the start of a random
bucket on: all are equally likely, since the places are random, and the processor reads them in one
go. One more vacancy changes only the windows that meet it. The ring is re-keyed every round: a
static one is biased (`docs/odd.md`).
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import Listings
from segsim.streams import draw, mix
from segsim.world.tables import F32, I32, I64, U64, Dwellings

OWNER = 0
WINDOW = 4
"""Vacancies that a draw takes: few, so that two households seldom see the same ones."""
LOOKS = 5
"""Vacancies a household looks at for each candidate it may have, at most."""
STEP = np.uint64(0x9E3779B97F4A7C15)
ZERO, ONE = np.uint64(0), np.uint64(1)


class Vacancies(NamedTuple):
    """Vacant dwellings, their listings side by side: among all dwellings they are far apart."""

    row: I64
    listing: Listings


class Ring(NamedTuple):
    """Vacancies in the order of their places."""

    charge: F32  # [place] rent, or minus the yearly cost of owning, EUR
    fee: F32  # [place] of a right of occupancy, EUR; most draws need no more than these two
    index: I32  # [place] element of the vacancies the ring was made from
    listing: Listings  # [vacancy]
    first: I32  # [bucket + 1] first place of each bucket
    shift: np.uint64  # hash >> shift is the bucket


def make_ring(vacant: Listings, key: np.uint64, bits: int) -> Ring:
    """Return the ring of the listings ``vacant``, placed by ``key``.

    ``bits`` is the log of the number of buckets; it must not depend on the vacancies, or one more
    of them would change every draw.
    """
    size = vacant.size
    first, fill = np.zeros((1 << bits) + 1, np.int32), np.empty(1 << bits, np.int32)
    charge, fee = np.empty(size, np.float32), np.empty(size, np.float32)
    ring = Ring(charge, fee, np.empty(size, np.int32), vacant, first, np.uint64(64 - bits))
    _fill(key, np.empty(size, np.uint64), np.empty(size, np.uint64), fill, ring)
    return ring


@kernel
def _fill(key: np.uint64, raw: U64, place: U64, fill: I32, ring: Ring) -> None:
    """Order vacancies by place: a bucket sort, then insertion within buckets."""
    for v in range(raw.size):
        raw[v] = draw(key, ring.listing[v]["id"])
        ring.first[(raw[v] >> ring.shift) + ONE] += 1
    for b in range(fill.size):
        ring.first[b + 1] += ring.first[b]
        fill[b] = ring.first[b]
    for v in range(raw.size):
        b = raw[v] >> ring.shift
        at = np.int64(fill[b])
        fill[b] += 1
        while at > ring.first[b] and place[at - 1] > raw[v]:
            place[at] = place[at - 1]
            ring.index[at] = ring.index[at - 1]
            at -= 1
        place[at] = raw[v]
        ring.index[at] = v
    for at in range(raw.size):
        o = ring.listing[ring.index[at]]
        ring.fee[at] = o["fee"]
        ring.charge[at] = -o["charge"] if o["tenure"] == OWNER else o["charge"]


@part
def window(ring: Ring, bits: np.uint64) -> np.uint64:
    """Return the position of the first vacancy of the window that 64 random bits draw."""
    first = np.uint64(ring.first[bits >> ring.shift])
    return first if first < np.uint64(ring.charge.size) else ZERO


@part
def following(ring: Ring, at: np.uint64) -> np.uint64:
    """Return the position after ``at``, round the ring."""
    at += ONE
    return at if at < np.uint64(ring.charge.size) else ZERO


@part
def draw_feasible(
    ring: Ring, stream: np.uint64, lowest: float, highest: float, wealth: float, found: U64
) -> int:
    """Fill ``found`` [wanted + 1] with positions of vacancies within means; return how many.

    Within means are charges between ``lowest`` (minus the largest cost of owning) and ``highest``
    (the largest rent), and fees up to ``wealth``.
    """
    count, at = 0, ZERO
    wanted = found.size - 1
    looks = LOOKS * wanted if ring.charge.size > 0 else 0
    for k in range(looks):
        if count == wanted:
            break
        if k % WINDOW == 0:
            stream = stream + STEP
            at = window(ring, mix(stream))
        found[count] = at
        # No branch, which the processor would guess wrong every other time.
        charge = ring.charge[at]
        count += (charge >= lowest) & (charge <= highest) & (ring.fee[at] <= wealth)
        at = following(ring, at)
    return count


@kernel
def vacant_of(d: Dwellings, rows: int, social: bool, out: I64) -> int:
    """Write the rows of vacant dwellings, social rental or all others; return how many."""
    count = 0
    for j in range(rows):
        if d.standing[j] == 1 and d.occupant[j] < 0 and (d.tenure[j] == 3) == social:
            out[count] = j
            count += 1
    return count


@kernel
def refill(vacant: Vacancies, size: int, taken: I64, freed: I64, listings: Listings) -> int:
    """Put the dwelling rows ``freed`` where vacancies were ``taken``; return how many there are.

    The order of vacancies means nothing: the ring gives them one.
    """
    filled = 0
    for k in range(freed.size):
        if filled < taken.size:
            at = taken[filled]
            filled += 1
        else:
            at = size
            size += 1
        vacant.row[at] = freed[k]
        vacant.listing[at] = listings[freed[k]]
    for k in range(taken.size - 1, filled - 1, -1):
        size -= 1
        vacant.row[taken[k]] = vacant.row[size]
        vacant.listing[taken[k]] = vacant.listing[size]
    return size
