"""What a stream says of a year: the neighbourhoods, a few figures, lines of transport.

The functions are those by which a run is recorded, so the figures are the same to the bit; only
fewer are taken.
"""

from base64 import b64encode
from collections.abc import Iterator
from itertools import chain
from math import isfinite
from typing import Any

import numpy as np

from segsim.explorer.choices import FIGURES, VARIABLES
from segsim.explorer.places import drawn_line
from segsim.geography.routes import lines
from segsim.observation.city import homes, money, moves, people
from segsim.observation.panel import panel
from segsim.observation.segregation import FOREIGN, HIGH, LOW, Value, two_groups
from segsim.observation.snapshot import Snapshot, by_district, take
from segsim.study.labels import FEWEST
from segsim.world import World

INDICATORS = {choice.address: choice.key for choice in FIGURES}
"""What a frame tells of the whole city: indicator/level/group → where it stands."""


class Observer:
    """Looks at a city year by year; remembers what adds up and what has not changed."""

    def __init__(self) -> None:
        self.so_far = {name: 0.0 for name, key in INDICATORS.items() if key.cumulative}
        self.lines = -1

    def look(self, world: World) -> dict[str, Any]:
        """Return the frame of the year that has passed."""
        snapshot = take(world)
        frame = {
            "year": world.calendar,
            "panel": b64encode(cells(world, snapshot).tobytes()).decode(),
            "indicators": self._indicators(world, snapshot),
        }
        if len(world.transport.lines) != self.lines:
            self.lines = len(world.transport.lines)
            frame["lines"] = lines_now(world)
        return frame

    def _indicators(self, world: World, snapshot: Snapshot) -> dict[str, float | None]:
        found = dict(figures(world, snapshot))
        for name in self.so_far:
            found[name] = self.so_far[name] = self.so_far[name] + found[name]
        return {n: found[n] if isfinite(found.get(n, np.nan)) else None for n in INDICATORS}


def cells(world: World, snapshot: Snapshot) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Return the variables [variable, neighbourhood], nan where few live."""
    columns = panel(world, snapshot)
    out = np.array([columns[variable.name] for variable in VARIABLES], "<f4")
    out[:, world.neighbourhoods.households < FEWEST] = np.nan
    return out


def figures(world: World, snapshot: Snapshot) -> Iterator[tuple[str, float]]:
    """Yield the figures of a year, in a year's own terms."""
    for indicator, level, group, value in _recorded(world, snapshot):
        name = f"{indicator}/{level}/{group}"
        if name in INDICATORS:
            yield name, float(value)


def _recorded(world: World, snapshot: Snapshot) -> Iterator[Value]:
    language, classes = snapshot.language, snapshot.classes
    yield from two_groups("neighbourhood", "language", language, FOREIGN, None)
    yield from two_groups("neighbourhood", "income_low_high", classes, LOW, HIGH)
    yield from two_groups("school", "language", snapshot.pupils, FOREIGN, None)
    districts = by_district(world, language)
    yield from two_groups("district", "language", districts, FOREIGN, None)
    of_the_city = (people(snapshot), homes(world, snapshot), moves(world, snapshot))
    for name, group, value in chain(*of_the_city, money(world, snapshot)):
        yield name, "city", group, value


def lines_now(world: World) -> list[dict[str, Any]]:
    """Return the lines of fast transport as they are drawn, those that open later included."""
    facts = [
        {"name": line.name, "opens": line.opens, "stops": line.stops.tolist()}
        for line in world.transport.lines
    ]
    return [drawn_line(line) for line in lines(facts)]
