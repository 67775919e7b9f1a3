"""From which vacant sites a household that takes its turn chooses, chosen once per run.

Sites come up in a keyed order of their own for every turn; those that are vacant are candidates.
That is a ring re-keyed at every decision without making one: one more vacancy changes only the
turns that come upon it.
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import variant, variants
from segsim.kernels.ring import STEP
from segsim.streams import mix, uniform
from segsim.world.tables import I32, I64, Dwellings
from segsim.world.tallies import Tallies

HALF, LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


class AnyVacancy(NamedTuple):
    """Up to ``wanted`` different vacant sites, all equally likely."""

    wanted: int


class EveryBlock(NamedTuple):
    """One vacant site in every other block that has one: the blocks themselves are chosen."""

    sites: I32  # [block, site]


type Pool = AnyVacancy | EveryBlock


@variants
def at_most(pool: Pool) -> int:
    """Return the largest number of candidates."""
    raise NotImplementedError


@variants
def candidates(
    pool: Pool, d: Dwellings, tallies: Tallies, vacant: int, home: int, key: np.uint64, found: I64
) -> int:
    """Write vacant sites other than ``home`` to ``found``; return how many.

    ``vacant`` is how many there are, ``home`` the site just left (−1 for none).
    """
    raise NotImplementedError


@variant(at_most, AnyVacancy)
def _wanted(pool: AnyVacancy) -> int:
    return pool.wanted


@variant(at_most, EveryBlock)
def _blocks(pool: EveryBlock) -> int:
    return pool.sites.shape[0]


@variant(candidates, AnyVacancy)
def _any_vacancy(
    pool: AnyVacancy,
    d: Dwellings,
    tallies: Tallies,
    vacant: int,
    home: int,
    key: np.uint64,
    found: I64,
) -> int:
    count, wanted, size = 0, min(pool.wanted, vacant), np.uint64(d.occupant.size)
    stream, bits, fresh = key, key, False
    while count < wanted:
        fresh = not fresh
        if fresh:  # 64 bits are two sites
            stream = stream + STEP
            bits = mix(stream)
        else:
            bits = bits >> HALF
        j = np.int64(((bits & LOW) * size) >> HALF)
        if d.occupant[j] >= 0 or j == home:
            continue
        new = True
        for k in range(count):
            if found[k] == j:
                new = False
        if new:
            found[count] = j
            count += 1
    return count


@variant(candidates, EveryBlock)
def _every_block(
    pool: EveryBlock,
    d: Dwellings,
    tallies: Tallies,
    vacant: int,
    home: int,
    key: np.uint64,
    found: I64,
) -> int:
    count, stream, size = 0, key, pool.sites.shape[1]
    own = -1 if home < 0 else np.int64(d.neighbourhood[home])
    for b in range(pool.sites.shape[0]):
        if b == own or tallies.households[b] >= size:
            continue
        while True:
            stream = stream + STEP
            j = np.int64(pool.sites[b, np.int64(uniform(mix(stream)) * size)])
            if d.occupant[j] < 0:
                break
        found[count] = j
        count += 1
    return count
