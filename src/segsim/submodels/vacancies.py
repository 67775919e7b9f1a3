"""The vacant dwellings of the moment, as the rounds of the market take and free them."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from segsim.kernels.listing import LISTING, Listings
from segsim.kernels.ring import Vacancies, refill, vacant_of
from segsim.submodels.threads import run_all
from segsim.world import Tenure, World
from segsim.world.tables import I64


@dataclass(slots=True)
class Vacant:
    """Vacant dwellings in no order, with room for more."""

    columns: Vacancies
    size: int

    @property
    def rows(self) -> I64:
        """Dwelling rows [vacancy]."""
        return self.columns.row[: self.size]

    @property
    def listing(self) -> Listings:
        """Listings [vacancy]."""
        return self.columns.listing[: self.size]

    def update(self, taken: I64, freed: I64, listings: Listings) -> None:
        """Take out the elements ``taken`` (ascending) and put in the dwelling rows ``freed``."""
        self.size = refill(self.columns, self.size, taken, freed, listings)


def vacant_rows(world: World, social: bool) -> I64:
    """Return the rows of vacant dwellings, either social rental or all others."""
    rows = np.empty(world.dwelling_rows, np.int64)
    count = vacant_of(world.dwellings.columns(), world.dwelling_rows, social, rows)
    return rows[:count].copy()


def vacant(world: World, rows: I64) -> Vacant:
    """Return dwellings that are vacant, with room for all that are: within a year none is added."""
    room = max(rows.size, int(world.neighbourhoods.vacant.sum()))
    columns = Vacancies(np.empty(room, np.int64), np.empty(room, LISTING))
    columns.row[: rows.size] = rows
    columns.listing[: rows.size] = world.workspace.listings[rows]
    return Vacant(columns, int(rows.size))


def vacancies(world: World) -> tuple[Vacant, Vacant]:
    """Return the vacancies of the open market, and those of social rental."""
    kinds = [partial(vacant_rows, world, social) for social in (False, True)]
    others, social = (vacant(world, rows) for rows in run_all(kinds, world.threads))
    return others, social


def is_social(world: World, rows: I64) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Tell which dwellings are social rental [row]."""
    return np.asarray(world.dwellings.tenure[rows] == Tenure.SOCIAL_RENT)
