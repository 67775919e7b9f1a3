"""What the runs of a city need: a settled city for each seed, and replications that start from it.

The functions that are tasks are called in worker processes.
"""

import gc
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from segsim.model import Simulation, load, warm_up
from segsim.model import settle as burn_in
from segsim.model.specification import Specification, specification
from segsim.study.job import Job, Outcome, guarded
from segsim.study.log import LOG
from segsim.study.pool import Task
from segsim.study.progress import COMPILING, Patience
from segsim.study.provenance import provenance
from segsim.study.store import settled_file, storage

if TYPE_CHECKING:
    from segsim.study.plan import Run


def prepare() -> None:
    """Compile the model, so that the processes find it compiled."""
    with Patience(COMPILING):
        warm_up()


def begin() -> None:
    """Get ready for tasks: with the machine code loaded, the first run takes no longer."""
    load()


def tasks(out: Path, beside: Path, missing: Sequence["Run"]) -> Iterator[Task]:
    """Yield the burn-ins that several runs share and the runs, which start from them.

    Burn-ins go first in the order of their runs, so that the first of them is ready early. A task
    weighs about as much as the years it simulates.
    """
    origin, out = provenance(), out.resolve()
    keys = {run.key: _specification(run).burn_in_key() for run in missing}
    shared = Counter(keys.values())
    settling: set[str] = set()
    for run in missing:
        spec, burn_in_key = _specification(run), keys[run.key]
        settled = settled_file(out, burn_in_key)
        make = partial(_job, run, out, beside, settled, origin)
        name = f"burn-in of seed {run.seed} ({burn_in_key[:12]})"
        waits = shared[burn_in_key] > 1 and not settled.is_file()
        if waits and burn_in_key not in settling:
            settling.add(burn_in_key)
            yield Task(name, settle, make=make, weight=spec.burn_in.years + 1.0)
        after = name if burn_in_key in settling else None
        yield Task(run.key, simulate, after=after, make=make, weight=spec.years + 1.0)


def _specification(run: "Run") -> Specification:
    assert isinstance(run.specification, Specification)
    return run.specification


def _job(run: "Run", out: Path, beside: Path, settled: Path, origin: Mapping[str, Any]) -> Job:
    configuration = run.specification.canonical()
    return Job(run.key, run.label, configuration, out, beside, settled, origin)


def settle(job: Job) -> Outcome:
    """Burn in the city of a seed and keep it for the scenarios that start from it."""
    return _tidily(guarded(job, _settle, record=False))


def simulate(job: Job) -> Outcome:
    """Run one replication and write its results."""
    return _tidily(guarded(job, _simulate, record=True))


def _tidily(outcome: Outcome) -> Outcome:
    gc.collect()  # a model holds reference cycles; the next one needs its memory
    _keep_what_stays()
    return outcome


@cache
def _keep_what_stays() -> None:
    """Spare what is loaded by now from later collections: each would take as long as a run."""
    gc.freeze()


def _settle(job: Job) -> None:
    if job.settled is not None and not job.settled.is_file():
        with storage(job.out):
            burn_in(specification(job.configuration), job.settled)


def _simulate(job: Job) -> None:
    spec, start = specification(job.configuration), perf_counter()
    if spec.key() != job.key:
        raise RuntimeError("this worker has another version of segsim, or of the city's data")
    model = _begun(spec, job.settled)
    for _ in range(spec.years):
        model.step()
        LOG.info("%d", model.year)
    tables = {"indicators": model.indicators, "areas": model.areas, "ledger": model.ledger}
    tables["changes"] = model.changes
    for year, table in model.household_tables.items():
        tables[f"households_{year}"] = table
    timings = {name: round(seconds, 4) for name, seconds in model.timings.items()}
    facts = {"seed": spec.seed, "digest": model.digest(), "lines": _lines(model)}
    facts["timings"] = timings
    job.write(tables, facts, start)


def _lines(model: Simulation) -> list[dict[str, Any]]:
    """Return what maps show of the lines of fast transport, those that open later included."""
    return [
        {
            "name": line.name,
            "opens": int(line.opens),
            "stops": np.rint(line.stops).astype(int).tolist(),
        }
        for line in model.world.transport.lines
    ]


def _begun(spec: Specification, settled: Path | None) -> Simulation:
    """Return the city in its first year: the settled one if it is there, else settled here.

    Another study in the folder may have tidied it away meanwhile; the city is the same.
    """
    if settled is not None and settled.is_file():
        with suppress(FileNotFoundError):
            return Simulation(spec, settled)
    return Simulation(spec)
