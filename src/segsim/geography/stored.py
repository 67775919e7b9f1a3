"""Boundaries as a study keeps them: a small GeoJSON file in the metres of the city."""

import json
from typing import Any

from segsim.geography.boundaries import Boundaries, Outline
from segsim.geography.shapes import Shape
from segsim.registry import UserError

FILE = "districts.geojson"
_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3067"}}


def text_of(boundaries: Boundaries, *, projected: bool) -> str:
    """Return the file's text: the same boundaries give the same.

    Parameters
    ----------
    boundaries
        What to keep.
    projected
        The metres are those of ETRS-TM35FIN, not a grid's own.
    """
    features = [
        _feature({"kind": "district", "name": o.name, "district": o.district}, o.shape)
        for o in boundaries.outlines
    ]
    features += [_feature({"kind": "water"}, shape) for shape in boundaries.water]
    head = f'"crs": {json.dumps(_CRS)}, ' if projected else ""
    return f'{{"type": "FeatureCollection", {head}"features": [\n{",\n".join(features)}\n]}}\n'


def _feature(properties: dict[str, str], shape: Shape) -> str:
    from segsim.geography.shapes import geometry, polygons  # noqa: PLC0415 - loads shapely

    drawn = [
        [list(p.exterior.coords), *(list(h.coords) for h in p.interiors)]
        for p in polygons(geometry(shape))
    ]
    rings = [[[[int(x), int(y)] for x, y in ring] for ring in polygon] for polygon in drawn]
    content = {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "MultiPolygon", "coordinates": rings},
    }
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def boundaries_from(text: str, where: str) -> Boundaries:
    """Return the boundaries that a study has kept.

    Raises
    ------
    UserError
        When the text is not what :func:`text_of` writes.
    """
    try:
        features = json.loads(text)["features"]
        kinds = [feature["properties"]["kind"] for feature in features]
        shapes = [_rings(feature["geometry"]["coordinates"]) for feature in features]
        pairs = list(zip(kinds, features, shapes, strict=True))
        outlines = tuple(
            Outline(f["properties"]["name"], f["properties"]["district"], shape)
            for kind, f, shape in pairs
            if kind == "district"
        )
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(
            f"{where}: this file is damaged ({type(error).__name__}: {error}); remove it and run "
            "the study again with city.boundaries."
        ) from None
    return Boundaries(outlines, tuple(shape for kind, _, shape in pairs if kind == "water"))


def _rings(polygons: list[Any]) -> Shape:
    return tuple(
        tuple((int(x), int(y)) for x, y in ring[:-1]) for polygon in polygons for ring in polygon
    )
