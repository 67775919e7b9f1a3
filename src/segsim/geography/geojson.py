"""GeoJSON files: polygons with their properties, in metres."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segsim.registry import UserError

TM35FIN = "EPSG:3067"
DEGREES = "OGC:CRS84"


@dataclass(frozen=True, slots=True)
class Feature:
    """A polygon, or several, of a file."""

    number: int  # in the file, from 1
    properties: Mapping[str, Any]
    geometry: Any  # of shapely, valid, in metres


def read_features(path: Path) -> list[Feature]:
    """Read the polygons of a GeoJSON file; what is no polygon is passed over.

    Coordinates are in the system that the file's ``crs`` names; without one, degrees where all
    are within ±180 and ±90, as the standard says, else metres as they stand.

    Raises
    ------
    UserError
        Naming the file, the feature and what is wrong with it.
    """
    content = _content(path)
    found = list(_polygons(path, content["features"]))
    if not found:
        raise UserError(f"{path}: there is no polygon in it; allowed: Polygon and MultiPolygon.")
    project = _projection(path, content.get("crs"), found)
    return [Feature(f.number, f.properties, _moved(path, f, project)) for f in found]


def _content(path: Path) -> dict[str, Any]:
    if path.is_dir():
        raise UserError(f"{path}: this is a folder; a GeoJSON file is wanted.")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UserError(f"{path}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not in UTF-8 ({error.reason}); save it as UTF-8.") from None
    if not text.strip():
        raise UserError(f"{path}: the file is empty; a GeoJSON FeatureCollection is wanted.")
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path}: this is no JSON: line {error.lineno}, column {error.colno}: {error.msg}."
        ) from None
    except RecursionError:
        raise UserError(f"{path}: this is no GeoJSON: it is nested too deeply.") from None
    kind = content.get("type") if isinstance(content, dict) else type(content).__name__
    if kind != "FeatureCollection" or not isinstance(content.get("features"), list):
        raise UserError(
            f"{path}: {str(kind)!r} is not allowed; a GeoJSON FeatureCollection with a list of "
            "features is wanted."
        )
    return dict(content)


def _polygons(path: Path, features: list[Any]) -> Iterator[Feature]:
    import shapely  # noqa: PLC0415 - slow to import
    from shapely.geometry import shape  # noqa: PLC0415

    for number, feature in enumerate(features, 1):
        if not isinstance(feature, dict):
            raise UserError(f"{path}: feature {number}: {feature!r:.60} is no feature.")
        geometry, properties = feature.get("geometry"), feature.get("properties") or {}
        if not isinstance(properties, dict):
            raise UserError(f"{path}: feature {number}: its properties are no keys with values.")
        if not isinstance(geometry, dict) or geometry.get("type") not in (
            "Polygon",
            "MultiPolygon",
        ):
            continue
        try:
            drawn = shapely.force_2d(shape(geometry))
            sound = isinstance(geometry["coordinates"], list)
            sound &= drawn.is_empty or bool(np.isfinite(drawn.bounds).all())
        except (ValueError, TypeError, KeyError, IndexError, AttributeError, shapely.GEOSException):
            sound = False
        if not sound:
            raise UserError(
                f"{path}: feature {number} ({_told(properties)}): its coordinates are no polygon; "
                "rings of at least four pairs of numbers are wanted."
            )
        if not drawn.is_empty:
            named = {"id": feature["id"], **properties} if "id" in feature else properties
            yield Feature(number, named, drawn)


def _told(properties: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in list(properties.items())[:2])


def _projection(path: Path, crs: Any, features: list[Feature]) -> Any:  # noqa: ANN401
    """Return what projects coordinates to metres; None when they are metres already."""
    import shapely  # noqa: PLC0415 - slow to import

    name = _named(path, crs)
    if name is None:
        bounds = np.abs(shapely.total_bounds(np.array([f.geometry for f in features], object)))
        if not (bounds <= np.array([180.0, 90.0, 180.0, 90.0])).all():
            return None
        name = DEGREES
    from pyproj import CRS, Transformer  # noqa: PLC0415 - slow to import
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    try:
        system = CRS.from_user_input(name)
    except CRSError:
        raise UserError(
            f"{path}: crs: there is no system {name!r}; allowed: EPSG codes, e.g. "
            "'urn:ogc:def:crs:EPSG::3067', or none for degrees."
        ) from None
    if system == CRS.from_user_input(TM35FIN):
        return None
    return Transformer.from_crs(system, TM35FIN, always_xy=True)


def _named(path: Path, crs: Any) -> str | None:  # noqa: ANN401
    """Return the name of the system that a file states."""
    if crs is None:
        return None
    name = crs.get("properties", {}).get("name") if isinstance(crs, dict) else crs
    if not isinstance(name, str):
        raise UserError(f"{path}: crs: {crs!r:.60} names no system, e.g. 'EPSG:3067'.")
    return name


def _moved(path: Path, feature: Feature, project: Any) -> Any:  # noqa: ANN401
    import shapely  # noqa: PLC0415 - slow to import

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(project.transform(places[:, 0], places[:, 1]))

    moved = feature.geometry if project is None else shapely.transform(feature.geometry, move)
    if not np.isfinite(moved.bounds).all():
        raise UserError(
            f"{path}: feature {feature.number} ({_told(feature.properties)}): its coordinates lie "
            "outside the system that the file states."
        )
    return moved if moved.is_valid else shapely.make_valid(moved)
