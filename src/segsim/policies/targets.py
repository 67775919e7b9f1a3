"""Where a policy acts: a weight of 0 to 1 for every neighbourhood, and what it holds up there."""

from collections.abc import Iterable

import numpy as np

from segsim.registry import unknown
from segsim.world import Status, World
from segsim.world.institutions import Lift
from segsim.world.monitoring import Data, mean_rank, measured
from segsim.world.tables import F64

STEP = 2.0**-20
"""What is held up is a whole number of these: in any order it adds up to the same bits."""
RULES = ("all", "uniform", "worst_first", "early_warning", "most_room")
EXACT = Data()


def unknown_districts(target: str | tuple[str, ...], districts: Iterable[str]) -> list[str]:
    """Return the names of a target that are neither a rule nor one of the ``districts``."""
    names = (target,) if isinstance(target, str) else target
    known = set(districts)
    rule = len(names) == 1 and names[0] in RULES
    return [] if rule else [name for name in names if name not in known]


def reach(world: World, target: str | tuple[str, ...], share: float, data: Data = EXACT) -> F64:
    """Return how strongly a target reaches each neighbourhood [neighbourhood], 0 … 1.

    ``all`` is full strength everywhere, ``uniform`` everywhere the strength ``share``,
    ``worst_first`` full strength in the ``share`` of neighbourhoods with the lowest mean income
    rank, ``early_warning`` in those where it fell most in three years, both as the data have it;
    ``most_room`` full strength in the district whose plan has room for most dwellings; a list
    names districts.

    Raises
    ------
    UserError
        When a listed district does not exist.
    """
    n = world.neighbourhoods
    names = (target,) if isinstance(target, str) else target
    if names == ("all",):
        return np.ones(n.room)
    if names == ("uniform",):
        return np.full(n.room, share)
    if names == ("most_room",):
        return most_room(world)
    if names in (("worst_first",), ("early_warning",)):
        figures = by_rule(world, names[0], data)
        worst = np.argsort(figures, kind="stable")[: round(share * n.room)]
        weight = np.zeros(n.room)
        weight[worst] = 1.0
        return weight
    districts = world.city.districts
    for name in unknown_districts(names, districts):
        raise unknown("target", name, (*RULES, *districts))
    chosen = np.array([name in names for name in districts])
    return chosen[n.district].astype(np.float64)


def most_room(world: World) -> F64:
    """Return 1 in the district whose plan has most room, else 0 [neighbourhood].

    The plan does not change within a run, hence neither does the place.
    """
    n = world.neighbourhoods
    room = np.maximum(n.infill_capacity, 0.0)
    by_district = np.bincount(n.district, room, len(world.city.districts))
    return np.asarray(n.district == int(np.argmax(by_district)), np.float64)


def by_rule(world: World, rule: str, data: Data) -> F64:
    """Return the figure of each neighbourhood, the lowest first in need, as the data have it."""
    n, status = world.neighbourhoods, world.monitoring.status
    status.note(world.calendar, mean_rank(n))  # as the year began
    known = status.trend if rule == "early_warning" else status.known
    figures = known(world.calendar, data)
    return measured(figures, n.id, world.seed, world.calendar, data)


def reach_schools(world: World, where: F64) -> F64:
    """Return how strongly a target that reaches neighbourhoods reaches each school [school].

    As it does the school's catchment, of which the most strongly reached neighbourhood counts.
    """
    if where.min() == 1.0:  # also the school that serves nobody
        return np.ones(world.schools.room)
    schools = np.zeros(world.schools.room)
    np.maximum.at(schools, world.neighbourhoods.school, where)
    return schools


def exact(by: F64) -> F64:
    """Return amounts as whole numbers of a small step: sums of such have one result."""
    return np.asarray(np.rint(by / STEP) * STEP, np.float64)


def lift(world: World, what: Lift, by: F64) -> None:
    """Hold up a state of neighbourhoods this year ``by`` [neighbourhood]; nothing is written."""
    held = np.zeros((world.neighbourhoods.room, len(Lift)))
    held[:, what] = exact(by)
    world.institutions.lifts = world.institutions.lifts + held


def residents(world: World) -> F64:
    """Return the persons who live in each neighbourhood [neighbourhood]."""
    h, rows = world.households, world.household_rows
    persons = h.adults[:rows].astype(np.float64)
    for child in range(h.children.shape[1]):
        persons += h.children[:rows, child] > 0
    persons *= h.status[:rows] == Status.HOUSED
    return np.bincount(h.neighbourhood[:rows], persons, world.neighbourhoods.room)
