"""One piece of work for a process, as plain values, and how it ended."""

import platform
import traceback
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Literal

import pandas as pd

from segsim.registry import StoppedError, UserError
from segsim.study.log import LOG, logging_to
from segsim.study.store import is_done, log_file, write_failure, write_run

type State = Literal["done", "there", "failed", "mistake", "stopped"]


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of work, as plain values."""

    key: str
    label: str
    configuration: Mapping[str, Any]
    out: Path
    beside: Path  # where unfinished runs are written
    settled: Path | None
    provenance: Mapping[str, Any]

    def write(
        self, tables: Mapping[str, pd.DataFrame], facts: Mapping[str, Any], started: float
    ) -> None:
        """Write the results of a run that began at ``started`` on the clock of ``perf_counter``."""
        manifest = {
            "key": self.key,
            **facts,
            "seconds": round(perf_counter() - started, 3),
            **self.provenance,
            "host": platform.node(),
            "platform": platform.platform(),
            "configuration": dict(self.configuration),
        }
        write_run(self.out, self.key, tables, manifest, self.beside)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a job ended.

    ``there`` is a run that somebody else had finished; a ``mistake`` is one of the user, to be
    told as such; ``stopped`` says that no run can be finished as things are.
    """

    key: str
    state: State = "done"
    reason: str = ""
    seconds: float = 0.0


def guarded(
    job: Job, work: Callable[[Job], None], *, record: bool, mistakes: bool = False
) -> Outcome:
    """Do the work of a job and return how it ended, whatever happens.

    Parameters
    ----------
    job, work
        What to do.
    record
        It is a run: not computed when it is there, the reason of a failure kept.
    mistakes
        A :class:`UserError` is a mistake of the user that only shows now, and no failed run.
    """
    start, log = perf_counter(), log_file(job.out, job.key)
    with logging_to(log):
        if record and is_done(job.out, job.key):
            LOG.info("%s: somebody else has finished it", job.label)
            return Outcome(job.key, "there")
        LOG.info("%s: %s begins", job.label, "the run" if record else "the burn-in")
        state, reason = _end(job, work, record=record, mistakes=mistakes)
        LOG.info("%s after %.3f s", " ".join([state, reason]).strip(), perf_counter() - start)
    if state == "mistake":  # it was no run: nothing is left of it
        log.unlink(missing_ok=True)
        with suppress(OSError):
            log.parent.rmdir()  # only when it is empty
    return Outcome(job.key, state, reason, perf_counter() - start)


def _end(
    job: Job, work: Callable[[Job], None], *, record: bool, mistakes: bool
) -> tuple[State, str]:
    try:
        work(job)
    except StoppedError as stop:
        return "stopped", str(stop)
    except Exception as error:  # whatever a run raises must not end the study
        if mistakes and isinstance(error, UserError):
            return "mistake", str(error)
        reason, details = f"{type(error).__name__}: {error}".strip(), traceback.format_exc()
        LOG.error("%s", details)
        try:
            if record:
                write_failure(job.out, job.key, job.label, reason, details)
        except StoppedError as stop:
            return "stopped", str(stop)
        return "failed", reason
    return "done", ""
