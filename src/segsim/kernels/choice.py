"""One market round: every active household inspects candidates, bids, and the best bids win.

The state is frozen while households choose, so the order in which they are taken does not
matter; a dwelling wanted by several goes to the highest bid (owner) or to the best keyed draw
among the applicants the landlord accepts (rent). Ties break by household id.
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.ahead import TOGETHER, look_ahead, who_wait
from segsim.kernels.listing import Listing
from segsim.kernels.moves import relocate
from segsim.kernels.ring import Ring, Vacancies, draw_feasible
from segsim.kernels.seekers import recall
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import (
    OWNER,
    PRIVATE,
    Chooser,
    cost_to,
    left_after,
    set_out,
    utility,
    way_to,
    worth,
)
from segsim.maths import exp, log
from segsim.streams import cell, draw, mix, uniform
from segsim.world.tables import F64, I32, I64, U8, Dwellings, Households
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, STAYS, Search, Seekers

NO_CHOICE = -1.0e300
"""Below any value: nothing was looked at yet."""
WINDOWS = 12
"""Windows that are looked ahead into: half of all, more than most households need."""
NOBODY, HOME = -1, -2
"""What is chosen where it is no vacancy."""


class Best(NamedTuple):
    """The best of what was looked at so far."""

    value: float
    second: float  # of the others
    chosen: int  # what it is


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
def weigh(best: Best, value: float, what: int) -> Best:
    """Return the best after one more look. The first of equals stays; what is best may come again.

    With Gumbel shocks in ``value`` this samples :func:`choice_probabilities`.
    """
    if value > best.value:
        return Best(value, best.value, what)
    if value > best.second and what != best.chosen:
        return Best(best.value, value, best.chosen)
    return best


@kernel
def choice_probabilities(values: F64, out: F64) -> None:
    """Write the multinomial-logit chances [chooser, alternative] of systematic ``values``.

    Values are in units of the shock's scale; −infinity rules an alternative out.
    """
    for i in range(values.shape[0]):
        highest = values[i, 0]
        for k in range(1, values.shape[1]):
            highest = max(highest, values[i, k])
        total = 0.0
        for k in range(values.shape[1]):
            out[i, k] = exp(values[i, k] - highest)
            total += out[i, k]
        for k in range(values.shape[1]):
            out[i, k] /= total


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
    ring: Ring,
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

    ``winner`` holds the element of ``search``, −1 where nobody applied; both come in at their
    empty values. Households that prefer their home are marked as staying.
    """
    places = np.empty(candidates + 1, np.uint64)
    near = np.empty(candidates + 1, ring.listing.dtype)
    cost, left = np.empty(candidates + 1), np.empty(candidates + 1)
    way, value = np.empty(candidates + 1), np.empty(candidates + 1)
    starts = np.empty((TOGETHER, WINDOWS), np.uint64)
    waiting = np.empty(search.row.size + 1, np.int32)
    count = who_wait(search, month, waiting)
    for q in range(count):
        if q % TOGETHER == 0:
            look_ahead(waiting, count, q, seekers, ring, keys.candidate, starts)
        a = np.int64(waiting[q])
        who = seekers.facts[a]
        c = recall(who, np.int64(who["counted"]), f)
        shocks = draw(keys.taste, who["id"])
        stream = draw(keys.candidate, who["id"])
        best = Best(NO_CHOICE, NO_CHOICE, np.int64(NOBODY))
        if who["housed"] == 1 and search.forced[a] == 0:
            home = seekers.home[a]
            stay = value_of_staying(np.float64(who["attachment"]), c, home, s, t, f)
            stay += taste_shock(shocks, gumbel, home["id"])
            best = Best(stay, NO_CHOICE, np.int64(HOME))
        # A credit record closes all renting but the city's own.
        highest = c.highest_rent if who["arrears"] < 2 else -1.0
        most = f.user_cost * c.highest_price
        found = draw_feasible(ring, stream, starts[q % TOGETHER], most, highest, c.wealth, places)
        # Step by step for all of them: memory is waited for once, and logarithms come in blocks.
        for k in range(found):
            near[k] = ring.listing[places[k]]
        start = set_out(c, s)
        for k in range(found):
            cost[k] = cost_to(c, near[k], f)
            left[k] = left_after(c, cost[k], f)
            way[k] = way_to(near[k], start, s)
        for k in range(found):
            left[k] = log(left[k])
        for k in range(found):
            way[k] = log(way[k])
        for k in range(found):
            o = near[k]
            shock = taste_shock(shocks, gumbel, o["id"])
            value[k] = worth(c, o, left[k], way[k], s, t) + shock
        for k in range(found):
            best = weigh(best, value[k], np.int64(places[k]))
        if best.chosen == HOME:
            search.state[a] = STAYS
            continue
        if best.chosen == NOBODY:
            continue
        o, chosen = ring.listing[best.chosen], np.int64(ring.index[best.chosen])
        if o["tenure"] == OWNER:
            made = bid(c, cost_to(c, o, f), best.value - best.second, t, f)
        else:
            word = draw(keys.landlord ^ who["id"], o["id"])
            if o["tenure"] == PRIVATE and c.language == 1 and uniform(word) > f.acceptance:
                continue
            made = uniform(mix(word))
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
    seekers: Seekers,
    vacant: Vacancies,
    winner: I32,
    year: int,
    tallies: Tallies,
    freed: I64,
    depth: U8,
) -> int:
    """Move the winners in; write the homes they leave to ``freed`` and return how many."""
    count = 0
    for v in range(winner.size):
        a = winner[v]
        if a < 0:
            continue
        i, j = np.int64(search.row[a]), np.int64(vacant.row[v])
        who, home = seekers.facts[a], seekers.home[a]
        old = relocate(h, d, tallies, i, who, home, j, vacant.listing[v], year, depth)
        if old >= 0:
            freed[count] = old
            count += 1
        search.state[a] = PLACED
    return count
