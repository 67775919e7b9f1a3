"""The last sweep of a year: every vacancy is offered to those who are still without a home."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.choice import NO_CHOICE, taste_shock
from segsim.kernels.listing import Listing
from segsim.kernels.moves import enter
from segsim.kernels.ring import Ring
from segsim.kernels.seekers import recall
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import Chooser, cost_to, utility
from segsim.streams import draw
from segsim.world.tables import F32, F64, I64, U8, Dwellings, Households
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, Search, Seekers

SHELVES = 3
SHELF_OF = np.array([0, 1, 1, 2])
"""Shelf of each tenure: to buy, to rent (with a fee or without), the city's own."""


def tour_of(size: int) -> tuple[int, int]:
    """Return the stride of a tour that meets all of ``size`` vacancies once, and its inverse."""
    stride = 7919 if size % 7919 != 0 else 7927  # prime to the size
    before, inverse, rest, divisor = 0, 1, size, stride % size
    while divisor:  # Euclid's algorithm
        whole = rest // divisor
        rest, divisor = divisor, rest - whole * divisor
        before, inverse = inverse, before - whole * inverse
    return stride, before % size


class Shelves(NamedTuple):
    """Vacancies of a ring by who may have them, cheapest first; see :func:`shelve`."""

    place: I64  # on the ring
    charge: F32  # EUR a year
    first: I64  # [shelf + 1] owned, rented, social


def shelve(ring: Ring) -> Shelves:
    """Return the vacancies of a ring in shelves: homes to buy, to rent, and the city's own."""
    listing = ring.listing
    cheapest = np.argsort(listing["charge"], kind="stable")
    shelf = SHELF_OF[listing["tenure"][cheapest]]
    places = [cheapest[shelf == k] for k in range(SHELVES)]
    place, sizes = np.concatenate(places), [each.size for each in places]
    return Shelves(place, listing["charge"][place], np.cumsum([0, *sizes]))


@part
def limit_of(shelf: int, c: Chooser, h: Households, i: int, f: Finance) -> float:
    """Return the largest charge that a household without a home can pay for on a shelf.

    Negative where the rules of the tenure do not let it have any.
    """
    if shelf == 0:
        return f.user_cost * c.highest_price
    if shelf == 1:
        return c.highest_rent if h.arrears[i] < 2 else -1.0
    poor = np.float64(h.rank[i]) <= 65535.0 * f.income_cap
    return c.highest_rent if poor and h.arrears[i] < f.refused_arrears else -1.0


@part
def up_to(shelves: Shelves, shelf: int, limit: float) -> int:
    """Return the end of the part of a shelf whose charges are up to ``limit``."""
    low, high = shelves.first[shelf], shelves.first[shelf + 1]
    while low < high:
        middle = (low + high) // 2
        if shelves.charge[middle] <= limit:
            low = middle + 1
        else:
            high = middle
    return low


@part
def feasible(o: Listing, limits: F64, wealth: float) -> bool:
    """Tell whether a vacancy is within the limits of its shelf, and its fee within wealth."""
    shelf = SHELF_OF[o["tenure"]]
    if np.float64(o["charge"]) > limits[shelf]:
        return False
    return shelf == 0 or np.float64(o["fee"]) <= wealth


@part
def go_round(
    ring: Ring, gone: U8, start: int, stride: int, limits: F64, wealth: float, found: I64
) -> int:
    """Fill ``found`` with the first feasible vacancies of the tour; return how many."""
    count, at = 0, start
    for _ in range(gone.size):
        if gone[at] == 0 and feasible(ring.listing[at], limits, wealth):
            found[count] = at
            count += 1
            if count == found.size:
                break
        at = (at + stride) % gone.size
    return count


@part
def pick_out(
    ring: Ring,
    gone: U8,
    start: int,
    inverse: int,
    limits: F64,
    wealth: float,
    places: I64,
    found: I64,
    steps: I64,
    count: int,
) -> int:
    """Do what :func:`go_round` does for vacancies at ``places``, with ``count`` found before.

    ``steps`` are those at which the tour meets what is found.
    """
    for k in range(places.size):
        at = places[k]
        if gone[at] == 1 or not feasible(ring.listing[at], limits, wealth):
            continue
        step = (at - start) % gone.size * inverse % gone.size
        if count == found.size:
            if step > steps[count - 1]:
                continue
            count -= 1
        place = count
        while place > 0 and steps[place - 1] > step:
            steps[place], found[place] = steps[place - 1], found[place - 1]
            place -= 1
        steps[place], found[place] = step, at
        count += 1
    return count


@kernel
def sweep(
    h: Households,
    d: Dwellings,
    search: Search,
    seekers: Seekers,
    order: I64,
    rows: I64,
    ring: Ring,
    shelves: Shelves,
    tour: tuple[int, int],
    look_at: int,
    key: np.uint64,
    taste_key: np.uint64,
    gumbel: F64,
    s: Surroundings,
    t: Taste,
    f: Finance,
    year: int,
    tallies: Tallies,
) -> None:
    """Offer every vacancy to each household without a home, in keyed ``order``.

    From a keyed place the household goes through the vacancies in long steps until it has seen
    ``look_at`` feasible ones, and takes the best; only one that can pay for none at all is left.
    Who can have few would go round nearly all: for it they are picked off the shelves. ``tour``
    is :func:`tour_of` the ring.
    """
    size = ring.listing.size
    stride, inverse = tour
    enough = np.int64(np.sqrt(np.float64(look_at * size)))  # a tour then meets these as soon
    limits, ends = np.empty(SHELVES), np.empty(SHELVES, np.int64)
    gone = np.empty(size, np.uint8)
    for at in range(size):
        gone[at] = d.occupant[rows[ring.index[at]]] >= 0
    found, steps = np.empty(look_at, np.int64), np.empty(look_at, np.int64)
    for position in range(order.size):
        a = order[position]
        i = np.int64(search.row[a])
        if h.dwelling[i] >= 0 or size == 0:
            continue
        c = recall(seekers.facts[a], np.int64(-1), f)
        shocks = draw(taste_key, h.id[i])
        start = np.int64(draw(key, h.id[i]) % np.uint64(size))
        few = 0
        for shelf in range(SHELVES):
            limits[shelf] = limit_of(shelf, c, h, i, f)
            ends[shelf] = up_to(shelves, shelf, limits[shelf])
            few += ends[shelf] - shelves.first[shelf]
        if few > enough:
            count = go_round(ring, gone, start, stride, limits, c.wealth, found)
        else:
            count = 0
            for shelf in range(SHELVES):
                near = shelves.place[shelves.first[shelf] : ends[shelf]]
                count = pick_out(
                    ring, gone, start, inverse, limits, c.wealth, near, found, steps, count
                )
        best, taken = NO_CHOICE, np.int64(-1)
        for k in range(count):
            o = ring.listing[found[k]]
            cost = cost_to(c, o, f)
            value = utility(c, o, cost, s, t, f) + taste_shock(shocks, gumbel, o["id"])
            if value > best:
                best, taken = value, found[k]
        if taken >= 0:
            gone[taken] = 1
            enter(h, d, tallies, i, rows[ring.index[taken]], year)
            search.state[a] = PLACED
