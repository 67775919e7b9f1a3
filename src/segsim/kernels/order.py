"""The order of lots, as a stable sort has it: quicker for lots that are spread evenly."""

import numpy as np

from segsim.compiled import kernel
from segsim.world.tables import I64, U64


@kernel
def fill_order(lots: U64, shift: np.uint64, ends: I64, ranked: U64, out: I64) -> None:
    """Write to ``out`` where the least of ``lots`` stands, the next, …; ``ranked`` has them.

    Lots are dealt into buckets by their highest bits, ``ends`` of them and all zero, and then
    sorted by insertion, which moves nothing out of its bucket.
    """
    for k in range(lots.size):
        ends[lots[k] >> shift] += 1
    total = 0
    for b in range(ends.size):
        total += ends[b]
        ends[b] = total
    for k in range(lots.size - 1, -1, -1):  # from behind: equal lots keep their order
        b = lots[k] >> shift
        ends[b] -= 1
        ranked[ends[b]], out[ends[b]] = lots[k], k
    for p in range(1, lots.size):
        lot, k, q = ranked[p], out[p], p
        while q > 0 and ranked[q - 1] > lot:
            ranked[q], out[q] = ranked[q - 1], out[q - 1]
            q -= 1
        ranked[q], out[q] = lot, k
