"""Runs a study: what is missing is computed, what is there stays, what fails is listed."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import Protocol, cast

from segsim.registry import UserError
from segsim.study.plan import Plan, Run
from segsim.study.pool import Done, Task, Window
from segsim.study.processes import Here, Pool, local_pool
from segsim.study.progress import FIRST, Patience, Progress, say
from segsim.study.record import FILE, write_study
from segsim.study.store import drop_partial, failure_file, is_done, write_failure


class Engine(Protocol):
    """What computes the runs of one kind of model; a module is one."""

    prepare: Callable[[], None]
    """Compiles the model in this process."""
    tasks: Callable[[Path, Sequence[Run]], Iterable[Task]]
    """Says what is to be done for the runs that are missing."""


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


def run_study(
    plan: Plan, shard: tuple[int, int] | None = None, *, keep_settled: bool = False
) -> Report:
    """Compute the runs of a study that are not there yet.

    Parameters
    ----------
    plan
        The resolved study.
    shard
        ``(i, n)``: only the i-th of n parts of the runs, counted from 1.
    keep_settled
        Keep the settled cities for more scenarios of the same seeds.

    Raises
    ------
    UserError
        When the results folder cannot be written, or when a classical model refuses what it was
        given only as it starts; the folder is then what it was before.
    """
    start, out = perf_counter(), plan.out
    new = _first_new(out)
    _make(out)
    # What a city refuses it refuses before: nothing that is finished may be at stake.
    with nullcontext() if plan.classic is None else _untouched_by_mistakes(out, new):
        write_study(plan)
        runs = {run.key: run for run in plan.runs}  # equal scenarios share their runs
        there = {key for key in runs if is_done(out, key)}
        missing = [run for run in _part(list(runs.values()), shard) if run.key not in there]
        report = Report(out, len(runs), len(there))
        report.elsewhere = len(runs) - len(there) - len(missing)
        if there:
            say(f"{len(there)} of {len(runs)} runs were there already in {out}")
        if missing:
            try:
                _compute(plan, missing, report)
            finally:
                drop_partial(out)
                with suppress(OSError):
                    (out / "failed").rmdir()  # only when nothing failed
    if report.complete and not keep_settled:
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


def _first_new(out: Path) -> Path | None:
    """Return the outermost folder that is not there yet."""
    with suppress(OSError):
        return next((path for path in [*reversed(out.parents), out] if not path.exists()), None)
    return None


@contextmanager
def _untouched_by_mistakes(out: Path, new: Path | None) -> Iterator[None]:
    """Leave the results folder as it was when what the user gave turns out to be a mistake."""
    study = out / FILE
    before = study.read_bytes() if study.is_file() else None
    try:
        yield
    except UserError:
        if new is not None:
            shutil.rmtree(new, ignore_errors=True)
        elif before is not None:
            study.write_bytes(before)
        else:
            study.unlink(missing_ok=True)
        raise


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


def _compute(plan: Plan, missing: list[Run], report: Report) -> None:
    """Do all tasks: those that lead in this process, the others in processes of their own."""
    city = plan.classic is None
    leading = 0 if city else len({run.scenario for run in missing})
    count = min(workers(plan), len(missing) - leading)
    apart = count > 1 or city  # a city may need more memory than there is
    pool: Pool = local_pool(count) if apart else Here()
    name = "segsim.study.worker" if city else "segsim.study.classics.worker"
    labels = {run.key: run.label for run in missing}
    try:
        pool.wake(name)  # the processes load the model while this one does
        engine = cast(Engine, import_module(name))
        tasks = list(engine.tasks(plan.out, missing))
        first = [task for task in tasks if task.leads]
        others = [task for task in tasks if not task.leads]
        assert len(first) == leading, "the first run of each scenario of a classical model leads"
        engine.prepare()
        progress = Progress(report.total, report.cached, sum(task.weight for task in tasks))
        try:
            with Patience(FIRST):
                goes_on = _work(plan, Window(first, 1, Here()), labels, report, progress)
            if goes_on:
                _work(plan, Window(others, count, pool), labels, report, progress)
        finally:
            progress.close()
    finally:
        pool.end()


def _work(
    plan: Plan, window: Window, labels: dict[str, str], report: Report, progress: Progress
) -> bool:
    """Do the tasks of a window; return whether the study goes on."""
    results = window.results()
    try:
        for done in results:
            reason = done.problem or getattr(done.value, "reason", "")
            if getattr(done.value, "mistake", False):
                raise UserError(reason)
            is_run = done.task.name in labels
            if is_run and reason:
                _failed(plan.out, done, reason, labels[done.task.name], report, progress)
            report.done += is_run and not reason
            progress.advance(
                done.task.weight, done=is_run and not reason, failed=is_run and bool(reason)
            )
            if report.failed and plan.settings.fail_fast:
                progress.note("fail_fast: the study stops at its first failure")
                return False
    finally:
        results.close()  # type: ignore[attr-defined]
    return True


def _failed(
    out: Path, done: Done, reason: str, label: str, report: Report, progress: Progress
) -> None:
    key = done.task.name
    if done.problem:  # the worker could not write it down itself
        write_failure(out, key, label, reason)
    report.failed.append(key)
    progress.note(f"failed: {label}: {reason} ({failure_file(out, key)})")


def _drop_settled(out: Path) -> None:
    """Remove the settled cities of a complete study: large, and made again in seconds."""
    shutil.rmtree(out / "settled", ignore_errors=True)
