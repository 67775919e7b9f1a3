"""How long a year takes: Tampere at full scale, and the grid at 100,000 and 1,000,000 households.

    python benchmarks/speed.py [--years 8] [--skip-million]

Everything is measured side by side in one run, on one core, after compilation; sizes take turns, so
that a change in the machine's speed meets all of them. Prints medians and ratios. Processor time is
shown beside wall time: where the two differ, the machine had other work.
"""

import argparse
import os
import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

from segsim.model import SegregationModel, settle, warm_up  # noqa: E402  threads are set first
from segsim.study.plan import single  # noqa: E402

POLICIES = "policy=[tenure_mixing,infill,tram,school_investment]"
CASES = {
    "Tampere, 147,000": ["city=tampere"],
    "grid, 100,000, four policies": ["city=grid", "city.households=100000", POLICIES],
    "grid, 1,000,000, four policies": ["city=grid", "city.households=1000000", POLICIES],
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=8)
    parser.add_argument("--skip-million", action="store_true")
    options = parser.parse_args()
    start = time.perf_counter()
    warm_up()
    print(f"compiling or loading machine code: {time.perf_counter() - start:.1f} s")
    cases = dict(CASES)
    if options.skip_million:
        cases.pop("grid, 1,000,000, four policies")
    models = {name: model(name, overrides) for name, overrides in cases.items()}
    for each in models.values():
        each.step()  # the first year touches fresh memory
    wall: dict[str, list[float]] = {name: [] for name in models}
    processor: dict[str, list[float]] = {name: [] for name in models}
    for _ in range(options.years):
        for name, each in models.items():
            began, busy = time.perf_counter(), time.process_time()
            each.step()
            wall[name].append(time.perf_counter() - began)
            processor[name].append(time.process_time() - busy)
    report(models, wall, processor)


def model(name: str, overrides: list[str]) -> SegregationModel:
    """Return a settled model and say how long settling took."""
    with TemporaryDirectory() as folder:
        spec = single(overrides)
        path = Path(folder) / "city.npz"
        start = time.perf_counter()
        settle(spec, path)
        print(f"{name}: synthesis and burn-in {time.perf_counter() - start:.1f} s", flush=True)
        return SegregationModel(spec, settled=path)


def report(
    models: dict[str, SegregationModel],
    wall: dict[str, list[float]],
    processor: dict[str, list[float]],
) -> None:
    """Print medians, time by process for the first case, and ratios."""
    median = {name: statistics.median(times) for name, times in wall.items()}
    for name, times in wall.items():
        busy = statistics.median(processor[name])
        print(
            f"{name}: {1000 * median[name]:.0f} ms a year (best {1000 * min(times):.0f},"
            f" processor {1000 * busy:.0f})"
        )
    first = next(iter(models))
    steps = len(wall[first]) + 1
    by_process = {
        process: 1000 * seconds / steps
        for process, seconds in models[first].timings.items()
        if process != "settle"
    }
    print("  " + ", ".join(f"{name} {ms:.0f}" for name, ms in by_process.items() if ms >= 0.5))
    hundred, million = "grid, 100,000, four policies", "grid, 1,000,000, four policies"
    if million in median:
        ratio = median[million] / median[hundred]
        print(f"1,000,000 against 100,000 households: {ratio:.1f} times")


if __name__ == "__main__":
    main()
