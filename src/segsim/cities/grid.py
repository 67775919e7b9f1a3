"""``city=grid``: a synthetic monocentric city of any size as a district table."""

import numpy as np

from segsim.cities.fit import apportion
from segsim.cities.rings import Ring
from segsim.cities.settings import CitySettings
from segsim.cities.table import District
from segsim.maths import exp
from segsim.world.tables import I64

DEFAULT_HOUSEHOLDS = 20_000
_INFILL_EVERY = 5  # every fifth district has seen infill: a part of its stock is new


def grid_side(households: int) -> int:
    """Return the number of districts along an edge: odd, about 800 households a district."""
    side = int(np.sqrt(households / 800.0))
    return int(min(max(3, side - 1 + side % 2), 21))


def grid_districts(settings: CitySettings) -> list[District]:
    """Return the districts of the grid, row by row; counts add up to ``settings.households``."""
    total = settings.households or DEFAULT_HOUSEHOLDS
    side = grid_side(total)
    half = side // 2
    offsets = [(i - half, j - half) for i in range(side) for j in range(side)]
    radius = float(np.sqrt(2.0)) * half
    distances = [float(np.sqrt(float(i * i + j * j))) for i, j in offsets]
    rings = [_ring(settings, distance / radius) for distance in distances]
    sizes = _sizes(total, [ring.density for ring in rings])
    return [_district(settings, k, offsets[k], rings[k], int(sizes[k])) for k in range(side * side)]


def grid_high_rise_km(settings: CitySettings) -> float:
    """Return how far city blocks reach: to the edge of the core ring."""
    side = grid_side(settings.households or DEFAULT_HOUSEHOLDS)
    radius = float(np.sqrt(2.0)) * (side // 2) * settings.spacing_m / 1000.0
    return settings.rings[0].up_to * radius


def _sizes(total: int, density: list[float]) -> I64:
    """Households by district: by density, but at least 200 each where the total allows."""
    least = min(200, total // len(density))
    return least + apportion(total - least * len(density), density)


def _ring(settings: CitySettings, share: float) -> Ring:
    return next((ring for ring in settings.rings if share <= ring.up_to), settings.rings[-1])


def _district(
    settings: CitySettings, k: int, offset: tuple[int, int], ring: Ring, households: int
) -> District:
    dwellings = round(households / (1.0 - settings.vacancy))
    low_rise = round(ring.low_rise * dwellings)
    tenure = apportion(households, [ring.owner, 1.0 - ring.owner - ring.other, ring.other])
    classes = [ring.income_low, 1.0 - ring.income_low - ring.income_high, ring.income_high]
    income = apportion(households, classes)
    column, row = offset
    km = float(np.sqrt(float(column * column + row * row))) * settings.spacing_m / 1000.0
    vintages = _vintages(ring, k, settings.infill)
    return District(
        id=f"{k + 1:03d}",
        name=f"{ring.name} {k + 1}",
        x=settings.centre[0] + column * settings.spacing_m,
        y=settings.centre[1] + row * settings.spacing_m,
        area_km2=(settings.spacing_m / 1000.0) ** 2,
        households=households,
        dwellings=dwellings,
        low_rise=low_rise,
        flats=dwellings - low_rise,
        owner=int(tenure[0]),
        renter=int(tenure[1]),
        other=int(tenure[2]),
        income_low=int(income[0]),
        income_mid=int(income[1]),
        income_high=int(income[2]),
        foreign_share=ring.foreign,
        single=int(ring.single * households),
        with_children=int(ring.with_children * households),
        pensioner=int(ring.pensioner * households),
        higher_education_share=ring.higher_education,
        mean_area_m2=ring.mean_area,
        price_eur_m2=settings.price_centre * exp(settings.price_slope * km),
        before_1960=vintages[0],
        from_1960=vintages[1],
        from_1980=vintages[2],
        since_2000=vintages[3],
    )


def _vintages(ring: Ring, k: int, infill: float) -> tuple[float, float, float, float]:
    """Shares by building age; where there was infill, that part of the stock is new."""
    a, b, c, d = ring.vintages
    if k % _INFILL_EVERY != _INFILL_EVERY - 1:
        return (a, b, c, d)
    kept = 1.0 - infill
    return (a * kept, b * kept, c * kept, d * kept + infill)
