"""Running benchmarks: every row of the table, its findings, and the seconds it took."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter

from segsim.validation.findings import BENCHMARKS, Benchmark, Effort, Finding

PATTERNS = {
    "T15": "chains of moves: what 100 new homes in the dearest areas free further down",
    "T16": "capitalisation: what a tram stop and a school are worth in prices",
    "T17": "ageing areas of the 1960s to 1990s lose income, new low-rise areas gain it",
}
"""Patterns against which the model is calibrated; they are judged when it is."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one benchmark found."""

    benchmark: Benchmark
    findings: tuple[Finding, ...]
    seconds: float

    @property
    def holds(self) -> bool:
        """Whether every figure is as it should be."""
        return all(finding.holds for finding in self.findings)


def benchmarks(names: Sequence[str] = ()) -> list[Benchmark]:
    """Return the benchmarks of these names, or all, in the order of their numbers."""
    chosen = [BENCHMARKS.get(name) for name in names or BENCHMARKS.names()]
    return sorted(chosen, key=lambda one: _place(one.name))


def run(names: Sequence[str] = (), *, fast: bool = False, seed: int = 1) -> Iterator[Outcome]:
    """Run benchmarks one after the other.

    Parameters
    ----------
    names
        Which, by default all.
    fast
        Fewer cases and replications.
    seed
        From which every replication has its own.
    """
    for one in benchmarks(names):
        start = perf_counter()
        findings = tuple(one.check(Effort(fast, seed)))
        yield Outcome(one, findings, perf_counter() - start)


def _place(name: str) -> tuple[int, str]:
    parts = re.fullmatch(r"T(\d+)(\w*)", name)
    return (int(parts[1]), parts[2]) if parts else (10**6, name)
