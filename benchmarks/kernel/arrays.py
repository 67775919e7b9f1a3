"""The same market as whole-array NumPy: searchers take every step together, a block at a time.

Written for speed: a block's arrays stay in the cache, columns are [look, searcher] so that what a
household brings is a vector along the longer axis, and those who have seen enough look no further.
It takes the same draws, adds in the same order and hence finds the same winners. Logarithm and
exponential are those of ``segsim.maths``, compiled: NumPy's differ in the last bit.
"""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import numpy as np
from columns import Flags, Homes, People, Records, cost_to, drawn, mixed, uniform, worth

from segsim.kernels.choice import NO_CHOICE, Keys
from segsim.kernels.listing import Listings
from segsim.kernels.moves import HOUSED
from segsim.kernels.ring import LOOKS, STEP, WINDOW, Vacancies
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import PRIVATE
from segsim.maths import exps
from segsim.world.tables import F64, I32, I64, U8, U64, Dwellings, Households
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, STAYS, WAITS, Search, Seekers

BLOCK = 16_384
"""Searchers at a time; 2,048 to 32,768 differ by a sixth."""
AT_ONCE = 5
"""Windows of the ring that they look at before those who have enough are left out."""


class Circle(NamedTuple):
    """The ring of vacancies."""

    homes: Homes  # [place]
    asked: F64  # [place] rent, or minus the yearly cost of owning
    vacancy: I64  # [place] element of the vacancies
    private: Flags  # [place] whether it is a private rental
    first: I64  # [bucket] first place of each bucket, 0 for those beyond the last vacancy
    shift: np.uint64


class Block(NamedTuple):
    """Some searchers as columns: their elements of the search, records, home, and draws."""

    element: I64
    who: People
    home: Listings
    settled: Flags  # who may stay where they are
    shocks: U64
    stream: U64


class City(NamedTuple):
    """What the choice of a month is made in."""

    circle: Circle
    wanted: int
    keys: Keys
    gumbel: F64
    now: Surroundings
    taste: Taste
    finance: Finance


class Bids(NamedTuple):
    """Bids for vacancies, by searchers with an identity."""

    vacancy: I64
    offer: F64
    id: U64
    element: I64


class Arrays:
    """The three steps of a month."""

    @staticmethod
    def make_ring(vacant: Listings, key: np.uint64, bits: int) -> Circle:
        """Sort vacancies by their draws; buckets begin where the counts of those before end."""
        places = drawn(key, vacant["id"])
        index = np.argsort(places)  # no two are equal: the draw is one to one
        shift = np.uint64(64 - bits)
        counts = np.bincount((places >> shift).astype(np.int64), minlength=1 << bits)
        first = np.cumsum(counts) - counts
        first[first == vacant.size] = 0
        listing = vacant[index]
        homes = Homes.of(listing)
        asked = np.where(homes.owned, -homes.charge, homes.charge)
        return Circle(homes, asked, index, listing["tenure"] == PRIVATE, first, shift)

    @staticmethod
    def choosing(
        search: Search,
        seekers: Seekers,
        month: int,
        circle: Circle,
        candidates: int,
        keys: Keys,
        gumbel: F64,
        s: Surroundings,
        t: Taste,
        f: Finance,
        offer: F64,
        winner: I32,
    ) -> Callable[[], Any]:
        """Return the call that lets searchers choose."""
        city = City(circle, candidates, keys, gumbel, s, t, f)
        return partial(market_round, search, seekers, month, city, offer, winner)

    @staticmethod
    def settling(*arguments: Any) -> Callable[[], int]:  # noqa: ANN401
        """Return the call that moves the winners in."""
        return partial(settle_round, *arguments)


def market_round(
    search: Search, seekers: Seekers, month: int, city: City, offer: F64, winner: I32
) -> None:
    """Fill ``offer`` and ``winner`` [vacancy]; who stays is marked."""
    waiting = np.flatnonzero((search.state == WAITS) & (search.month <= month))
    made = []
    for begin in range(0, waiting.size, BLOCK):
        element = waiting[begin : begin + BLOCK]
        who = People.of(seekers.facts[element], city.finance)
        settled = (who.housed == 1) & (search.forced[element] == 0)
        shocks, stream = drawn(city.keys.taste, who.id), drawn(city.keys.candidate, who.id)
        block = Block(element, who, seekers.home[element], settled, shocks, stream)
        stays, bids = choose(block, city)
        search.state[element[stays]] = STAYS
        made.append(bids)
    if not made:
        return
    bids = Bids(*(np.concatenate(column) for column in zip(*made, strict=True)))
    order = np.lexsort((bids.id, bids.offer, bids.vacancy))  # the best of each vacancy comes last
    last = np.ones(order.size, bool)
    np.not_equal(bids.vacancy[order[1:]], bids.vacancy[order[:-1]], out=last[:-1])
    best = order[last]
    offer[bids.vacancy[best]] = bids.offer[best]
    winner[bids.vacancy[best]] = bids.element[best]


def choose(block: Block, city: City) -> tuple[Flags, Bids]:
    """Return who of a block prefers to stay, and what the others bid."""
    who, circle = block.who, city.circle
    places, count = draw_feasible(block, city)
    staying, seen = Homes.of(block.home), Homes(*(column.take(places) for column in circle.homes))
    looked = Homes(*(np.vstack((a, b)) for a, b in zip(staying, seen, strict=True)))
    cost = cost_to(who, looked, city.finance)
    value = worth(who, looked, cost, city.now, city.taste, city.finance)
    bonus = city.taste.attachment * who.attachment
    value[0] = value[0] + city.taste.stay + bonus
    value += city.gumbel.take((mixed(block.shocks ^ looked.id) >> np.uint64(50)).astype(np.int64))
    value[0, ~block.settled] = NO_CHOICE
    value[1:][np.arange(places.shape[0])[:, None] >= count] = NO_CHOICE
    row, column = value.argmax(axis=0), np.arange(who.id.size)
    best = value[row, column]
    stays = block.settled & (row == 0)
    moves = np.flatnonzero((row > 0) & (best > NO_CHOICE))
    row = row[moves]
    at = places[row - 1, moves]
    others = value[:, moves]
    # The same vacancy may have been seen twice: the second best is another one.
    others[1:][places[:, moves] == at] = NO_CHOICE
    margin = best[moves] - others.max(axis=0)
    made, accepted = offers(
        People(*(column[moves] for column in who)), at, cost[row, moves], margin, city
    )
    moves, at = moves[accepted], at[accepted]
    return stays, Bids(circle.vacancy[at], made[accepted], who.id[moves], block.element[moves])


def draw_feasible(block: Block, city: City) -> tuple[I64, I64]:
    """Return places of vacancies within means [candidate, searcher], and how many each found."""
    who, circle, f, wanted = block.who, city.circle, city.finance, city.wanted
    size, people = circle.vacancy.size, who.id.size
    highest = np.where(who.arrears < 2, who.highest_rent, -1.0)
    lowest, wealth = -f.user_cost * who.highest_price, who.wealth
    found, count = np.zeros((wanted, people), np.int64), np.zeros(people, np.int64)
    stream, active = block.stream, np.arange(people)
    turns = np.arange(1, AT_ONCE + 1, dtype=np.uint64)[:, None] * STEP
    for begun in range(0, LOOKS * wanted, AT_ONCE * WINDOW):
        at = circle.first.take((mixed(stream + turns) >> circle.shift).astype(np.int64))
        at = (at[:, None, :] + np.arange(WINDOW)[:, None]).reshape(-1, active.size)
        at = at[: LOOKS * wanted - begun]
        at = at - size * (at >= size) if size >= WINDOW else at % size
        asked, fee = circle.asked.take(at), circle.homes.fee.take(at)
        within = (asked >= lowest) & (asked <= highest) & (fee <= wealth)
        rank = np.cumsum(within, axis=0)
        rank += count[active] - 1
        within &= rank < wanted
        look, column = np.nonzero(within)
        found[rank[look, column], active[column]] = at[look, column]
        count[active] += np.count_nonzero(within, axis=0)
        left = count[active] < wanted
        active, stream = active[left], stream[left] + turns[-1]
        lowest, highest, wealth = lowest[left], highest[left], wealth[left]
        if active.size == 0:
            break
    return found, count


def offers(who: People, at: I64, cost: F64, margin: F64, city: City) -> tuple[F64, Flags]:
    """Return what is bid for the places ``at`` of the ring, and which bids landlords accept."""
    circle, f, t = city.circle, city.finance, city.taste
    owned = circle.homes.owned[at]
    word = drawn(city.keys.landlord ^ who.id, circle.homes.id[at])
    refused = circle.private[at] & (who.language == 1) & (uniform(word) > f.acceptance)
    if t.cost <= 0.0:
        price = who.highest_price
    else:
        left = np.maximum(who.income - cost, f.cost_floor)
        price = who.income - left * exps(-np.minimum(margin, 50.0) / t.cost)
        price = np.minimum(np.maximum(price, cost) / f.user_cost, who.highest_price)
    return np.where(owned, price, uniform(mixed(word))), owned | ~refused


def settle_round(
    h: Households,
    d: Dwellings,
    search: Search,
    seekers: Seekers,
    vacant: Vacancies,
    winner: I32,
    year: int,
    tallies: Tallies,
    freed: I64,
    depth: U8,
) -> int:
    """Move the winners in; write the homes they leave to ``freed`` and return how many."""
    v = np.flatnonzero(winner >= 0)
    a = winner[v]
    i, j, who, new = search.row[a], vacant.row[v], seekers.facts[a], vacant.listing[v]
    housed = who["housed"] == 1
    old = h.dwelling[i[housed]]
    d.occupant[old] = -1
    recount(tallies, seekers.home[a[housed]], who[housed], -1)
    chain = depth[j[housed]]
    depth[old[chain > 0]] = np.minimum(chain[chain > 0].astype(np.int64) + 1, 250)
    d.occupant[j] = i
    h.dwelling[i] = j
    h.neighbourhood[i], h.tenure[i] = new["place"], new["tenure"]
    h.status[i] = HOUSED
    h.moved[i] = year
    h.attachment[i] = 0.0
    recount(tallies, new, who, 1)
    search.state[a] = PLACED
    freed[: old.size] = old
    return int(old.size)


def recount(tallies: Tallies, homes: Listings, who: Records, sign: int) -> None:
    """Count households into the places of homes, or out of them."""
    n = homes["place"].astype(np.int64)
    np.subtract.at(tallies.vacant, (n, homes["tenure"], homes["kind"]), sign)
    np.add.at(tallies.households, n, sign)
    np.add.at(tallies.by_language, (n, who["language"]), sign)
    np.add.at(tallies.by_class, (n, who["income_class"]), sign)
    np.add.at(tallies.rank_sum, n, sign * who["ranking"].astype(np.int64))
    np.add.at(tallies.children, n, sign * who["minors"].astype(np.int64))
