"""Fixed profiles taken from the synthetic population, and the notes of one year."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segsim.world.tables import F64, I32, I64, U8, U64

WAITS, STAYS, PLACED = 0, 1, 2


class Search(NamedTuple):
    """The households looking for a home this year; one element each."""

    row: I32
    month: U8  # round in which it begins
    forced: U8  # 1 when it cannot stay where it is
    origin: I32  # neighbourhood it comes from, −1 from outside the city
    state: U8  # WAITS, STAYS or PLACED


class Decanted(NamedTuple):
    """Households that a renewal makes move this year; one element each."""

    row: I64
    id: U64
    home: I64  # row of the dwelling under notice, −1 where it is torn down already
    place: I64  # neighbourhood it is or was in
    renewal: I64  # which of ``Institutions.renewals``
    supported: U8  # 1 where a worker helps


class Seekers(NamedTuple):
    """Searchers and their present homes, an element for each of :class:`Search`."""

    facts: NDArray[np.void]  # kernels.seekers.SEEKER
    home: NDArray[np.void]  # kernels.listing.LISTING


@dataclass(slots=True)
class Earnings:
    """Mean and spread of log income by group (adults × age × education), frozen at the start.

    Taken from the synthetic population, so that its distribution is the stationary one.
    """

    means: F64 = field(default_factory=lambda: np.zeros(30))
    sds: F64 = field(default_factory=lambda: np.zeros(30))


@dataclass(slots=True)
class Newcomers:
    """Donors whose age, family and education newcomers take, equally likely, by language.

    Each array is [language, donor]; ``children`` is [language, donor, 4].
    """

    age: U8 = field(default_factory=lambda: np.zeros((2, 0), np.uint8))
    adults: U8 = field(default_factory=lambda: np.zeros((2, 0), np.uint8))
    education: U8 = field(default_factory=lambda: np.zeros((2, 0), np.uint8))
    employed: U8 = field(default_factory=lambda: np.zeros((2, 0), np.uint8))
    children: U8 = field(default_factory=lambda: np.zeros((2, 0, 4), np.uint8))


@dataclass(slots=True)
class Start:
    """What the city was when the calendar started: what planning and growth refer to."""

    households: int = 0
    vacancy: float = 0.08


def no_search() -> Search:
    """Return a search that nobody takes part in."""
    rows, flags = np.zeros(0, np.int32), np.zeros(0, np.uint8)
    return Search(rows, flags, flags, rows, flags)


def no_seekers() -> Seekers:
    """Return records of nobody."""
    return Seekers(np.zeros(0, "V1"), np.zeros(0, "V1"))


def nobody() -> Decanted:
    """Return nobody who has to move."""
    none = np.zeros(0, np.int64)
    return Decanted(none, np.zeros(0, np.uint64), none, none, none, np.zeros(0, np.uint8))


@dataclass(slots=True)
class Workspace:
    """Notes that processes of one year leave for later ones; never part of the state."""

    listings: NDArray[np.void] = field(default_factory=lambda: np.zeros(0, "V1"))  # of dwellings
    listed_price: F64 = field(default_factory=lambda: np.zeros((0, 3)))  # when they were listed
    listed_rent: F64 = field(default_factory=lambda: np.zeros((0, 3)))
    depth: U8 = field(default_factory=lambda: np.zeros(0, np.uint8))  # [dwelling row] of chains
    wants: U8 = field(default_factory=lambda: np.zeros(0, np.uint8))  # [household row] 1 searches
    origin: I32 = field(default_factory=lambda: np.zeros(0, np.int32))  # of those without a home
    kind: U8 = field(default_factory=lambda: np.zeros(0, np.uint8))  # why without a home
    completed: I64 = field(default_factory=lambda: np.zeros((0, 4), np.int64))  # by tenure
    unranked: I64 = field(default_factory=lambda: np.zeros((0, 3), np.int64))  # by class, before
    queue_order: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    decanted: Decanted = field(default_factory=nobody)
    search: Search = field(default_factory=no_search)
    seekers: Seekers = field(default_factory=no_seekers)
    seeker_room: Seekers = field(default_factory=no_seekers)  # what those are the first part of
