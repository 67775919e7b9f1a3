"""Social rental: vacancies of the round are offered down the queue, blind to language."""

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.choice import NO_CHOICE, taste_shock, value_of_staying
from segsim.kernels.listing import Listing
from segsim.kernels.moves import enter, relocate
from segsim.kernels.ring import STEP, WINDOW, ZERO, Ring, following, window
from segsim.kernels.seekers import recall
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import OWNER, SOCIAL, can_pay, cost_to, utility
from segsim.streams import draw, mix
from segsim.world.tables import F64, I64, U8, Dwellings, Households
from segsim.world.tallies import Tallies
from segsim.world.workspace import PLACED, Search, Seekers


@kernel
def need_points(h: Households, search: Search, seekers: Seekers, f: Finance, out: F64) -> None:
    """Write each searcher's points, 0 for those who may not queue.

    Housing need counts: no home 6, forced to leave 4, too little space 2, costs above .45 of
    income 2, children 1, and one for each year in the queue (at most 5). Language does not.
    Those whom landlords refuse for their arrears have minus their points.
    """
    for a in range(search.row.size):
        who, home = seekers.facts[a], seekers.home[a]
        i = np.int64(search.row[a])
        out[a] = 0.0
        if who["rank"] > f.income_cap:
            continue
        if who["housed"] == 1 and home["tenure"] == SOCIAL and search.forced[a] == 0:
            points = 0.5
        elif who["housed"] == 1 and home["tenure"] == OWNER:
            continue  # owners do not queue
        else:
            points = 1.0
        c = recall(who, np.int64(who["counted"]))
        if who["housed"] == 0:
            points += 6.0 if h.status[i] == 3 or h.arrears[i] >= 2 else 2.0
        else:
            if np.float64(home["log_area"]) < c.need - 0.5:
                points += 2.0
            if cost_to(c, home, f) > 0.45 * c.income:
                points += 2.0
        if search.forced[a] == 1:
            points += 4.0
        out[a] = points + c.parent + min(np.float64(h.queue[i]), 5.0)
        if h.arrears[i] >= f.refused_arrears:
            out[a] = -out[a]


@kernel
def social_round(
    h: Households,
    d: Dwellings,
    search: Search,
    seekers: Seekers,
    order: I64,
    month: int,
    rows: I64,
    ring: Ring,
    offers: int,
    key: np.uint64,
    taste_key: np.uint64,
    gumbel: F64,
    s: Surroundings,
    t: Taste,
    f: Finance,
    year: int,
    tallies: Tallies,
    freed: I64,
    depth: U8,
) -> int:
    """Serve the queue in ``order`` (elements of ``search``); return how many homes were freed.

    Each applicant is shown up to ``offers`` social vacancies it can pay for and takes the best
    unless staying is better. At most three applicants a vacancy are reached in a round.
    """
    count, served, left = 0, 0, ring.charge.size
    limit = 3 * left
    for position in range(order.size):
        if left == 0 or served >= limit:
            break
        a = order[position]
        if search.state[a] != 0 or search.month[a] > month:
            continue
        served += 1
        i = np.int64(search.row[a])
        who = seekers.facts[a]
        c = recall(who, np.int64(who["counted"]))
        shocks = draw(taste_key, who["id"])
        stream = draw(key, who["id"])
        best, chosen, taken = NO_CHOICE, np.int64(-1), np.int64(-1)
        if who["housed"] == 1 and search.forced[a] == 0:
            best = value_of_staying(who["attachment"], c, seekers.home[a], s, t, f)
            best += taste_shock(shocks, gumbel, seekers.home[a]["id"])
        at = ZERO
        for k in range(offers):
            if k % WINDOW == 0:
                stream = stream + STEP
                at = window(ring, mix(stream))
            else:
                at = following(ring, at)
            v = np.int64(ring.index[at])
            o, j = ring.listing[v], rows[v]
            if d.occupant[j] >= 0 or not can_pay(c, o, f):
                continue
            cost = cost_to(c, o, f)
            value = utility(c, o, cost, s, t, f) + taste_shock(shocks, gumbel, o["id"])
            if value > best:
                best, chosen, taken = value, j, v
        if chosen < 0:
            continue
        new = ring.listing[taken]
        old = relocate(h, d, tallies, i, who, seekers.home[a], chosen, new, year, depth)
        if old >= 0:
            freed[count] = old
            count += 1
        search.state[a] = PLACED
        left -= 1
    return count


@part
def open_to(rank: int, arrears: int, o: Listing, f: Finance) -> bool:
    """Tell whether the rules of its tenure let a household without a home have a dwelling."""
    if o["tenure"] == SOCIAL:
        return np.float64(rank) <= 65535.0 * f.income_cap and arrears < f.refused_arrears
    return arrears < 2 or o["tenure"] == OWNER


@kernel
def sweep(
    h: Households,
    d: Dwellings,
    search: Search,
    seekers: Seekers,
    order: I64,
    rows: I64,
    ring: Ring,
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
    """
    size = ring.charge.size
    stride = 7919 if size % 7919 != 0 else 7927  # prime to the size: every vacancy comes up once
    for position in range(order.size):
        a = order[position]
        i = np.int64(search.row[a])
        if h.dwelling[i] >= 0 or size == 0:
            continue
        c = recall(seekers.facts[a], np.int64(-1))
        shocks = draw(taste_key, h.id[i])
        at = np.int64(draw(key, h.id[i]) % np.uint64(size))
        best, chosen, seen = NO_CHOICE, np.int64(-1), 0
        for step in range(size):
            v = at + step * stride
            w = np.int64(ring.index[v % size])
            o, j = ring.listing[w], rows[w]
            if d.occupant[j] >= 0 or not open_to(h.rank[i], h.arrears[i], o, f):
                continue
            if not can_pay(c, o, f):
                continue
            cost = cost_to(c, o, f)
            value = utility(c, o, cost, s, t, f) + taste_shock(shocks, gumbel, o["id"])
            if value > best:
                best, chosen = value, j
            seen += 1
            if seen == look_at:
                break
        if chosen >= 0:
            enter(h, d, tallies, i, chosen, year)
            search.state[a] = PLACED
