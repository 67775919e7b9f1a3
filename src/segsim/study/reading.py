"""Tables of many runs, read at once: columns and rows that are asked for, texts as categories."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from segsim.study.store import damaged, run_folder

type I64 = NDArray[np.int64]

THREADS = 4
"""Files read at a time: reading waits, and unpacking needs no Python."""
TOGETHER = 500
"""Runs of which rows are chosen at a time: what is not wanted is not kept."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is wanted of a table.

    Parameters
    ----------
    columns
        Names of columns, in their order; None for all.
    only
        Column → the values of the rows that are kept.
    """

    columns: tuple[str, ...] | None = None
    only: tuple[tuple[str, tuple[object, ...]], ...] = ()

    @property
    def needed(self) -> list[str] | None:
        """The columns to be read; None for all."""
        if self.columns is None:
            return None
        return list(dict.fromkeys([*self.columns, *(name for name, _ in self.only)]))

    def of(self, table: pa.Table) -> pa.Table:
        """Return the rows and columns of a table that are wanted, after the column ``run``."""
        for name, values in self.only:
            table = table.filter(_any_of(table[name], values))
        return table if self.columns is None else table.select([RUN, *self.columns])


def _any_of(column: pa.ChunkedArray, values: Sequence[object]) -> pa.ChunkedArray:
    plain = pa.types.is_dictionary(column.type)
    return pc.is_in(column.cast(column.type.value_type) if plain else column, pa.array(values))


ALL = Choice()
RUN = "run"
"""The column with the position of the run among those asked for."""


def read_runs(out: Path, keys: Sequence[str], name: str, choice: Choice = ALL) -> pa.Table:
    """Return one table of several runs, with the column ``run``; texts are dictionaries.

    Parameters
    ----------
    out, keys
        The results folder and the runs, all of which are there.
    name
        The table, e.g. ``"indicators"``.
    choice
        What is wanted of it.

    Raises
    ------
    UserError
        For a file that is damaged.
    """
    paths = [run_folder(out, key) / f"{name}.parquet" for key in keys]
    texts = _texts(paths[0])
    with ThreadPoolExecutor(THREADS) as threads:
        parts = []
        for start in range(0, len(paths), TOGETHER):
            read = threads.map(partial(_read, texts, choice.needed), paths[start:][:TOGETHER])
            parts.append(choice.of(_together(list(read), start)))
    return concatenated(parts)


def numbers(out: Path, key: str, name: str) -> list[str]:
    """Return the columns of decimals in a table of a run."""
    schema = _schema(run_folder(out, key) / f"{name}.parquet")
    return [field.name for field in schema if pa.types.is_floating(field.type)]


def _texts(path: Path) -> list[str]:
    return [field.name for field in _schema(path) if _is_text(field.type)]


def _schema(path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from None


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _read(texts: list[str], columns: list[str] | None, path: Path) -> pa.Table:
    try:
        buffer = pa.BufferReader(path.read_bytes())  # faster than the library's own ways to files
        file = pq.ParquetFile(buffer, read_dictionary=texts)
        return file.read(columns, use_threads=False).replace_schema_metadata()
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from None


def _together(tables: Sequence[pa.Table], start: int) -> pa.Table:
    """Return the rows of several runs, with their position before them."""
    lengths = [table.num_rows for table in tables]
    runs = np.repeat(np.arange(start, start + len(tables), dtype=np.int32), lengths)
    return concatenated(tables).add_column(0, RUN, pa.array(runs))


def concatenated(tables: Sequence[pa.Table]) -> pa.Table:
    """Return tables one below the other, with the same dictionaries throughout."""
    return pa.concat_tables(tables, promote_options="permissive").unify_dictionaries()


def frame(table: pa.Table, positions: I64, labels: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Return rows with the labels of their run before them; texts are categories, sorted.

    Parameters
    ----------
    table
        As :func:`read_runs` returns it: the rows of a run stand together.
    positions, labels
        For every run to be shown, in this order, its position in the table and its labels; runs
        that are equal share a position.
    """
    runs = table[RUN].to_numpy()
    first = np.flatnonzero(np.diff(runs, prepend=-1))
    start = np.zeros(int(positions.max()) + 1, np.int64)
    count = np.zeros_like(start)
    start[runs[first]], count[runs[first]] = first, np.diff(first, append=len(runs))
    lengths = count[positions]
    begins = np.cumsum(lengths) - lengths
    if not np.array_equal(begins, start[positions]) or lengths.sum() != len(runs):
        rows = np.arange(lengths.sum()) + np.repeat(start[positions] - begins, lengths)
        table = table.take(pa.array(rows))
    columns = {name: _repeated(values, lengths) for name, values in labels.items()}
    columns |= {name: _column(table[name]) for name in table.column_names if name != RUN}
    return pd.DataFrame(columns, copy=False)


type Column = "NDArray[Any] | pd.Categorical[str]"


def _repeated(labels: NDArray[Any], lengths: I64) -> Column:
    if labels.dtype.kind != "O":
        repeated: NDArray[Any] = np.repeat(labels, lengths)
        return repeated
    names, codes = np.unique(labels, return_inverse=True)
    return _categories(np.repeat(codes.astype(np.int16), lengths), names.tolist())


def _column(column: pa.ChunkedArray) -> Column:
    if not pa.types.is_dictionary(column.type):
        return np.asarray(column.to_numpy())
    coded = column.combine_chunks()
    names: list[str] = coded.dictionary.to_pylist()
    order = np.argsort(np.asarray(names, object), kind="stable")
    place = np.empty(len(names) + 1, np.int16)
    place[order], place[-1] = np.arange(len(names)), -1  # the last one is for what is missing
    codes = coded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return _categories(place[codes], [names[k] for k in order])


def _categories(codes: NDArray[np.int16], names: list[str]) -> "pd.Categorical[str]":
    return pd.Categorical.from_codes(codes, pd.Index(names))
