"""How long it takes to start: with an empty cache of machine code, and every day after.

Everything happens in fresh processes. Times include the start of the interpreter.
"""

import statistics
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import Ended, python, segsim, start
from rows import Row, spoken

COLD, WARM = 15.0, 2.0
"""Seconds that compiling may take, and `segsim run` until its first run is done."""
TOGETHER = 8
"""Processes that use an empty cache at the same time."""
COMPILE = "from segsim.model import warm_up; warm_up()"
RUN = f"""
{COMPILE}
from segsim.model import SegregationModel
from segsim.study.plan import single
model = SegregationModel(single(["city=grid", "city.households=2000", "burn_in.years=1"]))
model.run(1)
print(model.digest())
"""


def measure(together: int = TOGETHER, repeat: int = 5) -> list[Row]:
    """Return the rows."""
    return [*cold(), *daily(repeat), warm(repeat), concurrent(together)]


def cold(repeat: int = 3) -> list[Row]:
    """Compile everything with an empty cache; then load what that left."""
    empty, full = [], []
    for _ in range(repeat):
        with TemporaryDirectory() as cache:
            empty.append(python(COMPILE, Path(cache)).seconds)
            full.append(python(RUN, Path(cache)).seconds)
    median = statistics.median(empty)
    return [
        Row(
            "First use: import and compile everything, empty cache",
            spoken(median),
            f"{spoken(min(empty))} to {spoken(max(empty))}",
            wanted=f"≤ {COLD:g} s",
            holds=median <= COLD,
        ),
        Row(
            "Next process: synthesis, a year of burn-in and a year of 2,000 households",
            spoken(statistics.median(full)),
            f"{spoken(min(full))} to {spoken(max(full))}",
        ),
    ]


def daily(repeat: int) -> list[Row]:
    """Return what imports and commands that simulate nothing take."""
    cases: dict[str, Callable[[], Ended]] = {
        "An empty interpreter": lambda: python("pass"),
        "`import segsim`": lambda: python("import segsim"),
        "`from segsim.model import SegregationModel`": lambda: python(
            "from segsim.model import SegregationModel"
        ),
        "`segsim --version`": lambda: segsim("--version"),
        "`segsim list policies`": lambda: segsim("list", "policies"),
    }
    rows = []
    for what, call in cases.items():
        call()  # the files are read from the disk once
        times = [call().seconds for _ in range(repeat)]
        spread = f"{spoken(min(times))} to {spoken(max(times))}"
        rows.append(Row(what, spoken(statistics.median(times)), spread))
    return rows


def warm(repeat: int) -> Row:
    """Time `segsim run` of the smallest city for a year, compiled but nothing else there.

    From the start of the process until it has ended: composition, a worker, synthesis, a year of
    burn-in, the run, files, and the comparison.
    """
    city = ["city=grid", "city.households=2000", "years=1", "burn_in.years=1", "replications=1"]
    times = []
    with TemporaryDirectory() as folder:
        for r in range(repeat + 1):
            out = f"out={folder}/{r}"
            times.append(segsim("run", *city, "executor.workers=1", out, "--no-figures").seconds)
    times = times[1:]  # the first reads files from the disk
    median = statistics.median(times)
    return Row(
        "`segsim run` of 2,000 households for a year, from the command to its end, compiled before",
        spoken(median),
        f"{spoken(min(times))} to {spoken(max(times))}",
        wanted=f"< {WARM:g} s",
        holds=median < WARM,
    )


def concurrent(together: int) -> Row:
    """Let fresh processes compile into one empty cache at the same time, and one more find it."""
    with TemporaryDirectory() as cache:
        started = [start(RUN, cache=Path(cache)) for _ in range(together)]
        ended = [one.end() for one in started]
        after = start(RUN, cache=Path(cache)).end()
    digests = {one.said.strip() for one in [*ended, after]}
    same = len(digests) == 1 and all(one.code == 0 for one in [*ended, after])
    return Row(
        f"{together} processes with one empty cache at the same time, then one more",
        f"all ended after {spoken(max(one.seconds for one in ended))}",
        f"the one after: {spoken(after.seconds)}",
        wanted="exit 0 and one digest",
        holds=same,
    )
