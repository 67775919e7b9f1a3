"""Choice of a comprehensive school, and the composition that follows."""

import numpy as np

from segsim.compiled import kernel, part
from segsim.streams import cell, draw, mix
from segsim.world.tables import F64, I16, I64, U64, Dwellings, Households, Schools


@part
def pupils_of(h: Households, i: int) -> int:
    """Return how many children of 7 to 15 years a household has."""
    count = 0
    for c in range(4):
        if 8 <= h.children[i, c] <= 16:
            count += 1
    return count


@kernel
def prefer(
    h: Households,
    rows: int,
    d: Dwellings,
    school_of: I64,
    options: I64,
    kilometres: F64,
    perceived: F64,
    quality: float,
    distance: float,
    catchment: float,
    max_km: float,
    key: np.uint64,
    gumbel: F64,
    school_ids: U64,
    preferred: I16,
    lot: U64,
) -> None:
    """Write the school each household with pupils prefers (−1 without pupils) and its lot.

    Options are the catchment school and ``options`` [neighbourhood, k] nearby ones within
    ``max_km``; ``kilometres`` [neighbourhood, k] are their distances. A family keeps its school
    while it lives in the same place. Shocks are frozen for a household and school.
    """
    for i in range(rows):
        preferred[i] = -1
        if h.status[i] != 1:
            h.school[i] = -1
            continue
        if pupils_of(h, i) == 0:
            h.school[i] = -1
            continue
        n = d.neighbourhood[h.dwelling[i]]
        own = school_of[n]
        lot[i] = draw(key, h.id[i])
        best, chosen = -1.0e300, own
        for k in range(options.shape[1]):
            s = options[n, k]
            if s < 0 or (s != own and kilometres[n, k] > max_km):
                continue
            value = quality * perceived[s] - distance * kilometres[n, k]
            if s == own:
                value += catchment
            if s == h.school[i]:
                value += catchment
            value += gumbel[cell(mix(lot[i] ^ school_ids[s]))]
            if value > best:
                best, chosen = value, s
        preferred[i] = chosen


@kernel
def seat(
    h: Households,
    d: Dwellings,
    order: I64,
    preferred: I16,
    school_of: I64,
    open_seats: I64,
) -> int:
    """Seat families in ``order``: outsiders while open seats last, else in the catchment school.

    Returns how many pupils attend another school than their catchment's.
    """
    outside = 0
    for position in range(order.size):
        i = order[position]
        own = school_of[d.neighbourhood[h.dwelling[i]]]
        want = preferred[i]
        pupils = pupils_of(h, i)
        if want != own and open_seats[want] >= pupils:
            open_seats[want] -= pupils
            h.school[i] = want
            outside += pupils
        else:
            h.school[i] = own
    return outside


@kernel
def compose(h: Households, rows: int, schools: Schools, rank_sum: I64) -> None:
    """Recount pupils of schools by language and low income, and their income ranks."""
    schools.pupils[:] = 0
    schools.low_income[:] = 0
    for i in range(rows):
        s = h.school[i]
        if h.status[i] != 1 or s < 0:
            continue
        pupils = pupils_of(h, i)
        schools.pupils[s, h.language[i]] += pupils
        rank_sum[s] += pupils * np.int64(h.rank[i])
        if h.income_class[i] == 0:
            schools.low_income[s] += pupils
