"""Comprehensive schools: how many, where, and whose."""

from collections.abc import Sequence

import numpy as np

from segsim.cities import assumptions as a
from segsim.cities.areas import Areas
from segsim.cities.elementwise import identities, text_key
from segsim.cities.table import District, integers
from segsim.streams import Purpose
from segsim.world import Households, Neighbourhoods, Schools
from segsim.world.tables import F64, I64

PUPILS = 450  # of a school
_SPARE = 1.15
_LEAST_PLACES = 50
_BLOCK = 4096  # neighbourhoods whose distances are held at once


def place_schools(
    name: str, districts: Sequence[District], areas: Areas, open_share: float
) -> Schools:
    """Return schools of about 450 expected pupils, each in the middle of its neighbourhoods.

    Neighbourhoods are taken along a curve that keeps near ones together and cut into runs of
    equal expected pupils; a school stands at the centre of a run. The seed has no part in it.
    """
    families = integers(districts, "with_children")
    parts = np.bincount(areas.district, minlength=families.size)
    expected = (families * a.PUPILS_PER_FAMILY / parts)[areas.district]
    order = np.argsort(_curve(areas.x, areas.y), kind="stable")
    running = np.cumsum(expected[order])
    number = max(1, int(running[-1] / PUPILS + 0.5))
    run = np.empty(order.size, np.int64)
    middle = running - 0.5 * expected[order]
    run[order] = np.minimum((middle * number / max(running[-1], 1.0)).astype(np.int64), number - 1)
    x, y = _centres(areas, expected, run, number)
    used = np.bincount(nearest(areas.x, areas.y, x, y), minlength=x.size) > 0
    x, y = x[used], y[used]
    out = Schools(x.size)
    ordinal = np.arange(x.size, dtype=np.uint64)
    out.id[:] = identities(Purpose.SCHOOL, np.uint64(text_key(name)) + ordinal)
    out.x[:], out.y[:] = x, y
    out.open_share[:] = open_share
    return out


def _centres(areas: Areas, expected: F64, run: I64, number: int) -> tuple[F64, F64]:
    weight = expected + 1e-6
    total = np.bincount(run, weights=weight, minlength=number)
    filled = total > 0.0
    x = np.bincount(run, weights=weight * areas.x, minlength=number)[filled] / total[filled]
    y = np.bincount(run, weights=weight * areas.y, minlength=number)[filled] / total[filled]
    return x, y


def _curve(x: F64, y: F64) -> I64:
    """Return places along a Z-shaped curve through the plane (Morton order, 1,024 cells)."""
    span = max(float(x.max() - x.min()), float(y.max() - y.min()), 1.0)
    column = ((x - x.min()) / span * 1023.0).astype(np.int64)
    row = ((y - y.min()) / span * 1023.0).astype(np.int64)
    out = np.zeros(x.size, np.int64)
    for bit in range(10):
        out |= ((column >> bit) & 1) << (2 * bit)
        out |= ((row >> bit) & 1) << (2 * bit + 1)
    return out


def nearest(x: F64, y: F64, to_x: F64, to_y: F64) -> I64:
    """Return the nearest of the points ``to`` for each place, ties to the first."""
    out = np.empty(x.size, np.int64)
    for start in range(0, x.size, _BLOCK):
        block = slice(start, start + _BLOCK)
        east = x[block, None] - to_x[None, :]
        north = y[block, None] - to_y[None, :]
        out[block] = np.argmin(east * east + north * north, axis=1)
    return out


def set_catchments(
    schools: Schools, neighbourhoods: Neighbourhoods, households: Households, where: I64
) -> None:
    """Give neighbourhoods the nearest school, and schools 1.15 places for each pupil near.

    ``where`` is the neighbourhood of each household.
    """
    neighbourhoods.school[:] = nearest(neighbourhoods.x, neighbourhoods.y, schools.x, schools.y)
    of_school_age = (households.children >= 8) & (households.children <= 16)  # 7-15, as age + 1
    pupils = np.bincount(
        neighbourhoods.school[where],
        weights=of_school_age.sum(axis=1).astype(np.float64),
        minlength=schools.room,
    )
    schools.capacity[:] = np.maximum(np.ceil(_SPARE * pupils), _LEAST_PLACES)
