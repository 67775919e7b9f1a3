"""How near `segsim search` comes to the least price, where that is known by listing all packages.

    python benchmarks/search.py [--cities 200] [--budget 40] [--policies 4]

Invented responses stand for the model: every policy bends, every two interact, every run is noisy
(as far as two seeds of Tampere differ) and the baseline is too. Prints how dear the best package
that was tried, and the answer that fresh seeds confirm, are beside the cheapest that truly reaches
the target; for the search, and for as many packages taken at random with everything else equal.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from segsim.streams import Purpose, hashes, normals, uniforms
from segsim.study.search.beliefs import believe
from segsim.study.search.confirm import confirmed
from segsim.study.search.evidence import Evidence
from segsim.study.search.finalists import finalists
from segsim.study.search.rounds import explore
from segsim.study.search.space import Package, Space
from segsim.study.search.target import Target

LEVEL, COMMON = 0.235, 0.003
"""The baseline's outcome, and how far seeds move all packages alike."""
FINALISTS, CONFIRM, SEEDS = 8, 16, 4


@dataclass(frozen=True)
class Invented:
    """A response with bends and interactions; ``key`` decides all of it."""

    key: int
    policies: int = 4
    noise: float = 0.005
    share: float = 0.3  # of packages that reach the target

    @property
    def space(self) -> Space:
        """All its packages."""
        names = [chr(ord("a") + place) for place in range(self.policies)]
        return Space.of(names, (25, 50, 75, 100), None)

    def truth(self, packages: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return expected effect and cost of packages."""
        ids = np.arange(2_000, dtype=np.uint64)
        even = uniforms(self.key, Purpose.BENCHMARK, 1, ids)
        odd = normals(hashes(self.key, Purpose.BENCHMARK, 2, ids))
        x = packages / 100.0
        effect, cost = np.zeros(len(x)), np.zeros(len(x))
        for i in range(self.policies):
            effect -= 0.012 * even[i] * x[:, i] ** (0.6 + even[100 + i])
            cost += (20 + 300 * even[200 + i]) * x[:, i] ** (0.8 + 0.6 * even[300 + i])
            for j in range(i):
                both = x[:, i] * x[:, j]
                effect += 0.004 * odd[40 * i + j] * both
                cost += 20 * np.abs(odd[1_000 + 20 * i + j]) * both
        return effect, 1e6 * cost

    @property
    def trivial(self) -> bool:
        """Whether the baseline reaches the target."""
        return self.target.bound >= LEVEL

    @property
    def target(self) -> Target:
        """A target that the given share of all packages reaches."""
        effect, _ = self.truth(self.space.packages)
        bound = LEVEL + float(np.quantile(effect, self.share))
        return Target("outcome", "city", "all", lower=True, bound=bound)

    def evaluate(self, seeds: Sequence[int]) -> Callable[[Sequence[Package]], pd.DataFrame]:
        """Return what runs packages on some seeds."""
        ids = np.array(seeds, np.uint64)
        base = LEVEL + COMMON * normals(hashes(self.key, Purpose.BENCHMARK, 3, ids))

        def run(packages: Sequence[Package]) -> pd.DataFrame:
            frames = []
            for package in [(0,) * self.policies, *packages]:
                effect, cost = self.truth(np.array([package]))
                own = np.array([hash_of(package)], np.uint64) * np.uint64(1_000_003) + ids
                luck = normals(hashes(self.key, Purpose.BENCHMARK, 4, own)) if any(package) else 0
                frames.append(
                    pd.DataFrame(
                        {
                            "scenario": self.space.name(package),
                            "behaviour": "mixed",
                            "seed": seeds,
                            "outcome": base + effect + self.noise * luck,
                            "cost": cost * (1 + 0.002 * luck) + 0.0 * base,
                        }
                    )
                )
            return pd.concat(frames, ignore_index=True)

        return run


def hash_of(package: Package) -> int:
    """Return a number of its own for every package of up to six policies."""
    return sum((percent // 25) * 5**place for place, percent in enumerate(package))


@dataclass(frozen=True)
class Outcome:
    """How dear what was found is beside the cheapest that truly reaches the target."""

    tried: float  # regret of the best that was tried; NaN: none reaches the target
    answer: float  # regret of the confirmed answer; NaN: there is none
    wrong: bool  # the answer misses the target in truth


def searched(city: Invented, budget: int) -> Outcome:
    """Search an invented city and hold the answer against the truth."""
    evaluate = city.evaluate(range(SEEDS))
    evidence, _ = explore(evaluate, city.space, city.target, ["cost"], budget)
    return judged(city, evidence)


def at_random(city: Invented, budget: int) -> Outcome:
    """Take packages at random instead; all else is equal."""
    packages = city.space.packages
    ids = np.arange(len(packages), dtype=np.uint64)
    chosen = np.argsort(uniforms(city.key, Purpose.BENCHMARK, 5, ids))[:budget]
    tried = [tuple(packages[row].tolist()) for row in chosen]
    rows = city.evaluate(range(SEEDS))(tried)
    return judged(city, Evidence.of(rows, city.space, tried))


def judged(city: Invented, evidence: Evidence) -> Outcome:
    """Confirm the finalists of some evidence and return how good the answer is."""
    effect, cost = city.truth(city.space.packages)
    reaches = effect + LEVEL <= city.target.bound
    least = cost[reaches].min()
    rows = np.array([city.space.rows[package] for package in evidence.tried])
    best = cost[rows[reaches[rows]]].min(initial=np.inf)
    chosen = finalists(evidence, believe(evidence, city.target, ["cost"]), FINALISTS)
    fresh = city.evaluate(range(SEEDS, SEEDS + CONFIRM))(chosen)
    front = confirmed(Evidence.of(fresh, city.space, chosen), city.target, ["cost"])
    told = front[front["verdict"] == "reaches"].sort_values("cost", kind="stable")
    if told.empty:
        return Outcome(_regret(best, least), np.nan, wrong=False)
    if told.iloc[0]["package"] == "baseline":
        return Outcome(_regret(best, least), np.nan, wrong=True)
    names = {city.space.name(package): city.space.rows[package] for package in chosen}
    row = names[told.iloc[0]["package"]]
    return Outcome(_regret(best, least), _regret(cost[row], least), wrong=not reaches[row])


def _regret(price: float, least: float) -> float:
    return price / least - 1.0 if np.isfinite(price) else np.nan


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=200)
    parser.add_argument("--budget", type=int, default=40)
    parser.add_argument("--policies", type=int, default=4)
    given = parser.parse_args()
    rows = {}
    for noise in (0.003, 0.005):
        for name, how in {"search": searched, "at random": at_random}.items():
            cities = [
                Invented(1_000 + key, given.policies, noise, (0.1, 0.3, 0.6)[key % 3])
                for key in range(given.cities)
            ]
            found = [how(city, given.budget) for city in cities if not city.trivial]
            tried = np.array([one.tried for one in found])
            answers = np.array([one.answer for one in found])
            right = np.array([one.answer for one in found if not one.wrong])
            rows[noise, name] = {
                "best tried: within 5 %": np.mean(tried < 0.05),
                "median excess": np.nanmedian(tried),
                "mean excess": np.nanmean(tried),
                "answer: there is one": np.mean(np.isfinite(answers)),
                "misses in truth": np.mean([one.wrong for one in found]),
                "median excess of it": np.nanmedian(right),
                "mean excess of it": np.nanmean(right),
            }
    print(pd.DataFrame(rows).to_string(float_format="{:.3f}".format))


if __name__ == "__main__":
    main()
