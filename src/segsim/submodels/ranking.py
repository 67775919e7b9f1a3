"""Income ranks and classes of all households, anew each year; no sort."""

from functools import reduce

import numpy as np

from segsim.kernels.earnings import CELLS, count_incomes, set_ranks
from segsim.submodels.threads import in_parts, part_of
from segsim.world import World, tallies
from segsim.world.tables import I64, U16


def rank_incomes(world: World) -> None:
    """Set income ranks (0 … 65,535) and classes anew and recount what depends on them.

    Incomes fall into cells of equal log width; households of one cell share their mid-rank.
    """
    h, n, rows, threads = (
        world.households,
        world.neighbourhoods,
        world.household_rows,
        world.threads,
    )
    low, high = world.city.class_limits
    cells = np.empty(rows, np.uint16)

    def count_part(share: slice) -> I64:
        count = np.zeros(CELLS, np.int64)
        count_incomes(h.status[share], h.income[share], cells[share], count)
        return count

    ranks = mid_ranks(reduce(np.add, in_parts(rows, threads, count_part)))

    def rank_part(share: slice) -> tallies.Tallies:
        mine, found = cells[share], tallies.empty(n.room)
        set_ranks(part_of(h.columns(), share), mine.size, mine, ranks, low, high, found)
        return found

    n.rank_sum[:] = 0
    n.by_class[:] = 0
    tallies.add(n, in_parts(rows, threads, rank_part))


def mid_ranks(count: I64) -> U16:
    """Return the mid-rank of households in each cell of income by how many are in it."""
    below = np.cumsum(count) - count
    return ((2 * below + count) * (CELLS - 1) // (2 * max(int(count.sum()), 1))).astype(np.uint16)
