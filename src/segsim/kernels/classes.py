"""Weighted-curriculum classes: who applies where, and who is admitted."""

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.pupils import Families, pupils_of
from segsim.streams import cell, draw, mix
from segsim.world.tables import F64, I16, I64, U8, U64


@kernel
def apply_for_classes(
    h: Families,
    rows: int,
    preferred: I16,
    options: I64,
    kilometres: F64,
    x: F64,
    y: F64,
    school_x: F64,
    school_y: F64,
    perceived: F64,
    quality: float,
    distance: float,
    appeal: float,
    noise: float,
    seats: I64,
    key: np.uint64,
    gumbel: F64,
    normal: F64,
    school_ids: U64,
    wants: I16,
    aptitude: F64,
    lot: U64,
) -> None:
    """Write the school whose weighted class each family wants (−1: none), its aptitude and lot.

    ``options`` [neighbourhood, k] are the nearest schools with such classes (−1: out of bounds);
    a family applies where one is worth more than the ordinary school it prefers. Who sits in a
    class there is of the same kind of seat wants to stay. ``seats`` is [school, 2].
    """
    for i in range(rows):
        wants[i] = -1
        own = np.int64(preferred[i])
        if own < 0:
            continue
        lot[i] = draw(key, h.id[i])
        sits = np.int64(h.weighted[i])
        if sits > 0 and h.school[i] >= 0 and seats[h.school[i], sits - 1] > 0:
            wants[i] = h.school[i]
            continue
        n = np.int64(h.neighbourhood[i])
        dx, dy = x[n] - school_x[own], y[n] - school_y[own]
        km = np.sqrt(dx * dx + dy * dy) / 1000.0
        best = quality * perceived[own] - distance * km + gumbel[cell(mix(lot[i]))]
        for k in range(options.shape[1]):
            s = options[n, k]
            if s < 0:
                continue
            value = appeal + quality * perceived[s] - distance * kilometres[n, k]
            value += gumbel[cell(mix(lot[i] ^ school_ids[s]))]
            if value > best:
                best, wants[i] = value, s
        rank = np.float64(h.rank[i]) / 65535.0
        luck = normal[cell(mix(mix(lot[i])))]
        aptitude[i] = 0.5 * np.float64(h.education[i]) + rank + noise * luck


@kernel
def admit(
    h: Families, order: I64, wants: I16, seats: I64, kind: int, admitted: U8, only: int
) -> None:
    """Admit families in ``order`` while seats of a kind (0 by aptitude, 1 by lot) last.

    With ``only`` 1 it is the turn of those who sit there, with 0 of the others; ``admitted``
    [row] becomes ``kind`` + 1.
    """
    for position in range(order.size):
        i = order[position]
        s = np.int64(wants[i])
        if s < 0 or admitted[i] > 0:
            continue
        sits = np.int64(h.weighted[i]) == kind + 1 and np.int64(h.school[i]) == s
        if sits != (only == 1):
            continue
        pupils = pupils_of(h.children, i)
        if seats[s, kind] >= pupils:
            seats[s, kind] -= pupils
            admitted[i] = kind + 1
