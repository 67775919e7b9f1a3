"""The page of speeds, docs/speed.md, and the part of the README that comes from it."""

import platform
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from rows import Row, ratio_of, verdict

ROOT = Path(__file__).parents[2]
PAGE, README = ROOT / "docs" / "speed.md", ROOT / "README.md"
BEGIN, END = "<!-- speed: written by benchmarks/speed -->", "<!-- end of speed -->"
PACKAGES = ("numba", "numpy", "mesa", "agentpy", "ambr", "segregation")
HEAD = ("| | found | beside | ratio (range) | wanted |", "|---|---|---|---|---|")
INTRODUCTION = """\
# How fast it is

Written by `python benchmarks/speed --write`, each part in one run; do not edit. Every ratio is the
median over repetitions in which the two sides took turns, with the smallest and the largest. ✓ and
✗ say whether what is wanted was found.
"""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the page."""

    title: str
    rows: Sequence[Row]


def write(parts: Sequence[Part], load: float, titles: Sequence[str]) -> None:
    """Write parts into the page, and what of the page is wanted into the README.

    Parts that were not measured now stay as they are; ``titles`` is the order of all.
    """
    before = PAGE.read_text("utf-8").split("\n## ")[1:] if PAGE.is_file() else []
    sections = {text.split("\n", 1)[0]: text.rstrip() for text in before}
    when = f"{datetime.now():%-d %B %Y, %H:%M}, load {load:.1f} before it began."
    sections |= {part.title: f"{part.title}\n\n{when}\n\n{table(part.rows)}" for part in parts}
    told = [f"## {sections[title].rstrip()}\n" for title in titles if title in sections]
    PAGE.write_text("\n".join([INTRODUCTION, machine() + "\n", *told]), "utf-8")
    lines = "\n".join(told).split("\n")
    wanted = "\n".join([*HEAD, *(line for line in lines if line.endswith(("✓ |", "✗ |")))])
    text = README.read_text("utf-8")
    start, end = text.split(BEGIN)[0], text.split(END)[1]
    README.write_text(f"{start}{BEGIN}\n{machine()}\n\n{wanted}\n{END}{end}", "utf-8")


def table(rows: Iterable[Row]) -> str:
    """Return rows as a table."""
    lines = list(HEAD)
    for row in rows:
        cells = (row.what, row.found, row.beside, ratio_of(row), verdict(row))
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def machine() -> str:
    """Return what it was measured on."""
    said = Path("/proc/cpuinfo").read_text("utf-8")
    model = next(
        (line.split(":")[1].strip() for line in said.splitlines() if "model name" in line), ""
    )
    memory = int(Path("/proc/meminfo").read_text("ascii").split()[1]) / 1024**2
    cores = sum(line.startswith("processor") for line in said.splitlines())
    found = (f"{name} {installed(name)}" for name in PACKAGES if installed(name))
    return (
        f"Measured on {model or platform.machine()}, {cores} shared cores, {memory:.0f} GB;"
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
