"""The map of a city: from real boundaries where they are given, else a schematic grid."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from segsim.geography.cells import divided
from segsim.geography.limits import box_around
from segsim.geography.shapes import Atlas, Shape, geometry, shape_of
from segsim.geography.tiles import outlines, squares
from segsim.registry import unknown
from segsim.world.tables import F64


def atlas(
    neighbourhoods: pd.DataFrame,
    boundaries: Mapping[str, Shape] | None = None,
    water: Sequence[Shape] = (),
) -> Atlas:
    """Return the map of a city.

    Parameters
    ----------
    neighbourhoods
        One row each in the order of their numbers: ``x``, ``y`` (metres), ``district``,
        ``households``.
    boundaries
        Outlines by name of the district. One whose name is no district of the table (it was
        merged with another) goes to the nearest district. Without boundaries the map is a grid.
    water
        Lakes and the sea: no land of a neighbourhood.

    Raises
    ------
    UserError
        When a district has no outline.
    """
    box = box_around(neighbourhoods["x"], neighbourhoods["y"], neighbourhoods["households"])
    places = neighbourhoods[["x", "y"]].to_numpy(np.float64)
    names = neighbourhoods["district"].astype(str).to_numpy(object)
    if not boundaries:
        tiles = squares(places, box)
        return Atlas("tiles", tiles, outlines(tiles, names), tuple(water), box)
    land = _land(places, names, boundaries, water)
    cells: list[Shape] = [()] * len(names)
    for name, (_, dry) in land.items():
        rows = np.flatnonzero(names == name)
        for row, cell in zip(rows.tolist(), divided(dry, places[rows]), strict=True):
            cells[row] = cell
    districts = tuple((name, shape_of(whole)) for name, (whole, _) in land.items())
    return Atlas("districts", tuple(cells), districts, tuple(water), box)


LEAST_LAND = 0.02
"""Share of a district that must be left when water is taken away, or the water stays in it."""


def _land(
    places: F64, names: np.ndarray, boundaries: Mapping[str, Shape], water: Sequence[Shape]
) -> dict[str, tuple[object, object]]:
    """Return the whole and the dry land of every district, in the order of the table."""
    import shapely  # noqa: PLC0415 - slow to import

    parts = {
        name: [geometry(boundaries[name])] for name in dict.fromkeys(names) if name in boundaries
    }
    for name in dict.fromkeys(names):
        if name not in parts:
            raise unknown("boundaries: no outline of the district", name, boundaries)
    middles = {name: shapely.MultiPoint(places[names == name]).centroid for name in parts}
    for name, shape in boundaries.items():
        if name not in parts:
            extra = geometry(shape)
            near = min(middles, key=lambda k: extra.centroid.distance(middles[k]))
            parts[near].append(extra)
    wet = shapely.union_all([geometry(shape) for shape in water])
    land = {}
    for name, found in parts.items():
        whole = shapely.union_all(found)
        dry = whole.difference(wet) if water else whole
        land[name] = (whole, dry if dry.area > LEAST_LAND * whole.area else whole)
    return land
