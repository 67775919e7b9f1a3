"""A real city with another number of households: shares kept, small districts merged."""

from collections.abc import Sequence
from dataclasses import replace

from segsim.cities.fit import apportion
from segsim.cities.settings import LEAST_NEIGHBOURHOOD
from segsim.cities.table import HOUSEHOLD_GROUPS, VINTAGE_SHARES, District, integers


def scaled(districts: Sequence[District], households: int) -> tuple[list[District], list[str]]:
    """Return the districts with ``households`` in all, and a note of those merged.

    Counts are split anew by largest remainders so that every group still adds up; districts
    that fall below 200 households then join the nearest, the smallest first, until each has
    200.
    """
    if households == int(integers(districts, "households").sum()):
        return list(districts), []
    sizes = apportion(households, integers(districts, "households"))
    found = [_resized(d, int(n)) for d, n in zip(districts, sizes, strict=True) if n > 0]
    return merged(found)


def merged(districts: Sequence[District]) -> tuple[list[District], list[str]]:
    """Merge districts below 200 households with the nearest until each has 200."""
    found, _ = _joined(districts)
    joined = len(districts) - len(found)
    if not joined:
        return found, []
    return found, [
        f"{joined} of {len(districts)} districts fell below {LEAST_NEIGHBOURHOOD} households at "
        "this scale and were merged with the nearest; marginals hold for the merged districts"
    ]


def members(districts: Sequence[District], households: int | None) -> dict[str, str]:
    """Return the name of every district → of the one it is part of at this scale.

    Districts without a household at this scale are missing.
    """
    if households is None or households == int(integers(districts, "households").sum()):
        return {district.name: district.name for district in districts}
    sizes = apportion(households, integers(districts, "households"))
    found, parts = _joined(
        [_resized(d, int(n)) for d, n in zip(districts, sizes, strict=True) if n > 0]
    )
    return {name: whole.name for whole, names in zip(found, parts, strict=True) for name in names}


def _joined(districts: Sequence[District]) -> tuple[list[District], list[list[str]]]:
    """Return the merged districts and the names of those that went into each."""
    found, parts = list(districts), [[district.name] for district in districts]
    while len(found) > 1:
        small = min(range(len(found)), key=lambda k: (found[k].households, k))
        if found[small].households >= LEAST_NEIGHBOURHOOD:
            break
        away = [k for k in range(len(found)) if k != small]
        near = min(away, key=lambda k: (_squared(found[small], found[k]), k))
        first, second = sorted((small, near))
        found[first] = _union(found[small], found[near])
        parts[first] += parts[second]
        del found[second], parts[second]
    return found, parts


def _squared(one: District, other: District) -> float:
    return (one.x - other.x) ** 2 + (one.y - other.y) ** 2


def _resized(district: District, households: int) -> District:
    """Return the district with another number of households, every group adding up."""
    factor = households / district.households
    counts: dict[str, int] = {"households": households}
    for columns in HOUSEHOLD_GROUPS.values():
        shares = [getattr(district, column) for column in columns]
        counts |= dict(zip(columns, apportion(households, shares).tolist(), strict=True))
    vacant = int((district.dwellings - district.households) * factor + 0.5)
    counts["dwellings"] = households + vacant
    kinds = apportion(counts["dwellings"], [district.low_rise, district.flats])
    counts["low_rise"], counts["flats"] = int(kinds[0]), int(kinds[1])
    couples = district.households - district.single - district.with_children
    stages = apportion(households, [district.single, district.with_children, couples])
    counts["single"], counts["with_children"] = int(stages[0]), int(stages[1])
    most = int(stages[0] + stages[2])
    counts["pensioner"] = min(int(district.pensioner * factor + 0.5), most)
    return replace(district, **counts)  # type: ignore[arg-type]


_SUMS = (
    ("households", "dwellings", "low_rise", "flats", "single", "with_children", "pensioner")
    + HOUSEHOLD_GROUPS["tenure"]
    + HOUSEHOLD_GROUPS["income"]
)


def _union(one: District, other: District) -> District:
    """Return two districts as one, named after the larger."""
    large, small = (one, other) if one.households >= other.households else (other, one)
    by_people = (large.households, small.households)
    by_homes = (large.dwellings, small.dwellings)

    def mean(column: str, weights: tuple[int, int]) -> float | None:
        pairs = [
            (getattr(district, column), weight)
            for district, weight in zip((large, small), weights, strict=True)
            if getattr(district, column) is not None
        ]
        total = sum(weight for _, weight in pairs)
        return sum(value * weight for value, weight in pairs) / total if pairs else None

    values: dict[str, object] = {
        column: getattr(large, column) + getattr(small, column) for column in _SUMS
    }
    values["area_km2"] = large.area_km2 + small.area_km2
    for column in ("x", "y", "foreign_share", "higher_education_share"):
        values[column] = mean(column, by_people)
    for column in ("mean_area_m2", "price_eur_m2", *VINTAGE_SHARES):
        values[column] = mean(column, by_homes)
    return replace(large, **values)  # type: ignore[arg-type]
