"""The district table: one row a district, in the project's own schema (`docs/cities.md`)."""

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np

from segsim.registry import UserError
from segsim.world.tables import F64, I64

HOUSEHOLD_GROUPS: dict[str, tuple[str, ...]] = {
    "tenure": ("owner", "renter", "other"),
    "income": ("income_low", "income_mid", "income_high"),
}
VINTAGE_SHARES = ("before_1960", "from_1960", "from_1980", "since_2000")


@dataclass(frozen=True, slots=True)
class District:
    """What is known of one district: counts of households and dwellings, shares, position."""

    id: str
    name: str
    x: float  # metres, TM35FIN
    y: float
    area_km2: float
    households: int
    dwellings: int
    low_rise: int  # dwellings in small houses
    flats: int  # all other dwellings
    owner: int  # households by tenure
    renter: int
    other: int  # right of occupancy and the like
    income_low: int  # households by national income class
    income_mid: int
    income_high: int
    foreign_share: float | None  # of households; None where unknown
    single: int  # households of one person
    with_children: int  # households with a child under 18
    pensioner: int  # households of people of 65 or more
    higher_education_share: float  # of heads of household
    mean_area_m2: float  # of dwellings
    price_eur_m2: float | None  # of old owner dwellings; None is estimated
    before_1960: float  # share of dwellings by building-age class
    from_1960: float
    from_1980: float
    since_2000: float

    @property
    def vintages(self) -> tuple[float, float, float, float]:
        """Shares of dwellings by building-age class, oldest first."""
        return (self.before_1960, self.from_1960, self.from_1980, self.since_2000)


COLUMNS = tuple(field.name for field in fields(District))
_TEXT = ("id", "name")
_OPTIONAL = ("foreign_share", "price_eur_m2")
_COUNTS = tuple(field.name for field in fields(District) if field.type is int)
_SHARES = ("foreign_share", "higher_education_share", *VINTAGE_SHARES)


def integers(districts: Sequence[District], column: str) -> I64:
    """Return one count of every district [district]."""
    return np.array([getattr(district, column) for district in districts], np.int64)


def numbers(districts: Sequence[District], column: str) -> F64:
    """Return one figure of every district [district], NaN where it is unknown."""
    values = [getattr(district, column) for district in districts]
    return np.array([np.nan if value is None else value for value in values], np.float64)


def read_table(path: Path) -> list[District]:
    """Read and check a district table.

    Raises
    ------
    UserError
        Naming file, row and column of what is wrong.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not in UTF-8 ({error.reason}); save it as UTF-8") from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [column for column in COLUMNS if column not in (reader.fieldnames or ())]
    if missing:
        raise UserError(f"{path}: the column {missing[0]!r} is missing")
    districts = [_district(path, line, row) for line, row in enumerate(reader, start=2)]
    if not districts:
        raise UserError(f"{path}: there is no district in it")
    if len({district.id for district in districts}) < len(districts):
        raise UserError(f"{path}: column 'id': two districts have the same id")
    return districts


def _district(path: Path, line: int, row: dict[str, str]) -> District:
    def fail(column: str, wanted: str) -> UserError:
        return UserError(f"{path}: row {line}, column {column!r}: {row[column]!r} is not {wanted}")

    def value(column: str) -> object:
        text = (row[column] or "").strip()
        if column in _TEXT:
            return text
        if not text and column in _OPTIONAL:
            return None
        if column in _COUNTS:
            if not text.isascii() or not text.isdigit():
                raise fail(column, "a count")
            return int(text)
        return _number(text, column, fail)

    values = {column: value(column) for column in COLUMNS}
    district = District(**values)  # type: ignore[arg-type]
    _check(path, line, district)
    return district


def _number(text: str, column: str, fail: Callable[[str, str], UserError]) -> float:
    try:
        number = float(text)
    except ValueError:
        raise fail(column, "a number") from None
    high = 1.0 if column in _SHARES else 1e9
    low = -1e9 if column in ("x", "y") else 0.0
    if not low <= number <= high:
        raise fail(column, f"between {low:g} and {high:g}")
    return number


def _check(path: Path, line: int, district: District) -> None:
    """Refuse a row whose groups do not add up or that cannot be peopled."""
    where = f"{path}: row {line} ({district.name})"
    for group, columns in HOUSEHOLD_GROUPS.items():
        total = sum(getattr(district, column) for column in columns)
        if total != district.households:
            raise UserError(
                f"{where}: {group} adds to {total}, households are {district.households}"
            )
    if district.low_rise + district.flats != district.dwellings:
        raise UserError(f"{where}: low_rise + flats are not {district.dwellings} dwellings")
    if district.dwellings < district.households or district.households == 0:
        raise UserError(
            f"{where}: {district.households} households in {district.dwellings} dwellings; "
            "there must be at least one household and a dwelling for each"
        )
    if abs(sum(district.vintages) - 1.0) > 0.011:
        raise UserError(f"{where}: the shares {', '.join(VINTAGE_SHARES)} do not add to 1")
    problem = impossible_stages(district)
    if problem:
        raise UserError(f"{where}: {problem}")


def impossible_stages(district: District) -> str:
    """Return why single, with_children and pensioner cannot hold together, "" if they can."""
    couples = district.households - district.single - district.with_children
    if couples < 0:
        return "single + with_children exceed households"
    if district.pensioner > couples + district.single:
        return "pensioner exceeds the households without children"
    return ""


def table_text(districts: Sequence[District]) -> str:
    """Return the table as CSV text, which :func:`read_table` reads back unchanged."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for district in districts:
        values = [getattr(district, column) for column in COLUMNS]
        writer.writerow([f"{v:.10g}" if isinstance(v, float) else v for v in values])
    return out.getvalue()
