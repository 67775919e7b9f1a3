"""The districts of a city matched with the polygons of a file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from segsim.cities import CitySettings
from segsim.cities.grid import grid_districts
from segsim.cities.scale import members
from segsim.cities.table import District, read_table
from segsim.geography.geojson import Feature, read_features
from segsim.geography.shapes import Shape, shape_of
from segsim.paths import find
from segsim.registry import UserError, nearest

IDS = ("pno", "id", "code", "koodi", "posti_alue", "postinumeroalue", "postinumero", "tunnus")
"""Properties that may hold the id of a district, in this order."""
NAMES = ("nimi", "name", "namn", "nimi_fi", "name_fi", "nimi_suomi", "district")
"""Properties that may hold its name."""
DETAIL_M = 10.0
WATER_DETAIL_M = 20.0
AROUND_M = 4_000
"""How far beyond the districts' middles water is kept, where there are no boundaries."""
AWAY_KM = 20.0
"""Districts do not lie so far from their outlines: then the coordinates are of another system."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A district of the table, what it is part of at the scale of the run, and its land."""

    name: str
    district: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class Boundaries:
    """Outlines of all districts of a city, and its water."""

    outlines: tuple[Outline, ...]
    water: tuple[Shape, ...] = ()

    def districts(self) -> dict[str, Shape]:
        """Return the land of every district at the scale of the run, by its name."""
        land: dict[str, Shape] = {}
        for outline in self.outlines:
            land[outline.district] = land.get(outline.district, ()) + outline.shape
        return land


def boundaries_of(city: CitySettings) -> Boundaries | None:
    """Return the boundaries and the water that a city's settings name, None without either.

    Water alone has no outlines: it is drawn beneath a schematic map.

    Raises
    ------
    UserError
        Naming key, file, feature or district, what is wrong and what is allowed.
    """
    named = {"city.boundaries": city.boundaries, "city.water": city.water}
    paths = {key: _path(key, file) for key, file in named.items() if file is not None}
    if not paths:
        return None
    files = tuple((key, path, path.stat().st_mtime_ns) for key, path in paths.items())
    return _boundaries(city, files)


@lru_cache(maxsize=8)
def _boundaries(city: CitySettings, files: tuple[tuple[str, Path, int], ...]) -> Boundaries:
    """Match the files' polygons once for all scenarios of a city."""
    paths = {key: path for key, path, _ in files}
    lakes = _read("city.water", paths["city.water"]) if "city.water" in paths else []
    districts = grid_districts(city) if city.kind == "grid" else read_table(city.table_path)
    if "city.boundaries" not in paths:
        places = [(round(d.x), round(d.y)) for d in districts]
        return Boundaries((), _water(lakes, _around(places)))
    whole = members(districts, None if city.kind == "grid" else city.households)
    where = f"city.boundaries: {paths['city.boundaries']}"
    shapes = _matched(where, _read("city.boundaries", paths["city.boundaries"]), districts)
    outlines = [Outline(d.name, whole.get(d.name, d.name), shapes[d.name]) for d in districts]
    corners = [place for shape in shapes.values() for ring in shape for place in ring]
    return Boundaries(tuple(outlines), _water(lakes, corners))


def _around(places: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return places and what lies so far around them that a map may show it."""
    steps = (-AROUND_M, AROUND_M)
    return [(x + dx, y + dy) for x, y in places for dx in steps for dy in steps]


def _path(key: str, file: str) -> Path:
    """Return where a file is: from the caller's folder, or on the configurations' path."""
    found = [find(relative) for relative in (f"city/{file}", file)]
    for path in [Path(file).expanduser(), *(path for path in found if path is not None)]:
        if path.exists():
            return path.resolve()
    near = nearest(file, [path.name for path in Path().glob("*json")])
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise UserError(
        f"{key}: there is no file {file!r} here or in configs/city.{hint} Allowed: a GeoJSON file."
    )


def _read(key: str, path: Path) -> list[Feature]:
    try:
        return read_features(path)
    except UserError as error:
        raise UserError(f"{key}: {error}") from None


def _matched(
    where: str, features: Sequence[Feature], districts: Sequence[District]
) -> dict[str, Shape]:
    """Return the land of every district, simplified together so that borders stay shared."""
    import shapely  # noqa: PLC0415 - slow to import

    by_id = {_plain(d.id): d.name for d in districts}
    by_name = {d.name.casefold(): d.name for d in districts}
    parts: dict[str, list[Any]] = {}
    for feature in features:
        name = _district_of(feature.properties, by_id, by_name)
        if name is not None:
            parts.setdefault(name, []).append(feature.geometry)
    for district in districts:
        if district.name not in parts:
            raise UserError(f"{where}: {_missing(district, features, len(parts))}")
    names = list(parts)
    whole = np.array([shapely.union_all(parts[name]) for name in names], object)
    _near(where, dict(zip(names, whole, strict=True)), districts)
    drawn = shapely.coverage_simplify(whole, DETAIL_M)
    shapes = {name: shape_of(land) for name, land in zip(names, drawn, strict=True)}
    for name, shape in shapes.items():
        if not shape:
            raise UserError(f"{where}: the polygon of {name!r} is smaller than a few metres.")
    return shapes


def _plain(value: object) -> str:
    """Return an id without leading zeros, which get lost when a code is read as a number."""
    text = str(value).strip()
    return text.lstrip("0") or "0" if text.isdigit() else text


def _district_of(
    properties: Mapping[str, Any], by_id: Mapping[str, str], by_name: Mapping[str, str]
) -> str | None:
    lower = {key.casefold(): value for key, value in properties.items() if value is not None}
    for key in IDS:
        if key in lower and _plain(lower[key]) in by_id:
            return by_id[_plain(lower[key])]
    for key in NAMES:
        if key in lower and str(lower[key]).strip().casefold() in by_name:
            return by_name[str(lower[key]).strip().casefold()]
    return None


def _missing(district: District, features: Sequence[Feature], matched: int) -> str:
    """Say that a district has no polygon, and what the file has."""
    text = f"there is no polygon for the district {district.name!r} (id {district.id})"
    keys = {str(key).casefold(): str(key) for f in features for key in f.properties}
    used = next((keys[key] for key in (*IDS, *NAMES) if key in keys), None)
    if used is None:
        return (
            f"{text}: the features have {', '.join(sorted(keys.values())) or 'no properties'}; "
            f"allowed for the id: {', '.join(IDS)}, for the name: {', '.join(NAMES)}."
        )
    values = [str(f.properties[used]) for f in features if f.properties.get(used) is not None]
    names = [str(v) for f in features for v in f.properties.values() if isinstance(v, str)]
    close = nearest(district.name, names)
    hint = f" The nearest is {close[0]!r}." if close else ""
    shown = ", ".join(values[:5]) + (", …" if len(values) > 5 else "")
    return (
        f"{text}.{hint} The file has {len(values)} polygons by {used!r} ({shown}); {matched} match."
    )


def _near(where: str, land: Mapping[str, Any], districts: Sequence[District]) -> None:
    """Refuse outlines that are not where the districts are."""
    import shapely  # noqa: PLC0415 - slow to import

    away = [land[d.name].distance(shapely.Point(d.x, d.y)) / 1000.0 for d in districts]
    usual = float(np.median(away))
    if usual > AWAY_KM:
        raise UserError(
            f"{where}: the polygons lie {usual:,.0f} km from the districts of the table; allowed: "
            "degrees (WGS84), metres of the table (ETRS-TM35FIN), or another system that the "
            "file's 'crs' names."
        )


def _water(features: Sequence[Feature], places: Iterable[tuple[int, int]]) -> tuple[Shape, ...]:
    """Return the water within the limits of some places."""
    if not features:
        return ()
    import shapely  # noqa: PLC0415 - slow to import

    corners = np.array(list(places))
    city = shapely.box(*corners.min(axis=0), *corners.max(axis=0))
    near = [feature.geometry.intersection(city) for feature in features]
    shapes = (shape_of(shapely.simplify(water, WATER_DETAIL_M)) for water in near)
    return tuple(shape for shape in shapes if shape)
