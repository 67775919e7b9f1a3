"""Who is around a site: the block it lies in, or its neighbours on a board.

Tallies of blocks are those of neighbourhoods, which moving keeps (:mod:`segsim.kernels.moves`); a
board keeps its own besides, one for each site, since everybody sees other neighbours.
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import variant, variants
from segsim.world.tables import I8, I32, I64, Households
from segsim.world.tallies import Tallies


class Blocks(NamedTuple):
    """Everybody in the same block is around, as in the neighbourhoods of a city."""

    block: I32  # [site]


class Lattice(NamedTuple):
    """The nearest sites are around; tallies of occupied neighbours by site."""

    near: I32  # [site, neighbour], −1 beyond the edge of the board
    households: I32  # [site]
    by_group: I32  # [site, group]


class Chessboard(NamedTuple):
    """The sites a king could go to are around, up to the edges of the board.

    A lattice whose neighbours are computed and whose tallies are bytes: on a million sites memory
    is what takes time.
    """

    rows: int
    columns: int
    by_group: I8  # [site, group]


class RankedLattice(NamedTuple):
    """A lattice whose sites also tally ranks of status and of wealth."""

    near: I32  # [site, neighbour], −1 beyond the edge of the board
    households: I32  # [site]
    by_group: I32  # [site, group]
    rank_sum: I64  # [site]
    wealth_sum: I64  # [site] wealth as a rank, 0 … 65,535


type Space = Blocks | Lattice | Chessboard | RankedLattice


@variants
def all_around(space: Space, tallies: Tallies, j: int) -> int:
    """Return how many households are around site ``j``."""
    raise NotImplementedError


@variants
def like_around(space: Space, tallies: Tallies, j: int, group: int) -> int:
    """Return how many households of ``group`` are around site ``j``."""
    raise NotImplementedError


@variants
def spread(space: Space, h: Households, i: int, j: int, sign: int) -> None:
    """Let those around site ``j`` see household ``i`` come (1) or go (−1)."""
    raise NotImplementedError


@variant(all_around, Blocks)
def _all_in_block(space: Blocks, tallies: Tallies, j: int) -> int:
    return tallies.households[space.block[j]]


@variant(like_around, Blocks)
def _like_in_block(space: Blocks, tallies: Tallies, j: int, group: int) -> int:
    return tallies.by_language[space.block[j], group]


@variant(spread, Blocks)
def _spread_in_block(space: Blocks, h: Households, i: int, j: int, sign: int) -> None:
    pass


@variant(all_around, RankedLattice)
@variant(all_around, Lattice)
def _all_near(space: Lattice, tallies: Tallies, j: int) -> int:
    return np.int64(space.households[j])


@variant(like_around, RankedLattice)
@variant(like_around, Lattice)
def _like_near(space: Lattice, tallies: Tallies, j: int, group: int) -> int:
    return np.int64(space.by_group[j, group])


@variant(all_around, Chessboard)
def _all_a_move_away(space: Chessboard, tallies: Tallies, j: int) -> int:
    count = np.int64(0)
    for group in range(space.by_group.shape[1]):
        count += space.by_group[j, group]
    return count


@variant(like_around, Chessboard)
def _like_a_move_away(space: Chessboard, tallies: Tallies, j: int, group: int) -> int:
    return np.int64(space.by_group[j, group])


@variant(spread, Chessboard)
def _spread_a_move_away(space: Chessboard, h: Households, i: int, j: int, sign: int) -> None:
    row, column, group = j // space.columns, j % space.columns, h.language[i]
    for r in range(max(row - 1, 0), min(row + 2, space.rows)):
        for c in range(max(column - 1, 0), min(column + 2, space.columns)):
            space.by_group[r * space.columns + c, group] += sign
    space.by_group[j, group] -= sign  # nobody is around oneself


@variant(spread, Lattice)
def _spread_near(space: Lattice, h: Households, i: int, j: int, sign: int) -> None:
    for k in range(space.near.shape[1]):
        at = space.near[j, k]
        if at >= 0:
            space.households[at] += sign
            space.by_group[at, h.language[i]] += sign


@variant(spread, RankedLattice)
def _spread_ranks(space: RankedLattice, h: Households, i: int, j: int, sign: int) -> None:
    for k in range(space.near.shape[1]):
        at = space.near[j, k]
        if at >= 0:
            space.households[at] += sign
            space.by_group[at, h.language[i]] += sign
            space.rank_sum[at] += sign * np.int64(h.rank[i])
            space.wealth_sum[at] += sign * np.int64(h.wealth[i])
