"""Vacant dwellings that a programme has had torn down, and schools that it merges."""

import numpy as np

from segsim.streams import Purpose, hashes, uniforms
from segsim.submodels.works import remove_dwellings
from segsim.world import World
from segsim.world.institutions import cause_code
from segsim.world.tables import F64, I64
from segsim.world.works import Clearing


def clear_vacant(world: World) -> None:
    """Tear down what was decided for this year, as far as it is vacant now."""
    rules, now = world.institutions, world.calendar
    due = sorted((one for one in rules.clearings if one.due <= now), key=lambda one: one.policy)
    rules.clearings = [one for one in rules.clearings if one.due > now]
    for clearing in due:
        rows = chosen_vacant(world, clearing)
        remove_dwellings(world, rows)
        world.records.count("demolished", rows.size)
        world.records.count("cleared", rows.size)
        eur = clearing.eur_per_dwelling * rows.size
        part = clearing.city_share
        world.ledger.charge(clearing.policy, now, "city", "capex", part * eur)
        world.ledger.charge(clearing.policy, now, "state", "capex", (1.0 - part) * eur)


def chosen_vacant(world: World, clearing: Clearing) -> I64:
    """Return the rows of the vacant dwellings to tear down: a keyed lot in each neighbourhood.

    Never below the vacancy at which the programme stops.
    """
    d, rows = world.dwellings, world.dwelling_rows
    code = cause_code(clearing.policy)
    empty = np.flatnonzero((d.standing[:rows] == 1) & (d.occupant[:rows] < 0))
    place = d.neighbourhood[empty]
    lot = hashes(world.seed, Purpose.DEMOLITION, world.year, d.id[empty] ^ np.uint64(code))
    order = np.lexsort((lot, place))
    empty, place = empty[order], place[order]
    first = np.searchsorted(place, np.arange(world.neighbourhoods.room))
    turn = np.arange(empty.size) - first[place]
    return empty[turn < allowed(world, clearing, code)[place]].astype(np.int64)


def allowed(world: World, clearing: Clearing, code: int) -> I64:
    """Return how many dwellings come down [neighbourhood], parts of one by a keyed draw."""
    n = world.neighbourhoods
    u = uniforms(world.seed, Purpose.DEMOLITION, world.year, n.id ^ np.uint64(code))
    wanted = np.floor(clearing.dwellings + u)
    stock: F64 = n.stock.sum(axis=(1, 2)).astype(np.float64)
    vacant: F64 = n.vacant.sum(axis=(1, 2)).astype(np.float64)
    # (vacant − x) ÷ (stock − x) = vacancy
    level = np.minimum(clearing.vacancy, 0.99)
    most = np.floor((vacant - level * stock) / (1.0 - level))
    return np.maximum(np.minimum(wanted, most), 0.0).astype(np.int64)


def merge_schools(world: World) -> None:
    """Close schools with few pupils: their catchments go to the nearest school that is open.

    A closed school has no places and no catchment; the largest shortfall is settled first, and a
    school that takes over others' pupils this year stays.
    """
    n, s = world.neighbourhoods, world.schools
    for merger in sorted(world.institutions.mergers, key=lambda one: one.policy):
        least = np.zeros(s.room)
        np.maximum.at(least, n.school, merger.least_pupils)
        pupils = s.pupils.sum(axis=1).astype(np.float64)
        small = np.flatnonzero((s.capacity > 0) & (pupils < least))
        receiving: set[int] = set()
        for school in small[np.argsort(pupils[small], kind="stable")]:
            others = np.flatnonzero((s.capacity > 0) & (np.arange(s.room) != school))
            if int(school) in receiving or others.size == 0:
                continue
            away = (s.x[others] - s.x[school]) ** 2 + (s.y[others] - s.y[school]) ** 2
            heir = others[np.argmin(away)]
            close_school(world, int(school), int(heir))
            receiving.add(int(heir))


def unify_schools(world: World) -> None:
    """Put the schools that stand in a target under one roof, that of the one with most pupils.

    It takes over their catchments and places. A school stands in the nearest neighbourhood.
    """
    n, s, rules = world.neighbourhoods, world.schools, world.institutions
    for plan in sorted(rules.unifications, key=lambda one: one.policy):
        away = (s.x[:, None] - n.x) ** 2 + (s.y[:, None] - n.y) ** 2
        inside = (plan.where[np.argmin(away, axis=1)] > 0.0) & (s.capacity > 0)
        schools, pupils = np.flatnonzero(inside), s.pupils.sum(axis=1)
        if schools.size < 2:
            continue
        heir = int(schools[np.argmax(pupils[schools])])
        for school in schools[schools != heir]:
            s.capacity[heir] += s.capacity[school]
            close_school(world, int(school), heir)
        eur = plan.eur_per_pupil * int(pupils[schools].sum())
        world.ledger.charge(plan.policy, world.calendar, "city", "capex", eur)


def close_school(world: World, school: int, heir: int) -> None:
    """Close a school; another takes over its catchment."""
    n = world.neighbourhoods
    n.school[n.school == school] = heir
    world.schools.capacity[school] = 0
    world.records.count("schools_closed", 1)
