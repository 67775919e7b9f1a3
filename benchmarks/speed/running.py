"""What the runner of studies adds to its runs, how two processes share them, and how large a
study may be and still be browsed.
"""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from commands import start
from rows import Row, spoken

TAMPERE = ("city=tampere", "years=20")
RUNS, SHARED = 4, 12
"""Runs of which the overhead is taken, and those that two processes share."""
TRIVIAL = ("city=grid", "city.households=2000", "years=1", "burn_in.years=0", "replications=200")
REPEAT = 3
LARGE, YEARS = 10_000, 5

STUDY = """
import json, sys
from segsim.study.plan import plan
from segsim.study.runner import run_study
report = run_study(plan(sys.argv[1:]))
assert report.complete
print("measured", json.dumps([report.startup, report.seconds - report.startup, report.busy]))
"""
ALONE = """
import json, sys, time
from segsim.model import Simulation, warm_up
from segsim.study.plan import plan
warm_up()
runs = [run.specification for run in plan(sys.argv[1:]).runs]
Simulation(runs[0]).run(1)  # loads the machine code
began = time.perf_counter()
for spec in runs:
    Simulation(spec).run(spec.years)
print("measured", json.dumps(time.perf_counter() - began))
"""
FILL = """
import json, sys
from pathlib import Path
from segsim.study.plan import plan
from segsim.study.record import write_study
from segsim.study.runner import run_study
from segsim.study.store import TABLES, read_manifest, read_table, write_run
out, given = Path(sys.argv[1]), sys.argv[2:]
study = plan(given).moved(str(out / "large"))
one = plan([*given, "replications=1"]).moved(str(out / "one"))
run_study(one)
key = one.runs[0].key
tables = {name: read_table(one.out, key, name) for name in TABLES}
manifest = read_manifest(one.out, key)
write_study(study)
values = tables["indicators"]["value"]
for number, run in enumerate(study.runs):
    tables["indicators"] = tables["indicators"].assign(value=values + number)
    write_run(study.out, run.key, tables, {**manifest, "key": run.key})
"""
BROWSE = """
import json, resource, sys, time
import segsim
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.perf_counter()
results = segsim.load(sys.argv[1])
rows = len(results.indicators)
loaded = time.perf_counter() - began
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
results = segsim.load(sys.argv[1])
began = time.perf_counter()
table = len(results.compare(indicators=results.rows_of()))
print("measured", json.dumps([rows, loaded, peak / 1e3, time.perf_counter() - began]))
if "pack" in sys.argv:
    from segsim.study.packed import pack
    pack(results.out, [run.key for run in results.study.runs])
"""


def measure() -> list[Row]:
    """Return a row for each thing that is wanted of the runner."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        return [*overhead(out), *efficiency(out), *trivial(out), *browsing(out)]


def said(script: str, *arguments: str) -> list[float]:
    """Return the numbers that a script prints, in a process of its own."""
    lines = start(script, *arguments).end().said.splitlines()
    numbers = json.loads(next(line[9:] for line in lines if line.startswith("measured ")))
    return numbers if isinstance(numbers, list) else [numbers]


def study(out: Path, *given: str) -> list[float]:
    """Return start-up, seconds since, and seconds of work of a study in a new folder."""
    with TemporaryDirectory(dir=out) as folder:
        return said(STUDY, *given, f"out={folder}")


def overhead(out: Path) -> list[Row]:
    """Compare a study on one process with the same runs simulated one after the other."""
    given = [*TAMPERE, f"replications={RUNS}"]
    ratios, times = [], []
    for _ in range(REPEAT):
        (bare,) = said(ALONE, *given)
        startup, seconds, _ = study(out, *given, "executor.workers=1")
        ratios.append(seconds / bare - 1.0)
        times.append((bare / RUNS, seconds / RUNS, startup))
    bare, each, startup = (sorted(column)[REPEAT // 2] for column in zip(*times, strict=True))
    middle = sorted(ratios)[REPEAT // 2]
    return [
        Row(
            f"What the runner adds to a run of Tampere, {TAMPERE[1][6:]} years",
            f"{middle:.1%} ({min(ratios):.1%} … {max(ratios):.1%})",
            f"{spoken(each)} a run, files and all; {spoken(bare)} simulated alone; "
            f"start-up of the study {spoken(startup)}",
            wanted="≤ 5 %",
            holds=middle <= 0.05,
        )
    ]


def efficiency(out: Path) -> list[Row]:
    """Compare two processes with one, since their start-up."""
    given = [*TAMPERE, f"replications={SHARED}"]
    found = []
    for _ in range(REPEAT):
        one = study(out, *given, "executor.workers=1")[1]
        two = study(out, *given, "executor.workers=2")[1]
        found.append((one / (2 * two), one, two))
    found.sort()
    ratio, one, two = found[REPEAT // 2]
    return [
        Row(
            f"{SHARED} runs of Tampere on two cores: one process ÷ (2 × two processes)",
            f"{spoken(two)} on two",
            f"{spoken(one)} on one",
            ratio,
            (found[0][0], found[-1][0]),
            "≥ 0.85",
            ratio >= 0.85,
        )
    ]


def trivial(out: Path) -> list[Row]:
    """Time 200 runs of a small town of one year."""
    times = sorted(study(out, *TRIVIAL, "executor.workers=2") for _ in range(REPEAT))
    startup, seconds, busy = sorted(times, key=lambda time: time[1])[REPEAT // 2]
    return [
        Row(
            "200 runs of one year of 2,000 households, once workers are up",
            spoken(seconds),
            f"of work {spoken(busy / 2)} on each of two; start-up {spoken(startup)}",
            wanted="< 3 s",
            holds=seconds < 3.0,
        )
    ]


def browsing(out: Path) -> list[Row]:
    """Open a study of 10,000 runs: files as runs leave them, then packed as a study leaves them."""
    given = ["city=grid", "city.households=2000", f"years={YEARS}", "burn_in.years=0"]
    given += ["policy=[tram]", f"replications={LARGE // 2}"]
    start(FILL, str(out), *given).end()
    rows = []
    for state in ("as runs leave them", "packed, as a study leaves them"):
        number, seconds, peak, table = said(BROWSE, str(out / "large"), "pack")
        rows.append(
            Row(
                f"Indicators of {LARGE:,} runs ({number / 1e6:.1f} million rows), {state}",
                f"{spoken(seconds)}, {peak:,.0f} MB",
                f"comparison of the main figures {spoken(table)}",
                wanted="< 3 s",
                holds=seconds < 3.0,
            )
        )
    return rows
