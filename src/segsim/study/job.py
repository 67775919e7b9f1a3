"""One piece of work for a process, as plain values, and how it ended."""

import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from segsim.registry import UserError
from segsim.study.store import write_failure


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
    mistake: bool = False  # the reason is a mistake of the user, to be told as such

    @property
    def failed(self) -> bool:
        """Whether it went wrong."""
        return bool(self.reason)


def guarded(
    job: Job, work: Callable[[Job], None], *, record: bool, mistakes: bool = False
) -> Outcome:
    """Do the work of a job and return how it ended, whatever happens.

    Parameters
    ----------
    job, work
        What to do.
    record
        Keep the reason of a failure in the results folder.
    mistakes
        A :class:`UserError` is a mistake of the user that only shows now, and no failed run.
    """
    start = perf_counter()
    try:
        work(job)
    except Exception as error:  # whatever a run raises must not end the study
        if mistakes and isinstance(error, UserError):
            return Outcome(job.key, perf_counter() - start, str(error), mistake=True)
        reason = f"{type(error).__name__}: {error}".strip()
        if record:
            write_failure(job.out, job.key, job.label, reason, traceback.format_exc())
        return Outcome(job.key, perf_counter() - start, reason)
    return Outcome(job.key, perf_counter() - start)
