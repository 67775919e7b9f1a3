"""What a study takes beyond its runs: processes, files, the comparison and the figures."""

import json
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import segsim, start
from rows import Row, spoken

STUDIES = ((20_000, 10), (100_000, 20))
"""Households, and years of a run."""
RUNS = 8
WORKERS = (1, 2)


BURN_IN = """
import sys, time
from pathlib import Path
from segsim.model import settle, warm_up
from segsim.study.plan import single
warm_up()
small = ["city=grid", "city.households=2000"]
settle(single(small), Path(sys.argv[1] + ".small"))  # loads the machine code, as a worker has it
began = time.perf_counter()
settle(single(sys.argv[2:]), Path(sys.argv[1]))
print(time.perf_counter() - began)
"""


def measure(studies: Sequence[tuple[int, int]] = STUDIES) -> list[Row]:
    """Return a row for each study and number of processes, and one for asking again."""
    rows: list[Row] = []
    with TemporaryDirectory() as folder:
        segsim("run", *overrides(2_000, 1, 1, Path(folder) / "compiles"), "--no-figures")
        for households, years in studies:
            out = Path(folder) / str(households)
            burn_in = RUNS * seconds_of_burn_in(households, years, Path(folder))
            for workers in WORKERS:
                rows.append(study(households, years, workers, out, burn_in))
            rows.append(again(households, years, out))
    return rows


def seconds_of_burn_in(households: int, years: int, folder: Path) -> float:
    """Return what synthesis and burn-in of one seed take, of which no manifest tells."""
    city = [f"city.households={households}", f"years={years}"]
    ended = start(BURN_IN, str(folder / "city.npz"), "city=grid", *city).end()
    return float(ended.said.split()[-1])


def study(households: int, years: int, workers: int, out: Path, burn_in: float) -> Row:
    """Compare the time of a study with the sum of its runs and of the burn-ins they start from.

    The overhead is wall time × processes ÷ that sum: 1 were there nothing else, all processes busy
    to the end. The runs' seconds are those of their manifests, where processes already share the
    machine; a burn-in was measured alone.
    """
    shutil.rmtree(out, ignore_errors=True)
    wall = segsim("run", *overrides(households, years, workers, out)).seconds
    runs = list(seconds_of_runs(out))
    assert len(runs) == RUNS, f"{len(runs)} runs of {RUNS}"
    work = sum(runs) + burn_in
    ratio = wall * workers / work
    return Row(
        f"{named(households, years)}, {workers} at a time: wall × {workers} ÷ runs and burn-ins",
        f"{spoken(wall)} from command to figures",
        f"runs {spoken(sum(runs))}, burn-ins {spoken(burn_in)}; "
        f"beyond them {spoken(wall - work / workers)}",
        ratio,
        (ratio, ratio),
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
