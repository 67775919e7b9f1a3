"""Who searches for a home this year.

P(search) = logistic(a0(tenure, age) + a1·event + a2·max(0, V* − V)), where V is the utility of
the present home and V* what movers like the household attained in the year before.
"""

import numpy as np

from segsim.compiled import kernel, part, prefetch
from segsim.kernels.listing import Listings
from segsim.kernels.seekers import AHEAD, recall
from segsim.kernels.setting import SCHOOL as SCHOOL_QUALITY
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import PRIVATE, chooser, cost_to, utility
from segsim.maths import logistic
from segsim.streams import draw, mix, uniform
from segsim.world.tables import F64, I64, U8, Households
from segsim.world.workspace import PLACED, Search, Seekers

BIRTH, UNION, SPLIT, JOB, LEASE, DISPLACED, SCHOOL = 1, 2, 4, 8, 16, 32, 64
FORCED_EVENTS = LEASE | DISPLACED
LARGEST_GAIN = 3.0
PEERS = 80
BLOCK = 64


@part
def kind_of(language: int, parent: float, rank: int) -> int:
    """Return the peer group of a household: language × children × income ventile (0 … 79)."""
    return (language * 2 + np.int64(parent)) * 20 + rank * 20 // 65536


@kernel
def consider(
    h: Households,
    rows: int,
    s: Surroundings,
    most: F64,
    lease_end: float,
    school_event: float,
    search_key: np.uint64,
    forced_key: np.uint64,
    out: U8,
    close: I64,
) -> int:
    """Write 1 to ``out`` for those without a home and 2 for those who must leave theirs.

    Rows of those who may search if something better is to be had go to ``close``; returns how
    many. ``most`` [tenure, age, event or not] are the chances at the largest gain.
    """
    count = 0
    for i in range(rows):
        out[i] = 0
        status = h.status[i]
        if status == 0:
            continue
        if status != 1:
            out[i] = 1
            continue
        tenure = h.tenure[i]
        if tenure == PRIVATE and uniform(draw(forced_key, h.id[i])) < lease_end:
            h.event[i] |= LEASE
        if h.event[i] & FORCED_EVENTS != 0:
            out[i] = 2
            continue
        if s.place[h.neighbourhood[i], SCHOOL_QUALITY] < 0.0:
            for child in range(4):
                if 4 <= h.children[i, child] <= 8:
                    if uniform(mix(draw(forced_key, h.id[i]))) < school_event:
                        h.event[i] |= SCHOOL
                    break
        eventful = 1 if h.event[i] != 0 else 0
        # Who would not search even at the largest gain need not be looked at.
        if uniform(draw(search_key, h.id[i])) < most[tenure, h.age[i], eventful]:
            close[count] = i
            count += 1
    return count


@kernel
def decide(
    h: Households,
    close: I64,
    homes: Listings,
    s: Surroundings,
    t: Taste,
    f: Finance,
    odds: F64,
    gain_odds: float,
    aspiration: F64,
    search_key: np.uint64,
    out: U8,
) -> None:
    """Write 1 to ``out`` for those of the rows ``close`` who search.

    ``odds`` [tenure, age, event or not] are log-odds without a gain.
    """
    near = np.empty(BLOCK, homes.dtype)
    for first in range(0, close.size, BLOCK):
        last = min(first + BLOCK, close.size)
        for k in range(first, last):
            # Together first: homes are anywhere in memory, and this waits for many at a time.
            near[k - first] = homes[h.dwelling[close[k]]]
        for k in range(first, last):
            i, home = close[k], near[k - first]
            tenure = h.tenure[i]
            c = chooser(h, i, np.int64(h.neighbourhood[i]), tenure != 0, f)
            here = utility(c, home, cost_to(c, home, f), s, t, f)
            peers = np.int64(kind_of(c.language, c.parent, np.int64(h.rank[i])))
            gain = min(max(aspiration[peers, 0] - here, 0.0), LARGEST_GAIN)
            eventful = 1 if h.event[i] != 0 else 0
            chance = logistic(odds[tenure, h.age[i], eventful] + gain_odds * gain)
            if uniform(draw(search_key, h.id[i])) < chance:
                out[i] = 1


@kernel
def aspire(
    h: Households,
    homes: Listings,
    search: Search,
    seekers: Seekers,
    s: Surroundings,
    t: Taste,
    f: Finance,
    memory: F64,
) -> None:
    """Blend the utility that this year's movers attained into ``memory`` [80, mean and movers]."""
    total = np.zeros(PEERS)
    count = np.zeros(PEERS)
    for a in range(search.row.size):
        if a + AHEAD < search.row.size and search.state[a + AHEAD] == PLACED:
            prefetch(homes, h.dwelling[search.row[a + AHEAD]])
        if search.state[a] != PLACED:
            continue
        who, o = seekers.facts[a], homes[h.dwelling[search.row[a]]]
        c = recall(who, np.int64(o["place"]), f)
        peers = kind_of(c.language, c.parent, np.int64(who["ranking"]))
        total[peers] += utility(c, o, cost_to(c, o, f), s, t, f)
        count[peers] += 1.0
    for peers in range(PEERS):
        if count[peers] > 0.0:
            # Few movers say little: the newest year weighs by their number.
            share = 1.0 if memory[peers, 1] == 0.0 else count[peers] / (count[peers] + 20.0)
            memory[peers, 0] += share * (total[peers] / count[peers] - memory[peers, 0])
            memory[peers, 1] += count[peers]


@kernel
def attained(
    homes: Listings,
    homes_of: I64,
    elements: I64,
    seekers: Seekers,
    s: Surroundings,
    t: Taste,
    f: Finance,
    memory: F64,
    out: F64,
) -> None:
    """Write by how much the home of each searcher is worth more than what its peers attained.

    ``elements`` of the search have found the dwellings in the rows ``homes_of``; ``memory`` is
    that of :func:`aspire`.
    """
    for k in range(elements.size):
        who, o = seekers.facts[elements[k]], homes[homes_of[k]]
        c = recall(who, np.int64(o["place"]), f)
        peers = np.int64(kind_of(c.language, c.parent, np.int64(who["ranking"])))
        out[k] = utility(c, o, cost_to(c, o, f), s, t, f) - memory[peers, 0]
