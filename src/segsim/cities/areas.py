"""Districts divided into neighbourhoods: sizes, homes, building ages, positions."""

from dataclasses import dataclass

import numpy as np

from segsim.cities.elementwise import identities, text_key
from segsim.cities.fit import apportion, evenly, fit
from segsim.cities.joint import TYPE_OF_HOME, Joint
from segsim.cities.settings import LEAST_NEIGHBOURHOOD
from segsim.cities.table import District
from segsim.streams import Purpose
from segsim.world.tables import F64, I64, U64

_DOMINANT = 25.0  # odds that a dwelling stands where its building type dominates
_GOLDEN_TURN = (-0.7373688780783197, 0.6754902942615238)  # cosine, sine of 137.5 degrees
_WIDEST_M = 2000.0  # radius of the spread of a large district
_FILL = 0.7  # of the radius of a circle of the district's area: people live in its middle


@dataclass(frozen=True, slots=True)
class Areas:
    """Neighbourhoods of the whole city, district after district."""

    id: U64
    district: I64
    x: F64
    y: F64
    low_rise: I64  # 1 where small houses dominate
    vintage: I64  # dominant building-age class
    occupied: I64  # [neighbourhood, home] households
    vacant: I64  # [neighbourhood, home] empty dwellings


def parts(district: District, size: int) -> int:
    """Return the number of neighbourhoods: about ``size`` households each, never under 200."""
    most = max(1, district.households // LEAST_NEIGHBOURHOOD)
    return min(max(1, int(district.households / size + 0.5)), most)


def divide(districts: list[District], joints: list[Joint], size: int) -> Areas:
    """Divide every district; homes add up to the district's exactly."""
    pieces = [
        _divide_one(d, joint, parts(d, size)) for d, joint in zip(districts, joints, strict=True)
    ]
    counts = np.array([piece[0].size for piece in pieces], np.int64)
    keys = np.concatenate(
        [
            np.uint64(text_key(d.id)) + np.arange(n, dtype=np.uint64)
            for d, n in zip(districts, counts, strict=True)
        ]
    )
    low_rise, vintage, occupied, vacant, x, y = (
        np.concatenate([piece[k] for piece in pieces]) for k in range(6)
    )
    return Areas(
        id=identities(Purpose.PLACE, keys),
        district=np.repeat(np.arange(len(districts)), counts),
        x=x,
        y=y,
        low_rise=low_rise,
        vintage=vintage,
        occupied=occupied,
        vacant=vacant,
    )


type _Piece = tuple[I64, I64, I64, I64, F64, F64]


def _divide_one(district: District, joint: Joint, count: int) -> _Piece:
    low_rise = _dominant_types(district, count)
    vintage = _dominant_vintages(district, low_rise)
    homes = joint.occupied
    matches = low_rise[:, None] == (1 - TYPE_OF_HOME)[None, :]
    weights = np.where(matches, _DOMINANT, 1.0) * (homes[None, :] + 1e-3)
    occupied = fit(weights, evenly(district.households, count), homes)
    empty = evenly(int(joint.vacant.sum()), count)
    vacant = fit(occupied + 1e-3, empty, joint.vacant)
    x, y = _sunflower(district, count)
    return low_rise, vintage, occupied, vacant, x, y


def _dominant_types(district: District, count: int) -> I64:
    """Return 1 for each neighbourhood of small houses: their share of dwellings, outermost."""
    small = int(apportion(count, [district.low_rise, district.flats])[0])
    out = np.zeros(count, np.int64)
    out[count - small :] = 1
    return out


def _dominant_vintages(district: District, low_rise: I64) -> I64:
    """Return the dominant building age: oldest in the middle of the district, by the shares.

    Types and ages alternate along the spread, so that ages occur among both types where a
    district has several neighbourhoods of each.
    """
    counts = apportion(low_rise.size, district.vintages)
    ordered = np.repeat(np.arange(4), counts)
    small = int(low_rise.sum())
    if small in (0, low_rise.size):
        return ordered
    order = np.argsort(_alternate(low_rise.size, small), kind="stable")
    out = np.empty(low_rise.size, np.int64)
    out[order] = ordered
    return out


def _alternate(count: int, small: int) -> F64:
    """Return places 0 … 1 of flats and of small houses, each spread over the whole range."""
    flats = count - small
    return np.concatenate([(np.arange(flats) + 0.5) / flats, (np.arange(small) + 0.5) / small])


def _sunflower(district: District, count: int) -> tuple[F64, F64]:
    """Return positions: a sunflower's seeds around the district's, one in the middle."""
    if count == 1:
        return np.array([district.x]), np.array([district.y])
    radius = min(float(np.sqrt(district.area_km2 / 3.14159)) * 1000.0 * _FILL, _WIDEST_M)
    cosine, sine = 1.0, 0.0
    x, y = np.empty(count), np.empty(count)
    for k in range(count):
        distance = radius * float(np.sqrt((k + 0.5) / count))
        x[k], y[k] = district.x + distance * cosine, district.y + distance * sine
        cosine, sine = (
            cosine * _GOLDEN_TURN[0] - sine * _GOLDEN_TURN[1],
            cosine * _GOLDEN_TURN[1] + sine * _GOLDEN_TURN[0],
        )
    return x, y
