"""What a worker process does: settle a city, or run one replication and write its results."""

import gc
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from segsim.model import SegregationModel
from segsim.model import settle as burn_in
from segsim.model.specification import specification
from segsim.study.store import write_failure, write_run


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as plain values."""

    key: str
    label: str
    configuration: Mapping[str, Any]
    out: Path
    settled: Path | None
    provenance: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended: without a reason, well."""

    key: str
    seconds: float = 0.0
    reason: str = ""

    @property
    def failed(self) -> bool:
        """Whether it went wrong."""
        return bool(self.reason)


def ready() -> None:
    """Do nothing: to be called, a process has to load this module and with it the model."""


def settle(job: Job) -> Outcome:
    """Burn in the city of a seed and keep it for the scenarios that start from it."""
    return _guarded(job, _settle, record=False)


def simulate(job: Job) -> Outcome:
    """Run one replication and write its results."""
    return _guarded(job, _simulate, record=True)


def _guarded(job: Job, work: Callable[[Job], None], *, record: bool) -> Outcome:
    start = perf_counter()
    try:
        work(job)
    except Exception as error:  # whatever a run raises must not end the study
        reason = f"{type(error).__name__}: {error}".strip()
        if record:
            write_failure(job.out, job.key, job.label, reason, traceback.format_exc())
        return Outcome(job.key, perf_counter() - start, reason)
    finally:
        gc.collect()  # a model holds reference cycles; the next one needs its memory
    return Outcome(job.key, perf_counter() - start)


def _settle(job: Job) -> None:
    if job.settled is not None and not job.settled.is_file():
        job.settled.parent.mkdir(parents=True, exist_ok=True)
        burn_in(specification(job.configuration), job.settled)


def _simulate(job: Job) -> None:
    spec = specification(job.configuration)
    start = perf_counter()
    model = SegregationModel(spec, settled=job.settled)
    model.run(spec.years)
    tables = {"indicators": model.indicators, "areas": model.areas, "ledger": model.ledger}
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
