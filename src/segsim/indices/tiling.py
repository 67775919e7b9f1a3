"""Places sorted into square tiles, so that what lies near a place is found without looking far."""

from collections.abc import Iterator

import numpy as np

from segsim.indices.arrays import Array
from segsim.indices.grouping import Labels


class Tiling:
    """Square tiles of about ``size`` places ``[area, 2]``, with the persons ``[area]`` in each.

    Tiles are counted row by row. A *box* is a tile with ``around`` tiles on every side; whatever
    lies within ``around`` sides of a place in the tile lies in the box.
    """

    def __init__(self, places: Array, persons: Array, size: float) -> None:
        low, span = places.min(0), np.ptp(places, 0)
        wanted = max(1.0, len(places) / size)
        longest = float(span.max())
        # A line of places has no area: its tiles follow each other.
        area = max(float(span[0] * span[1]), longest * longest / wanted)
        self.side = float(np.sqrt(area / wanted)) or 1.0
        across = np.minimum(((places - low) / self.side).astype(np.intp), 2**20)
        self.columns, self.rows = (across.max(0) + 1).tolist()
        tile = across[:, 1] * self.columns + across[:, 0]
        self.order: Labels = np.argsort(tile, kind="stable")
        count = np.bincount(tile, minlength=self.rows * self.columns)
        self.first = np.concatenate(([0], np.cumsum(count)))
        inside = np.bincount(tile, persons, self.rows * self.columns)
        self.sums = np.zeros((self.rows + 1, self.columns + 1))
        self.sums[1:, 1:] = inside.reshape(self.rows, self.columns).cumsum(0).cumsum(1)

    def tiles(self) -> Iterator[tuple[int, int]]:
        """Yield row and column of every tile that holds a place."""
        for tile in np.flatnonzero(np.diff(self.first)):
            yield divmod(int(tile), self.columns)

    def places_in(self, row: int, column: int, around: int = 0) -> Labels:
        """Return the places in a box, tile by tile."""
        left, right = max(0, column - around), min(self.columns, column + around + 1)
        lines = range(max(0, row - around), min(self.rows, row + around + 1))
        parts = [
            self.order[self.first[r * self.columns + left] : self.first[r * self.columns + right]]
            for r in lines
        ]
        return np.concatenate(parts)

    def persons_in(self, row: int, column: int, around: int) -> float:
        """Return how many persons live in a box."""
        left, right = max(0, column - around), min(self.columns, column + around + 1)
        top, bottom = max(0, row - around), min(self.rows, row + around + 1)
        s = self.sums
        return float(s[bottom, right] - s[top, right] - s[bottom, left] + s[top, left])

    def is_whole(self, row: int, column: int, around: int) -> bool:
        """Tell whether a box holds everything."""
        reach = max(row, column, self.rows - 1 - row, self.columns - 1 - column)
        return bool(around >= reach)

    def enough(self, row: int, column: int, persons: float, around: int = 1) -> int:
        """Return how many tiles around a tile are likely to hold so many in their circle."""
        while not self.is_whole(row, column, around):
            circle = np.pi * around**2 / (2 * around + 1) ** 2
            if self.persons_in(row, column, around) * circle >= persons:
                break
            around += 1
        return around
