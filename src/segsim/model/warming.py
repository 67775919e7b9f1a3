"""Compile every kernel before work starts, in two processes at once.

Numba holds a lock while it compiles, so threads would not help. The other process leaves its
machine code in the cache, where this one and all workers find it.
"""

import gc
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from importlib import import_module
from typing import Any

import numpy as np
from numba import config

from segsim.cities import city_settings, synthesise
from segsim.compiled import marker
from segsim.kernels.bids import outbid
from segsim.kernels.seekers import SEEKER
from segsim.model.schedule import SCHEDULE
from segsim.observation import observe
from segsim.parameters import ModelParameters
from segsim.submodels.catchments import draw_catchments, redraw_catchments
from segsim.submodels.demography import open_workspace
from segsim.submodels.initialise import initialise, set_rules
from segsim.submodels.market import clear_market
from segsim.submodels.mobility import decide_to_move
from segsim.submodels.schools import assign_pupils
from segsim.submodels.social_housing import allocate_social_housing
from segsim.submodels.surroundings import list_all
from segsim.world import World
from segsim.world.institutions import Redraw

SMALL = {"name": "grid", "kind": "grid", "title": "small", "households": 2000}


def warm_up() -> None:
    """Compile whatever is not in the cache yet."""
    if config.DISABLE_JIT or marker().is_file():
        return
    with alone():
        if not marker().is_file():  # else another process has compiled meanwhile
            compile_all()


def load() -> None:
    """Load the machine code of every kernel, when it has been compiled: half a second."""
    if not config.DISABLE_JIT and marker().is_file():
        everything()


def compile_all() -> None:
    """Compile in two processes, then see that nothing is left out."""
    command = [sys.executable, "-c", "from segsim.model.warming import market; market()"]
    with subprocess.Popen(command) as other, uncollected():  # noqa: S603  fixed text
        rest()
        other.wait()
        everything()
    marker().touch()


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time go on; the lock ends with the process that holds it.

    Where there are no such locks everybody compiles, which takes longer and does no harm.
    """
    with ExitStack() as held:
        with suppress(ImportError, OSError):
            name = marker().name.replace("complete", "compiling")
            lock = held.enter_context(marker().with_name(name).open("w"))
            locks: Any = import_module("fcntl")
            locks.flock(lock, locks.LOCK_EX)
        yield


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector of cycles away from the compiler.

    It makes millions of small objects that live until it is done: looking through them again and
    again would be a fifth of the work (measured), for two hundred megabytes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.collect()


def small_city() -> World:
    """Return the smallest city there is, not yet burnt in."""
    return synthesise(city_settings(SMALL), ModelParameters(), 1, 2025)


def market() -> None:
    """Run what concerns the market, on a city that need not make sense."""
    with uncollected():
        one, pairs = np.ones(2, np.int64), np.ones((2, 2), np.int64)
        # First what needs no city: the other process compiles synthesis meanwhile.
        draw_catchments(np.ones((2, 2)), one, pairs, one, one - one, redraw(2))
        nobody, ids = np.full(2, -1, np.int32), np.zeros(2, SEEKER)["id"]
        outbid(np.zeros(2), nobody, np.zeros(2), nobody, ids)  # rivals: on several threads alone
        world = small_city()
        world.check()
        set_rules(world)
        list_all(world)
        open_workspace(world)
        world.workspace.depth = np.zeros(world.dwellings.room, np.uint8)
        decide_to_move(world)
        world.households.dwelling[world.workspace.search.row] = -1  # more than will find a home
        allocate_social_housing(world)
        clear_market(world)


def redraw(neighbourhoods: int) -> Redraw:
    """Return a plan of new catchments."""
    return Redraw("", np.ones(neighbourhoods), (1.0, 1.0), 3.0, True, True)


def rest() -> None:
    """Run what comes before the market in a year, schools, and what is observed."""
    world = small_city()
    initialise(world)
    world.year = 1
    for process in SCHEDULE[:6]:
        process(world)
    seat_by_test(world)
    observe(world)


def seat_by_test(world: World) -> None:
    """Seat pupils where there are classes with an aptitude test, as only policies have them."""
    world.institutions.weighted_seats = np.ones((1, 2), np.int64)
    assign_pupils(world)


def everything() -> None:
    """Run two whole years and what only a policy calls, so that nothing is left out."""
    world = small_city()
    initialise(world)
    for world.year in (1, 2):
        for process in SCHEDULE:
            process(world)
    world.institutions.redraws.append(redraw(world.neighbourhoods.room))
    redraw_catchments(world)
    seat_by_test(world)
    world.recount()
    world.check()
