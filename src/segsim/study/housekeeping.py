"""What a results folder no longer needs, and whether what it has is whole."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from segsim.registry import UserError
from segsim.study.lead import leaders
from segsim.study.packed import packs
from segsim.study.record import read_study
from segsim.study.store import MANIFEST, PARTIAL, TABLES, read_manifest, run_folder


def leftovers(out: Path) -> dict[str, list[Path]]:
    """Return what may be removed from a results folder, by kind.

    ``orphans`` are runs that the folder's study does not name: those of earlier settings, which
    are used again when these settings return.
    """
    named = {run.key for run in read_study(out).runs}
    living = leaders(out)
    return {
        "orphans": [p for p in _entries(out / "runs") if p.name not in named],
        "failures": _entries(out / "failed"),
        "logs": [p for p in _entries(out / "logs") if p.stem not in named],
        "packs": [p.path for p in packs(out) if named.isdisjoint(key for key, *_ in p.facts)],
        "settled cities": _entries(out / "settled"),
        "unfinished": [p for p in _entries(out / PARTIAL) if p.name not in living],
    }


def _entries(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def size(path: Path) -> int:
    """Return the bytes of a file, or of everything in a folder."""
    if path.is_file():
        return path.stat().st_size
    return sum(inner.stat().st_size for inner in path.rglob("*") if inner.is_file())


def remove(paths: list[Path]) -> None:
    """Remove files and folders, and the folder around them once it is empty."""
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    for parent in {path.parent for path in paths}:
        if not any(parent.iterdir()):
            parent.rmdir()


def damaged_runs(out: Path) -> Iterator[tuple[Path, str]]:
    """Yield every run whose files cannot all be read, and why."""
    for folder in _entries(out / "runs"):
        problem = _problem(out, folder.name)
        if problem:
            yield folder, problem


def _problem(out: Path, key: str) -> str:
    folder = run_folder(out, key)
    try:
        manifest = read_manifest(out, key)
        if manifest.get("key") != key:
            return f"{MANIFEST} is of another run ({manifest.get('key')})"
        wanted = TABLES if "city" in manifest["configuration"] else TABLES[:1]
        missing = {f"{name}.parquet" for name in wanted} - {path.name for path in folder.iterdir()}
        if missing:
            return f"{', '.join(sorted(missing))}: missing"
        for path in folder.glob("*.parquet"):
            pq.read_table(path)
    except UserError as error:
        return str(error)
    except (OSError, pa.ArrowException, KeyError) as error:
        return " ".join(f"{type(error).__name__} {error}".split())
    return ""
