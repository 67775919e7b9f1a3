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
from segsim.world.tables import I32, I64, U64, Dwellings

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

    listing: Listings  # [place]
    index: I32  # [place] element of the vacancies the ring was made from
    first: I32  # [bucket + 1] first place of each bucket
    shift: np.uint64  # hash >> shift is the bucket


def make_ring(vacant: Listings, key: np.uint64, bits: int) -> Ring:
    """Return the ring of the listings ``vacant``, placed by ``key``.

    ``bits`` is the log of the number of buckets; it must not depend on the vacancies, or one more
    of them would change every draw.
    """
    size = vacant.size
    first = np.zeros((1 << bits) + 1, np.int32)
    ring = Ring(np.empty(size, vacant.dtype), np.empty(size, np.int32), first, np.uint64(64 - bits))
    _fill(key, vacant, np.empty(size, np.uint64), np.zeros(size, np.uint64), ring)
    return ring


@kernel
def _fill(key: np.uint64, vacant: Listings, raw: U64, place: U64, ring: Ring) -> None:
    """Order vacancies by place: a bucket sort, then insertion within buckets."""
    for v in range(raw.size):
        raw[v] = draw(key, vacant[v]["id"])
        ring.first[(raw[v] >> ring.shift) + ONE] += 1
    before = 0
    for b in range(ring.first.size):  # where a bucket begins stands one element further on …
        here = ring.first[b]
        ring.first[b] = before
        before += here
    for v in range(raw.size):
        b = (raw[v] >> ring.shift) + ONE
        at = np.int64(ring.first[b])
        ring.first[b] += 1  # … until the bucket is full: then that is where the next begins
        while at > 0 and place[at - 1] > raw[v]:
            place[at] = place[at - 1]
            ring.index[at] = ring.index[at - 1]
            at -= 1
        place[at] = raw[v]
        ring.index[at] = v
    for at in range(raw.size):
        ring.listing[at] = vacant[ring.index[at]]


@part
def window(ring: Ring, bits: np.uint64) -> np.uint64:
    """Return the position of the first vacancy of the window that 64 random bits draw."""
    first = np.uint64(ring.first[bits >> ring.shift])
    return first if first < np.uint64(ring.listing.size) else ZERO


@part
def following(ring: Ring, at: np.uint64) -> np.uint64:
    """Return the position after ``at``, round the ring."""
    at += ONE
    return at if at < np.uint64(ring.listing.size) else ZERO


@part
def draw_feasible(
    ring: Ring,
    stream: np.uint64,
    starts: U64,
    most: float,
    highest: float,
    wealth: float,
    found: U64,
) -> int:
    """Fill ``found`` [wanted + 1] with positions of vacancies within means; return how many.

    Within means are yearly costs of owning up to ``most``, and rents up to ``highest`` whose fees
    are up to ``wealth``. ``starts`` are the first windows of ``stream``.
    """
    count, at = 0, ZERO
    wanted = found.size - 1
    looks = LOOKS * wanted if ring.listing.size > 0 else 0
    for k in range(looks):
        if count == wanted:
            break
        if k % WINDOW == 0:
            w = np.uint64(k // WINDOW)
            stream = stream + STEP
            at = starts[w] if w < np.uint64(starts.size) else window(ring, mix(stream))
        found[count] = at
        # No branch, which the processor would guess wrong every other time.
        o = ring.listing[at]
        limit = most if o["tenure"] == OWNER else highest
        count += (o["charge"] <= limit) & (o["fee"] <= wealth)
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
