"""Commands of segsim in processes of their own, timed."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

SEGSIM = "import sys; from segsim.cli.main import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that is over."""

    seconds: float
    code: int
    said: str


@dataclass(slots=True)
class Started:
    """A process under way."""

    process: "subprocess.Popen[str]"
    began: float

    def end(self) -> Ended:
        """Wait until it is over."""
        out, error = self.process.communicate()
        return Ended(perf_counter() - self.began, self.process.returncode, out + error)


def start(code: str, *arguments: str, cache: Path | None = None) -> Started:
    """Start a fresh interpreter, with a cache of machine code of its own if asked.

    Python keeps the bytecode of what it imports, as it does unless somebody forbids it: reading
    the sources of all packages anew would be the larger part of every start.
    """
    variables = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    if cache is not None:
        variables["NUMBA_CACHE_DIR"] = str(cache)
    began = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=variables,
    )
    return Started(process, began)


def python(code: str, cache: Path | None = None) -> Ended:
    """Run code in a fresh interpreter; raise where it fails."""
    return _well(start(code, cache=cache).end())


def segsim(*arguments: str, cache: Path | None = None) -> Ended:
    """Run the command `segsim`; raise where it fails."""
    return _well(start(SEGSIM, *arguments, cache=cache).end())


def _well(ended: Ended) -> Ended:
    if ended.code != 0:
        raise RuntimeError(ended.said)
    return ended
