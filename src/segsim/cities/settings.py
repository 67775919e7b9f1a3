"""The validated content of the configuration group ``city``."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, ValidationError, model_validator

from segsim.cities.rings import RINGS, Ring
from segsim.parameters import Parameters, parameter
from segsim.paths import find
from segsim.registry import UserError, unknown

CLASS_LIMITS = (23_000.0, 67_600.0)
LIMITS_SOURCE = (
    "derived: least squares over the districts of Tampere, Helsinki, Vantaa and Turku (Paavo "
    "2024), each district's incomes lognormal with its median and mean, against its class shares"
)
LEAST_NEIGHBOURHOOD = 200  # households: index noise grows in smaller units
MOST_NEIGHBOURHOODS = 65_000  # a listing has two bytes for its place


def too_many(households: int, size: int) -> str:
    """Say why households cannot be divided into neighbourhoods of ``size``, "" if they can."""
    number = households // size
    if number <= MOST_NEIGHBOURHOODS:
        return ""
    least = -(-households // MOST_NEIGHBOURHOODS)
    return (
        f"neighbourhood_size: {size} is not allowed: it makes {number:,} neighbourhoods of "
        f"{households:,} households, and {MOST_NEIGHBOURHOODS:,} are possible; "
        f"allowed here: at least {least}"
    )


class OpenLine(Parameters):
    """A line of fast transport that is open, or announced, at the start."""

    name: str
    stops: tuple[tuple[float, float], ...] = Field(min_length=1)  # metres
    announced: int = parameter(2015, "when it became known", unit="year", low=1800, high=2300)
    opens: int = parameter(2020, "first year of service", unit="year", low=1800, high=2300)
    gain_minutes: float = parameter(
        6.0, "minutes saved to the centre near a stop", unit="min", low=0, high=60
    )
    radius_m: float = parameter(
        800.0, "distance of full effect", unit="m", source="P17: 800 m", low=0, high=20_000
    )
    taper_m: float = parameter(
        1600.0, "distance of no effect", unit="m", source="P17: 1,600 m", low=1, high=40_000
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.announced > self.opens:
            raise ValueError(f"announced {self.announced} is after opens {self.opens}")
        if self.radius_m > self.taper_m:
            raise ValueError(f"radius_m {self.radius_m} is beyond taper_m {self.taper_m}")
        return self


class CitySettings(Parameters):
    """One city: where its table is and what the table does not say."""

    name: str = parameter("grid", "key of the city: `city=<name>`")
    title: str = parameter("", "name in reports")
    kind: Literal["table", "grid"] = parameter("table", "from a district table, or synthetic")
    table: str = parameter("", "file of the district table, beside the settings")
    households: int | None = parameter(
        None,
        "number of households; default: the table's, or 20,000 in the grid",
        unit="households",
        low=2_000,
        high=20_000_000,
    )
    boundaries: str | None = parameter(None, "GeoJSON file of the districts, for maps")
    water: str | None = parameter(None, "GeoJSON file of lakes and the sea, for maps")
    centre: tuple[float, float] = parameter((0.0, 0.0), "the city centre", unit="m, TM35FIN")
    class_limits: tuple[float, float] = parameter(
        CLASS_LIMITS,
        "low incomes are below the first, high ones from the second",
        unit="EUR/year",
        source=LIMITS_SOURCE,
    )
    social_share: float = parameter(
        0.35,
        "social dwellings among rented flats, the same everywhere (language-blind)",
        low=0,
        high=1,
    )
    owned_land_share: float = parameter(
        0.5, "plots that the city owns, share of land for building", low=0, high=1
    )
    neighbourhood_size: int = parameter(
        400,
        "households in a neighbourhood, about",
        unit="households",
        source="design of the model",
        low=LEAST_NEIGHBOURHOOD,
        high=100_000,
    )
    high_rise_km: float = parameter(
        2.5, "flats nearer to the centre than this stand in city blocks", unit="km", low=0, high=100
    )
    lines: tuple[OpenLine, ...] = parameter((), "lines of fast transport at the start")
    source: str = parameter("", "where the figures are from, with their licence")
    notes: tuple[str, ...] = parameter((), "what a reader must know about the table")
    spacing_m: float = parameter(
        1200.0, "grid: distance between districts", unit="m", low=100, high=20_000
    )
    price_centre: float = parameter(
        3600.0, "grid: price in the centre", unit="EUR/m²", low=100, high=50_000
    )
    price_slope: float = parameter(
        -0.07,
        "grid: log price per kilometre from the centre",
        unit="per km",
        source="P12: Tampere -7 %",
        low=-1,
        high=1,
    )
    vacancy: float = parameter(
        0.08,
        "grid: vacant dwellings at the start, share of all",
        source="Finnish cities: 7.7-10.5 % (Paavo 2024)",
        low=0,
        high=0.5,
    )
    infill: float = parameter(
        0.25, "grid: share built since 2000 in every fifth district", low=0, high=1
    )
    renovated: float = parameter(
        1.0, "old dwellings renovated before the start, against the ordinary", low=0, high=1
    )
    oldest_effective: float = parameter(
        45.0, "effective age that no dwelling exceeds at the start", unit="years", low=1, high=100
    )
    rings: tuple[Ring, ...] = parameter(RINGS, "grid: age rings, from the centre outwards")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not 0.0 < self.class_limits[0] < self.class_limits[1]:
            raise ValueError("class_limits: the first must be positive and below the second")
        if self.kind == "table" and not self.table:
            raise ValueError("table: a city of kind 'table' needs the file of its districts")
        if self.kind == "grid" and (not self.rings or self.rings[-1].up_to < 1.0):
            raise ValueError("rings: the last ring must reach the edge (up_to 1)")
        problem = too_many(self.households or 0, self.neighbourhood_size)
        if problem:
            raise ValueError(problem)
        return self

    @property
    def table_path(self) -> Path:
        """Where the district table is: on the search path, or an absolute path."""
        path = Path(self.table) if Path(self.table).is_absolute() else find(f"city/{self.table}")
        if path is None or not path.is_file():
            raise UserError(f"city.table: there is no file {self.table!r} in configs/city")
        return path

    def undrawn(self) -> dict[str, Any]:
        """Return the content in plain JSON types without what maps alone show.

        Maps change no run: the names of results must not depend on them.
        """
        return {**self.model_dump(mode="json", exclude={"water"}), "boundaries": None}

    def fingerprint(self) -> str:
        """Return the sha256 of the input data: the table, or the declaration of the grid."""
        if self.kind == "table":
            return hashlib.sha256(self.table_path.read_bytes()).hexdigest()
        declared = [ring.model_dump(mode="json") for ring in self.rings]
        return hashlib.sha256(json.dumps(declared, sort_keys=True).encode()).hexdigest()


def city_settings(content: Mapping[str, Any]) -> CitySettings:
    """Validate the configuration group ``city``.

    Raises
    ------
    UserError
        Naming the key, the value given and what is allowed.
    """
    for key in content:
        if key not in CitySettings.model_fields:
            raise unknown("city", str(key), CitySettings.model_fields)
    try:
        return CitySettings.model_validate(dict(content))
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(["city", *(str(part) for part in first["loc"])])
        given = "" if first["type"] == "value_error" else f": {first['input']!r} is not allowed"
        raise UserError(f"{key}{given}: {first['msg']}") from error
