"""Social rental: vacancies of the round are offered down the queue, blind to language."""

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.ahead import TOGETHER, look_ahead
from segsim.kernels.choice import NO_CHOICE, taste_shock, value_of_staying
from segsim.kernels.moves import relocate
from segsim.kernels.ring import WINDOW, ZERO, Ring, following
from segsim.kernels.seekers import recall
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import OWNER, SOCIAL, can_pay, cost_to, utility
from segsim.streams import draw
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
        if np.float64(who["ranking"]) / 65535.0 > f.income_cap:
            continue
        if who["housed"] == 1 and home["tenure"] == SOCIAL and search.forced[a] == 0:
            points = 0.5
        elif who["housed"] == 1 and home["tenure"] == OWNER:
            continue  # owners do not queue
        else:
            points = 1.0
        c = recall(who, np.int64(who["counted"]), f)
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
    count, served, left = 0, 0, ring.listing.size
    limit = 3 * left
    gone = np.empty(left, np.bool_)
    for at in range(left):  # two renewals of one place may offer the same homes
        gone[at] = d.occupant[rows[ring.index[at]]] >= 0
    waiting = np.empty(min(order.size, limit) + 1, np.int32)
    for position in range(order.size):
        if served == limit:
            break
        waiting[served] = order[position]
        served += (search.state[order[position]] == 0) & (search.month[order[position]] <= month)
    starts = np.empty((TOGETHER, (offers + WINDOW - 1) // WINDOW), np.uint64)
    for q in range(served):
        if left == 0:
            break
        if q % TOGETHER == 0:
            look_ahead(waiting, served, q, seekers, ring, key, starts)
        a = np.int64(waiting[q])
        i = np.int64(search.row[a])
        who = seekers.facts[a]
        c = recall(who, np.int64(who["counted"]), f)
        shocks = draw(taste_key, who["id"])
        best, taken = NO_CHOICE, np.int64(-1)
        if who["housed"] == 1 and search.forced[a] == 0:
            best = value_of_staying(np.float64(who["attachment"]), c, seekers.home[a], s, t, f)
            best += taste_shock(shocks, gumbel, seekers.home[a]["id"])
        at = ZERO
        for k in range(offers):
            at = starts[q % TOGETHER, k // WINDOW] if k % WINDOW == 0 else following(ring, at)
            o = ring.listing[at]
            if gone[at] or not can_pay(c, o, f):
                continue
            cost = cost_to(c, o, f)
            value = utility(c, o, cost, s, t, f) + taste_shock(shocks, gumbel, o["id"])
            if value > best:
                best, taken = value, np.int64(at)
        if taken < 0:
            continue
        gone[taken] = True
        new, chosen = ring.listing[taken], rows[ring.index[taken]]
        old = relocate(h, d, tallies, i, who, seekers.home[a], chosen, new, year, depth)
        if old >= 0:
            freed[count] = old
            count += 1
        search.state[a] = PLACED
        left -= 1
    return count
