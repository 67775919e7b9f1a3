"""The relocation kernel beside C++ -O3 and NumPy programs of the same algorithm, by size.

`benchmarks/kernel` plays the twelve rounds of the open market of a year by all three, from copies
of the same state; each size is a process of its own.
"""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from alone import said_by
from rows import Pair, Row, spoken

KERNEL = Path(__file__).parents[1] / "kernel"
SIZES = {100_000: 9, 1_000_000: 5, 3_000_000: 5}
"""Repetitions by number of households."""
SLOWER, BYTES = 1.5, 64.0
"""Times the time of C++, and bytes of a household in the kernel's arrays, at most."""


def measure(sizes: Mapping[int, int] = SIZES) -> list[Row]:
    """Return the rows of each number of households."""
    if shutil.which("g++") is None:
        return [Row("relocation kernel beside C++ -O3", "no g++ here")]
    rows: list[Row] = []
    for size, repeat in sizes.items():
        found = said_by(str(KERNEL), "--households", size, "--repeat", repeat, "--json")
        rows += rows_of(json.loads(found))
    return rows


def rows_of(found: dict[str, Any]) -> list[Row]:
    """Return the rows of what one comparison found."""
    seconds, number = found["seconds"], found["households"]
    ours = seconds["numba"]
    cpp, arrays = Pair(seconds["C++"], ours), Pair(ours, seconds["NumPy"])
    took = {name: spoken(median(times)) for name, times in seconds.items()}
    same = not found["differences"]
    sha = f"sha256 {found['sha256'][:8]}…" if same else "OTHER ASSIGNMENTS"
    what = f"relocation kernel, a year of {number:,} households, beside"
    holds = same and cpp.ratio <= SLOWER
    wanted = f"≤ {SLOWER}"
    bytes_ = found["bytes"] / number
    return [
        Row(
            f"{what} C++ -O3 ({sha})",
            took["numba"],
            took["C++"],
            cpp.ratio,
            cpp.spread,
            wanted,
            holds,
        ),
        Row(f"{what} NumPy ({sha})", took["numba"], took["NumPy"], arrays.ratio, arrays.spread),
        Row(
            f"arrays of the kernel, {number:,} households",
            f"{bytes_:.1f} B a household",
            wanted=f"≤ {BYTES:.0f} B",
            holds=bytes_ <= BYTES,
        ),
    ]
