"""The runs of a study as tasks, done by workers; what comes of each is told and counted."""

import os
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from segsim.registry import StoppedError, UserError
from segsim.study.job import Outcome
from segsim.study.plan import Plan, Run
from segsim.study.pool import Done, Task, Window
from segsim.study.processes import Here, Pool, local_pool
from segsim.study.progress import FIRST, Patience, Progress
from segsim.study.report import Report
from segsim.study.store import failure_file, log_file, write_failure


class Engine(Protocol):
    """What computes the runs of one kind of model; a module is one."""

    prepare: Callable[[], None]
    """Compiles the model in this process."""
    tasks: Callable[[Path, Path, Sequence[Run]], Iterable[Task]]
    """Says what is to be done for the runs that are missing."""


def cores() -> int:
    """Return how many cores this process may use."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return available or 1


def workers(plan: Plan) -> int:
    """Return the number of worker processes: what was asked for, or one a core."""
    return plan.settings.workers or cores()


def open_pool(plan: Plan, missing: list[Run]) -> Pool:
    """Return the workers for what is missing, which load the model from now on.

    Raises
    ------
    UserError
        When there is no such cluster.
    """
    if not missing:
        return Here()
    pool = _pool(plan, len(missing) - _leading(plan, missing))
    pool.wake(_engine(plan))
    return pool


def compute(plan: Plan, missing: list[Run], pool: Pool, beside: Path, report: Report) -> None:
    """Do all tasks: those that lead in this process, the others on workers.

    Parameters
    ----------
    plan, missing
        The study and the runs that are not there.
    pool
        The workers.
    beside
        Where unfinished runs are written.
    report
        What comes of them is noted here.
    """
    engine = cast(Engine, import_module(_engine(plan)))
    tasks = list(engine.tasks(plan.out, beside, missing))
    first = [task for task in tasks if task.leads]
    others = [task for task in tasks if not task.leads]
    assert len(first) == _leading(plan, missing), "they were not counted as workers' tasks"
    if plan.settings.executor == "local":  # machines of a cluster compile for themselves
        engine.prepare()
    work = _Work(plan, {run.key: run.label for run in missing}, report, tasks)
    try:
        with Patience(FIRST):
            goes_on = work.do(Window(first, Here()))
        if goes_on:
            work.do(Window(others, pool, plan.settings.workers or len(tasks)))
    finally:
        work.progress.close()


def _engine(plan: Plan) -> str:
    return "segsim.study.worker" if plan.classic is None else "segsim.study.classics.worker"


def _leading(plan: Plan, missing: list[Run]) -> int:
    """Return how many tasks this process does itself: a classical scenario's first."""
    return 0 if plan.classic is None else len({run.scenario for run in missing})


def _pool(plan: Plan, tasks: int) -> Pool:
    if plan.settings.executor == "dask":
        from segsim.study.cluster import DaskPool  # noqa: PLC0415 - loads Dask

        assert plan.settings.address is not None, "validated with the settings"
        return DaskPool(plan.settings.address)
    count = max(min(workers(plan), tasks), 1)
    # a city may need more memory than there is: never in the process that leads
    return local_pool(count) if count > 1 or plan.classic is None else Here()


class _Work:
    """Counts, tells and keeps what becomes of the tasks of a study."""

    def __init__(
        self, plan: Plan, labels: dict[str, str], report: Report, tasks: list[Task]
    ) -> None:
        self.plan, self.labels, self.report = plan, labels, report
        self.progress = Progress(report.total, report.cached, sum(task.weight for task in tasks))

    def do(self, window: Window) -> bool:
        """Do the tasks of a window; return whether the study goes on."""
        results = window.results()
        self.report.workers = max(self.report.workers, window.workers)
        try:
            for done in results:
                self._take(done)
                if self.report.failed and self.plan.settings.fail_fast:
                    self.progress.note("fail_fast: the study stops at its first failure")
                    return False
        finally:
            results.close()  # type: ignore[attr-defined]
        return True

    def _take(self, done: Done) -> None:
        outcome = cast(Outcome | None, done.value)
        if outcome is None:  # its worker died or could not even begin
            outcome = Outcome(done.task.name, "failed", done.problem)
        if outcome.state == "mistake":
            raise UserError(outcome.reason)
        if outcome.state == "stopped":
            raise StoppedError(outcome.reason)
        self.report.take(outcome.seconds)
        is_run = done.task.name in self.labels
        if is_run and outcome.state == "failed":
            self._failed(done, outcome.reason)
        self.report.done += is_run and outcome.state == "done"
        self.report.cached += is_run and outcome.state == "there"
        self.progress.advance(done.task.weight, outcome.state if is_run else None)

    def _failed(self, done: Done, reason: str) -> None:
        out, key = self.plan.out, done.task.name
        label = self.labels[key]
        if done.problem:  # the worker could not write it down itself
            write_failure(out, key, label, reason)
        self.report.failed.append(key)
        log = log_file(out, key)
        where = log if log.is_file() else failure_file(out, key)
        self.progress.note(f"failed: {label}: {reason} (see {where})")
