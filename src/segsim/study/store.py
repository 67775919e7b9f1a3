"""Results on disk: one folder a run, complete or absent (`docs/studies.md`)."""

import json
import os
import platform
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from multiprocessing import parent_process
from pathlib import Path
from typing import Any
from uuid import uuid4

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from segsim.registry import UserError

MANIFEST = "manifest.json"
TABLES = ("indicators", "areas", "ledger", "changes")
TYPES: Mapping[str, Mapping[str, str]] = {
    "ledger": {"policy": "str", "year": "int64", "payer": "str", "kind": "str", "eur": "float64"},
}
"""Types that a table without rows cannot tell."""
PARTIAL = ".partial"
"""Where a run is written before it appears; what is left there belongs to nobody."""


def run_folder(out: Path, key: str) -> Path:
    """Return the folder of one run."""
    return out / "runs" / key


def failure_file(out: Path, key: str) -> Path:
    """Return the file with the reason why a run failed."""
    return out / "failed" / f"{key}.txt"


def settled_file(out: Path, burn_in_key: str) -> Path:
    """Return the file of a settled city, shared by the scenarios of a seed."""
    return out / "settled" / f"{burn_in_key}.npz"


def partial_folder(out: Path) -> Path:
    """Return where this study's processes write: named after the process that leads them."""
    parent = parent_process()
    leader = os.getpid() if parent is None else parent.pid
    return out / PARTIAL / f"{platform.node()}-{leader}"


def drop_partial(out: Path) -> None:
    """Remove what killed processes of this study left behind."""
    shutil.rmtree(partial_folder(out), ignore_errors=True)
    with suppress(OSError):
        (out / PARTIAL).rmdir()  # only when no other study is writing there


def is_done(out: Path, key: str) -> bool:
    """Whether a run's results are there."""
    return (run_folder(out, key) / MANIFEST).is_file()


def has_table(out: Path, key: str, name: str) -> bool:
    """Whether a run has a table that not all have."""
    return (run_folder(out, key) / f"{name}.parquet").is_file()


def write_run(
    out: Path, key: str, tables: Mapping[str, pd.DataFrame], manifest: Mapping[str, Any]
) -> None:
    """Write one run beside its place and let it appear by one rename.

    When another process has finished the same run meanwhile, its equal results stay.
    """
    with _beside(out, key) as folder:
        for name, table in tables.items():
            write_table(folder / f"{name}.parquet", table.astype(TYPES.get(name, {})))
        write_text(folder / MANIFEST, json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
        target = run_folder(out, key)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            folder.rename(target)
        except OSError:
            if not is_done(out, key):
                raise
    failure_file(out, key).unlink(missing_ok=True)


@contextmanager
def _beside(out: Path, key: str) -> Iterator[Path]:
    folder = partial_folder(out) / f"{key[:16]}-{uuid4().hex[:8]}"
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def write_table(path: Path, table: pd.DataFrame) -> None:
    """Write a table as Parquet: zstd, floats split into byte streams, the rest by dictionary."""
    content = pa.Table.from_pandas(table, preserve_index=False)
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
        raise _damaged(path, error) from None
    return table


def read_manifest(out: Path, key: str) -> dict[str, Any]:
    """Read the manifest of a run."""
    path = run_folder(out, key) / MANIFEST
    try:
        content: Any = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict):
            raise ValueError("it holds no keys")
    except (OSError, ValueError) as error:
        raise _damaged(path, error) from None
    return content


def _damaged(path: Path, error: Exception) -> UserError:
    reason = " ".join(str(error).split())
    return UserError(
        f"{path}: this file is missing or damaged ({reason}); "
        "remove its folder and run the study again."
    )


def write_text(path: Path, text: str) -> None:
    """Write a text file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.write_text(text, encoding="utf-8")
    draft.replace(path)


def write_failure(out: Path, key: str, label: str, reason: str, details: str = "") -> None:
    """Keep the reason of a failure, one file a run."""
    write_text(failure_file(out, key), f"{label}\n{reason}\n\n{details}".rstrip() + "\n")
