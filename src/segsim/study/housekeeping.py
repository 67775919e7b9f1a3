"""What a results folder no longer needs: runs of no study, failures, leftovers."""

import shutil
from pathlib import Path

from segsim.study.record import read_study
from segsim.study.store import PARTIAL


def leftovers(out: Path) -> dict[str, list[Path]]:
    """Return what may be removed from a results folder, by kind.

    ``orphans`` are runs that the folder's study does not name: those of earlier settings, which
    are used again when these settings return.
    """
    named = {run.key for run in read_study(out).runs}
    return {
        "orphans": [p for p in _entries(out / "runs") if p.name not in named],
        "failures": _entries(out / "failed"),
        "settled cities": _entries(out / "settled"),
        "unfinished": _entries(out / PARTIAL),
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
