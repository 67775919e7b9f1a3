"""Reading a file with Paavo's columns: rows as numbers, mistakes named by row and column."""

import csv
import io
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

from segsim.registry import UserError, nearest

NUMBERS = (
    ("x_tm35fin", "y_tm35fin", "area_m2", "households", "hh_single", "hh_children")
    + ("hh_pensioner", "hh_owner", "hh_renter", "hh_other_tenure", "dwellings")
    + ("dw_block_of_flats", "dw_small_house", "dw_other", "dw_mean_m2")
    + ("hhinc_low", "hhinc_mid", "hhinc_high", "ed_adults", "ed_bachelor", "ed_master")
    + ("foreign_language_pct_2020", "price_eur_m2_src_naapurustot")
)
COLUMNS = ("postal_code", "name", *NUMBERS)
EARLIER = "dwellings_2016"  # used for building ages where it is there
MOST = dict.fromkeys(NUMBERS, 1e9) | {"x_tm35fin": 1e7, "y_tm35fin": 1e7, "area_m2": 1e12}
"""Figures above these are slips of the pen; counts end at 20,000,000, what a city may have."""
MOST_COUNTED = 20_000_000
SUPPRESSED = ("", "-1", "-1.0", "..", "...")  # how Paavo and its copies mark a hidden figure


@dataclass(frozen=True, slots=True)
class Row:
    """One postal area of the file."""

    file: Path
    line: int  # of the file, the header is 1
    code: str
    name: str
    cells: dict[str, str]

    def error(self, column: str, wanted: str) -> UserError:
        """Build the error for a figure that cannot be used."""
        return UserError(
            f"{self.file}: row {self.line} ({self.code} {self.name}), column {column!r}: "
            f"{self.cells[column]!r} {wanted}"
        )

    def hidden(self, column: str) -> bool:
        """Return whether the figure is suppressed: blank or −1."""
        return self.cells[column] in SUPPRESSED

    def number(self, column: str) -> float | None:
        """Return a figure, None where it is suppressed, negative or not a number at all."""
        if self.hidden(column):
            return None
        try:
            value = float(self.cells[column])
        except ValueError:
            raise self.error(column, "is not a number") from None
        if isfinite(value) and value > MOST.get(column, 1e9):
            raise self.error(column, f"is too large; at most {MOST.get(column, 1e9):,.0f}")
        return value if isfinite(value) and value >= 0.0 else None

    def count(self, column: str) -> int | None:
        """Return a whole figure, None as in :meth:`number`."""
        value = self.number(column)
        if value is not None and value > MOST_COUNTED:
            raise self.error(column, f"is too large; at most {MOST_COUNTED:,}")
        return None if value is None else int(value + 0.5)


def read_rows(path: Path) -> list[Row]:
    """Return the rows of the file.

    Raises
    ------
    UserError
        When there is no such file, it is not in UTF-8, is empty, or lacks a column.
    """
    reader = csv.reader(io.StringIO(_text(path)))
    try:
        header = next(reader, [])
        _check_header(path, header)
        rows = [_row(path, reader.line_num, header, cells) for cells in reader if any(cells)]
    except csv.Error as error:
        raise UserError(f"{path}: row {reader.line_num}: not readable as CSV: {error}") from None
    if not rows:
        raise UserError(f"{path}: there is no row below the header")
    seen: dict[str, int] = {}
    for row in rows:
        if row.code in seen:
            raise row.error("postal_code", f"stands in row {seen[row.code]} too")
        seen[row.code] = row.line
    return rows


def _check_header(path: Path, header: list[str]) -> None:
    if not header:
        raise UserError(f"{path}: the file is empty")
    for separator, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and separator in header[0]:
            raise UserError(f"{path}: row 1: {name} separate the columns; save it with commas")
    others = [column for column in header if column not in COLUMNS]
    for column in COLUMNS:
        if column not in header:
            close = nearest(column, others)
            hint = f"; is it {close[0]!r}?" if close else ""
            raise UserError(f"{path}: row 1: the column {column!r} is missing{hint}")
        if header.count(column) > 1:
            raise UserError(f"{path}: row 1: the column {column!r} stands there twice")


def _text(path: Path) -> str:
    if not path.is_file():
        what = "this is a folder; a file is needed" if path.is_dir() else "there is no such file"
        raise UserError(f"{path}: {what}")
    content = path.read_bytes()
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        raise UserError(f"{path}: row {line} is no text in UTF-8; save the file as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UserError(f"{path}: row {line} is not in UTF-8; save the file as UTF-8") from error


def _row(path: Path, line: int, header: list[str], cells: list[str]) -> Row:
    if len(cells) != len(header):
        raise UserError(
            f"{path}: row {line} has {len(cells)} values, the header names {len(header)} columns"
        )
    found = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    row = Row(path, line, found["postal_code"], found["name"], found)
    for column in ("postal_code", "name"):
        if not found[column]:
            raise row.error(column, "names no area")
    return row
