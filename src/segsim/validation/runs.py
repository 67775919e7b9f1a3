"""Running benchmarks and patterns: each with its findings and the seconds it took."""

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from time import perf_counter

from segsim.registry import unknown
from segsim.validation.findings import BENCHMARKS, PATTERNS, Benchmark, Effort, Finding

ELSEWHERE = {
    "T15": "chains of moves: what 100 new homes in the dearest areas free further down (P16)",
    "T16": "capitalisation: what a tram stop and a school are worth in prices (P17, P19)",
    "T17": "ageing areas of the 1960s to 1990s lose income, new low-rise areas gain it",
}
"""Rows that are patterns of the model as it is: the first two are looked at under their P names."""

ALL_PATTERNS = "patterns"
"""The name that stands for every pattern."""


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

    @property
    def fails(self) -> bool:
        """Whether something is wrong: a pattern that the model misses is a result."""
        return not (self.holds or self.benchmark.held_out)


def benchmarks(names: Sequence[str] = ()) -> list[Benchmark]:
    """Return benchmarks and patterns of these names, or all benchmarks, ordered by number."""
    wanted = list(names) or BENCHMARKS.names()
    if ALL_PATTERNS in wanted:
        wanted = [*PATTERNS.names(), *(name for name in wanted if name != ALL_PATTERNS)]
    return sorted(map(named, dict.fromkeys(wanted)), key=lambda one: _place(one.name))


def named(name: str) -> Benchmark:
    """Return the benchmark or the pattern of a name."""
    if name in PATTERNS:
        return PATTERNS.get(name)
    if name in BENCHMARKS:
        return BENCHMARKS.get(name)
    allowed = (*BENCHMARKS.names(), *PATTERNS.names(), ALL_PATTERNS)
    raise unknown("benchmark", name, allowed)


def run(
    names: Sequence[str] = (), *, fast: bool = False, seed: int = 1, workers: int = 1
) -> Iterator[Outcome]:
    """Run benchmarks and patterns; yield what they found in the order of their numbers.

    Parameters
    ----------
    names
        Which, by default all benchmarks and no pattern; ``"patterns"`` stands for all of these.
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
    return timed(named(name), effort)


def timed(one: Benchmark, effort: Effort) -> tuple[tuple[Finding, ...], float]:
    """Return what a benchmark finds, and the seconds it took."""
    start = perf_counter()
    return tuple(one.check(effort)), perf_counter() - start


def _place(name: str) -> tuple[int, int, str]:
    parts = re.fullmatch(r"([TP])(\d+)(\w*)", name)
    return ("TP".index(parts[1]), int(parts[2]), parts[3]) if parts else (2, 0, name)
