"""Social rental in the market: who lived there returns first, then homes go down the queue."""

import numpy as np

from segsim.kernels.queue import social_round
from segsim.kernels.setting import Surroundings
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.decanting import returning
from segsim.submodels.marketplace import LONG_LIST, Market, put_back, ring_of
from segsim.submodels.renewal import withdraw
from segsim.submodels.vacancies import Vacant, vacancies, vacant
from segsim.world import tallies
from segsim.world.tables import I64

FEW = 6
"""Log of the buckets of a ring that holds the new homes of one place."""


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
