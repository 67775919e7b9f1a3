"""What the runs of a classical model need. The functions that are tasks are called in processes."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from segsim.study.classics.recording import play
from segsim.study.classics.specification import classic_run
from segsim.study.job import Job, Outcome, guarded
from segsim.study.pool import Task
from segsim.study.provenance import provenance

if TYPE_CHECKING:
    from segsim.study.plan import Run


def prepare() -> None:
    """Do nothing: the first run of each scenario compiles what it needs."""


def tasks(out: Path, beside: Path, missing: Sequence["Run"]) -> Iterator[Task]:
    """Yield the runs; the first of each scenario leads, so that one process compiles."""
    origin, out = provenance(), out.resolve()
    started: set[str] = set()
    for run in missing:
        make = partial(_job, run, out, beside, origin)
        yield Task(run.key, simulate, make=make, leads=run.scenario not in started)
        started.add(run.scenario)


def _job(run: "Run", out: Path, beside: Path, origin: Mapping[str, Any]) -> Job:
    return Job(run.key, run.label, run.specification.canonical(), out, beside, None, origin)


def simulate(job: Job) -> Outcome:
    """Run one replication and write its results."""
    return guarded(job, _simulate, record=True, mistakes=True)


def _simulate(job: Job) -> None:
    run, start = classic_run(job.configuration), perf_counter()
    tables, digest = play(run)
    job.write(tables, {"seed": run.seed, "digest": digest, "timings": {}}, start)
