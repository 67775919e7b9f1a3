"""Processes of one's own, on one thread: what one measures is not in the memory of another."""

import os
import subprocess
import sys
from pathlib import Path

ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")


def said_by(file: str, *arguments: object) -> str:
    """Return what a file of this folder prints when it is run by itself."""
    done = subprocess.run(
        [sys.executable, file, *map(str, arguments)],
        env=os.environ | ONE_THREAD,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


def memory_of(line: str) -> int:
    """Return a line of what the kernel knows of this process, in bytes."""
    text = Path("/proc/self/status").read_text("ascii")
    kilobytes = next(each for each in text.splitlines() if each.startswith(line + ":"))
    return 1024 * int(kilobytes.split()[1])


def resident() -> int:
    """Return the bytes of this process in memory now."""
    return memory_of("VmRSS")


def peak() -> int:
    """Return the most bytes of this process that were in memory at once."""
    return memory_of("VmHWM")
