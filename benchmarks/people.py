"""What weighted classes and early investment bring: figures of `docs/policies.md`.

    python benchmarks/people.py classes|cohorts [--city tampere] [--seeds 1-6]

Runs of a seed start from one settled city and differ by the policy alone. Prints paired gains with
their standard errors:

- ``classes``: segregation over years six to ten by placement and selection of weighted classes;
- ``cohorts``: the lasting log income of those who leave home in 25 years, by where
  they grew up, each person against itself without the policy; and the net present cost (3 %).
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import fmean, stdev
from tempfile import TemporaryDirectory

import numpy as np

from segsim.model import SegregationModel, settle
from segsim.study.plan import single
from segsim.submodels.leftovers import LEAVING_HOME
from segsim.world import Status

D = "dissimilarity"
CLASSES = {
    "school D, language": (D, "school", "language"),
    "class D, language": (D, "class", "language"),
    "school D, low income": (D, "school", "income_low_rest"),
    "class D, low income": (D, "class", "income_low_rest"),
    "opt-out, low status": ("opt_out_share", "school", "low_status"),
    "D of language at home": ("adjusted_dissimilarity", "district", "language"),
}
DISCOUNT = 0.03

type Gains = Iterator[tuple[str, float]]
type Start = Callable[..., SegregationModel]


def classes(start: Start) -> Gains:
    """Yield the change of segregation by placement and selection, in points."""
    plain = start(years=10).run()
    for placement in ("concentrated", "even", "low_index"):
        for selection in ("aptitude", "lottery"):
            levers = (f"placement={placement}", f"selection={selection}")
            given = start(
                "policy=[weighted_classes]",
                *(f"policy.weighted_classes.{lever}" for lever in levers),
                years=10,
            ).run()
            for name, key in CLASSES.items():
                gain = 100.0 * (figure(given, key, 5) - figure(plain, key, 5))
                yield f"{placement}, {selection}: {name}", gain


def cohorts(start: Start) -> Gains:
    """Yield the change of lasting log income by cohort and origin, and the cost in million EUR."""
    plain = start(years=25)
    n = plain.world.neighbourhoods
    rank = n.rank_sum / np.maximum(n.households, 1)
    poor = rank <= np.quantile(rank, 0.3)
    given = start("policy=[early_investment]", years=25)
    without, of = leavers(plain, poor), leavers(given, poor)
    for low, high in ((1, 8), (9, 16), (17, 25)):
        for there in (True, False):
            gains = [
                of[who][2] - income
                for who, (year, inside, income) in without.items()
                if who in of and low <= year <= high and inside == there
            ]
            place = "poorest 30 %" if there else "elsewhere"
            yield f"left home in years {low}-{high}, {place}", fmean(gains)
    apart = [[x[2] for x in without.values() if x[1] == there] for there in (False, True)]
    yield "gap without the policy", fmean(apart[0]) - fmean(apart[1])
    entries, first = given.world.ledger.entries, given.world.start_year + 1
    cost = sum(e.eur / (1.0 + DISCOUNT) ** (e.year - first) for e in entries)
    yield "net present cost, million EUR", cost / 1e6


def leavers(model: SegregationModel, poor: np.ndarray) -> dict[int, tuple[int, bool, float]]:
    """Return year, origin (in a poor place or not) and lasting income of who leaves home."""
    found = {}
    for year in range(1, 26):
        model.step()
        h, work = model.world.households, model.world.workspace
        rows = np.flatnonzero((h.age == 19) & (h.status == Status.HOUSED))
        rows = rows[(work.kind[rows] == LEAVING_HOME) & (work.origin[rows] >= 0)]
        inside, income = poor[work.origin[rows]], h.permanent[rows].astype(float)
        for who, there, value in zip(h.id[rows].tolist(), inside, income, strict=True):
            found[who] = (year, bool(there), float(value))
    return found


def figure(model: SegregationModel, key: tuple[str, str, str], last: int = 1) -> float:
    """Return the mean of an indicator over the last years."""
    table = model.indicators.set_index(["indicator", "level", "group"]).sort_index()
    return float(table.loc[key].sort_values("year").value.tail(last).mean())


PARTS = {"classes": classes, "cohorts": cohorts}


def main() -> None:
    """Run everything in this process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=list(PARTS))
    parser.add_argument("--city", default="tampere")
    parser.add_argument("--seeds", default="1-6")
    options = parser.parse_args()
    first, last = (int(part) for part in options.seeds.split("-"))
    gains: dict[str, list[float]] = {}
    with TemporaryDirectory() as folder:
        for seed in range(first, last + 1):
            common = [f"city={options.city}", f"seed={seed}"]

            def start(
                *levers: str, years: int, common: list[str] = common, seed: int = seed
            ) -> SegregationModel:
                spec = single([*common, f"years={years}", *levers])
                file = Path(folder) / f"{seed}-{spec.burn_in_key()[:8]}.npz"
                if not file.exists():
                    settle(spec, file)
                return SegregationModel(spec, file)

            for name, value in PARTS[options.what](start):
                gains.setdefault(name, []).append(value)
            print(f"seed {seed} done", flush=True)
    for name, values in gains.items():
        error = stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
        print(f"{name:52} {fmean(values):10.4f} ± {error:.4f}")


if __name__ == "__main__":
    main()
