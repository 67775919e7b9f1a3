"""The relocation kernel of segsim against C++ -O3 and NumPy programs of the same algorithm.

    python benchmarks/kernel [--households 100000] [--repeat 7] [--seed 1]

A city of the grid is settled and lives a year. In the next one each of the twelve monthly rounds of
the open market is played several times by every program from copies of the same state, turn by
turn: the ring of vacancies, choices and bids, and the moves of the winners. The C++ program is
compiled for this processor into a temporary folder; the NumPy program works on whole columns, a
cacheful of searchers at a time. Winners and all that the moves write are
compared by sha256 after every play, also with what the model itself then makes of the month.
Exits 1 where anything differs, and 2 without a compiler.

Not in it: the queue of social housing, the last sweep, the year's gathering of searchers and
listings, and the upkeep of vacancies between months.
"""

import argparse
import json
import os
import platform
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402  threads are set first
from arrays import Arrays  # noqa: E402
from rounds import PARTS, Comparison, Numba  # noqa: E402
from twin import COMPILER, FLAGS, Twin, build, version  # noqa: E402

from segsim.model import SegregationModel  # noqa: E402
from segsim.study.plan import single  # noqa: E402
from segsim.submodels import market  # noqa: E402
from segsim.world.tables import F64  # noqa: E402


def compared(households: int, repeat: int, seed: int, library: Path) -> tuple[Comparison, int]:
    """Let a city live and return the comparison of its second year, and its households."""
    spec = single(["city=grid", f"city.households={households}", f"seed={seed}"])
    model = SegregationModel(spec)
    model.step()
    programs = {"numba": Numba(), "C++": Twin(library), "NumPy": Arrays()}
    rounds = Comparison(programs, repeat, market.trade)
    market.trade = rounds
    try:
        model.step()
    finally:
        market.trade = rounds.trade
    return rounds, int((model.world.households.status > 0).sum())


def report(rounds: Comparison, households: int) -> None:
    """Print times by part, their ratio, sizes and digests."""
    print(
        f"{households:,} households; searchers a month {np.mean(rounds.searchers):,.0f},"
        f" vacancies {np.mean(rounds.vacancies):,.0f}, moves a year {rounds.moves:,};"
        f" {rounds.touched / households:.1f} bytes a household in the kernel's arrays"
    )
    print(f"\n{'median of a year, ms':26}{'numba':>9}{'C++':>9}{'NumPy':>9}", end="")
    print(f"{'numba ÷ C++':>13}{'range':>14}{'NumPy ÷ numba':>15}{'range':>14}")
    rows = {part: rounds.wall[:, :, k] for k, part in enumerate(PARTS)}
    rows["together"] = rounds.wall.sum(axis=2)
    rows["together, processor time"] = rounds.processor.sum(axis=2)
    for name, seconds in rows.items():
        took = "".join(f"{ms:9.2f}" for ms in 1000.0 * np.median(seconds, axis=0))
        numba, cpp, arrays = seconds.T
        print(f"{name:26}{took}{compare(numba / cpp, 13)}{compare(arrays / numba, 15)}")
    each = 1e9 * np.median(rows["together"], axis=0) / households
    said = (f"{name} {ns:.0f}" for name, ns in zip(rounds.programs, each, strict=True))
    print(f"\nns a household and year: {', '.join(said)}")
    print(f"sha256 of the winners of all months: {rounds.assignments.hexdigest()}")
    if rounds.differences:
        print("\n".join(dict.fromkeys(rounds.differences)))
    else:
        print("winners, homes and tallies of all agree in every month and play")


def compare(ratio: F64, width: int) -> str:
    """Return the median and range of a ratio taken in every play."""
    spread = f"{ratio.min():.2f} … {ratio.max():.2f}"
    return f"{np.median(ratio):{width}.2f}{spread:>14}"


def found(rounds: Comparison, households: int) -> dict[str, Any]:
    """Return the seconds of a year by program and repetition, sizes and digests."""
    seconds = rounds.wall.sum(axis=2)
    return {
        "households": households,
        "seconds": {name: seconds[:, k].tolist() for k, name in enumerate(rounds.programs)},
        "bytes": rounds.touched,
        "sha256": rounds.assignments.hexdigest(),
        "differences": rounds.differences,
    }


def main() -> None:
    """Compile, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--households", type=int, default=100_000)
    parser.add_argument("--repeat", type=int, default=7)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="what was found, for benchmarks/speed")
    options = parser.parse_args()
    if shutil.which(COMPILER) is None:
        print(f"no {COMPILER} here: nothing to compare with", file=sys.stderr)
        sys.exit(2)
    with TemporaryDirectory() as folder:
        library = build(Path(folder))
        rounds, households = compared(options.households, options.repeat, options.seed, library)
    if options.json:
        json.dump(found(rounds, households), sys.stdout)
        return
    print(f"{version()}: {' '.join(FLAGS)}")
    print(f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    report(rounds, households)
    sys.exit(1 if rounds.differences else 0)


if __name__ == "__main__":
    main()
