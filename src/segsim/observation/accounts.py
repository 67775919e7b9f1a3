"""Why segregation changed in a year: the change of each index, booked to what brought it.

An index is a function of the counts of who lives where, and every process of a year changes those
counts by whole households. So each change of the counts is booked to a component, and the index
is taken after each component in turn: what it changes by adds up to the change of the year.

Who loses a home or has none yet is not counted until the market has found one. Both ends are
booked to what made the household need a home (it arrived, grew up, parted, was evicted, or its
home was torn down): otherwise everybody who comes to the city would count as moving within it.
Whoever is the first to live in a home completed this year is there because it was built, hence is
booked to construction: a new home that nobody lives in yet changes no count.
"""

from enum import IntEnum, auto
from itertools import product

import numpy as np

from segsim.indices import adjusted, dissimilarity, expected_dissimilarity, isolation
from segsim.observation.segregation import FOREIGN, HIGH, LOW
from segsim.observation.snapshot import by_district
from segsim.submodels.leftovers import ARRIVING, EVICTED, LEAVING_HOME, PARTED
from segsim.world import Status, World
from segsim.world.tables import F64, I32, I64, U16
from segsim.world.world import InvariantError


class Component(IntEnum):
    """What changes an index, in the order in which the components follow each other in a year.

    Who moves has this year's income class: so income comes before whatever takes from a place.
    """

    DEMOGRAPHY = 0
    INCOME = auto()
    OUT_MIGRATION = auto()
    IN_MIGRATION = auto()
    CONSTRUCTION = auto()
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

CHECKED = ("apply_policies", "observe")
"""Where it is seen that nothing else has changed it: policies, and all that follows the market."""

KINDS = {
    0: Component.CONSTRUCTION,  # the home was torn down
    ARRIVING: Component.IN_MIGRATION,
    LEAVING_HOME: Component.DEMOGRAPHY,
    PARTED: Component.DEMOGRAPHY,
    EVICTED: Component.INCOME,
}
"""Component of who had no home when the market opened, by why (`Workspace.kind`).

Who found none in the years before is not among them: finding one is moving.
"""
OF_KIND = np.array([KINDS[kind] for kind in range(len(KINDS))], np.int64)

NAMES = tuple(product(LEVELS, INDICATORS, GROUPS, COMPONENTS))
"""What the changes of a year are of: level, indicator, group, component."""

LANGUAGE, CLASS, COLUMNS = 0, 2, 5
"""First columns of either group in the counts, which are of both, and how many there are."""


AT_ONCE = 50_000
"""Counts of which indices are taken together: more would not fit into a processor's cache."""


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
        self._steps: list[I64] = []  # counts of which no indices are taken yet
        self._years: list[tuple[int, I64]] = []  # calendar year, its start and ends in the steps
        self._changes: dict[int, F64] = {}
        self.open()

    def open(self) -> None:
        """Begin a year."""
        self.start = self.last = counted(self.world)
        self.booked = np.zeros((len(Component), *self.start.shape), np.int64)

    def book(self, process: str) -> None:
        """Book what a process has changed; refuse where none is expected to."""
        if process not in OF_PROCESS and process not in CHECKED:
            return
        now = counted(self.world)
        change, self.last = now - self.last, now
        if process in OF_PROCESS:
            self.booked[OF_PROCESS[process]] += change
        elif change.any():
            raise InvariantError(f"by {process} it was changed who lives where: booked to nothing")
        if process == "migrate":  # ends with ranking incomes anew
            classes = now[:, CLASS:] - self.world.workspace.unranked
            self.booked[Component.OUT_MIGRATION, :, CLASS:] -= classes
            self.booked[Component.INCOME, :, CLASS:] += classes
        elif process == "clear_market":
            settled = without_moving(self.world)
            self.booked[Component.MOVING] -= settled.sum(axis=0)
            self.booked += settled

    def close(self) -> None:
        """End the year."""
        if not (self._steps and np.array_equal(self._steps[-1], self.start)):
            self._steps.append(self.start)
        at, counts = [len(self._steps) - 1], self.start
        for booked in self.booked:
            if booked.any():
                counts = counts + booked
                self._steps.append(counts)
            at.append(len(self._steps) - 1)
        self._years.append((self.world.calendar, np.array(at)))
        if len(self._steps) * counts.size > AT_ONCE:
            self._take_indices()

    def changes(self) -> dict[int, F64]:
        """Return the changes of every year closed, in the order of :data:`NAMES`."""
        if self._years:
            self._take_indices()
        return self._changes

    def _take_indices(self) -> None:
        values = values_of(self.world, np.stack(self._steps))
        for calendar, at in self._years:
            self._changes[calendar] = np.diff(values[..., at]).ravel()
        self._steps.clear()
        self._years.clear()


def counted(world: World) -> I64:
    """Return households with a home by language and by class [neighbourhood, column]."""
    n = world.neighbourhoods
    return np.concatenate([n.by_language, n.by_class], axis=1)


def without_moving(world: World) -> I64:
    """Return what the market changed that is not moving [component, neighbourhood, column].

    That is where it settled the households that had come to have no home this year, and who moved
    into homes completed this year.
    """
    h, d, work = world.households, world.dwellings, world.workspace
    lost = work.decanted.row[work.decanted.home < 0]
    lost = lost[work.kind[lost] == 0]  # the others have lost another home since
    built = np.flatnonzero(d.built[: world.dwelling_rows] == world.calendar)
    movers = d.occupant[built].astype(np.int64)
    movers = movers[movers >= 0]
    new = np.zeros(h.room, bool)
    new[movers] = True
    rows = np.concatenate([np.flatnonzero(work.kind[: world.household_rows] > 0), lost])
    rows = rows[h.status[rows] == Status.HOUSED]
    component = np.where(new[rows], Component.CONSTRUCTION, OF_KIND[work.kind[rows]])
    settled = tally(world, rows, h.neighbourhood[rows], component)
    new[rows] = False
    movers = movers[new[movers]]
    origin = work.search.origin[np.searchsorted(work.search.row, movers)]
    housed = origin >= 0  # not those without a home for years
    settled += tally(world, movers, h.neighbourhood[movers])
    return settled - tally(world, movers[housed], origin[housed])


def tally(
    world: World, rows: I64, place: U16 | I32, component: I64 | Component = Component.CONSTRUCTION
) -> I64:
    """Return the counts of some households, would they live in ``place``, by component."""
    h, room = world.households, world.neighbourhoods.room
    first = COLUMNS * (room * component + place)
    cells = [first + LANGUAGE + h.language[rows], first + CLASS + h.income_class[rows]]
    found = np.bincount(np.concatenate(cells), minlength=COLUMNS * room * len(Component))
    return np.asarray(found.reshape(len(Component), room, COLUMNS), np.int64)


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
