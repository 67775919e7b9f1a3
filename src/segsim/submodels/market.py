"""clear_market: twelve monthly rounds of search, bids and moves, then a last sweep."""

from dataclasses import dataclass, field
from functools import partial

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.choice import Keys, market_round, settle_round
from segsim.kernels.queue import social_round
from segsim.kernels.ring import Ring, make_ring
from segsim.kernels.search import aspire
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.sweep import shelve, sweep, tour_of
from segsim.streams import Purpose, base, hashes, quantiles
from segsim.submodels.bids import strongest
from segsim.submodels.decanting import returning, settle_decanted, supported
from segsim.submodels.flows import movers_from_home, record_attained, record_moves
from segsim.submodels.leftovers import settle_unplaced
from segsim.submodels.renewal import closed, withdraw
from segsim.submodels.surroundings import access, finance, lasting_appeal, surroundings, taste
from segsim.submodels.threads import in_parts, part_of, run_all
from segsim.submodels.vacancies import Vacant, is_social, vacancies, vacant
from segsim.world import World, tallies
from segsim.world.tables import F64, I32, I64
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, WAITS, Search, Seekers

LAST_LOOK = 20
"""Feasible vacancies that a household without a home compares in the last sweep."""
LONG_LIST = 2
"""How many times as many homes, social and others, are shown to who is helped [assumption]."""

FEW = 6
"""Log of the buckets of a ring that holds the new homes of one place."""


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


def clear_market(world: World) -> None:
    """Match searchers and vacancies; every household that can be housed is housed."""
    work = world.workspace
    search = work.search
    withdraw(world)
    market = Market(world, search, work.seekers, taste(world), finance(world), *vacancies(world))
    before = movers_from_home(world, search)
    lasting, reach = lasting_appeal(world), access(world)
    if world.institutions.renewals:
        market.closed, order = closed(world), work.queue_order
        helped = supported(world, search.row[order])
        market.helped, market.others = order[helped], order[~helped]
        market.guided = np.flatnonzero(supported(world, search.row))
        offer_return(market, surroundings(world, lasting, reach))
    for month in range(world.parameters.market.rounds):
        now = surroundings(world, lasting, reach)
        serve_queue(market, month, now)
        trade(market, month, now)
    now = surroundings(world, lasting, reach)
    offer_rest(market, now)
    record_attained(world, now, market.taste, market.finance)
    remember = partial(
        aspire, world.households.columns(), work.listings, search, work.seekers, now,
        market.taste, market.finance, world.aspiration,
    )  # fmt: skip
    run_all([remember, partial(record_moves, world, search, before)], world.threads)
    settle_unplaced(world, search)
    settle_decanted(world)
    withdraw(world)


def offer_return(market: Market, now: Surroundings) -> None:
    """Offer the new social homes of each renewed place first to those who lived there."""
    world, last = market.world, market.world.parameters.market.rounds
    offers = LONG_LIST * world.parameters.market.social_offers
    places = returning(world)
    position = np.full(world.households.room, -1, np.int64)
    position[market.search.row] = np.arange(market.search.row.size)
    for homes, who in places:  # who were invited to search
        order = position[who]
        order = order[order >= 0]
        rows = market.search.row[order]
        before = world.households.dwelling[rows].copy()
        serve(market, vacant(world, homes), order, offers, last, now, FEW)
        world.records.count("returned", (world.households.dwelling[rows] != before).sum())
    if places:
        withdraw(world)
        market.open, market.social = vacancies(world)


def serve_queue(market: Market, month: int, now: Surroundings) -> None:
    """Offer this month's social vacancies down the queue; the supported have a longer list."""
    world, order = market.world, market.world.workspace.queue_order
    offers = world.parameters.market.social_offers
    if market.closed is not None:
        served(market, serve(market, market.social, market.helped, LONG_LIST * offers, month, now))
        order = market.others
    served(market, serve(market, market.social, order, offers, month, now))


def served(market: Market, freed: I64) -> None:
    """Let what a turn of the queue took and freed change the vacancies."""
    taken = np.flatnonzero(market.world.dwellings.occupant[market.social.rows] >= 0)
    put_back(market, market.social, taken, freed)


def serve(
    market: Market,
    homes: Vacant,
    order: I64,
    offers: int,
    month: int,
    now: Surroundings,
    bits: int | None = None,
) -> I64:
    """Offer social dwellings to searchers in ``order``; return the rows of the homes freed."""
    world, work = market.world, market.world.workspace
    if homes.size == 0:
        return np.zeros(0, np.int64)
    ring = ring_of(market, homes, month, 1, bits)
    freed = np.empty(homes.size, np.int64)
    count = social_round(
        world.households.columns(),
        world.dwellings.columns(),
        market.search,
        market.seekers,
        order,
        month,
        homes.rows,
        ring,
        offers,
        market.key(Purpose.QUEUE, month),
        base(world.seed, Purpose.TASTE, world.year),
        quantiles().gumbel,
        now,
        market.taste,
        market.finance,
        world.year,
        tallies.of(world.neighbourhoods),
        freed,
        work.depth,
    )
    return freed[:count]


def trade(market: Market, month: int, now: Surroundings) -> None:
    """Run one round of the open market: choose on the frozen state, then move the winners."""
    if market.open.size == 0:
        return
    winner = best_applicants(market, month, now)
    freed = move_in(market, winner)
    put_back(market, market.open, np.flatnonzero(winner >= 0), freed)


def move_in(market: Market, winner: I32) -> I64:
    """Move the winners into their homes; return the rows of those they leave.

    No two of them touch the same home, so that several threads may move them; what these count
    is added up.
    """
    world, n = market.world, market.world.neighbourhoods

    def move(share: slice) -> tuple[Tallies, I64]:
        counts = tallies.of(n) if world.threads == 1 else tallies.empty(n.room)
        mine = winner[share]
        freed = np.empty(mine.size, np.int64)
        count = settle_round(
            world.households.columns(),
            world.dwellings.columns(),
            market.search,
            market.seekers,
            part_of(market.open.columns, share),
            mine,
            world.year,
            counts,
            freed,
            world.workspace.depth,
        )
        return counts, freed[:count]

    moved = in_parts(winner.size, world.threads, move)
    if world.threads > 1:
        tallies.add(n, [counts for counts, _ in moved])
    return np.concatenate([freed for _, freed in moved])


def best_applicants(market: Market, month: int, now: Surroundings) -> I32:
    """Return who wins each vacancy, an element of the search or −1 where nobody applied.

    Searchers choose on the frozen state, in parts on several threads: whoever bids most wins,
    wherever it was looked at.
    """
    ring, k = ring_of(market, market.open, month, 2), market.world.parameters.market.candidates
    state = market.search.state
    guided = market.guided[state[market.guided] == WAITS]
    state[guided] = PLACED  # they choose by themselves, from a longer list
    rounds = in_parts(
        state.size, market.world.threads, lambda share: _apply(market, share, k, month, ring, now)
    )
    state[guided] = WAITS
    if guided.size:
        rounds.append(_apply(market, guided, LONG_LIST * k, month, ring, now))
    return strongest(rounds, market.seekers.facts["id"])


def _apply(
    market: Market, share: slice | I64, candidates: int, month: int, ring: Ring, now: Surroundings
) -> tuple[F64, I32]:
    """Return the best bids of a share of the searchers, and whose they are."""
    world, size = market.world, market.open.size
    offer, winner = np.zeros(size), np.full(size, -1, np.int32)
    search = Search(*(column[share] for column in market.search))  # type: ignore[arg-type]
    market_round(
        search,
        Seekers(market.seekers.facts[share], market.seekers.home[share]),
        month,
        ring,
        candidates,
        Keys(
            market.key(Purpose.CANDIDATE, month),
            base(world.seed, Purpose.TASTE, world.year),
            market.key(Purpose.LANDLORD, month),
        ),
        quantiles().gumbel,
        now,
        market.taste,
        market.finance,
        offer,
        winner,
    )
    if isinstance(share, slice):  # a view: who stays is marked already
        winner[winner >= 0] += share.start
    else:
        market.search.state[share] = search.state
        winner[winner >= 0] = share[winner[winner >= 0]]
    return offer, winner


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


def ring_of(market: Market, vacant: Vacant, month: int, part: int, bits: int | None = None) -> Ring:
    """Return the ring of some vacancies, re-keyed for this month and part of the market."""
    key = base(market.world.seed, Purpose.RING, (market.world.year * 64 + month) * 4 + part)
    return make_ring(vacant.listing, key, ring_bits(market.world) if bits is None else bits)


def ring_bits(world: World) -> int:
    """Return the log of the number of buckets: by the size of the city at the start alone."""
    return max(4, (max(world.start.households, 1) // 8).bit_length())


def offer_rest(market: Market, now: Surroundings) -> None:
    """Offer every vacancy to those still without a home."""
    world, search = market.world, market.search
    waiting = np.flatnonzero(world.households.dwelling[search.row] < 0)
    if waiting.size == 0:
        return
    h = world.households
    lot = hashes(world.seed, Purpose.PLACE, world.year, h.id[search.row[waiting]])
    everything = vacant(world, np.concatenate([market.open.rows, market.social.rows]))
    if everything.size == 0:
        return
    month = world.parameters.market.rounds
    ring = ring_of(market, everything, month, 0)
    sweep(
        h.columns(),
        world.dwellings.columns(),
        search,
        market.seekers,
        waiting[np.argsort(lot, kind="stable")].astype(np.int64),
        everything.rows,
        ring,
        shelve(ring),
        tour_of(everything.size),
        LAST_LOOK,
        market.key(Purpose.CANDIDATE, month),
        base(world.seed, Purpose.TASTE, world.year),
        quantiles().gumbel,
        now,
        market.taste,
        market.finance,
        world.year,
        tallies.of(world.neighbourhoods),
    )
