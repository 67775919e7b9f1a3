"""One market round: every active household inspects candidates, bids, and the best bids win.

The state is frozen while households choose, so the order in which they are taken does not
matter; a dwelling wanted by several goes to the highest bid (owner) or to the best keyed draw
among the applicants the landlord accepts (rent). Ties break by household id.
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import Listing
from segsim.kernels.moves import enter, leave
from segsim.kernels.ring import Ring, drawn
from segsim.kernels.seekers import recall
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import (
    OWNER,
    PRIVATE,
    Chooser,
    can_pay,
    cost_of,
    cost_to,
    utility,
    within_means,
)
from segsim.maths import exp
from segsim.streams import cell, draw, mix, uniform
from segsim.world.tables import F64, I32, I64, U8, Dwellings, Households
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, STAYS, WAITS, Search, Seekers

STEP = np.uint64(0x9E3779B97F4A7C15)
NOTHING = -1.0e300


class Keys(NamedTuple):
    """Keys of the draws of one round."""

    candidate: np.uint64
    taste: np.uint64
    landlord: np.uint64


@part
def taste_shock(key: np.uint64, gumbel: F64, dwelling: np.uint64) -> float:
    """Return the household's frozen Gumbel shock for a dwelling; ``key`` is its own."""
    return gumbel[cell(mix(key ^ dwelling))]


@part
def value_of_staying(
    attachment: float, c: Chooser, o: Listing, s: Surroundings, t: Taste, f: Finance
) -> float:
    """Return the utility of the present home without its shock, the bonus of staying included."""
    here = utility(c, o, cost_to(c, o, f), s, t, f)
    return here + t.stay + t.attachment * attachment


@part
def bid(c: Chooser, cost: float, margin: float, t: Taste, f: Finance) -> float:
    """Return the price at which the dwelling is worth no more than the best alternative."""
    if t.cost <= 0.0:
        return c.highest_price
    left = max(c.income - cost, f.cost_floor)
    worth = c.income - left * exp(-min(margin, 50.0) / t.cost)
    # Below the floor of what is left the utility is flat: no bid is below the asking price.
    return min(max(worth, cost) / f.user_cost, c.highest_price)


@kernel
def market_round(
    search: Search,
    seekers: Seekers,
    month: int,
    everything: Ring,
    rented: Ring,
    candidates: int,
    keys: Keys,
    gumbel: F64,
    s: Surroundings,
    t: Taste,
    f: Finance,
    offer: F64,
    winner: I32,
) -> None:
    """Fill ``offer`` and ``winner`` [vacancy] with the best applicant of each.

    Who can buy none of the owner homes draws from those to let alone. ``winner`` holds the element
    of ``search``, −1 where nobody applied; both come in at their empty values. Households that
    prefer their home are marked as staying.
    """
    cheapest = np.inf
    for v in range(everything.charge.size):
        if everything.charge[v] < 0.0:
            cheapest = min(cheapest, -np.float64(everything.charge[v]))
    slots = np.empty(4 * candidates + 4, np.int64)
    for a in range(search.row.size):
        if search.state[a] != WAITS or search.month[a] > month:
            continue
        who = seekers.facts[a]
        c = recall(who)
        ring = everything if f.user_cost * c.highest_price >= cheapest else rented
        shocks = draw(keys.taste, who["id"])
        stream = draw(keys.candidate, who["id"])
        best, second, chosen, best_cost = NOTHING, NOTHING, -1, 0.0
        if who["housed"] == 1 and search.forced[a] == 0:
            home = seekers.home[a]
            best = value_of_staying(who["attachment"], c, home, s, t, f)
            best += taste_shock(shocks, gumbel, home["id"])
            chosen = -2
        found, left = 0, (3 * candidates if ring.charge.size > 0 else 0)
        while found < candidates and left > 0:
            # Places first, dwellings then: the processor fetches many at a time that way.
            chunk = min(left, candidates - found + 4)
            left -= chunk
            for k in range(chunk):
                stream = stream + STEP
                slots[k] = drawn(ring, mix(stream))
            for k in range(chunk):
                if found == candidates:
                    break
                at = slots[k]
                spot = np.uint64(at)  # unsigned: Numba then does not look for negative ones
                charge = np.float64(ring.charge[spot])
                own = charge < 0.0
                cost = -charge if own else cost_of(c, charge, False, f)
                if not within_means(c, cost, own, f):
                    continue
                o = ring.listing[spot]
                if o["tenure"] == PRIVATE and who["arrears"] >= 2:
                    continue  # a credit record closes the private market
                if not can_pay(c, o, cost, f):
                    continue
                found += 1
                value = utility(c, o, cost, s, t, f) + taste_shock(shocks, gumbel, o["id"])
                if value > best:
                    second = best
                    best, chosen, best_cost = value, at, cost
                elif value > second and at != chosen:
                    second = value
        if chosen == -2:
            search.state[a] = STAYS
            continue
        if chosen < 0:
            continue
        o = ring.listing[chosen]
        if o["tenure"] == OWNER:
            made = bid(c, best_cost, best - second, t, f)
        else:
            word = draw(keys.landlord ^ who["id"], o["id"])
            if o["tenure"] == PRIVATE and c.language == 1 and uniform(word) > f.acceptance:
                continue
            made = uniform(mix(word))
        chosen = np.int64(ring.index[chosen])
        holder = winner[chosen]
        if holder >= 0:
            if made < offer[chosen]:
                continue
            if made == offer[chosen] and who["id"] < seekers.facts[holder]["id"]:
                continue
        offer[chosen] = made
        winner[chosen] = a


@kernel
def settle_round(
    h: Households,
    d: Dwellings,
    search: Search,
    row: I32,
    winner: I32,
    year: int,
    tallies: Tallies,
    freed: I32,
    depth: U8,
) -> int:
    """Move the winners in; write the homes they leave to ``freed`` and return how many.

    ``depth`` [dwelling row] is the place in a chain of moves that a vacancy has, 1 for a newly
    built dwelling, 0 outside chains; a home left for a vacancy in a chain is one further down.
    """
    count = 0
    for v in range(row.size):
        a = winner[v]
        if a < 0:
            continue
        i, j = np.int64(search.row[a]), np.int64(row[v])
        if h.dwelling[i] >= 0:
            old = leave(h, d, tallies, i)
            if depth[j] > 0:
                depth[old] = min(depth[j] + 1, 250)
            freed[count] = old
            count += 1
        enter(h, d, tallies, i, j, year)
        search.state[a] = PLACED
    return count


@kernel
def remaining(rows: I64, d: Dwellings, freed: I32, count: int, out: I64) -> int:
    """Write the dwellings of ``rows`` still vacant and those freed; return how many."""
    size = 0
    for v in range(rows.size):
        if d.occupant[rows[v]] < 0:
            out[size] = rows[v]
            size += 1
    for v in range(count):
        out[size] = freed[v]
        size += 1
    return size
