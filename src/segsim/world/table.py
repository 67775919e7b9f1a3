"""A table of rows held as one NumPy array a column, growing in place."""

from collections import namedtuple
from collections.abc import Iterator
from typing import Any, ClassVar, Self, cast

import numpy as np
from numpy.typing import NDArray

type Column = tuple[Any, tuple[int, ...]]
"""Type of the elements, and the shape of one row's value."""


class Table:
    """Struct of arrays: every instance attribute that holds data is a plain array.

    Arrays have room for more rows than are in use; rows without an entity are all zero.
    """

    SCHEMA: ClassVar[dict[str, Column]]
    _view: ClassVar[Any]

    def __init_subclass__(cls) -> None:
        if "SCHEMA" in cls.__dict__:
            view: Any = namedtuple(f"{cls.__name__}Columns", list(cls.SCHEMA))  # type: ignore[misc]
            cls._view = view
            module = __import__(cls.__module__, fromlist=["_"])
            setattr(module, cls._view.__name__, cls._view)  # picklable, so that numba can cache
            cls._view.__module__ = cls.__module__

    def __init__(self, capacity: int) -> None:
        for name, (kind, shape) in self.SCHEMA.items():
            setattr(self, name, np.zeros((capacity, *shape), kind))

    @property
    def room(self) -> int:
        """Rows there is room for."""
        return int(getattr(self, next(iter(self.SCHEMA))).shape[0])

    def arrays(self) -> Iterator[tuple[str, NDArray[Any]]]:
        """Yield name and array of every column, in the order of the schema."""
        for name in self.SCHEMA:
            yield name, getattr(self, name)

    def columns(self) -> Self:
        """Return the arrays as a named tuple, the form in which kernels take a table.

        Its fields have the names and types of this class's attributes, hence the cast.
        """
        return cast(Self, self._view(*(array for _, array in self.arrays())))

    def reserve(self, capacity: int) -> None:
        """Make room for at least ``capacity`` rows, keeping what is there."""
        if capacity <= self.room:
            return
        size = max(capacity, self.room + self.room // 4)
        for name, array in list(self.arrays()):
            grown = np.zeros((size, *array.shape[1:]), array.dtype)
            grown[: array.shape[0]] = array
            setattr(self, name, grown)

    def clear(self, rows: NDArray[np.int64]) -> None:
        """Set ``rows`` to zero: they hold no entity any more."""
        for _, array in self.arrays():
            array[rows] = 0

    def bytes_per_row(self) -> int:
        """Return how many bytes one row takes."""
        return int(sum(array[:1].nbytes for _, array in self.arrays()))
