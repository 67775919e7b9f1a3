"""tram: a line of fast transport (rows 17.1-17.3, 17.7)."""

from typing import ClassVar, Self

import numpy as np
from pydantic import model_validator

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.world import World
from segsim.world.tables import F64
from segsim.world.transport import Line, line_gain

SPACING_M = 800.0
"""Distance between the stops of a line that is drawn, metres [assumption]."""
NEAR_M = 3000.0
"""Nearer to the centre than this a line needs no end, metres [assumption]."""


@POLICIES.add("tram")
class Tram(Policy):
    """Build a line; access improves near its stops, and buyers reckon with it once announced."""

    kind: ClassVar[str] = "tram"

    stops: tuple[tuple[float, float], ...] = parameter(
        (), "stops in the city's coordinates; none: a line from the centre to the largest district "
        "without one", unit="metres",
    )  # fmt: skip
    announce_year: int | None = parameter(
        None, "when it becomes known; default: two years before building starts", unit="year",
        low=1990, high=2100,
    )  # fmt: skip
    build_years: int = parameter(4, "years of building", unit="years", low=1, high=20)
    open_year: int = parameter(2032, "first year of traffic", unit="year", low=1990, high=2100)
    access_gain_min: float = parameter(
        5.0, "time saved near a stop", unit="minutes", low=0, high=60
    )
    radius_m: float = parameter(
        800.0, "walk to a stop within which the gain is full", unit="metres",
        source="hedonic studies of the Tampere tram and the Jokeri line", low=50, high=5000,
    )  # fmt: skip
    taper_m: float = parameter(
        1600.0, "walk at which nothing is left of the gain", unit="metres",
        source="hedonic study of the Tampere tram", low=100, high=10_000,
    )  # fmt: skip
    capex_eur_per_km: float = parameter(
        40e6, "building a kilometre", unit="EUR/km",
        source="Vantaa tram: 750 million for 19 km", low=0, high=1e9,
    )  # fmt: skip
    state_share: float = parameter(
        0.30, "share of the cost that the state pays", source="Vantaa tram, planned", low=0, high=1
    )

    @model_validator(mode="after")
    def _dates_agree(self) -> Self:
        building = self.open_year - self.build_years
        if self.start_year is not None and self.start_year != building:
            raise ValueError(
                f"start_year {self.start_year} is not open_year − build_years = {building}"
            )
        if self.announce_year is not None and self.announce_year > self.open_year:
            raise ValueError(
                f"announce_year {self.announce_year} is after open_year {self.open_year}"
            )
        if self.taper_m < self.radius_m:
            raise ValueError(f"taper_m {self.taper_m:g} is below radius_m {self.radius_m:g}")
        if self.duration_years is not None or self.ramp_years or self.decay_years:
            raise ValueError(
                "a line stays once it is built: duration_years, ramp_years and decay_years"
                " are not allowed"
            )
        return self

    def apply(self, world: World) -> None:
        """Announce, build and open the line."""
        building = self.open_year - self.build_years
        announced = building - 2 if self.announce_year is None else self.announce_year
        if self.intensity <= 0.0 or world.calendar < announced:
            return
        if self.open_year <= world.start_year:
            return  # open at the start: prices and people of the city's table know it
        lines = world.transport.lines
        if not any(line.name == self.name for line in lines):
            stops = self.route(world)
            n = world.neighbourhoods
            gain = line_gain(n.x, n.y, stops, self.access_gain_min, self.radius_m, self.taper_m)
            lines.append(Line(self.name, stops, announced, self.open_year, self.intensity * gain))
        first = max(building, announced)  # nobody builds in secret: the rest of the years pay all
        years = max(self.open_year - first, 1)
        if first <= world.calendar < first + years:
            self._charge(world, next(line.stops for line in lines if line.name == self.name), years)

    def route(self, world: World) -> F64:
        """Return the stops [stop, 2], those given or those of a line drawn for the city."""
        if self.stops:
            return np.array(self.stops, np.float64)
        return drawn_route(world)

    def _charge(self, world: World, stops: F64, years: int) -> None:
        """Charge a year's part of a line that is built in some ``years``."""
        length = total(lengths(stops[1:] - stops[:-1]))
        yearly = self.intensity * self.capex_eur_per_km * length / 1000.0
        yearly /= years
        self.charge(world, "state", "capex", self.state_share * yearly)
        self.charge(world, "city", "capex", (1.0 - self.state_share) * yearly)


def lengths(steps: F64) -> F64:
    """Return the length of every step [step, 2], metres."""
    east, north = steps[:, 0], steps[:, 1]
    return np.asarray(np.sqrt(east * east + north * north), np.float64)


def drawn_route(world: World) -> F64:
    """Return stops every 800 m from the centre to the largest district without a line."""
    n, centre = world.neighbourhoods, np.array(world.city.centre)
    served = world.transport.minutes * 0.0
    for line in world.transport.lines:
        served = np.maximum(served, line.gain)
    households = np.zeros(len(world.city.districts))
    np.add.at(households, n.district, np.where(served > 0.0, 0, n.households))
    away = lengths(world.city.district_xy - centre)
    households[away < min(NEAR_M, float(np.median(away)))] = 0.0
    end = world.city.district_xy[int(households.argmax())]
    legs = max(1, round(float(lengths((end - centre)[None, :])[0]) / SPACING_M))
    shares = np.arange(legs + 1)[:, None] / legs
    return np.asarray(centre + shares * (end - centre), np.float64)
