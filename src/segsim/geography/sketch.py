"""A map for a small picture: cut at its limits, with no more corners than can be seen."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segsim.geography.shapes import Atlas, Box, Shape, geometry, shape_of


def sketch(atlas: Atlas, detail: float) -> Atlas:
    """Return the map with details of ``detail`` metres, cut at its limits.

    A cell beyond the limits is empty. Borders that cells share stay shared.
    """
    import shapely  # noqa: PLC0415 - slow to import

    cells = _cut(atlas.cells, atlas.box)
    if atlas.kind == "districts":
        cells = shapely.coverage_simplify(cells, detail)
    others = {
        "districts": _cut([shape for _, shape in atlas.districts], atlas.box),
        "water": _cut(atlas.water, atlas.box),
    }
    districts, water = (
        [shape_of(g) for g in shapely.simplify(drawn, detail)] for drawn in others.values()
    )
    names = (name for name, _ in atlas.districts)
    return replace(
        atlas,
        cells=tuple(shape_of(cell) for cell in cells),
        districts=tuple(zip(names, districts, strict=True)),
        water=tuple(water),
    )


def _cut(shapes: Sequence[Shape], box: Box) -> NDArray[np.object_]:
    import shapely  # noqa: PLC0415 - slow to import

    limits = shapely.box(box.left, box.bottom, box.right, box.top)
    drawn = np.empty(len(shapes), object)
    drawn[:] = [geometry(shape) for shape in shapes]
    inside: NDArray[np.object_] = shapely.intersection(drawn, limits)
    return inside
