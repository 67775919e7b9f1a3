"""Choice of a comprehensive school, and the composition that follows."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.streams import cell, draw, mix
from segsim.world.tables import F64, I16, I64, U8, U16, U64


class Families(NamedTuple):
    """The columns of households that concern schools."""

    id: U64
    status: U8
    children: U8
    language: U8
    income_class: U8
    rank: U16
    education: U8
    school: I16
    weighted: U8
    neighbourhood: U16


@part
def pupils_of(children: U8, i: int) -> int:
    """Return how many children of 7 to 15 years the household in row ``i`` has."""
    count = 0
    for c in range(4):
        if 8 <= children[i, c] <= 16:
            count += 1
    return count


@kernel
def nearest_schools(
    x: F64, y: F64, school_x: F64, school_y: F64, own: I64, options: I64, kilometres: F64
) -> None:
    """Fill ``options`` and ``kilometres`` [neighbourhood, k]: its own school, then the nearest.

    Of schools equally far the first comes first. No sort: k is small.
    """
    last = options.shape[1] - 1
    for n in range(x.size):
        for k in range(last + 1):
            kilometres[n, k] = np.inf
        for s in range(school_x.size):
            dx, dy = x[n] - school_x[s], y[n] - school_y[s]
            km = np.sqrt(dx * dx + dy * dy) / 1000.0
            if s == own[n]:
                options[n, 0], kilometres[n, 0] = s, km
                continue
            at = last
            if last == 0 or km >= kilometres[n, last]:
                continue
            while at > 1 and km < kilometres[n, at - 1]:
                options[n, at], kilometres[n, at] = options[n, at - 1], kilometres[n, at - 1]
                at -= 1
            options[n, at], kilometres[n, at] = s, km


@kernel
def prefer(
    h: Families,
    rows: int,
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
        if h.status[i] == 0:
            continue
        if h.status[i] != 1:
            h.school[i] = -1
            continue
        if pupils_of(h.children, i) == 0:
            h.school[i] = -1
            continue
        n = h.neighbourhood[i]
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
    h: Families,
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
        own = school_of[h.neighbourhood[i]]
        want = preferred[i]
        pupils = pupils_of(h.children, i)
        if want != own and open_seats[want] >= pupils:
            open_seats[want] -= pupils
            h.school[i] = want
            outside += pupils
        else:
            h.school[i] = own
    return outside


@kernel
def compose(h: Families, rows: int, by_language: I64, low_income: I64, rank_sum: I64) -> None:
    """Recount pupils of schools by language and low income, and their income ranks."""
    by_language[:] = 0
    low_income[:] = 0
    for i in range(rows):
        s = h.school[i]
        if h.status[i] != 1 or s < 0:
            continue
        pupils = pupils_of(h.children, i)
        by_language[s, h.language[i]] += pupils
        rank_sum[s] += pupils * np.int64(h.rank[i])
        if h.income_class[i] == 0:
            low_income[s] += pupils
