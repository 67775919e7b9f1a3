"""One month of the open market, played by all programs from copies of the same state."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from time import perf_counter, thread_time
from typing import Any, NamedTuple

import numpy as np
from arrays import Arrays
from numpy.typing import NDArray
from twin import HOUSEHOLD_COLUMNS, Twin

from segsim.kernels import choice, ring
from segsim.kernels.choice import Keys
from segsim.kernels.setting import Surroundings
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.marketplace import Market, ring_bits
from segsim.world import tallies
from segsim.world.tallies import Tallies
from segsim.world.workspace import WAITS

type Trade = Callable[[Market, int, Surroundings], None]
PARTS = ("ring", "choice", "moves")


class Numba:
    """The functions of segsim itself."""

    make_ring = staticmethod(ring.make_ring)

    @staticmethod
    def choosing(*arguments: object) -> Callable[[], Any]:
        """Return the call that lets searchers choose."""
        return partial(choice.market_round, *arguments)

    @staticmethod
    def settling(*arguments: object) -> Callable[[], int]:
        """Return the call that moves the winners in."""
        return partial(choice.settle_round, *arguments)


type Program = Numba | Twin | Arrays


class Played(NamedTuple):
    """What one program made of a month."""

    winners: str  # sha256
    state: str  # sha256 of all that the moves wrote
    moves: int
    wall: NDArray[np.float64]  # seconds by part
    processor: NDArray[np.float64]
    made: int  # bytes of the arrays made for the month


@dataclass(slots=True)
class Copies:
    """The arrays that a month writes, and copies of them on which it is played."""

    true: list[NDArray[Any]]
    played: list[NDArray[Any]] = field(init=False)

    def __post_init__(self) -> None:
        self.played = [array.copy() for array in self.true]

    def restore(self) -> None:
        """Start again; all of it passes through the caches, for every program alike."""
        for array, before in zip(self.played, self.true, strict=True):
            np.copyto(array, before)


def written(market: Market) -> list[NDArray[Any]]:
    """Return the arrays of the state that a month of the open market writes."""
    world = market.world
    columns = [getattr(world.households, name) for name in HOUSEHOLD_COLUMNS]
    counts = list(tallies.of(world.neighbourhoods))
    others = [world.dwellings.occupant, market.search.state, world.workspace.depth]
    return [*columns, *counts, *others]


def digest(arrays: Iterable[NDArray[Any]]) -> str:
    """Return the sha256 of arrays."""
    hashed = hashlib.sha256()
    for array in arrays:
        hashed.update(np.ascontiguousarray(array).tobytes())
    return hashed.hexdigest()


def timed[Result](call: Callable[[], Result]) -> tuple[Result, tuple[float, float]]:
    """Return what a call returns, and its wall and processor time in seconds."""
    began, busy = perf_counter(), thread_time()
    result = call()
    return result, (perf_counter() - began, thread_time() - busy)


def play(program: Program, market: Market, month: int, now: Surroundings, copies: Copies) -> Played:
    """Play one month on ``copies`` as ``submodels.trading.trade`` does on the state."""
    world, size, k = market.world, market.open.size, len(HOUSEHOLD_COLUMNS)
    copies.restore()
    columns, counts = copies.played[:k], Tallies(*copies.played[k:-3])
    occupant, state, depth = copies.played[-3:]
    households: Any = world.households.columns()
    h = households._replace(**dict(zip(HOUSEHOLD_COLUMNS, columns, strict=True)))
    dwellings: Any = world.dwellings.columns()
    d = dwellings._replace(occupant=occupant)
    search = market.search._replace(state=state)
    rings = base(world.seed, Purpose.RING, (world.year * 64 + month) * 4 + 2)
    keys = Keys(
        market.key(Purpose.CANDIDATE, month),
        base(world.seed, Purpose.TASTE, world.year),
        market.key(Purpose.LANDLORD, month),
    )
    gumbel, wanted = quantiles().gumbel, world.parameters.market.candidates
    bits = ring_bits(world)
    # Each program has a ring of its own kind, made of the same listings.
    vacancies, of_ring = timed(partial(program.make_ring, market.open.listing, rings, bits))
    offer, winner = np.zeros(size), np.full(size, -1, np.int32)
    choosing = program.choosing(
        search,
        market.seekers,
        month,
        vacancies,
        wanted,
        keys,
        gumbel,
        now,
        market.taste,
        market.finance,
        offer,
        winner,
    )
    _, of_choice = timed(choosing)
    freed = np.empty(size, np.int64)
    settling = program.settling(
        h,
        d,
        search,
        market.seekers,
        market.open.columns,
        winner,
        world.year,
        counts,
        freed,
        depth,
    )
    count, of_moves = timed(settling)
    wall, processor = np.array([of_ring, of_choice, of_moves]).T
    listed = market.open.listing
    ring = [each for each in vacancies if isinstance(each, np.ndarray)]
    made = [*(each for each in ring if not np.may_share_memory(each, listed)), offer, winner, freed]
    scratch = size * 16 + market.search.row.size * 4  # of the sort, and who waits
    return Played(
        digest([winner]),
        digest([*copies.played, freed[:count]]),
        int((winner >= 0).sum()),
        wall,
        processor,
        sum(array.nbytes for array in made) + scratch,
    )


@dataclass(slots=True)
class Comparison:
    """Stands where ``trade`` stands in a year: plays every month by both, then lets it pass."""

    programs: dict[str, Program]
    repeat: int
    trade: Trade
    wall: NDArray[np.float64] = field(init=False)  # [repetition, program, part] over the year
    processor: NDArray[np.float64] = field(init=False)
    assignments: Any = field(default_factory=hashlib.sha256)
    searchers: list[int] = field(default_factory=list)  # who choose, by month
    vacancies: list[int] = field(default_factory=list)
    moves: int = 0
    differences: list[str] = field(default_factory=list)
    touched: int = 0  # bytes, at most

    def __post_init__(self) -> None:
        self.wall = np.zeros((self.repeat, len(self.programs), len(PARTS)))
        self.processor = np.zeros_like(self.wall)

    def __call__(self, market: Market, month: int, now: Surroundings) -> None:
        """Play a month ``repeat`` times by each program, who begins taking turns."""
        if market.guided.size or market.open.size == 0:
            raise ValueError("a month with guided households or without vacancies")
        copies = Copies(written(market))
        found: dict[str, Played] = {}
        names = list(self.programs)
        for r in range(self.repeat):
            for name in names if (r + month) % 2 == 0 else reversed(names):
                found[name] = play(self.programs[name], market, month, now, copies)
                self.wall[r, names.index(name)] += found[name].wall
                self.processor[r, names.index(name)] += found[name].processor
                self._compare(month, name, found[name], next(iter(found.values())))
        search = market.search
        self.searchers.append(int(((search.state == WAITS) & (search.month <= month)).sum()))
        self.vacancies.append(market.open.size)
        self.touched = max(self.touched, touched(market, found[names[0]].made))
        self.moves += found[names[0]].moves
        self.assignments.update(found[names[0]].winners.encode())
        self.trade(market, month, now)
        if digest(written(market)) != digest(copies.played):
            self.differences.append(f"month {month}: what is played is not what the model does")

    def _compare(self, month: int, name: str, mine: Played, first: Played) -> None:
        for what in ("winners", "state"):
            if getattr(mine, what) != getattr(first, what):
                self.differences.append(f"month {month}: {what} of {name} differ")


def touched(market: Market, made: int) -> int:
    """Return the bytes of all arrays that a month reads or writes."""
    world = market.world
    columns = [getattr(world.households, name) for name in HOUSEHOLD_COLUMNS]
    homes = [world.dwellings.occupant, world.workspace.depth]
    listed = [market.open.rows, market.open.listing]
    return (
        sum(column[: world.household_rows].nbytes for column in columns)
        + sum(column[: world.dwelling_rows].nbytes for column in homes)
        + sum(array.nbytes for array in (*market.search, *market.seekers, *listed))
        + made
    )
