"""clear_market: twelve monthly rounds of search, bids and moves, then a last sweep."""

from functools import partial

import numpy as np

from segsim.kernels.search import aspire
from segsim.kernels.setting import Surroundings
from segsim.kernels.sweep import shelve, sweep, tour_of
from segsim.streams import Purpose, base, hashes, quantiles
from segsim.submodels.decanting import settle_decanted, supported
from segsim.submodels.flows import movers_from_home, record_attained, record_moves
from segsim.submodels.leftovers import settle_unplaced
from segsim.submodels.marketplace import Market, ring_of
from segsim.submodels.renewal import closed, withdraw
from segsim.submodels.serving import offer_return, serve_queue
from segsim.submodels.surroundings import access, finance, lasting_appeal, surroundings, taste
from segsim.submodels.threads import run_all
from segsim.submodels.trading import trade
from segsim.submodels.vacancies import vacancies, vacant
from segsim.world import World, tallies

LAST_LOOK = 20
"""Feasible vacancies that a household without a home compares in the last sweep."""


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
