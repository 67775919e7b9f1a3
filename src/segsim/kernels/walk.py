"""Where the unhappy go: NetLogo's walk at random headings until a patch is free, or anywhere."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part, variant, variants
from segsim.kernels.moves import enter, leave
from segsim.kernels.outlooks import Outlook, worth_at
from segsim.kernels.ring import STEP
from segsim.kernels.spaces import Space, spread
from segsim.streams import draw, mix, uniform
from segsim.world.tables import I64, Dwellings, Households
from segsim.world.tallies import Tallies

LONGEST_STEP = 10.0


class Torus(NamedTuple):
    """A board of rows and columns whose edges meet; sites are numbered row by row."""

    rows: int
    columns: int


class Anywhere(NamedTuple):
    """A board whose free sites are all equally likely, near or far."""

    free: int  # how many there are, which moving does not change


type Way = Torus | Anywhere


@variants
def arrival(way: Way, d: Dwellings, home: int, stream: np.uint64) -> int:
    """Return the free site at which one who leaves ``home`` arrives, or ``home``."""
    raise NotImplementedError


@kernel
def unhappy(
    h: Households, households: int, tallies: Tallies, space: Space, outlook: Outlook, out: I64
) -> int:
    """Write the rows of households whose site is worth less than 1; return how many."""
    count = 0
    for i in range(households):
        if worth_at(outlook, space, tallies, h, i, np.int64(h.dwelling[i])) < 1.0:
            out[count] = i
            count += 1
    return count


@kernel
def walk(
    h: Households,
    d: Dwellings,
    tallies: Tallies,
    space: Space,
    way: Way,
    movers: I64,
    key: np.uint64,
) -> None:
    """Let ``movers`` go one after the other to where nobody else lives."""
    for k in range(movers.size):
        i = movers[k]
        home = np.int64(h.dwelling[i])
        at = arrival(way, d, home, draw(key, h.id[i]))
        if at == home:
            continue
        spread(space, h, i, home, -1)
        spread(space, h, i, at, 1)
        if tallies.households.size == 1:  # one place for all: no tally changes
            d.occupant[home], d.occupant[at], h.dwelling[i] = -1, i, at
        else:
            leave(h, d, tallies, i)
            enter(h, d, tallies, i, at, 0)


@variant(arrival, Torus)
def _walked_to(torus: Torus, d: Dwellings, home: int, stream: np.uint64) -> int:
    """Return the first free site, or ``home``, of a walk that starts at ``home``."""
    x, y = np.float64(home % torus.columns), np.float64(home // torus.columns)
    at = home
    while True:
        stream = stream + STEP
        bits = mix(stream)
        east = 2.0 * uniform(bits) - 1.0
        north = 2.0 * uniform(mix(bits)) - 1.0
        square = east * east + north * north
        if square > 1.0 or square == 0.0:
            continue  # outside the disc: a point inside it has every heading equally likely
        step = LONGEST_STEP * uniform(mix(mix(bits))) / np.sqrt(square)
        x, y = _wrapped(x + step * east, torus.columns), _wrapped(y + step * north, torus.rows)
        column, row = np.int64(np.floor(x + 0.5)), np.int64(np.floor(y + 0.5))
        at = (row % torus.rows) * torus.columns + column % torus.columns
        if d.occupant[at] < 0 or at == home:
            return at


@part
def _wrapped(x: float, size: int) -> float:
    return x - size * np.floor((x + 0.5) / size)


@variant(arrival, Anywhere)
def _any_free(way: Anywhere, d: Dwellings, home: int, stream: np.uint64) -> int:
    if way.free == 0:
        return home
    while True:
        stream = stream + STEP
        at = np.int64(uniform(mix(stream)) * d.occupant.size)
        if d.occupant[at] < 0:
            return at
