"""A district's land divided among its neighbourhoods: cells of about one size."""

from typing import Any

import numpy as np

from segsim.geography.shapes import Shape, shape_of
from segsim.world.tables import F64

ROUNDS = 6
"""Lloyd's: cells get alike in the first few, and stay near their neighbourhoods."""


def divided(land: Any, places: F64) -> list[Shape]:  # noqa: ANN401 - shapely is loaded lazily
    """Return a cell for every place, which together are the land.

    Cells of a Voronoi diagram are made alike by Lloyd's algorithm; each place then gets a cell so
    that the squared distances from places to cells are least in all.

    Parameters
    ----------
    land
        A polygon or several, in metres.
    places
        Where the neighbourhoods are [neighbourhood, 2]; they need not lie on the land.
    """
    import shapely  # noqa: PLC0415 - slow to import

    if len(places) == 1:
        return [_shape(land, land)]
    seeds = _seeds(land, places)
    pieces = _voronoi(land, seeds)
    for _ in range(ROUNDS):
        seeds = np.array([_middle(piece) for piece in pieces])
        pieces = _voronoi(land, seeds)
    middles = shapely.get_coordinates(shapely.centroid(pieces))
    chosen = _nearest(places, middles)
    return [_shape(pieces[k], land) for k in chosen]


def _nearest(places: F64, middles: F64) -> list[int]:
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - slow to import

    squared = ((places[:, None, :] - middles[None, :, :]) ** 2).sum(axis=2)
    return [int(k) for k in linear_sum_assignment(squared)[1]]


def _voronoi(land: Any, seeds: F64) -> Any:  # noqa: ANN401
    import shapely  # noqa: PLC0415 - slow to import

    whole = shapely.voronoi_polygons(shapely.MultiPoint(seeds), extend_to=land, ordered=True)
    return shapely.intersection(np.array(whole.geoms, object), land)


def _middle(piece: Any) -> tuple[float, float]:  # noqa: ANN401
    """Return the centroid of a piece, or a point of it where the centroid lies outside."""
    point = piece.centroid
    if not piece.contains(point):
        point = piece.point_on_surface()
    return float(point.x), float(point.y)


def _seeds(land: Any, places: F64) -> F64:  # noqa: ANN401
    """Return the places that lie on the land, and spread points instead of the others."""
    import shapely  # noqa: PLC0415 - slow to import

    on_land = shapely.contains_xy(land, places[:, 0], places[:, 1])
    seeds = np.unique(places[on_land], axis=0)
    missing = len(places) - len(seeds)
    if missing:
        seeds = np.concatenate([seeds, _spread(land, seeds, missing)])
    return seeds


def _spread(land: Any, taken: F64, count: int) -> F64:  # noqa: ANN401
    """Return points of the land, each as far as can be from those taken before."""
    points = _points(land, 20 * (count + len(taken)))
    reach = np.full(len(points), np.inf)
    for x, y in taken:
        reach = np.minimum(reach, (points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2)
    found = []
    for _ in range(count):
        x, y = points[int(reach.argmax())]
        found.append((float(x), float(y)))
        reach = np.minimum(reach, (points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2)
    return np.array(found)


def _points(land: Any, least: int) -> F64:  # noqa: ANN401
    """Return at least so many points of a lattice that lie on the land."""
    import shapely  # noqa: PLC0415 - slow to import

    left, bottom, right, top = land.bounds
    step = float(np.sqrt(land.area / least))
    while True:
        x = np.arange(left + step / 2, right, step)
        y = np.arange(bottom + step / 2, top, step)
        grid = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        inside = grid[shapely.contains_xy(land, grid[:, 0], grid[:, 1])]
        if len(inside) >= least // 2:
            return np.asarray(inside, np.float64)
        step *= 0.7


def _shape(piece: Any, land: Any) -> Shape:  # noqa: ANN401
    """Return a piece in whole metres; one below a square metre becomes that square."""
    found = shape_of(piece)
    if found:
        return found
    point = piece.representative_point() if not piece.is_empty else land.representative_point()
    x, y = round(point.x), round(point.y)
    return (((x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)),)
