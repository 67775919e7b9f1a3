"""Who searches for a home this year.

P(search) = logistic(a0(tenure, age) + a1·event + a2·max(0, V* − V)), where V is the utility of
the present home and V* what movers like the household attained in the year before.
"""

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.listing import Listings
from segsim.kernels.setting import SCHOOL as SCHOOL_QUALITY
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.kernels.utility import PRIVATE, chooser, cost_to, utility
from segsim.maths import logistic
from segsim.streams import draw, mix, uniform
from segsim.world.tables import F64, U8, Households
from segsim.world.workspace import PLACED, Search

BIRTH, UNION, SPLIT, JOB, LEASE, DISPLACED, SCHOOL = 1, 2, 4, 8, 16, 32, 64
FORCED_EVENTS = LEASE | DISPLACED
LARGEST_GAIN = 3.0
PEERS = 80


@part
def kind_of(h: Households, i: int, parent: float) -> int:
    """Return the peer group of a household: language × children × income ventile (0 … 79)."""
    ventile = min(19, np.int64(h.rank[i]) * 20 // 65536)
    return (np.int64(h.language[i]) * 2 + np.int64(parent)) * 20 + ventile


@kernel
def decide(
    h: Households,
    rows: int,
    homes: Listings,
    s: Surroundings,
    t: Taste,
    f: Finance,
    odds: F64,
    most: F64,
    gain_odds: float,
    lease_end: float,
    school_event: float,
    aspiration: F64,
    search_key: np.uint64,
    forced_key: np.uint64,
    out: U8,
) -> None:
    """Write 1 to ``out`` for searchers and 2 for those who must leave their home.

    ``odds`` [tenure, age, event or not] are log-odds without a gain and ``most`` the chances at
    the largest gain.
    """
    for i in range(rows):
        out[i] = 0
        status = h.status[i]
        if status == 0:
            continue
        if status != 1:
            out[i] = 1
            continue
        tenure, n = h.tenure[i], np.int64(h.neighbourhood[i])
        if tenure == PRIVATE and uniform(draw(forced_key, h.id[i])) < lease_end:
            h.event[i] |= LEASE
        if h.event[i] & FORCED_EVENTS != 0:
            out[i] = 2
            continue
        if s.place[n, SCHOOL_QUALITY] < 0.0:
            for child in range(4):
                if 4 <= h.children[i, child] <= 8:
                    if uniform(mix(draw(forced_key, h.id[i]))) < school_event:
                        h.event[i] |= SCHOOL
                    break
        eventful = 1 if h.event[i] != 0 else 0
        u = uniform(draw(search_key, h.id[i]))
        # Who would not search even at the largest gain need not be looked at.
        if u >= most[tenure, h.age[i], eventful]:
            continue
        c = chooser(h, i, n, tenure != 0, f)
        home = homes[h.dwelling[i]]
        here = utility(c, home, cost_to(c, home, f), s, t, f)
        gain = aspiration[kind_of(h, i, c.parent), 0] - here
        gain = min(max(gain, 0.0), LARGEST_GAIN)
        if u < logistic(odds[tenure, h.age[i], eventful] + gain_odds * gain):
            out[i] = 1


@kernel
def aspire(
    h: Households,
    homes: Listings,
    search: Search,
    s: Surroundings,
    t: Taste,
    f: Finance,
    memory: F64,
) -> None:
    """Blend the utility that this year's movers attained into ``memory`` [80, mean and movers]."""
    total = np.zeros(PEERS)
    count = np.zeros(PEERS)
    for a in range(search.row.size):
        if search.state[a] != PLACED:
            continue
        i = np.int64(search.row[a])
        o = homes[h.dwelling[i]]
        c = chooser(h, i, np.int64(search.origin[a]), o["tenure"] != 0, f)
        peers = kind_of(h, i, c.parent)
        total[peers] += utility(c, o, cost_to(c, o, f), s, t, f)
        count[peers] += 1.0
    for peers in range(PEERS):
        if count[peers] > 0.0:
            # Few movers say little: the newest year weighs by their number.
            share = 1.0 if memory[peers, 1] == 0.0 else count[peers] / (count[peers] + 20.0)
            memory[peers, 0] += share * (total[peers] / count[peers] - memory[peers, 0])
            memory[peers, 1] += count[peers]
