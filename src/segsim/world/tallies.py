"""Exact recount of neighbourhood and school tallies from households and dwellings."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel
from segsim.world.tables import I64, Dwellings, Households, Neighbourhoods

SCHOOL_AGE = (7, 15)


class Tallies(NamedTuple):
    """Integer counts by neighbourhood; shapes as in :class:`Neighbourhoods`."""

    households: I64
    by_language: I64
    by_class: I64
    children: I64
    rank_sum: I64
    stock: I64
    vacant: I64


def empty(neighbourhoods: int) -> Tallies:
    """Return tallies of zero."""
    shapes = ((), (2,), (3,), (), (), (4, 3), (4, 3))
    return Tallies(*(np.zeros((neighbourhoods, *shape), np.int64) for shape in shapes))


def of(table: Neighbourhoods) -> Tallies:
    """Return the tallies that a neighbourhood table holds (the arrays themselves)."""
    return Tallies(*(getattr(table, name) for name in Tallies._fields))


def add(table: Neighbourhoods, changes: Iterable[Tallies]) -> None:
    """Add changes that were counted apart from each other to the tallies of a table."""
    for change in changes:
        for mine, more in zip(of(table), change, strict=True):
            np.add(mine, more, out=mine)


@kernel
def count(h: Households, households: int, d: Dwellings, dwellings: int, out: Tallies) -> None:
    """Add every household with a home and every dwelling to ``out``."""
    for j in range(dwellings):
        if d.standing[j] == 0:
            continue
        n, tenure, kind = d.neighbourhood[j], d.tenure[j], d.building_type[j]
        out.stock[n, tenure, kind] += 1
        if d.occupant[j] < 0:
            out.vacant[n, tenure, kind] += 1
    for i in range(households):
        if h.status[i] != 1:
            continue
        n = d.neighbourhood[h.dwelling[i]]
        out.households[n] += 1
        out.by_language[n, h.language[i]] += 1
        out.by_class[n, h.income_class[i]] += 1
        out.rank_sum[n] += np.int64(h.rank[i])
        for c in range(4):
            if 0 < h.children[i, c] <= 18:
                out.children[n] += 1


@kernel
def faults(h: Households, households: int, d: Dwellings, dwellings: int, out: I64) -> None:
    """Count breaches of the one-home rules into ``out`` [6] (see ``World.check``)."""
    for i in range(households):
        status = h.status[i]
        home = h.dwelling[i]
        if status == 1:
            out[0] += 1
            if (
                home < 0
                or home >= dwellings
                or d.occupant[home] != i
                or d.standing[home] == 0
                or h.neighbourhood[i] != d.neighbourhood[home]
                or h.tenure[i] != d.tenure[home]
            ):
                out[2] += 1
        elif status != 0 and home != -1:
            out[3] += 1
        if status != 0 and not (h.income[i] >= 0.0 and h.wealth[i] >= 0.0 and h.adults[i] >= 1):
            out[4] += 1
    for j in range(dwellings):
        if d.standing[j] == 0:
            continue
        occupant = d.occupant[j]
        if occupant < 0:
            out[1] += 1
        elif occupant >= households or h.dwelling[occupant] != j or h.status[occupant] != 1:
            out[2] += 1
        if d.quality[j] < 0.0 or d.area[j] <= 0.0:
            out[5] += 1
