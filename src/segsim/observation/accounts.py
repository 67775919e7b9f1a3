"""Why segregation changed in a year: the change of each index, booked to what brought it.

An index is a function of the counts of who lives where, and every process of a year changes those
counts by whole households. So each change of the counts is booked to a component, and the index
is taken after each component in turn: what it changes by adds up to the change of the year.

Who loses a home or has none yet is not counted until the market has found one. Both ends are
booked to what made the household need a home (it arrived, grew up, parted, was evicted, or its
home was torn down): otherwise everybody who comes to the city would count as moving within it.
"""

from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np

from segsim.indices import adjusted, dissimilarity, expected_dissimilarity, isolation
from segsim.observation.segregation import FOREIGN, HIGH, LOW
from segsim.observation.snapshot import by_district
from segsim.submodels.leftovers import ARRIVING, EVICTED, LEAVING_HOME, PARTED
from segsim.world import Status, World
from segsim.world.tables import F64, I64
from segsim.world.world import InvariantError


class Component(IntEnum):
    """What changes an index, in the order in which the components follow each other in a year."""

    CONSTRUCTION = 0
    DEMOGRAPHY = auto()
    INCOME = auto()
    OUT_MIGRATION = auto()
    IN_MIGRATION = auto()
    MOVING = auto()


COMPONENTS = tuple(component.name.lower() for component in Component)
INDICATORS = ("dissimilarity", "adjusted_dissimilarity", "isolation")
LEVELS = ("neighbourhood", "district")
GROUPS = ("language", "income_low_high")

OF_PROCESS = {
    "age_stock": Component.CONSTRUCTION,
    "demography": Component.DEMOGRAPHY,
    "income": Component.INCOME,
    "migrate": Component.OUT_MIGRATION,
    "clear_market": Component.MOVING,
}
"""Component of what a process changes; any other leaves where people live as it is."""

OF_KIND = np.zeros(5, np.int64)
"""Component of a household without a home by why it has none (`Workspace.kind`).

Those who found none in the years before have no kind: finding one is moving.
"""
OF_KIND[[0, ARRIVING, LEAVING_HOME, PARTED, EVICTED]] = (
    Component.MOVING,
    Component.IN_MIGRATION,
    Component.DEMOGRAPHY,
    Component.DEMOGRAPHY,
    Component.INCOME,
)

NAMES = [
    (indicator, level, group, component)
    for level in LEVELS
    for indicator in INDICATORS
    for group in GROUPS
    for component in COMPONENTS
]
"""What the changes of a year are of, in the order of their array."""

LANGUAGE, CLASS, COLUMNS = 0, 2, 5
"""First columns of either group in the counts, which are of both, and how many there are."""


AT_ONCE = 50_000
"""Counts of which indices are taken together: more would not fit into a processor's cache."""

type ChangeRow = tuple[int, str, str, str, str, float]


class Year(NamedTuple):
    """A year that is closed."""

    calendar: int
    counts: I64  # [step, neighbourhood, column] at the start and after what changed any
    at: I64  # step before all components and after each of them


class Accounts:
    """The bookkeeping of one city: opened, booked after every process, and closed each year.

    Closing keeps the counts. Indices are taken of several years at once, which halves what they
    cost (measured), at the latest when the changes are asked for.

    Parameters
    ----------
    world
        The city; nothing in it is changed.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        self._years: list[Year] = []
        self._rows: list[ChangeRow] = []
        self.open()

    def open(self) -> None:
        """Begin a year."""
        self.start = self.last = counted(self.world)
        self.booked = np.zeros((len(Component), *self.start.shape), np.int64)
        self.waiting = np.zeros((2, 0), np.int64)

    def book(self, process: str) -> None:
        """Book what a process has changed; refuse where none is expected to."""
        now = counted(self.world)
        change, self.last = now - self.last, now
        if process in OF_PROCESS:
            self.booked[OF_PROCESS[process]] += change
        elif change.any():
            raise InvariantError(f"{process} changed who lives where, which nothing accounts for")
        if process == "migrate":  # ends with ranking incomes anew
            classes = now[:, CLASS:] - self.world.workspace.unranked
            self.booked[Component.OUT_MIGRATION, :, CLASS:] -= classes
            self.booked[Component.INCOME, :, CLASS:] += classes
        elif process == "decide_to_move":
            self.waiting = without_home(self.world)
        elif process == "clear_market":
            housed = settled(self.world, *self.waiting)
            self.booked[Component.MOVING] -= housed.sum(axis=0)
            self.booked += housed

    def steps(self) -> I64:
        """Return the counts after each component [component, neighbourhood, column]."""
        return np.asarray(self.start + np.cumsum(self.booked, axis=0))

    def close(self) -> None:
        """End the year."""
        changed = self.booked.any(axis=(1, 2))
        counts = np.concatenate([self.start[None], self.steps()[changed]])
        at = np.concatenate([[0], np.cumsum(changed)])
        self._years.append(Year(self.world.calendar, counts, at))
        if len(self._years) * counts.size > AT_ONCE:
            self._take_indices()

    def changes(self) -> list[ChangeRow]:
        """Return year, indicator, level, group, component and change of every year closed."""
        if self._years:
            self._take_indices()
        return self._rows

    def _take_indices(self) -> None:
        values = values_of(self.world, np.concatenate([year.counts for year in self._years]))
        first = 0
        for year in self._years:
            changes = np.diff(values[..., first + year.at]).ravel().tolist()
            for names, change in zip(NAMES, changes, strict=True):
                self._rows.append((year.calendar, *names, change))
            first += len(year.counts)
        self._years.clear()


def counted(world: World) -> I64:
    """Return households with a home by language and by class [neighbourhood, column]."""
    n = world.neighbourhoods
    return np.concatenate([n.by_language, n.by_class], axis=1)


def without_home(world: World) -> I64:
    """Return the rows of households without a home, and what each was made to need one by."""
    h, work = world.households, world.workspace
    rows = np.flatnonzero(h.status[: world.household_rows] > Status.HOUSED)
    kinds = work.kind[rows]
    component = OF_KIND[kinds]
    gone = work.decanted.row[work.decanted.home < 0]
    if gone.size > 0:  # some of them have lost another home since
        component[np.isin(rows, gone) & (kinds == 0)] = Component.CONSTRUCTION
    return np.stack([rows, component])


def settled(world: World, rows: I64, component: I64) -> I64:
    """Return the counts of those of some households that have a home [component, …]."""
    h, room = world.households, world.neighbourhoods.room
    housed = h.status[rows] == Status.HOUSED
    rows = rows[housed]
    first = COLUMNS * (room * component[housed] + h.neighbourhood[rows])
    cells = [first + LANGUAGE + h.language[rows], first + CLASS + h.income_class[rows]]
    shape = len(Component), room, COLUMNS
    found = np.bincount(np.concatenate(cells), minlength=COLUMNS * room * len(Component))
    return np.asarray(found.reshape(shape), np.int64)


def values_of(world: World, counts: I64) -> F64:
    """Return the indices of counts [step, …], as [level, indicator, group, step]."""
    districts = by_district(world, np.moveaxis(counts, 0, 1))
    return np.stack([indices_of(counts), indices_of(np.moveaxis(districts, 0, 1))])


def indices_of(counts: I64) -> F64:
    """Return the indices of counts [step, area, column], as [indicator, group, step]."""
    columns = [[LANGUAGE + 1 - FOREIGN, LANGUAGE + FOREIGN], [CLASS + HIGH, CLASS + LOW]]
    pairs = np.stack([counts[..., pair] for pair in columns])
    d = dissimilarity(pairs, group=1)
    corrected = adjusted(d, expected_dissimilarity(pairs, group=1))
    return np.stack([d, corrected, isolation(pairs, group=1)])
