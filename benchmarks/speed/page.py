"""The page of speeds, docs/speed.md, and the part of the README that comes from it."""

import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rows import Row, ratio_of, verdict

ROOT = Path(__file__).parents[2]
PAGE, README = ROOT / "docs" / "speed.md", ROOT / "README.md"
BEGIN, END = "<!-- speed: written by benchmarks/speed -->", "<!-- end of speed -->"
PACKAGES = ("numba", "numpy", "mesa", "agentpy", "ambr", "segregation")
INTRODUCTION = """\
# How fast it is

Written by `python benchmarks/speed --write` in one run, part after part; do not edit. Every ratio
is the median over repetitions in which the two sides took turns, with the smallest and the largest.
✓ and ✗ say whether what is wanted was found.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page."""

    title: str
    rows: Sequence[Row]


def write(parts: Sequence[Part], load: float) -> None:
    """Write the page, and what of it is wanted into the README."""
    where = machine(load)
    sections = [f"## {part.title}\n\n{table(part.rows)}" for part in parts]
    PAGE.write_text("\n".join([INTRODUCTION, where + "\n", *sections]), "utf-8")
    wanted = [row for part in parts for row in part.rows if row.holds is not None]
    text = README.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{before}{BEGIN}\n{where}\n\n{table(wanted)}{END}{after}", "utf-8")


def table(rows: Iterable[Row]) -> str:
    """Return rows as a table."""
    lines = ["| | found | beside | ratio (range) | wanted |", "|---|---|---|---|---|"]
    for row in rows:
        cells = (row.what, row.found, row.beside, ratio_of(row), verdict(row))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def machine(load: float) -> str:
    """Return what it was measured on."""
    said = Path("/proc/cpuinfo").read_text("utf-8")
    model = next(
        (line.split(":")[1].strip() for line in said.splitlines() if "model name" in line), ""
    )
    memory = int(Path("/proc/meminfo").read_text("ascii").split()[1]) / 1024**2
    cores = sum(line.startswith("processor") for line in said.splitlines())
    found = (f"{name} {installed(name)}" for name in PACKAGES if installed(name))
    return (
        f"Measured on {date.today():%-d %B %Y}: {model or platform.machine()}, {cores} shared"
        f" cores, {memory:.0f} GB, load {load:.1f} before it began;"
        f" Python {platform.python_version()},"
        f" {', '.join(found)}; {compiler()}. One core unless said otherwise."
    )


def installed(name: str) -> str:
    """Return the version of a package, or nothing."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def compiler() -> str:
    """Return what the C++ compiler calls itself."""
    try:
        said = subprocess.run(["g++", "--version"], check=True, capture_output=True, text=True)
    except FileNotFoundError:
        return "no C++ compiler"
    return said.stdout.splitlines()[0]
