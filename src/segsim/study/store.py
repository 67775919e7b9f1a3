"""Results on disk: one folder a run, complete or absent (`docs/studies.md`)."""

import errno
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from segsim.registry import StoppedError, UserError

MANIFEST = "manifest.json"
TABLES = ("indicators", "areas", "ledger", "changes")
TYPES: Mapping[str, pa.Schema] = {
    "ledger": pa.schema(
        [
            ("policy", pa.string()),
            ("year", pa.int64()),
            ("payer", pa.string()),
            ("kind", pa.string()),
            ("eur", pa.float64()),
        ]
    )
}
"""Types that a table without rows cannot tell."""
PARTIAL = ".partial"
"""Where runs are written before they appear, in a folder for each process that leads a study."""
TROUBLE = {
    getattr(errno, name)
    for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS", "EXDEV", "EACCES", "EPERM", "EIO")
    if hasattr(errno, name)
}
"""What says that a disk takes no more: no run is to blame, and the next would fare no better."""
ATTEMPTS = 5


def run_folder(out: Path, key: str) -> Path:
    """Return the folder of one run."""
    return out / "runs" / key


def failure_file(out: Path, key: str) -> Path:
    """Return the file with the reason why a run failed."""
    return out / "failed" / f"{key}.txt"


def settled_file(out: Path, burn_in_key: str) -> Path:
    """Return the file of a settled city, shared by the scenarios of a seed."""
    return out / "settled" / f"{burn_in_key}.npz"


def log_file(out: Path, key: str) -> Path:
    """Return the log of one run: every attempt, with the years it has reached."""
    return out / "logs" / f"{key}.log"


def is_done(out: Path, key: str) -> bool:
    """Whether a run's results are there."""
    return (run_folder(out, key) / MANIFEST).is_file()


def finished(out: Path) -> set[str]:
    """Return the keys of all runs whose results are there."""
    try:
        with os.scandir(out / "runs") as entries:
            return {entry.name for entry in entries if is_done(out, entry.name)}
    except FileNotFoundError:
        return set()


def has_table(out: Path, key: str, name: str) -> bool:
    """Whether a run has a table that not all have."""
    return (run_folder(out, key) / f"{name}.parquet").is_file()


@contextmanager
def storage(out: Path) -> Iterator[None]:
    """Tell trouble with the disk from trouble with a run.

    Raises
    ------
    StoppedError
        Instead of the error, when the disk is full, read-only or out of reach.
    """
    try:
        yield
    except OSError as error:
        if error.errno is None or error.errno not in TROUBLE:
            raise
        raise StoppedError(f"cannot write into {str(out)!r}: {os.strerror(error.errno)}") from error


def write_run(
    out: Path,
    key: str,
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    beside: Path | None = None,
) -> None:
    """Write one run beside its place and let it appear by one rename.

    When another process has finished the same run meanwhile, its equal results stay.

    Parameters
    ----------
    out, key
        The results folder and the run's name in it.
    tables, manifest
        What the run has found, and what it was.
    beside
        The folder for unfinished runs of the study that asks, which may vanish at any time;
        default: one for this call.

    Raises
    ------
    StoppedError
        When the disk takes no more.
    """
    with storage(out):
        own = out / PARTIAL / uuid4().hex[:8]
        _persistently(_write_run, out, key, tables, manifest, beside or own)
        failure_file(out, key).unlink(missing_ok=True)
        if beside is None:
            for folder in (own, own.parent):
                with suppress(OSError):
                    folder.rmdir()  # only when nobody else is writing there


def _write_run(
    out: Path,
    key: str,
    tables: Mapping[str, pd.DataFrame],
    manifest: Mapping[str, Any],
    beside: Path,
) -> None:
    folder = beside / f"{key[:16]}-{uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    try:
        for name, table in tables.items():
            write_table(folder / f"{name}.parquet", table, TYPES.get(name))
        write_text(folder / MANIFEST, _as_json(manifest))
        _appear(folder, run_folder(out, key))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_json(content: Mapping[str, Any]) -> str:
    """Return JSON with a line for each key: indented throughout it takes ten times as long."""
    lines = [
        f" {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in content.items()
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _appear(folder: Path, place: Path) -> None:
    """Let a whole run appear in its place; what is there and whole stays."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.is_dir() and not (place / MANIFEST).is_file():  # somebody took its manifest away
        place.rename(folder.with_name(f"{folder.name}-broken"))
    try:
        folder.rename(place)
    except OSError:
        if not (place / MANIFEST).is_file():
            raise


def _persistently[**Given](
    action: Callable[Given, None], *arguments: Given.args, **named: Given.kwargs
) -> None:
    """Write once more when somebody removed a folder in between: an empty one, when tidying."""
    for _ in range(ATTEMPTS - 1):
        with suppress(FileNotFoundError):
            return action(*arguments, **named)
    return action(*arguments, **named)


def write_table(path: Path, table: pd.DataFrame, types: pa.Schema | None = None) -> None:
    """Write a table as Parquet: zstd, floats split into byte streams, the rest by dictionary."""
    content = pa.Table.from_pandas(table, types, preserve_index=False)
    floats = [field.name for field in content.schema if pa.types.is_floating(field.type)]
    pq.write_table(
        content,
        path,
        compression="zstd",
        use_dictionary=[name for name in content.column_names if name not in floats],
        column_encoding=dict.fromkeys(floats, "BYTE_STREAM_SPLIT") or None,
    )


def read_table(out: Path, key: str, name: str) -> pd.DataFrame:
    """Read one table of a run."""
    path = run_folder(out, key) / f"{name}.parquet"
    try:
        table: pd.DataFrame = pq.read_table(path).to_pandas()
    except (OSError, pa.ArrowException) as error:
        raise damaged(path, error) from None
    return table


def read_manifest(out: Path, key: str) -> dict[str, Any]:
    """Read the manifest of a run."""
    path = run_folder(out, key) / MANIFEST
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError("it holds no keys")
    except (OSError, ValueError) as error:
        raise damaged(path, error) from None
    return content


def damaged(path: Path, error: Exception) -> UserError:
    """Build the error for a file of a run that cannot be read."""
    reason = " ".join(str(error).split())
    return UserError(
        f"{path}: this file is missing or damaged ({reason}); "
        "remove its folder and run the study again."
    )


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def write_failure(out: Path, key: str, label: str, reason: str, details: str = "") -> None:
    """Keep the reason of a failure, one file a run.

    Raises
    ------
    StoppedError
        When the disk takes no more.
    """
    text = f"{label}\n{reason}\n\n{details}".rstrip() + "\n"
    with storage(out):
        _persistently(write_text, failure_file(out, key), text)
