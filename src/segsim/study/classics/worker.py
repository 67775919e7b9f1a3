"""What the runs of a classical model need. The functions that are tasks are called in processes."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from segsim.study.classics.recording import play
from segsim.study.classics.specification import classic_run
from segsim.study.job import Job, Outcome, guarded
from segsim.study.pool import Task
from segsim.study.provenance import provenance
from segsim.study.store import write_run

if TYPE_CHECKING:
    from segsim.study.plan import Run


def prepare() -> None:
    """Do nothing: the first run of each scenario compiles what it needs."""


def tasks(out: Path, missing: Sequence["Run"]) -> Iterator[Task]:
    """Yield the runs; the first of each scenario leads, so that one process compiles."""
    origin = provenance()
    started: set[str] = set()
    for run in missing:
        job = Job(run.key, run.label, run.specification.canonical(), out.resolve(), None, origin)
        yield Task(run.key, simulate, job, leads=run.scenario not in started)
        started.add(run.scenario)


def simulate(job: Job) -> Outcome:
    """Run one replication and write its results."""
    return guarded(job, _simulate, record=True, mistakes=True)


def _simulate(job: Job) -> None:
    run = classic_run(job.configuration)
    start = perf_counter()
    tables, digest = play(run)
    manifest = {
        "key": job.key,
        "seed": run.seed,
        "digest": digest,
        "seconds": round(perf_counter() - start, 3),
        "timings": {},
        **job.provenance,
        "configuration": dict(job.configuration),
    }
    write_run(job.out, job.key, tables, manifest)
