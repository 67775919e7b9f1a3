"""observe: append this year's indicators and, when due, the neighbourhood panel."""

import numpy as np

from segsim.observation.city import city_figures
from segsim.observation.conditions import classes_of_stock, living, stock
from segsim.observation.panel import households_now, panel
from segsim.observation.requested import requested
from segsim.observation.segregation import segregation
from segsim.observation.snapshot import take
from segsim.world import World


def observe(world: World) -> None:
    """Record the year; nothing in the state changes."""
    snapshot = take(world)
    year, records, wanted = world.calendar, world.records, world.parameters.observe
    seen: set[tuple[str, str, str]] = set()
    for source in (segregation, requested, city_figures, living, stock, classes_of_stock):
        for name, level, group, value in source(world, snapshot):
            if (name, level, group) not in seen:  # a requested index may be of the default set
                seen.add((name, level, group))
                records.indicators.append((year, name, level, group, value))
    if world.year % wanted.areas_every == 0:
        records.areas[year] = panel(world, snapshot)
    if year in wanted.households_years:
        records.households[year] = households_now(world)


def neighbourhood_names(world: World) -> list[str]:
    """Return a name for each neighbourhood: its district and an ordinal within it."""
    seen = np.zeros(len(world.city.districts), np.int64)
    names = []
    for district in world.neighbourhoods.district:
        seen[district] += 1
        names.append(f"{world.city.districts[district]} {seen[district]}")
    return names
