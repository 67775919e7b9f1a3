"""Where a policy acts: a weight of 0 to 1 for every neighbourhood."""

from collections.abc import Iterable

import numpy as np

from segsim.registry import unknown
from segsim.world import World
from segsim.world.tables import F64

RULES = ("all", "uniform", "worst_first")


def unknown_districts(target: str | tuple[str, ...], districts: Iterable[str]) -> list[str]:
    """Return the names of a target that are neither a rule nor one of the ``districts``."""
    names = (target,) if isinstance(target, str) else target
    known = set(districts)
    rule = len(names) == 1 and names[0] in RULES
    return [] if rule else [name for name in names if name not in known]


def reach(world: World, target: str | tuple[str, ...], share: float) -> F64:
    """Return how strongly a target reaches each neighbourhood [neighbourhood], 0 … 1.

    ``all`` is full strength everywhere, ``uniform`` everywhere the strength ``share``,
    ``worst_first`` full strength in the ``share`` of neighbourhoods with the lowest mean income
    rank; a list names districts.

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
    if names == ("worst_first",):
        mean = n.rank_sum / np.maximum(n.households, 1)
        worst = np.argsort(mean, kind="stable")[: round(share * n.room)]
        weight = np.zeros(n.room)
        weight[worst] = 1.0
        return weight
    districts = world.city.districts
    for name in unknown_districts(names, districts):
        raise unknown("target", name, (*RULES, *districts))
    chosen = np.array([name in names for name in districts])
    return chosen[n.district].astype(np.float64)


def reach_schools(world: World, target: str | tuple[str, ...], share: float) -> F64:
    """Return how strongly a target reaches each school [school]: as it does its catchment.

    Of a catchment that is reached in part the most strongly reached neighbourhood counts.
    """
    where = reach(world, target, share)
    if target in ("all", ("all",)):  # also the school that serves nobody
        return np.ones(world.schools.room)
    schools = np.zeros(world.schools.room)
    np.maximum.at(schools, world.neighbourhoods.school, where)
    return schools
