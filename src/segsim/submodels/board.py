"""A board of sites on which households move one by one, without money: the classical models.

Households, dwellings and tallies are those of a city; a block is a neighbourhood. On a lattice
neighbourhoods are the tiles by which a board is described, and what households see of their
neighbours is the space's own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from segsim.kernels.order import fill_order
from segsim.kernels.outlooks import Outlook
from segsim.kernels.pools import Pool
from segsim.kernels.rules import Rule
from segsim.kernels.spaces import Blocks, Chessboard, Space
from segsim.kernels.turns import TurnKeys, find_homes, look_about, put_all, take_away, take_turns
from segsim.kernels.walk import Way, unhappy, walk
from segsim.streams import Purpose, base, hashes
from segsim.world import tallies
from segsim.world.tables import F64, I32, I64, U64, Dwellings, Households
from segsim.world.tallies import Tallies

FRAMES = 2_000_000
"""Numbers of a film held at a time."""
STARTING = -1


@dataclass(slots=True)
class Board:
    """Households on sites, and the number of the next turn."""

    households: Households
    dwellings: Dwellings
    tallies: Tallies
    space: Space
    seed: int
    turn: int = 0

    @property
    def size(self) -> int:
        """How many households there are."""
        return self.households.room

    @property
    def groups(self) -> I64:
        """Group of each household."""
        return self.households.language.astype(np.int64)

    @property
    def blocks(self) -> int:
        """How many blocks or tiles there are."""
        return int(self.tallies.households.size)

    def counts(self) -> I64:
        """Return households by block and group."""
        return self.tallies.by_language.copy()

    def check(self) -> None:
        """Raise AssertionError unless everybody has one home and tallies equal a recount."""
        h, d = self.households.columns(), self.dwellings.columns()
        found = np.zeros(6, np.int64)
        tallies.faults(h, self.size, d, self.dwellings.room, found)
        fresh = tallies.Tallies(*(np.zeros_like(mine) for mine in self.tallies))
        tallies.count(h, self.size, d, self.dwellings.room, fresh)
        assert found[0] == self.size
        assert found[0] + found[1] == self.dwellings.room
        assert not found[2:].any()
        assert all(np.array_equal(a, b) for a, b in zip(fresh, self.tallies, strict=True))


type Watch = Callable[[int, Board], None]
"""Is told the number of turns or ticks so far, and may look at the board."""


def settle_in(board: Board, outlook: Outlook, rule: Rule, pool: Pool) -> None:
    """Let everybody find a first home, one after the other."""
    find_homes(
        board.households.columns(),
        board.size,
        board.dwellings.columns(),
        board.tallies,
        board.space,
        outlook,
        rule,
        pool,
        _keys(board, STARTING),
    )


def settle_at(board: Board, sites: I64) -> None:
    """Put every household on the site given."""
    columns = board.households.columns(), board.dwellings.columns()
    put_all(*columns, board.tallies, board.space, np.asarray(sites, np.int64))


def clear(board: Board) -> None:
    """Take everybody off the board."""
    columns = board.households.columns(), board.dwellings.columns()
    for i in range(board.size):
        take_away(*columns, board.tallies, board.space, i)


def turns(
    board: Board,
    outlook: Outlook,
    rule: Rule,
    pool: Pool,
    frames: int,
    every: int,
    watch: Watch | None = None,
) -> Iterator[I32]:
    """Let households take ``frames`` × ``every`` turns; yield films [frame, household] of sites.

    A film has as many frames as fit into memory at ease, or one for each look of ``watch``, which
    looks before the first turn too.
    """
    keys = _keys(board, 0)
    if watch is not None and board.turn == 0:
        watch(0, board)
    while frames > 0:
        length = min(frames, max(1, FRAMES // board.size)) if watch is None else 1
        film = np.empty((length, board.size), np.int32)
        take_turns(
            board.households.columns(),
            board.size,
            board.dwellings.columns(),
            board.tallies,
            board.space,
            outlook,
            rule,
            pool,
            keys,
            board.turn,
            film,
            every,
        )
        board.turn += length * every
        frames -= length
        if watch is not None:
            watch(board.turn, board)
        yield film


def sweep(
    board: Board,
    outlook: Outlook,
    rule: Rule,
    pool: Pool,
    sweeps: int,
    watch: Watch | None = None,
) -> None:
    """Let every household take a turn on average, ``sweeps`` times."""
    for _ in turns(board, outlook, rule, pool, sweeps, board.size, watch):
        pass


def company(board: Board) -> tuple[I64, I64]:
    """Return how many live around each household, and how many of them are of its group."""
    space, home = board.space, board.households.dwelling
    if isinstance(space, Blocks):
        block = space.block[home]
        inside, alike = board.tallies.households[block], board.tallies.by_language
        return inside - 1, alike[block, board.groups] - 1
    if isinstance(space, Chessboard):
        around = space.by_group[home].astype(np.int64)
        return around.sum(axis=1), around[np.arange(home.size), board.groups]
    near = space.households[home].astype(np.int64)
    return near, space.by_group[home, board.groups].astype(np.int64)


def worths(board: Board, outlook: Outlook, i: int, sites: I64) -> F64:
    """Return what ``sites`` are worth to household ``i``, nowhere counted [site]."""
    out = np.empty(sites.size)
    columns = board.households.columns(), board.dwellings.columns()
    asked = np.array(sites, np.int64)  # a copy: homes change while the household looks about
    look_about(*columns, board.tallies, board.space, outlook, i, asked, out)
    return out


def unhappy_households(board: Board, outlook: Outlook) -> I64:
    """Return the rows of households whose site is worth less than 1."""
    out = np.empty(board.size, np.int64)
    columns = board.households.columns()
    count = unhappy(columns, board.size, board.tallies, board.space, outlook, out)
    return out[:count]


def tick(board: Board, way: Way, movers: I64) -> None:
    """Let the unhappy go, in keyed order, each to a site that is free by then."""
    lot = hashes(board.seed, Purpose.MONTH, board.turn, board.households.id[movers])
    walk(
        board.households.columns(),
        board.dwellings.columns(),
        board.tallies,
        board.space,
        way,
        movers[order_of(lot)],
        base(board.seed, Purpose.CANDIDATE, board.turn),
    )
    board.turn += 1


def order_of(lots: U64) -> I64:
    """Return the order of hashes, as a stable sort has it."""
    bits = max(lots.size.bit_length() - 2, 1)  # a handful to a bucket
    out, ends = np.empty(lots.size, np.int64), np.zeros(1 << bits, np.int64)
    fill_order(lots, np.uint64(64 - bits), ends, np.empty_like(lots), out)
    return out


def ticks(
    board: Board, outlook: Outlook, way: Way, most: int, watch: Watch | None = None
) -> tuple[int, int]:
    """Let the unhappy go, tick after tick, until nobody is; return ticks and who is still unhappy.

    ``watch`` looks at the start and after every tick.
    """
    movers, count = unhappy_households(board, outlook), 0
    if watch is not None:
        watch(count, board)
    while movers.size and count < most:
        tick(board, way, movers)
        movers = unhappy_households(board, outlook)
        count += 1
        if watch is not None:
            watch(count, board)
    return count, movers.size


def _keys(board: Board, time: int) -> TurnKeys:
    purposes = (Purpose.SEARCH, Purpose.CANDIDATE, Purpose.TASTE)
    return TurnKeys(*(base(board.seed, purpose, time) for purpose in purposes))
