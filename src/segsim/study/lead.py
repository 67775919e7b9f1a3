"""The place of a leading process in a results folder: where its workers write unfinished runs."""

import os
import platform
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Self
from uuid import uuid4

from segsim.study.store import PARTIAL


class Lead:
    """A sign that a process leads a study here; several may, in one folder.

    Parameters
    ----------
    out
        The results folder.

    Attributes
    ----------
    folder
        Where what is not finished is written.
    """

    def __init__(self, out: Path) -> None:
        self._all = out.resolve() / PARTIAL
        self.folder = self._all / f"{platform.node()}-{os.getpid()}-{uuid4().hex[:6]}"

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True)
        for other in self._all.iterdir():
            if _is_dead(other.name):
                shutil.rmtree(other, ignore_errors=True)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        with suppress(OSError):
            self._all.rmdir()  # only when no other study is writing there


def leaders(out: Path) -> set[str]:
    """Return the names of all processes that lead a study in a results folder, as far as known.

    Of processes on other machines it is not known whether they live.
    """
    try:
        return {entry.name for entry in (out / PARTIAL).iterdir() if not _is_dead(entry.name)}
    except FileNotFoundError:
        return set()


def _is_dead(name: str) -> bool:
    """Whether a leader of this machine has ended without tidying; of others nothing is known."""
    node, _, number = name.rpartition("-")[0].rpartition("-")
    if node != platform.node() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except OSError:  # it lives, and is somebody else's
        return False
    return False
