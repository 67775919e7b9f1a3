"""What the runs of a city need: a settled city for each seed, and replications that start from it.

The functions that are tasks are called in worker processes.
"""

import gc
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from segsim.model import Simulation, warm_up
from segsim.model import settle as burn_in
from segsim.model.specification import Specification, specification
from segsim.study.job import Job, Outcome, guarded
from segsim.study.pool import Task
from segsim.study.progress import COMPILING, Patience
from segsim.study.provenance import provenance
from segsim.study.store import settled_file, write_run

if TYPE_CHECKING:
    from segsim.study.plan import Run


def prepare() -> None:
    """Compile the model, so that the processes find it compiled."""
    with Patience(COMPILING):
        warm_up()


def tasks(out: Path, missing: Sequence["Run"]) -> Iterator[Task]:
    """Yield the burn-ins that are needed and the runs that start from them.

    Burn-ins go first in the order of their runs, so that the first of them is ready early. A task
    weighs about as much as the years it simulates.
    """
    origin = provenance()
    settling: set[str] = set()
    for run in missing:
        spec = run.specification
        assert isinstance(spec, Specification)
        burn_in_key = spec.burn_in_key()
        settled = settled_file(out, burn_in_key).resolve()
        job = Job(run.key, run.label, spec.canonical(), out.resolve(), settled, origin)
        name = f"burn-in of seed {run.seed} ({burn_in_key[:12]})"
        if burn_in_key not in settling and not settled.is_file():
            settling.add(burn_in_key)
            yield Task(name, settle, job, weight=spec.burn_in.years + 1.0)
        after = name if burn_in_key in settling else None
        yield Task(run.key, simulate, job, after, weight=spec.years + 1.0)


def settle(job: Job) -> Outcome:
    """Burn in the city of a seed and keep it for the scenarios that start from it."""
    return _tidily(guarded(job, _settle, record=False))


def simulate(job: Job) -> Outcome:
    """Run one replication and write its results."""
    return _tidily(guarded(job, _simulate, record=True))


def _tidily(outcome: Outcome) -> Outcome:
    gc.collect()  # a model holds reference cycles; the next one needs its memory
    return outcome


def _settle(job: Job) -> None:
    if job.settled is not None and not job.settled.is_file():
        job.settled.parent.mkdir(parents=True, exist_ok=True)
        burn_in(specification(job.configuration), job.settled)


def _simulate(job: Job) -> None:
    spec = specification(job.configuration)
    start = perf_counter()
    model = Simulation(spec, settled=job.settled).run(spec.years)
    tables = {"indicators": model.indicators, "areas": model.areas, "ledger": model.ledger}
    tables["changes"] = model.changes
    for year, table in model.household_tables.items():
        tables[f"households_{year}"] = table
    manifest = {
        "key": job.key,
        "seed": spec.seed,
        "digest": model.digest(),
        "seconds": round(perf_counter() - start, 3),
        "timings": {name: round(seconds, 4) for name, seconds in model.timings.items()},
        **job.provenance,
        "configuration": dict(job.configuration),
    }
    write_run(job.out, job.key, tables, manifest)
