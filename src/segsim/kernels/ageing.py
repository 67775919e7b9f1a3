"""Yearly ageing, deaths, births, splits and children leaving home; one pass over households."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.moves import leave
from segsim.kernels.search import BIRTH, SPLIT
from segsim.streams import draw, mix, uniform
from segsim.world.tables import F64, I64, U64, Dwellings, Households
from segsim.world.tallies import Tallies


class Rates(NamedTuple):
    """Chances a year by age 0 … 120 of the head."""

    death: F64
    union: F64
    split: F64
    birth: F64  # of a couple without children; falls with their number
    out_migration: F64


class DemographyKeys(NamedTuple):
    """Keys of the year's draws."""

    death: np.uint64
    split: np.uint64
    birth: np.uint64
    union: np.uint64


BIRTH_BY_PARITY = np.array([1.0, 1.1, 0.35, 0.15, 0.0])


@kernel
def live_a_year(
    h: Households,
    rows: int,
    d: Dwellings,
    tallies: Tallies,
    rates: Rates,
    keys: DemographyKeys,
    leaving_age: int,
    flows: I64,
    leavers: I64,
    splitters: I64,
    matched: I64,
) -> None:
    """Age every household by a year and draw its events.

    ``flows`` [4] counts deaths of households, births, children who left, splits; ``leavers``,
    ``splitters`` and ``matched`` receive the rows of parents whose child leaves, of couples that
    part, and of single persons who look for a partner.  Rows beyond their counts in ``flows`` [4:7]
    are untouched.
    """
    for i in range(rows):
        if h.status[i] == 0:
            continue
        h.event[i] = 0
        if h.age[i] < 110:
            h.age[i] += 1
        age = np.int64(h.age[i])
        n = np.int64(-1)
        if h.status[i] == 1:
            n = np.int64(h.neighbourhood[i])
        children = 0
        for c in range(4):
            if h.children[i, c] == 0:
                continue
            h.children[i, c] += 1
            if h.children[i, c] == 19 and n >= 0:
                tallies.children[n] -= 1
            if h.children[i, c] > leaving_age:
                h.children[i, c] = 0
                leavers[flows[4]] = i
                flows[4] += 1
            else:
                children += 1
        dies = uniform(draw(keys.death, h.id[i]))
        if dies < rates.death[age]:
            if h.adults[i] > 1:
                h.adults[i] = 1
                h.employed[i] = min(h.employed[i], 1)
            else:
                flows[0] += 1
                if h.status[i] == 1:
                    leave(h, d, tallies, i)
                h.status[i] = 0
                continue
        word = draw(keys.birth, h.id[i])
        chance = rates.birth[age] * BIRTH_BY_PARITY[children]
        if h.adults[i] == 1:
            chance *= 0.12
        if uniform(word) < chance:
            for c in range(4):
                if h.children[i, c] == 0:
                    h.children[i, c] = 1
                    flows[1] += 1
                    h.event[i] |= BIRTH
                    if n >= 0:
                        tallies.children[n] += 1
                    break
        if h.adults[i] == 2:
            if uniform(draw(keys.split, h.id[i])) < rates.split[age]:
                h.event[i] |= SPLIT
                splitters[flows[5]] = i
                flows[5] += 1
        elif h.status[i] == 1 and uniform(draw(keys.union, h.id[i])) < rates.union[age]:
            matched[flows[6]] = i
            flows[6] += 1


@kernel
def emigrate(
    h: Households,
    rows: int,
    d: Dwellings,
    tallies: Tallies,
    rates: Rates,
    factor: float,
    key: np.uint64,
) -> int:
    """Let households leave the city; return how many did. Owners half, tenants 1.3 times."""
    count = 0
    for i in range(rows):
        if h.status[i] == 0:
            continue
        tenure = 2
        if h.status[i] == 1:
            tenure = np.int64(h.tenure[i])
        weight = factor * (0.5 if tenure == 0 else 1.3)
        for c in range(4):
            if h.children[i, c] > 7:
                weight *= 0.7
        if uniform(draw(key, h.id[i])) < weight * rates.out_migration[h.age[i]]:
            if h.status[i] == 1:
                leave(h, d, tallies, i)
            h.status[i] = 0
            count += 1
    return count


@kernel
def child_id(parent: np.uint64, year: int, event: int, ordinal: int) -> np.uint64:
    """Return the identity of a household that comes from ``parent``."""
    return mix(mix(parent ^ np.uint64(year + 1_000_000)) ^ np.uint64(event * 64 + ordinal))


@kernel
def child_ids(parents: I64, ids: U64, year: int, event: int, out: U64) -> None:
    """Write identities of new households; the same parent may stand several times in a row."""
    ordinal = 0
    for k in range(parents.size):
        ordinal = ordinal + 1 if k > 0 and parents[k] == parents[k - 1] else 0
        out[k] = child_id(ids[parents[k]], year, event, ordinal)
