"""Where results come from: versions, machine, revision of the source."""

import platform
import subprocess
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

PACKAGES = (
    "numpy",
    "numba",
    "pandas",
    "pyarrow",
    "mesa",
    "pydantic",
    "hydra-core",
    "omegaconf",
    "matplotlib",
)
_SOURCE = Path(__file__).resolve().parents[3]


def installed(package: str) -> str | None:
    """Return the version of a package, None when it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


@cache
def revision() -> str | None:
    """Return the git revision of the source with "+" for changed files, None for a wheel."""
    if not (_SOURCE / ".git").exists():
        return None
    try:
        commit = _git("rev-parse", "HEAD")
        changed = _git("status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return None
    return commit + ("+" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", "-C", str(_SOURCE), *arguments],  # noqa: S607
        check=True,
        capture_output=True,
        text=True,
        timeout=10,
    )
    return done.stdout.strip()


def provenance() -> dict[str, Any]:
    """Return what a manifest says about software and machine."""
    return {
        "segsim": installed("segsim"),
        "git_revision": revision(),
        "python": platform.python_version(),
        "packages": {name: installed(name) for name in PACKAGES},
        "host": platform.node(),
        "platform": platform.platform(),
    }
