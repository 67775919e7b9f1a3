"""The dwellings of the synthetic city: identity, age, size, quality."""

from collections.abc import Sequence

import numpy as np

from segsim.cities import assumptions as a
from segsim.cities.areas import Areas
from segsim.cities.elementwise import exps, identities, normals, uniforms
from segsim.cities.groups import member_keys
from segsim.cities.joint import HOMES, TENURE_OF_HOME, TYPE_OF_HOME
from segsim.cities.table import District, numbers
from segsim.maths import total
from segsim.streams import Purpose
from segsim.world import BuildingType, Dwellings
from segsim.world.codes import VINTAGE_START
from segsim.world.tables import F64, I64, U64

_VINTAGE, _OTHER_VINTAGE, _BUILT, _RENOVATED, _SINCE, _AREA = range(6)  # ordinals of the draws


def build_stock(
    districts: Sequence[District],
    areas: Areas,
    flats: I64,
    seed: int,
    start_year: int,
    wear: float,
    upkeep: tuple[float, float],
) -> Dwellings:
    """Return all dwellings, by neighbourhood, home, then occupied before vacant.

    ``flats`` is the building type of the flats of each neighbourhood, ``upkeep`` how many were
    renovated against the ordinary and the oldest effective age. Occupants are not set.
    """
    counts = np.stack([areas.occupied, areas.vacant], axis=2)
    per_area = counts.sum(axis=(1, 2))
    out = Dwellings(int(per_area.sum()))
    home = np.repeat(np.tile(np.repeat(np.arange(HOMES), 2), per_area.size), counts.ravel())
    area = np.repeat(np.arange(per_area.size), per_area)
    out.id[:] = identities(Purpose.DWELLING, member_keys(areas.id, per_area))
    out.standing[:] = 1
    out.neighbourhood[:] = area
    out.tenure[:] = TENURE_OF_HOME[home]
    out.building_type[:] = np.where(TYPE_OF_HOME[home] == 0, BuildingType.LOW_RISE, flats[area])
    out.occupant[:] = -1
    out.vintage[:] = _vintages(districts, areas, area, out.id, seed)
    age = _ages(out, seed, start_year)
    out.effective_age[:] = _effective_ages(out, age, seed, upkeep)
    out.quality[:] = exps(-wear * out.effective_age.astype(np.float64))
    out.area[:] = _floor_areas(districts, areas, area, home, out.id, seed)
    return out


def _draw(seed: int, ordinal: int, ids: U64) -> F64:
    return uniforms(seed, 1000 + ordinal, ids)


def _vintages(districts: Sequence[District], areas: Areas, area: I64, ids: U64, seed: int) -> I64:
    """Mostly the dominant building-age class, the rest by the district's shares."""
    shares = np.array([district.vintages for district in districts])
    limits = np.cumsum(shares, axis=1)[areas.district[area]]
    u = _draw(seed, _OTHER_VINTAGE, ids) * limits[:, 3]
    other = (u[:, None] >= limits[:, :3]).sum(axis=1)
    dominant = _draw(seed, _VINTAGE, ids) < a.DOMINANT_VINTAGE
    return np.where(dominant, areas.vintage[area], other)


def _ages(dwellings: Dwellings, seed: int, start_year: int) -> F64:
    """Set the year of building within the class and return years since then."""
    first = np.array(VINTAGE_START)
    last = np.array([*VINTAGE_START[1:], max(start_year, VINTAGE_START[3] + 1)])
    vintage = dwellings.vintage
    u = _draw(seed, _BUILT, dwellings.id)
    built = first[vintage] + np.floor(u * (last - first)[vintage]).astype(np.int64)
    dwellings.built[:] = np.minimum(built, start_year)
    return (start_year - dwellings.built).astype(np.float64)


def _effective_ages(dwellings: Dwellings, age: F64, seed: int, upkeep: tuple[float, float]) -> F64:
    """Years since building or the last renovation, capped: upkeep goes on in between."""
    chance = a.RENOVATED[dwellings.vintage] * upkeep[0]
    renovated = _draw(seed, _RENOVATED, dwellings.id) < chance
    since = _draw(seed, _SINCE, dwellings.id) * np.minimum(age, a.LATEST_RENOVATION)
    return np.where(renovated, since, np.minimum(age, upkeep[1]))


def _floor_areas(
    districts: Sequence[District], areas: Areas, area: I64, home: I64, ids: U64, seed: int
) -> F64:
    """Lognormal around the district's mean; small houses larger, rented homes smaller."""
    factor = a.AREA_BY_TENURE[TENURE_OF_HOME] * a.AREA_BY_TYPE[TYPE_OF_HOME]
    stock = np.zeros((len(districts), HOMES))
    np.add.at(stock, areas.district, (areas.occupied + areas.vacant).astype(np.float64))
    by_mean = np.array([total(homes * factor) for homes in stock], np.float64)
    mean = numbers(districts, "mean_area_m2") * stock.sum(axis=1) / by_mean
    z = normals(_draw(seed, _AREA, ids))
    spread = exps(a.AREA_SPREAD * z - 0.5 * a.AREA_SPREAD * a.AREA_SPREAD)
    floor_area = mean[areas.district[area]] * factor[home] * spread
    return np.asarray(np.clip(floor_area, *a.AREA_LIMITS), np.float64)
