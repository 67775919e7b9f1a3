"""What a study takes beyond its runs: processes, files, the comparison and the figures."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import segsim
from rows import Row, spoken

STUDIES = ((20_000, 10), (100_000, 20))
"""Households, and years of a run."""
RUNS = 8
WORKERS = (1, 2)


def measure(studies: Sequence[tuple[int, int]] = STUDIES) -> list[Row]:
    """Return a row for each study and number of processes, and one for asking again."""
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        segsim("run", *overrides(2_000, 1, 1, Path(folder) / "compiles"), "--no-figures")
        for households, years in studies:
            out = Path(folder) / str(households)
            burn_in(households, years, out)
            rows += [study(households, years, workers, out) for workers in WORKERS]
            rows.append(again(households, years, out))
    return rows


def burn_in(households: int, years: int, out: Path) -> None:
    """Leave a folder in which the cities of all seeds are settled, and no run."""
    segsim("run", *overrides(households, years, max(WORKERS), out), "--no-figures")


def study(households: int, years: int, workers: int, out: Path) -> Row:
    """Compare the time of a study with the sum of its runs.

    The overhead is wall time × processes ÷ sum of the runs: 1 were there nothing but runs, all
    processes busy to the end. The runs' seconds are those of their manifests, where processes
    already share the machine.
    """
    shutil.rmtree(out / "runs")
    wall = segsim("run", *overrides(households, years, workers, out)).seconds
    runs = list(seconds_of_runs(out))
    assert len(runs) == RUNS, f"{len(runs)} runs of {RUNS}"
    total = sum(runs)
    return Row(
        f"{named(households, years)}, {workers} at a time: wall × {workers} ÷ sum of the runs",
        f"{spoken(wall)} from command to figures",
        f"runs: {spoken(total)} in all, beyond them {spoken(wall - total / workers)}",
        wall * workers / total,
        (wall * workers / total,) * 2,
    )


def again(households: int, years: int, out: Path) -> Row:
    """Ask for what is there: the fixed part of a study."""
    wall = segsim("run", *overrides(households, years, 1, out)).seconds
    return Row(f"{named(households, years)}, all there already", spoken(wall))


def named(households: int, years: int) -> str:
    """Return what a study is of."""
    return f"A study of {RUNS} runs of {households:,} households, {years} years"


def overrides(households: int, years: int, workers: int, out: Path) -> list[str]:
    """Return the arguments of `segsim run`."""
    size = ["city=grid", f"city.households={households}", f"years={years}"]
    return [*size, f"replications={RUNS}", f"executor.workers={workers}", f"out={out}"]


def seconds_of_runs(out: Path) -> Iterator[float]:
    """Yield the seconds of every run as its manifest has them."""
    for manifest in (out / "runs").glob("*/manifest.json"):
        yield json.loads(manifest.read_text("utf-8"))["seconds"]
