"""Rounds of the open market: choices and bids on a frozen state, then the moves of who won."""

import numpy as np

from segsim.kernels.choice import Keys, market_round, settle_round
from segsim.kernels.ring import Ring
from segsim.kernels.setting import Surroundings
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.bids import strongest
from segsim.submodels.marketplace import LONG_LIST, Market, put_back, ring_of
from segsim.submodels.threads import in_parts, part_of
from segsim.world import tallies
from segsim.world.tables import F64, I32, I64
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, WAITS, Search, Seekers


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
