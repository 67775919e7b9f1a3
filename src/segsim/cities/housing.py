"""Households meet homes: each in its district, tenure and type, larger ones in larger homes."""

import numpy as np

from segsim.cities.areas import Areas
from segsim.cities.elementwise import logs, normals, uniforms
from segsim.cities.joint import HOMES
from segsim.cities.people import People, draw
from segsim.world import Dwellings
from segsim.world.tables import F64, I64

_NEED, _OFFER = 30, 31  # ordinals of the draws


def house(p: People, dwellings: Dwellings, areas: Areas, seed: int) -> None:
    """Link every household with one occupied home, both ways.

    Within a district, tenure and type, households are ordered by need and dwellings by floor
    area, both with keyed noise, and meet in that order.
    """
    group = p.district * HOMES + p.home
    people = np.lexsort((_need(p, seed), group))
    occupied = _occupied(areas)
    where = areas.district[dwellings.neighbourhood[occupied]]
    home = dwellings.tenure[occupied].astype(np.int64) * 2 + (dwellings.building_type[occupied] > 0)
    size = logs(dwellings.area[occupied].astype(np.float64))
    noise = normals(uniforms(seed, 2000 + _OFFER, dwellings.id[occupied]))
    homes = occupied[np.lexsort((size + 0.15 * noise, where * HOMES + home))]
    p.table.dwelling[people] = homes
    p.table.neighbourhood[people] = dwellings.neighbourhood[homes]
    p.table.tenure[people] = dwellings.tenure[homes]
    dwellings.occupant[homes] = people


def _occupied(areas: Areas) -> I64:
    """Return the rows of dwellings that are lived in: the first of each home's rows."""
    counts = np.stack([areas.occupied, areas.vacant], axis=2).ravel()
    lived_in = np.tile(np.array([True, False]), counts.size // 2)
    return np.flatnonzero(np.repeat(lived_in, counts))


def _need(p: People, seed: int) -> F64:
    """Space sought, as log floor area: persons first, then income."""
    t = p.table
    persons = t.adults.astype(np.float64) + np.count_nonzero(t.children, axis=1)
    income = logs(t.income.astype(np.float64))
    noise = normals(draw(seed, _NEED, t.id))
    return np.asarray(0.35 * logs(persons) + 0.25 * income + 0.2 * noise, np.float64)
