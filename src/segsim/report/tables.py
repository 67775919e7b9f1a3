"""Numbers of a table for both kinds of readers: in words of a language, and for machines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

import pandas as pd


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: what people read, and the number behind it as the CSV has it."""

    text: str
    value: str = ""
    note: str = ""  # a smaller line below: mostly the interval
    strong: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the page: its first column heads the rows."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    looks: Sequence[str] = ()  # scenarios of the rows, for their marks


def plain(value: float) -> str:
    """Return a number as a CSV has it: a decimal point, all digits, nothing where undefined."""
    return repr(float(value)) if isfinite(value) else ""


def csv_of(columns: Sequence[str], rows: pd.DataFrame | Sequence[Mapping[str, object]]) -> str:
    """Return rows as CSV."""
    table = rows if isinstance(rows, pd.DataFrame) else pd.DataFrame([dict(r) for r in rows])
    chosen = {
        name: [plain(v) if isinstance(v, float) else v for v in table[name].tolist()]
        if len(table)
        else []
        for name in columns
    }
    return str(pd.DataFrame(chosen).to_csv(index=False, lineterminator="\n"))
