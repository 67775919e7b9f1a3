"""One city that lives: its state, its schedule, its seed, what is recorded of it."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Self

import pandas as pd

from segsim.model.burn_in import settled_city
from segsim.model.schedule import SCHEDULE
from segsim.model.snapshot import load
from segsim.model.specification import Specification
from segsim.observation.accounts import Accounts
from segsim.observation.observe import observe
from segsim.observation.tables import (
    areas_table,
    changes_table,
    household_table,
    indicators_table,
    ledger_table,
)
from segsim.world import World
from segsim.world.memory import LARGE, keep_freed


class Simulation:
    """A city, year by year; :class:`segsim.model.SegregationModel` is the same as a Mesa model.

    Workers run this one: importing Mesa would take longer than many a run.

    Parameters
    ----------
    spec
        The validated specification of the run.
    settled
        A settled city of the same burn-in (see :func:`segsim.model.settle`); without it the
        city is synthesised and burnt in here.
    threads
        How many work on the city at once: they change how fast it lives, never how.

    Attributes
    ----------
    world
        The state: ``households``, ``dwellings``, ``neighbourhoods``, ``schools``, …
    timings
        Seconds spent by process; ``settle`` is what came before the first year, ``accounts`` the
        bookkeeping of what changed the indices.
    """

    def __init__(
        self, spec: Specification, settled: Path | None = None, *, threads: int = 1
    ) -> None:
        self.spec = spec
        self.timings: dict[str, float] = {}
        start = perf_counter()
        self.world = _city(spec, settled, threads)
        if self.world.household_rows >= LARGE:
            keep_freed()
        self.world.policies = tuple(spec.policies.values())
        self.timings["settle"] = perf_counter() - start
        observe(self.world)
        self.accounts = Accounts(self.world)

    @property
    def year(self) -> int:
        """The calendar year."""
        return self.world.calendar

    def step(self) -> None:
        """Simulate one year."""
        self.world.year += 1
        self.timed("accounts", Accounts.open, self.accounts)
        for process in SCHEDULE:
            self.timed(process.__name__, process, self.world)
            self.timed("accounts", self.accounts.book, process.__name__)
        self.timed("accounts", Accounts.close, self.accounts)

    def timed[Given](self, name: str, call: Callable[[Given], None], given: Given) -> None:
        """Call what happens in a year, and note how long it takes."""
        start = perf_counter()
        call(given)
        self.timings[name] = self.timings.get(name, 0.0) + perf_counter() - start

    def run(self, years: int | None = None) -> Self:
        """Simulate ``years`` years (by default the horizon of the specification)."""
        for _ in range(self.spec.years if years is None else years):
            self.step()
        return self

    @property
    def indicators(self) -> pd.DataFrame:
        """Tidy table: year, indicator, level, group, value."""
        return indicators_table(self.world)

    @property
    def changes(self) -> pd.DataFrame:
        """What changed the indices: year, indicator, level, group, component, value."""
        return changes_table(self.accounts)

    @property
    def areas(self) -> pd.DataFrame:
        """The neighbourhood panel by year."""
        return areas_table(self.world)

    @property
    def ledger(self) -> pd.DataFrame:
        """Costs: policy, year, payer, kind, eur."""
        return ledger_table(self.world)

    @property
    def household_tables(self) -> dict[int, pd.DataFrame]:
        """Households of the years asked for by ``observe.households_years``."""
        return {year: household_table(self.world, year) for year in self.world.records.households}

    def digest(self) -> str:
        """Return the sha256 of the state."""
        return self.world.digest()


def _city(spec: Specification, settled: Path | None, threads: int) -> World:
    if settled is None:
        return settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year, threads)
    world = load(settled, spec.parameters(), spec.start_year)
    world.threads = threads
    return world
