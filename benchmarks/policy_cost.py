"""What a policy costs in time: a year of Tampere with each policy against the same year without.

    python benchmarks/policy_cost.py [--city tampere] [--years 8] [--rounds 3] [--policies a,b]
        [--intensity 1]

For each policy two models start from one settled city, one with the policy at its default levers,
and take turns year by year on one core. The same years are lived several times, each counts at its
fastest, so that other work on the machine matters little. Prints the processor time with the policy
in parts of that without. `--intensity 0` shows what a policy costs that is switched off.
"""

import argparse
import os
import time
from pathlib import Path
from tempfile import TemporaryDirectory

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[variable] = "1"

import numpy as np  # noqa: E402  threads are set first

from segsim.model import SegregationModel, settle, warm_up  # noqa: E402
from segsim.policies import POLICIES  # noqa: E402
from segsim.study.plan import single  # noqa: E402
from segsim.world.tables import F64  # noqa: E402

LIMIT = 1.05
"""What a year with a policy may take, against one without."""


def years_of(common: list[str], settled: Path, policy: list[str], years: int) -> F64:
    """Return the processor time of each year after the first [year, with or without]."""
    models = [SegregationModel(single([*common, *levers]), settled) for levers in (policy, [])]
    times = np.empty((years + 1, 2))
    for number in range(years + 1):
        for side in (0, 1) if number % 2 else (1, 0):
            start = time.process_time()
            models[side].step()
            times[number, side] = time.process_time() - start
    return times[1:]  # the first year touches fresh memory


def ratio(common: list[str], settled: Path, policy: list[str], years: int, rounds: int) -> float:
    """Return the time with a policy in parts of that without, each year at its fastest."""
    seen = [years_of(common, settled, policy, years) for _ in range(rounds)]
    with_, without = np.min(seen, axis=0).sum(axis=0)
    return float(with_ / without)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="tampere")
    parser.add_argument("--years", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--policies", default=",".join(POLICIES.names()))
    parser.add_argument("--intensity", type=float, default=1.0)
    options = parser.parse_args()
    warm_up()
    common = [f"city={options.city}", f"years={options.years + 1}", "seed=1"]
    with TemporaryDirectory() as folder:
        settled = Path(folder) / "city.npz"
        settle(single(common), settled)
        for kind in options.policies.split(","):
            policy = [f"policy=[{kind}]", f"policy.{kind}.intensity={options.intensity}"]
            found = ratio(common, settled, policy, options.years, options.rounds)
            print(f"{kind:24} {found:6.3f}{'  more than 5 %' if found > LIMIT else ''}", flush=True)


if __name__ == "__main__":
    main()
