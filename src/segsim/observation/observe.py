"""observe: append this year's indicators and, when due, the neighbourhood panel."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from segsim.observation.city import city_figures
from segsim.observation.conditions import classes_of_stock, living, stock
from segsim.observation.panel import households_now, panel
from segsim.observation.requested import requested
from segsim.observation.schooling import schooling
from segsim.observation.segregation import Value, segregation, sorting
from segsim.observation.snapshot import Snapshot, take
from segsim.observation.welfare import welfare
from segsim.submodels.threads import run_all
from segsim.world import World

type Source = Callable[[World, Snapshot], Iterator[Value]]

SOURCES: tuple[Source, ...] = (
    segregation, sorting, requested, city_figures, living, stock, classes_of_stock, schooling,
    welfare,
)  # fmt: skip
"""What a year's indicators come from, in the order in which they are recorded."""


def observe(world: World) -> None:
    """Record the year; nothing in the state changes."""
    snapshot = take(world)
    year, records, wanted = world.calendar, world.records, world.parameters.observe
    seen: set[tuple[str, str, str]] = set()
    calls = [partial(values_of, source, world, snapshot) for source in SOURCES]
    for values in run_all(calls, world.threads):
        for name, level, group, value in values:
            if (name, level, group) not in seen:  # a requested index may be of the default set
                seen.add((name, level, group))
                records.indicators.append((year, name, level, group, value))
    if world.year % wanted.areas_every == 0:
        records.areas[year] = panel(world, snapshot)
    if year in wanted.households_years:
        records.households[year] = households_now(world)


def values_of(source: Source, world: World, snapshot: Snapshot) -> list[Value]:
    """Return the values of one source, which changes nothing that another one reads."""
    return list(source(world, snapshot))


def neighbourhood_names(world: World) -> list[str]:
    """Return a name for each neighbourhood: its district and an ordinal within it."""
    seen = np.zeros(len(world.city.districts), np.int64)
    names = []
    for district in world.neighbourhoods.district:
        seen[district] += 1
        names.append(f"{world.city.districts[district]} {seen[district]}")
    return names
