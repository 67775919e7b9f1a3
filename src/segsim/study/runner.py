"""Runs a study: what is missing is computed, what is there stays, what fails is listed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from segsim.model import warm_up
from segsim.registry import UserError
from segsim.study.plan import Plan, Run
from segsim.study.pool import Done, Task, Window
from segsim.study.processes import LocalPool
from segsim.study.progress import COMPILING, Patience, Progress, say
from segsim.study.provenance import provenance
from segsim.study.record import write_study
from segsim.study.store import (
    drop_partial,
    failure_file,
    is_done,
    settled_file,
    write_failure,
)
from segsim.study.worker import Job, ready, settle, simulate


@dataclass
class Report:
    """What a call to :func:`run_study` did."""

    out: Path
    total: int
    cached: int = 0
    done: int = 0
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0
    elsewhere: int = 0  # runs of other shards that are not there yet

    @property
    def complete(self) -> bool:
        """Whether the results of every run of the study are there."""
        return not self.failed and not self.elsewhere and self.cached + self.done == self.total


def run_study(plan: Plan, shard: tuple[int, int] | None = None) -> Report:
    """Compute the runs of a study that are not there yet.

    Parameters
    ----------
    plan
        The resolved study.
    shard
        ``(i, n)``: only the i-th of n parts of the runs, counted from 1.

    Raises
    ------
    UserError
        When the results folder cannot be written.
    """
    start, out = perf_counter(), plan.out
    _make(out)
    write_study(plan)
    runs = {run.key: run for run in plan.runs}  # equal scenarios share their runs
    there = {key for key in runs if is_done(out, key)}
    missing = [run for run in _part(list(runs.values()), shard) if run.key not in there]
    report = Report(out, len(runs), len(there))
    report.elsewhere = len(runs) - len(there) - len(missing)
    if there:
        say(f"{len(there)} of {len(runs)} runs were there already in {out}")
    if missing:
        pool = LocalPool(min(workers(plan), len(missing)))
        try:
            pool.wake(ready)  # the processes load the model while this one compiles it
            with Patience(COMPILING):
                warm_up()
            _compute(plan, missing, report, pool)
        finally:
            pool.end()
            drop_partial(out)
            with suppress(OSError):
                (out / "failed").rmdir()  # only when nothing failed
    if report.complete:
        _drop_settled(out)
    report.seconds = perf_counter() - start
    return report


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / f".write-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise UserError(f"out: cannot write into {str(out)!r}: {error.strerror}.") from None


def _part(runs: list[Run], shard: tuple[int, int] | None) -> list[Run]:
    """Return one contiguous part: neighbours share the settled city of their seed."""
    if shard is None:
        return runs
    index, parts = shard
    return runs[len(runs) * (index - 1) // parts : len(runs) * index // parts]


def workers(plan: Plan) -> int:
    """Return the number of worker processes: what was asked for, or one a core."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return plan.settings.workers or available or 1


def _compute(plan: Plan, missing: list[Run], report: Report, pool: LocalPool) -> None:
    tasks = list(_tasks(plan.out, missing))
    weights = {task.name: _weight(task) for task in tasks}
    labels = {run.key: run.label for run in missing}
    progress = Progress(report.total, report.cached, sum(weights.values()))
    results = Window(tasks, pool.workers, pool).results()
    try:
        for done in results:
            reason = done.problem or getattr(done.value, "reason", "")
            is_run = done.task.name in labels
            if is_run and reason:
                _failed(plan.out, done, reason, labels[done.task.name], report, progress)
            report.done += is_run and not reason
            progress.advance(
                weights[done.task.name], done=is_run and not reason, failed=is_run and bool(reason)
            )
            if report.failed and plan.settings.fail_fast:
                progress.note("fail_fast: the study stops at its first failure")
                break
    finally:
        results.close()  # type: ignore[attr-defined]
        progress.close()


def _failed(
    out: Path, done: Done, reason: str, label: str, report: Report, progress: Progress
) -> None:
    key = done.task.name
    if done.problem:  # the worker could not write it down itself
        write_failure(out, key, label, reason)
    report.failed.append(key)
    progress.note(f"failed: {label}: {reason} ({failure_file(out, key)})")


def _tasks(out: Path, missing: list[Run]) -> Iterator[Task]:
    """Yield the burn-ins that are needed and the runs that start from them.

    Burn-ins go first in the order of their runs, so that the first of them is ready early.
    """
    origin = provenance()
    settling: set[str] = set()
    for run in missing:
        spec = run.specification
        burn_in = spec.burn_in_key()
        settled = settled_file(out, burn_in).resolve()
        job = Job(run.key, run.label, spec.canonical(), out.resolve(), settled, origin)
        name = f"burn-in of seed {run.seed} ({burn_in[:12]})"
        if burn_in not in settling and not settled.is_file():
            settling.add(burn_in)
            yield Task(name, settle, job)
        yield Task(run.key, simulate, job, after=name if burn_in in settling else None)


def _weight(task: Task) -> float:
    """Return about how many simulated years a task costs."""
    content: Any = task.argument.configuration
    return float(content["burn_in"]["years"] if task.function is settle else content["years"]) + 1


def _drop_settled(out: Path) -> None:
    """Remove the settled cities of a complete study: large, and made again in seconds."""
    shutil.rmtree(out / "settled", ignore_errors=True)
