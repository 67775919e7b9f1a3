"""Import of a table with Paavo's columns as a city of the caller's own folder."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path

from segsim.cities.ages import building_ages
from segsim.cities.paavo import EARLIER, Row, read_rows
from segsim.cities.prices import complete_prices
from segsim.cities.repair import HOMES, INCOME, TENURE, Repairs
from segsim.cities.table import District, table_text
from segsim.cities.writing import settings_text, write_together
from segsim.registry import UserError


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import wrote and what it did to the figures."""

    name: str
    settings: Path  # the YAML file
    table: Path  # the CSV file
    districts: int
    households: int
    notes: tuple[str, ...]


def import_table(path: Path, name: str, folder: Path) -> ImportReport:
    """Write ``configs/city/<name>.yaml`` and ``.csv`` below ``folder`` from a Paavo table.

    Missing prices are estimated, empty areas skipped, suppressed sums scaled, each with a
    note. Nothing is written unless everything could be read.

    Raises
    ------
    UserError
        Naming file, row and column: a missing column, a wrong encoding, an empty file, a
        negative or NaN count that leaves nothing to scale by.
    """
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        raise UserError(
            f"name: {name!r} cannot name a city. Allowed: small letters a-z, digits and _, "
            "beginning with a letter."
        )
    districts, centre, notes = districts_of(path)
    target = folder / "configs" / "city"
    report = ImportReport(
        name=name,
        settings=target / f"{name}.yaml",
        table=target / f"{name}.csv",
        districts=len(districts),
        households=sum(district.households for district in districts),
        notes=tuple(notes),
    )
    text = settings_text(
        name, {"title": name.replace("_", " ").capitalize(), "centre": list(centre)}, notes
    )
    write_together({report.table: table_text(districts), report.settings: text})
    return report


def districts_of(
    path: Path, centre: tuple[float, float] | None = None
) -> tuple[list[District], tuple[float, float], list[str]]:
    """Return the districts of a Paavo table, the centre (given or found) and notes."""
    rows = read_rows(path)
    repairs = Repairs(rows)
    inhabited = [row for row in rows if not _empty(row, repairs)]
    if not inhabited:
        raise UserError(f"{path}: column 'households': no area has a household")
    mean_area = _mean(inhabited, "dw_mean_m2")
    districts = [_district(row, repairs, mean_area) for row in inhabited]
    middle = centre or _densest(districts)
    growth = {row.code: _growth(row) for row in inhabited}
    districts = [_aged(district, middle, growth[district.id]) for district in districts]
    districts, more = complete_prices(districts, middle)
    return districts, middle, repairs.notes + more


def _empty(row: Row, repairs: Repairs) -> bool:
    """Return whether nobody lives in the area: it is left out, with a note."""
    hidden = row.hidden("households") and not (row.count("dwellings") or 0)
    if hidden or repairs.households(row) == 0:
        repairs.note(row, "no households, left out")
        return True
    return False


def _district(row: Row, repairs: Repairs, mean_area: float) -> District:
    households = repairs.households(row)
    dwellings = repairs.dwellings(row, households)
    owner, renter, other = repairs.parts(row, TENURE, households)
    low, mid, high = repairs.parts(row, INCOME, households)
    small, blocks, rest = repairs.parts(row, HOMES, dwellings)
    single, children, pensioner = repairs.stages(row, households)
    foreign = row.number("foreign_language_pct_2020")
    if foreign is None:
        repairs.note(row, "foreign-language share unknown, the mean of the city is used")
    elif foreign > 100.0:
        raise row.error("foreign_language_pct_2020", "is over 100 %")
    area = row.number("dw_mean_m2")
    if not area:
        repairs.note(row, "dw_mean_m2 unknown, the mean of the areas is used")
    price = row.number("price_eur_m2_src_naapurustot")
    return District(
        id=row.code,
        name=row.name,
        x=round(_needed(row, "x_tm35fin"), -1),
        y=round(_needed(row, "y_tm35fin"), -1),
        area_km2=round(_needed(row, "area_m2") / 1e6, 2),
        households=households,
        dwellings=dwellings,
        low_rise=small,
        flats=blocks + rest,
        owner=owner,
        renter=renter,
        other=other,
        income_low=low,
        income_mid=mid,
        income_high=high,
        foreign_share=None if foreign is None else foreign / 100.0,
        single=single,
        with_children=children,
        pensioner=pensioner,
        higher_education_share=round(_higher_education(row), 3),
        mean_area_m2=area or mean_area,
        price_eur_m2=price or None,
        before_1960=0.25,
        from_1960=0.25,
        from_1980=0.25,
        since_2000=0.25,
    )


def _needed(row: Row, column: str) -> float:
    value = row.number(column)
    if value is None:
        raise row.error(column, "is not a figure that can be placed on a map")
    return value


def _higher_education(row: Row) -> float:
    """Return adults with a bachelor's or master's degree; 0.3 where it is not known."""
    adults = row.number("ed_adults")
    degrees = [row.number("ed_bachelor"), row.number("ed_master")]
    if not adults or None in degrees:
        return 0.3
    return min(1.0, sum(value or 0.0 for value in degrees) / adults)


def _growth(row: Row) -> float | None:
    """Return the dwellings added since 2016 as a share of today's."""
    if EARLIER not in row.cells or not row.cells[EARLIER]:
        return None
    before, now = row.number(EARLIER), row.number("dwellings")
    return None if before is None or not now else (now - before) / now


def _aged(district: District, centre: tuple[float, float], growth: float | None) -> District:
    km = sqrt((district.x - centre[0]) ** 2 + (district.y - centre[1]) ** 2) / 1000.0
    shares = building_ages(km, district.low_rise / district.dwellings, growth)
    before, sixties, eighties, new = shares
    return replace(
        district, before_1960=before, from_1960=sixties, from_1980=eighties, since_2000=new
    )


def _densest(districts: Sequence[District]) -> tuple[float, float]:
    """Return the middle of the district with most households a square kilometre."""
    found = max(districts, key=lambda d: (d.households / max(d.area_km2, 0.2), d.id))
    return (found.x, found.y)


def _mean(rows: Sequence[Row], column: str) -> float:
    values = [value for row in rows if (value := row.number(column))]
    return sum(values) / len(values) if values else 65.0
