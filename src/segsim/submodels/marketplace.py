"""Where searchers and vacancies meet in a year: what its rounds share."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.ring import Ring, make_ring
from segsim.kernels.setting import Finance, Taste
from segsim.streams import Purpose, base
from segsim.submodels.vacancies import Vacant, is_social
from segsim.world import World
from segsim.world.tables import I64
from segsim.world.workspace import Search, Seekers

LONG_LIST = 2
"""How many times as many homes, social and others, are shown to who is helped [assumption]."""


@dataclass(slots=True)
class Market:
    """What stays the same over the rounds of a year, and the vacancies of the moment."""

    world: World
    search: Search
    seekers: Seekers
    taste: Taste
    finance: Finance
    open: Vacant  # all but social rental
    social: Vacant  # social rental
    closed: NDArray[np.bool_] | None = None  # [dwelling row] under notice; None: none is
    # then elements of the search in the order of the queue: whom a worker helps, and others
    helped: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    others: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    guided: I64 = field(default_factory=lambda: np.zeros(0, np.int64))  # all who are helped

    def key(self, purpose: Purpose, month: int) -> np.uint64:
        """Return the key of a purpose in one round of this year."""
        return base(self.world.seed, purpose, self.world.year * 64 + month)


def ring_of(market: Market, vacant: Vacant, month: int, part: int, bits: int | None = None) -> Ring:
    """Return the ring of some vacancies, re-keyed for this month and part of the market."""
    key = base(market.world.seed, Purpose.RING, (market.world.year * 64 + month) * 4 + part)
    return make_ring(vacant.listing, key, ring_bits(market.world) if bits is None else bits)


def ring_bits(world: World) -> int:
    """Return the log of the number of buckets: by the size of the city at the start alone."""
    return max(4, (max(world.start.households, 1) // 8).bit_length())


def put_back(market: Market, served: Vacant, taken: I64, freed: I64) -> None:
    """Let this round's freed dwellings enter the next round; those ``taken`` leave ``served``.

    Not those under notice: nobody is to move in again.
    """
    if market.closed is not None:
        freed = freed[~market.closed[freed]]
    listings, social = market.world.workspace.listings, is_social(market.world, freed)
    none = np.zeros(0, np.int64)
    for kind, belong in ((market.social, social), (market.open, ~social)):
        kind.update(taken if kind is served else none, freed[belong], listings)
