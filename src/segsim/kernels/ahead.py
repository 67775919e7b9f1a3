"""Asking for what the next households will look at while the present one chooses.

In a large city everything a household looks at is in another place of memory, and the processor
would wait for each in turn. What is asked for ahead changes no result.
"""

import numpy as np

from segsim.compiled import part, prefetch
from segsim.kernels.ring import STEP, WINDOW, ZERO, Ring
from segsim.streams import draw, mix
from segsim.world.tables import I32, U64
from segsim.world.workspace import Search, Seekers

TOGETHER = 16
"""Households that are looked ahead for at once: what they see fits the first cache."""


@part
def who_wait(search: Search, month: int, waiting: I32) -> int:
    """Fill ``waiting`` with the elements that search for a home this month; return how many."""
    count = 0
    for a in range(search.row.size):
        waiting[count] = a
        count += (search.state[a] == 0) & (search.month[a] <= month)
    return count


@part
def look_ahead(
    waiting: I32, count: int, q: int, seekers: Seekers, ring: Ring, key: np.uint64, starts: U64
) -> None:
    """Fill ``starts`` [household, window] for those waiting from ``q`` on; see :func:`_look_at`."""
    last = min(q + TOGETHER, count)
    for k in range(last, min(last + TOGETHER, count)):
        prefetch(seekers.facts, waiting[k])
        prefetch(seekers.home, waiting[k])
    for k in range(q, last):
        _look_up(ring, draw(key, seekers.facts[waiting[k]]["id"]), starts[k - q])
    for k in range(q, last):
        _look_at(ring, starts[k - q])


@part
def _look_up(ring: Ring, stream: np.uint64, starts: U64) -> None:
    """Ask for the buckets of the first windows of a draw."""
    for w in range(starts.size):
        stream = stream + STEP
        starts[w] = mix(stream) >> ring.shift
        prefetch(ring.first, starts[w])


@part
def _look_at(ring: Ring, starts: U64) -> None:
    """Replace buckets by the first places of their windows, and ask for the vacancies there."""
    for w in range(starts.size):
        at = np.uint64(ring.first[starts[w]])
        at = at if at < np.uint64(ring.listing.size) else ZERO
        starts[w] = at
        prefetch(ring.listing, at)  # a window is two cache lines, or three
        prefetch(ring.listing, at + np.uint64(WINDOW // 2))
        prefetch(ring.listing, at + np.uint64(WINDOW - 1))
