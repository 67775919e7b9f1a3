"""The state of one city at one moment, with the invariants it must keep."""

import hashlib
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np

from segsim.parameters import ModelParameters
from segsim.world import tallies
from segsim.world.institutions import Institutions
from segsim.world.ledger import Ledger
from segsim.world.monitoring import Monitoring
from segsim.world.records import Records
from segsim.world.tables import F64, I64, Dwellings, Households, Neighbourhoods, Schools
from segsim.world.transport import Transport
from segsim.world.workspace import Earnings, Newcomers, Start, Workspace


class InvariantError(AssertionError):
    """The state broke a rule that no process may break: a fault of segsim, not of the user."""


class Measure(Protocol):
    """What the world knows of a policy: its name, and that it acts once a year."""

    @property
    def name(self) -> str:
        """Name of this instance."""

    def apply(self, world: "World") -> None:
        """Change states, constraints and institutions; never an outcome."""


@dataclass(slots=True)
class City:
    """What stays fixed of a city: names, districts, class limits, scale."""

    name: str
    districts: tuple[str, ...]
    district_xy: np.ndarray[Any, np.dtype[np.float64]]  # [district, 2] metres
    centre: tuple[float, float]  # metres
    class_limits: tuple[float, float]  # EUR a year: low up to the first, high above the second
    foreign_share: float  # at the start
    owned_land_share: float  # share of plots that the city owns
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class World:
    """Households, dwellings, neighbourhoods, schools, transport and ledger of one city.

    ``households``, ``dwellings``, ``neighbourhoods`` and ``schools`` are tables whose instance
    attributes are NumPy arrays; rows without an entity are zero. ``year`` counts from the
    table's year (0); burn-in years are negative.
    """

    city: City
    parameters: ModelParameters
    seed: int
    start_year: int
    households: Households
    dwellings: Dwellings
    neighbourhoods: Neighbourhoods
    schools: Schools
    transport: Transport
    institutions: Institutions
    rules: Institutions  # institutions before any policy
    ledger: Ledger = field(default_factory=Ledger)
    records: Records = field(default_factory=Records)
    monitoring: Monitoring = field(default_factory=Monitoring)
    policies: tuple[Measure, ...] = ()
    year: int = 0
    household_rows: int = 0  # rows in use, unused ones between them included
    dwelling_rows: int = 0
    burning_in: bool = False
    threads: int = 1  # how many work on this city; they change how fast, never what
    aspiration: F64 = field(default_factory=lambda: np.zeros((80, 2)))  # by peers: V*, movers
    earnings: Earnings = field(default_factory=Earnings)
    newcomers: Newcomers = field(default_factory=Newcomers)
    start: Start = field(default_factory=Start)
    workspace: Workspace = field(default_factory=Workspace)

    @property
    def calendar(self) -> int:
        """The calendar year."""
        return self.start_year + self.year

    def new_household_rows(self, count: int) -> I64:
        """Return ``count`` unused rows, lowest first, making room where there is none."""
        return self._new_rows(self.households, "household_rows", self.households.status, count)

    def new_dwelling_rows(self, count: int) -> I64:
        """Return ``count`` unused rows, lowest first, making room where there is none."""
        return self._new_rows(self.dwellings, "dwelling_rows", self.dwellings.standing, count)

    def _new_rows(self, table: Any, counter: str, used: Any, count: int) -> I64:  # noqa: ANN401
        rows = getattr(self, counter)
        free = np.flatnonzero(used[:rows] == 0)[:count]
        missing = count - free.size
        table.reserve(rows + missing)
        setattr(self, counter, rows + missing)
        return np.concatenate([free, np.arange(rows, rows + missing)]).astype(np.int64)

    def recount(self) -> None:
        """Set every tally to an exact recount."""
        fresh = self._counted()
        for mine, exact in zip(tallies.of(self.neighbourhoods), fresh, strict=True):
            mine[...] = exact

    def _counted(self) -> tallies.Tallies:
        fresh = tallies.empty(self.neighbourhoods.room)
        tallies.count(
            self.households.columns(),
            self.household_rows,
            self.dwellings.columns(),
            self.dwelling_rows,
            fresh,
        )
        return fresh

    def check(self) -> None:
        """Raise :class:`InvariantError` unless the state keeps every invariant.

        Households with a home + vacancies = dwellings; at most one home each, and none only
        while seeking or homeless; tallies equal a recount exactly; nothing is negative.
        """
        found = np.zeros(6, np.int64)
        tallies.faults(
            self.households.columns(),
            self.household_rows,
            self.dwellings.columns(),
            self.dwelling_rows,
            found,
        )
        standing = int(np.count_nonzero(self.dwellings.standing[: self.dwelling_rows]))
        housed, vacant = int(found[0]), int(found[1])
        if housed + vacant != standing:
            raise InvariantError(f"{housed} housed + {vacant} vacant ≠ {standing} dwellings")
        for position, rule in _RULES.items():
            if found[position]:
                raise InvariantError(f"{rule}: {found[position]} times")
        n = self.neighbourhoods
        for prices in (n.price, n.rent, n.social_rent):
            if not np.all(prices >= 0.0):
                raise InvariantError("a price or rent is negative or no number")
        for name, mine, exact in zip(
            tallies.Tallies._fields, tallies.of(self.neighbourhoods), self._counted(), strict=True
        ):
            if not np.array_equal(mine, exact):
                raise InvariantError(f"the tally {name!r} differs from a recount")

    def digest(self) -> str:
        """Return the sha256 of every state array: equal digests mean equal cities."""
        sha = hashlib.sha256()
        tables = (
            (self.households, self.household_rows),
            (self.dwellings, self.dwelling_rows),
            (self.neighbourhoods, self.neighbourhoods.room),
            (self.schools, self.schools.room),
        )
        for table, rows in tables:
            for name, array in table.arrays():
                sha.update(name.encode())
                sha.update(np.ascontiguousarray(array[:rows]).tobytes())
        sha.update(np.ascontiguousarray(self.aspiration).tobytes())
        return sha.hexdigest()


_RULES = {
    2: "a home and its household do not name each other",
    3: "a household without a home points at one",
    4: "a household has a negative amount or no adult",
    5: "a dwelling has a negative quality or no area",
}
