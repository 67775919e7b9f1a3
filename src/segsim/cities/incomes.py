"""Incomes in euros that agree with the income class of every household."""

from collections.abc import Sequence

import numpy as np

from segsim.cities.elementwise import exps, normals
from segsim.cities.groups import rank_in_group
from segsim.cities.people import People, draw
from segsim.cities.table import District, integers
from segsim.maths import log
from segsim.world.tables import F64, U8

_NOISE = 20  # ordinal of the draw
_LEAST, _MOST = 3000.0, 2_000_000.0  # EUR a year: basic assistance comes on top
_SPREAD_LOW = (0.35, 0.80)  # bounds of the spread of log income below the first limit
_SPREAD_HIGH = (0.35, 0.80)  # and above the second: as wide as a lognormal, so that it lasts


def set_incomes(
    p: People, districts: Sequence[District], limits: tuple[float, float], seed: int
) -> None:
    """Set household incomes: lognormal in each district, exact in each class.

    The class shares of a district fix the mean and spread of its log incomes. Within a class,
    couples, earners, the middle-aged and those with degrees stand higher.
    """
    t = p.table
    cell = p.district * 3 + t.income_class
    place = rank_in_group(cell, _score(p, seed))
    size = np.bincount(cell, minlength=3 * len(districts))
    inside = (place + 0.5) / size[cell]
    below, above = _shares(districts)
    low, high = below[p.district], above[p.district]
    k = t.income_class
    start = np.choose(k, [np.zeros(low.size), low, high])
    end = np.choose(k, [low, high, np.ones(low.size)])
    z = normals(start + (end - start) * inside)
    t.income[:] = _within(exps(_log_income(z, normals(low), normals(high), limits)), k, limits)


def _score(p: People, seed: int) -> F64:
    """Standing within a class (assumption): couples and earners above, ages of 35-60 above."""
    t = p.table
    age = t.age.astype(np.float64)
    middle = 1.0 - np.minimum(np.abs(age - 48.0) / 25.0, 1.2)
    noise = normals(draw(seed, _NOISE, t.id))
    return np.asarray(
        0.8 * noise
        + 0.9 * (t.adults == 2)
        + 0.5 * t.employed
        + 0.6 * middle
        + 0.35 * (t.education == 2)
        - 0.2 * (t.language == 1),
        np.float64,
    )


def _shares(districts: Sequence[District]) -> tuple[F64, F64]:
    """Return the shares below the first and the second limit, kept off 0 and 1 [district]."""
    size = integers(districts, "households").astype(np.float64)
    least = np.minimum(0.25 / size, 0.1)
    low = np.maximum(integers(districts, "income_low") / size, least)
    high = np.minimum(1.0 - integers(districts, "income_high") / size, 1.0 - least)
    return np.minimum(low, high - least), np.maximum(high, low + least)


def _log_income(z: F64, z_low: F64, z_high: F64, limits: tuple[float, float]) -> F64:
    """Straight line in normal quantiles through both limits, its slope bounded in the tails."""
    first, second = log(limits[0]), log(limits[1])
    slope = (second - first) / np.maximum(z_high - z_low, 1e-6)
    lower = first + np.minimum(z - z_low, 0.0) * np.clip(slope, *_SPREAD_LOW)
    upper = second + np.maximum(z - z_high, 0.0) * np.clip(slope, *_SPREAD_HIGH)
    middle = first + (z - z_low) * slope
    return np.where(z < z_low, lower, np.where(z > z_high, upper, middle))


def _within(income: F64, k: U8, limits: tuple[float, float]) -> F64:
    """Keep every income inside its class, also as a 32-bit number."""
    first, second = (np.float32(limit) for limit in limits)
    zero = np.float32(0.0)
    under_first = np.nextafter(first, zero) if first >= limits[0] else first
    under_second = np.nextafter(second, zero) if second >= limits[1] else second
    at_first = first if first >= limits[0] else np.nextafter(first, np.float32(np.inf))
    at_second = second if second >= limits[1] else np.nextafter(second, np.float32(np.inf))
    floor = np.array([min(_LEAST, limits[0] / 2), at_first, at_second], np.float64)
    ceiling = np.array([under_first, under_second, max(_MOST, limits[1] * 2)], np.float64)
    return np.clip(income, floor[k], ceiling[k])
