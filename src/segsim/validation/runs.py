"""Running benchmarks: every row of the table, its findings, and the seconds it took."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
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


def run(
    names: Sequence[str] = (), *, fast: bool = False, seed: int = 1, workers: int = 1
) -> Iterator[Outcome]:
    """Run benchmarks; yield what they found in the order of their numbers.

    Parameters
    ----------
    names
        Which, by default all.
    fast
        Fewer cases and replications.
    seed
        From which every replication has its own.
    workers
        Processes that share the benchmarks; they change how fast, never what.
    """
    chosen, effort = benchmarks(names), Effort(fast, seed)
    if min(workers, len(chosen)) < 2:
        yield from (Outcome(one, *timed(one, effort)) for one in chosen)
        return
    # Fresh processes: a copy of this one would share the threads that compiled code may have.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        found = pool.map(findings_of, [one.name for one in chosen], [effort] * len(chosen))
        for one, (findings, seconds) in zip(chosen, found, strict=True):
            yield Outcome(one, findings, seconds)


def findings_of(name: str, effort: Effort) -> tuple[tuple[Finding, ...], float]:
    """Run the benchmark of a name, in whatever process."""
    return timed(BENCHMARKS.get(name), effort)


def timed(one: Benchmark, effort: Effort) -> tuple[tuple[Finding, ...], float]:
    """Return what a benchmark finds, and the seconds it took."""
    start = perf_counter()
    return tuple(one.check(effort)), perf_counter() - start


def _place(name: str) -> tuple[int, str]:
    parts = re.fullmatch(r"T(\d+)(\w*)", name)
    return (int(parts[1]), parts[2]) if parts else (10**6, name)
