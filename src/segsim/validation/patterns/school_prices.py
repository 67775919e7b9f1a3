"""P19: what a better name of the catchment school is worth in prices."""

from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate
from segsim.validation.patterns.paired import (
    Mask,
    kilometres,
    live,
    owner_stock,
    price_change,
    settled,
)
from segsim.world import World
from segsim.world.tables import F64

YEARS = 10
EVERY = 3
"""Every third school along the curve that they are numbered by gets the better name."""
BESIDE_KM = 1.0
"""Neighbourhoods are at a boundary with one of another catchment this near [assumption]."""


@pattern("P19", "a better school in prices", "Harjunen et al. 2018, Helsinki boundaries")
def check(effort: Effort) -> Iterator[Finding]:
    """Raise the perceived quality of some schools for good, with plots at the boundary and not."""
    found = [premium(settled(effort, seed), True) for seed in effort.seeds(8, 2)]
    scarce = [premium(settled(effort, seed), False) for seed in effort.seeds(8, 2)]
    what = "price inside against just outside, +1 sd for ten years, %"
    yield estimate(what, 2.0, 4.0, found, f"neighbourhoods within {BESIDE_KM:g} km")
    yield estimate("the same where nothing is built on either side, %", 2.0, 4.0, scarce)
    more = [one - other for one, other in zip(scarce, found, strict=True)]
    yield estimate("more where nothing is built, points", 0.0, np.inf, more)


def premium(world: World, plots: bool) -> float:
    """Return log points of price just inside the catchments of better schools less just outside.

    Without ``plots`` the ordinary plan zones none at the boundaries, in either run.
    """
    better = np.arange(world.schools.room) % EVERY == 0
    inside, outside = boundary(world, better)
    if not plots:
        world.neighbourhoods.infill_capacity[inside | outside] = 0.0
    weight, given = owner_stock(world), deepcopy(world)
    live(given, YEARS, {"update_schools": Held(np.where(better, 1.0, 0.0))})
    live(world, YEARS)
    gains = [price_change(given, world, where, weight) for where in (inside, outside)]
    return gains[0] - gains[1]


class Held:
    """A shift of perceived quality [school] that lasts: what fades in a year is added again."""

    def __init__(self, shift: F64) -> None:
        self.shift, self.begun = shift, False

    def __call__(self, world: World) -> None:
        """Shift the year's perceived quality, on which schools go on working as ever."""
        part = world.parameters.schools.perception if self.begun else 1.0
        world.schools.perceived = world.schools.perceived + part * self.shift
        self.begun = True


def boundary(world: World, better: Mask) -> tuple[Mask, Mask]:
    """Return neighbourhoods of the better schools beside others, and those others beside them."""
    inside = better[world.neighbourhoods.school]
    beside = kilometres(world) <= BESIDE_KM
    return (
        np.asarray(inside & beside[:, ~inside].any(axis=1), np.bool_),
        np.asarray(~inside & beside[:, inside].any(axis=1), np.bool_),
    )
