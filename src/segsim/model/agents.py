"""Mesa agents: neighbourhoods are registered, households are light views made on demand."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import mesa
import numpy as np

from segsim.world import INCOME_CLASSES, LANGUAGES, TENURES, Status, World

if TYPE_CHECKING:
    from segsim.model.model import SegregationModel


class Neighbourhood(mesa.Agent):
    """A registered agent that reads its row of the neighbourhood table."""

    def __init__(self, model: "SegregationModel", row: int, name: str) -> None:
        super().__init__(model)
        self.row = row
        self.name = name

    @property
    def _table(self) -> Any:  # noqa: ANN401
        return self.model.world.neighbourhoods

    @property
    def households(self) -> int:
        """Households that live here."""
        return int(self._table.households[self.row])

    @property
    def foreign_share(self) -> float:
        """Share of foreign-language households."""
        return int(self._table.by_language[self.row, 1]) / max(self.households, 1)

    @property
    def low_income_share(self) -> float:
        """Share of households of the low income class."""
        return int(self._table.by_class[self.row, 0]) / max(self.households, 1)

    @property
    def mean_rank(self) -> float:
        """Mean income rank of the households, 0 … 1."""
        return int(self._table.rank_sum[self.row]) / (65535.0 * max(self.households, 1))

    @property
    def vacant(self) -> int:
        """Vacant dwellings."""
        return int(self._table.vacant[self.row].sum())

    @property
    def price(self) -> float:
        """Price of a new owner dwelling of the main building type, EUR/m²."""
        return float(self._table.price[self.row, self._table.building_type[self.row]])

    @property
    def reputation(self) -> float:
        """Reputation in standard deviations."""
        return float(self._table.reputation[self.row])


class Household:
    """A view of one household; it holds a row number and reads the arrays."""

    __slots__ = ("_world", "row")

    def __init__(self, world: World, row: int) -> None:
        self._world = world
        self.row = row

    @property
    def unique_id(self) -> int:
        """The household's identity, the same for its whole life."""
        return int(self._world.households.id[self.row])

    @property
    def language(self) -> str:
        """Language group."""
        return LANGUAGES[self._world.households.language[self.row]]

    @property
    def income(self) -> float:
        """Disposable income, EUR a year."""
        return float(self._world.households.income[self.row])

    @property
    def income_class(self) -> str:
        """Income class."""
        return INCOME_CLASSES[self._world.households.income_class[self.row]]

    @property
    def age(self) -> int:
        """Age of the head, years."""
        return int(self._world.households.age[self.row])

    @property
    def size(self) -> int:
        """Persons."""
        h = self._world.households
        return int(h.adults[self.row]) + int((h.children[self.row] > 0).sum())

    @property
    def children(self) -> int:
        """Children under 18."""
        ages = self._world.households.children[self.row]
        return int(((ages > 0) & (ages <= 18)).sum())

    @property
    def dwelling(self) -> int | None:
        """Row of the home, or None."""
        row = int(self._world.households.dwelling[self.row])
        return row if row >= 0 else None

    @property
    def neighbourhood(self) -> int | None:
        """Neighbourhood of the home, or None."""
        home = self.dwelling
        return None if home is None else int(self._world.dwellings.neighbourhood[home])

    @property
    def tenure(self) -> str | None:
        """Tenure of the home, or None."""
        home = self.dwelling
        return None if home is None else TENURES[self._world.dwellings.tenure[home]]

    @property
    def status(self) -> str:
        """Housing status."""
        return Status(self._world.households.status[self.row]).name.lower()

    def __repr__(self) -> str:
        return f"Household({self.unique_id:016x}, {self.language}, {self.income:,.0f} EUR)"


class HouseholdViews:
    """All households of a model, or some of them; views are made when asked for."""

    def __init__(self, world: World, rows: np.ndarray[Any, np.dtype[np.int64]]) -> None:
        self._world = world
        self._rows = rows

    @classmethod
    def of(cls, world: World) -> "HouseholdViews":
        """Return the views of every household."""
        rows = np.flatnonzero(world.households.status[: world.household_rows])
        return cls(world, rows.astype(np.int64))

    def select(
        self,
        condition: Callable[[Household], bool] | None = None,
        *,
        at_most: int | None = None,
        **equal: str | int | Iterable[Any],
    ) -> "HouseholdViews":
        """Return the households that meet a condition.

        Parameters
        ----------
        condition
            A function of a :class:`Household`; slow, made for small selections.
        at_most
            Keep no more than this many.
        **equal
            Attributes by value, e.g. ``language="foreign"``, ``tenure="owner"``,
            ``neighbourhood=3``; evaluated on the arrays.
        """
        rows = self._rows
        for name, value in equal.items():
            rows = rows[self._column(name, rows) == value]
        if condition is not None:
            kept = [row for row in rows if condition(Household(self._world, int(row)))]
            rows = np.asarray(kept, np.int64)
        return HouseholdViews(self._world, rows if at_most is None else rows[:at_most])

    def groupby(self, name: str) -> dict[Any, "HouseholdViews"]:
        """Return the households by value of an attribute."""
        values = self._column(name, self._rows)
        return {
            value: HouseholdViews(self._world, self._rows[values == value])
            for value in np.unique(values).tolist()
        }

    def get(self, name: str) -> np.ndarray[Any, np.dtype[Any]]:
        """Return an attribute of all these households as an array."""
        column: np.ndarray[Any, np.dtype[Any]] = self._column(name, self._rows)
        return column

    def _column(self, name: str, rows: Any) -> Any:  # noqa: ANN401, PLR0911
        h, d = self._world.households, self._world.dwellings
        home = h.dwelling[rows]
        inside = home >= 0
        if name == "neighbourhood":
            return np.where(inside, d.neighbourhood[np.maximum(home, 0)], -1)
        if name == "tenure":
            return np.where(inside, np.asarray(TENURES)[d.tenure[np.maximum(home, 0)]], "")
        names = {"language": LANGUAGES, "income_class": INCOME_CLASSES}
        if name in names:
            return np.asarray(names[name])[getattr(h, name)[rows]]
        if name == "status":
            words = np.array([status.name.lower() for status in Status])
            return words[h.status[rows]]
        if name == "children":
            return ((h.children[rows] > 0) & (h.children[rows] <= 18)).sum(axis=1)
        if name == "unique_id":
            return h.id[rows]
        if name == "size":
            return h.adults[rows].astype(np.int64) + (h.children[rows] > 0).sum(axis=1)
        if name not in h.SCHEMA:
            raise AttributeError(f"households have no {name!r}; columns: {', '.join(h.SCHEMA)}")
        return getattr(h, name)[rows]

    def __len__(self) -> int:
        return int(self._rows.size)

    def __iter__(self) -> Iterator[Household]:
        return (Household(self._world, int(row)) for row in self._rows)

    def __getitem__(self, position: int) -> Household:
        return Household(self._world, int(self._rows[position]))
