"""One household after the other decides and moves: the classical models, as theory has them.

The same draws, shocks, moves and tallies as in the market of a city, with one household a round
and no prices. Space, outlook, rule and pool are built in when the kernel is compiled.
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.choice import NO_CHOICE, Best, weigh
from segsim.kernels.moves import enter, leave
from segsim.kernels.outlooks import Outlook, worth_at
from segsim.kernels.pools import Pool, at_most, candidates
from segsim.kernels.rules import Rule, score
from segsim.kernels.spaces import Space, spread
from segsim.streams import draw, uniform
from segsim.world.tables import F64, I32, I64, Dwellings, Households
from segsim.world.tallies import Tallies

NOWHERE = -1


class TurnKeys(NamedTuple):
    """Keys of the draws of a turn; turns are numbered."""

    mover: np.uint64
    candidate: np.uint64
    taste: np.uint64


@kernel
def take_turns(
    h: Households,
    households: int,
    d: Dwellings,
    tallies: Tallies,
    space: Space,
    outlook: Outlook,
    rule: Rule,
    pool: Pool,
    keys: TurnKeys,
    first: int,
    film: I32,
    every: int,
) -> int:
    """Let households drawn at random decide, one by one; return how many moved.

    A turn is one decision: the mover leaves its site, weighs it against candidates, and enters the
    best. ``film`` [frame, household] receives the sites of all after ``every`` turns each;
    ``first`` is the number of the first turn.
    """
    moves, vacant = 0, d.occupant.size - households
    found = np.empty(at_most(pool), np.int64)
    turn = first
    for frame in range(film.shape[0]):
        for _ in range(every):
            number = np.uint64(turn)
            turn += 1
            i = np.int64(uniform(draw(keys.mover, number)) * households)
            shocks = draw(keys.taste, number)
            home = np.int64(leave(h, d, tallies, i))
            spread(space, h, i, home, -1)
            mine = worth_at(outlook, space, tallies, h, i, home)
            best = Best(score(rule, mine, shocks, d.id[home]), NO_CHOICE, home)
            count = candidates(pool, d, tallies, vacant, home, draw(keys.candidate, number), found)
            for k in range(count):
                worth = worth_at(outlook, space, tallies, h, i, found[k])
                best = weigh(best, score(rule, worth, shocks, d.id[found[k]]), found[k])
            enter(h, d, tallies, i, best.chosen, 0)
            spread(space, h, i, best.chosen, 1)
            moves += best.chosen != home
        film[frame] = h.dwelling[:households]
    return moves


@kernel
def find_homes(
    h: Households,
    households: int,
    d: Dwellings,
    tallies: Tallies,
    space: Space,
    outlook: Outlook,
    rule: Rule,
    pool: Pool,
    keys: TurnKeys,
) -> None:
    """Let households that live nowhere enter vacant sites, one after the other."""
    found = np.empty(at_most(pool), np.int64)
    for i in range(households):
        number, vacant = np.uint64(i), d.occupant.size - i
        shocks = draw(keys.taste, number)
        key = draw(keys.candidate, number)
        count = candidates(pool, d, tallies, vacant, NOWHERE, key, found)
        best = Best(NO_CHOICE, NO_CHOICE, np.int64(NOWHERE))
        for k in range(count):
            worth = worth_at(outlook, space, tallies, h, i, found[k])
            best = weigh(best, score(rule, worth, shocks, d.id[found[k]]), found[k])
        enter(h, d, tallies, i, best.chosen, 0)
        spread(space, h, i, best.chosen, 1)


@kernel
def look_about(
    h: Households,
    d: Dwellings,
    tallies: Tallies,
    space: Space,
    outlook: Outlook,
    i: int,
    sites: I64,
    out: F64,
) -> None:
    """Write what ``sites`` are worth to household ``i``, which leaves its own for the moment."""
    home = np.int64(leave(h, d, tallies, i))
    spread(space, h, i, home, -1)
    for k in range(sites.size):
        out[k] = worth_at(outlook, space, tallies, h, i, sites[k])
    enter(h, d, tallies, i, home, 0)
    spread(space, h, i, home, 1)


@kernel
def put_all(h: Households, d: Dwellings, tallies: Tallies, space: Space, sites: I64) -> None:
    """Let the first households, which live nowhere, enter the vacant ``sites`` in turn."""
    for i in range(sites.size):
        enter(h, d, tallies, i, sites[i], 0)
        spread(space, h, i, sites[i], 1)


@kernel
def take_away(h: Households, d: Dwellings, tallies: Tallies, space: Space, i: int) -> None:
    """Let household ``i`` leave its site."""
    spread(space, h, i, np.int64(leave(h, d, tallies, i)), -1)
