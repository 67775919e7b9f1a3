"""What maps are made of, in whole metres."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from shapely import Geometry

type Ring = tuple[tuple[int, int], ...]
"""Corners in metres, the first not repeated at the end."""
type Shape = tuple[Ring, ...]
"""Outlines and holes together, filled by the even-odd rule."""
type Path = tuple[tuple[int, int], ...]
"""Stops in the order in which a line passes them."""


@dataclass(frozen=True, slots=True)
class Box:
    """Common limits of all maps, in metres."""

    left: float
    right: float
    bottom: float
    top: float

    @property
    def ratio(self) -> float:
        """Width per height."""
        return (self.right - self.left) / (self.top - self.bottom)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of fast transport as it is drawn.

    Attributes
    ----------
    name, opens
        What it is called and its first year of service.
    stops
        One path for every branch.
    """

    name: str
    opens: int
    stops: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Atlas:
    """The map of a city.

    Attributes
    ----------
    kind
        ``"districts"``: real boundaries, divided; ``"tiles"``: a schematic grid.
    cells
        The land of every neighbourhood, by its number; never empty.
    districts
        Name and outline of every district.
    water
        Lakes and the sea, where they are known.
    box
        Common limits of all maps: what lies outside is cut off.
    """

    kind: Literal["districts", "tiles"]
    cells: tuple[Shape, ...]
    districts: tuple[tuple[str, Shape], ...]
    water: tuple[Shape, ...]
    box: Box


def geometry(shape: Shape) -> "Geometry":
    """Return what the rings enclose by the even-odd rule, a valid shapely geometry."""
    import shapely  # noqa: PLC0415 - slow to import

    rings = [shapely.make_valid(shapely.Polygon(ring)) for ring in shape if len(ring) > 2]
    return reduce(shapely.symmetric_difference, rings, shapely.Polygon())


def shape_of(geometry: "Geometry") -> Shape:
    """Return the rings of all polygons in a geometry in whole metres; lines and points drop out."""
    rings: list[Ring] = []
    for polygon in polygons(geometry):
        outline = _whole(polygon.exterior)
        if outline:
            rings.append(outline)
            rings.extend(filter(None, map(_whole, polygon.interiors)))
    return tuple(rings)


def polygons(geometry: Any) -> Iterable[Any]:  # noqa: ANN401 - shapely is loaded lazily
    """Yield the polygons in a geometry of any type."""
    if geometry.geom_type == "Polygon":
        if not geometry.is_empty:
            yield geometry
    elif hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from polygons(part)


def _whole(ring: Any) -> Ring:  # noqa: ANN401 - shapely is loaded lazily
    """Return the corners of a ring in whole metres, () where nothing of it is left."""
    found: list[tuple[int, int]] = []
    for x, y in np.rint(np.asarray(ring.coords)[:-1, :2]).astype(int).tolist():
        if not found or found[-1] != (x, y):
            found.append((x, y))
    while len(found) > 1 and found[0] == found[-1]:
        found.pop()
    return tuple(found) if len(set(found)) > 2 else ()
