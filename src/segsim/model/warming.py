"""Compile every kernel before work starts, in two processes at once.

Numba holds a lock while it compiles, so threads would not help. The other process leaves its
machine code in the cache, where this one and all workers find it.
"""

import subprocess
import sys

import numpy as np
from numba import config

from segsim.cities import city_settings, synthesise
from segsim.compiled import marker
from segsim.model.schedule import BURN_IN, SCHEDULE
from segsim.parameters import ModelParameters
from segsim.submodels.catchments import redraw_catchments
from segsim.submodels.demography import open_workspace
from segsim.submodels.initialise import initialise, set_rules
from segsim.submodels.schools import assign_pupils
from segsim.submodels.surroundings import list_all
from segsim.world import World
from segsim.world.institutions import Redraw

SMALL = {"name": "grid", "kind": "grid", "title": "small", "households": 2000}


def warm_up() -> None:
    """Compile whatever is not in the cache yet."""
    if config.DISABLE_JIT or marker().is_file():
        return
    command = [sys.executable, "-c", "from segsim.model.warming import market; market()"]
    with subprocess.Popen(command) as other:  # noqa: S603  our own interpreter, fixed text
        rest()
        other.wait()
    everything()
    marker().touch()


def small_city() -> World:
    """Return the smallest city there is, not yet burnt in."""
    return synthesise(city_settings(SMALL), ModelParameters(), 1, 2025)


def market() -> None:
    """Run what concerns the market and schools, on a city that need not make sense."""
    world = small_city()
    set_rules(world)
    list_all(world)
    open_workspace(world)
    world.workspace.depth = np.zeros(world.dwellings.room, np.uint8)
    world.burning_in = True
    for process in BURN_IN:
        process(world)


def rest() -> None:
    """Run what comes before the market in a year."""
    world = small_city()
    initialise(world)
    world.year = 1
    for process in SCHEDULE[:5]:
        process(world)


def everything() -> None:
    """Run two whole years and what only a policy calls, so that nothing is left out."""
    world = small_city()
    initialise(world)
    for world.year in (1, 2):
        for process in SCHEDULE:
            process(world)
    plan = Redraw("", np.ones(world.neighbourhoods.room), (1.0, 1.0), 3.0, True, True)
    world.institutions.redraws.append(plan)
    redraw_catchments(world)
    world.institutions.weighted_seats = np.ones((1, 2), np.int64)
    assign_pupils(world)
    world.recount()
    world.check()
