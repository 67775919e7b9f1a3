"""Runs a study: what is missing is computed, what is there stays, what fails is listed."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from time import perf_counter
from uuid import uuid4

from segsim.registry import StoppedError, UserError
from segsim.study.lead import Lead, leaders
from segsim.study.packed import pack
from segsim.study.plan import Plan, Run
from segsim.study.processes import Pool
from segsim.study.progress import say
from segsim.study.record import FILE, write_study
from segsim.study.report import Report
from segsim.study.store import finished
from segsim.study.work import compute, open_pool


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
    StoppedError
        When nothing more can be computed: the disk is full, the cluster is gone. What was
        finished is kept, as it is on KeyboardInterrupt; the same call goes on from there.
    """
    start, out = perf_counter(), plan.out
    new = _first_new(out)
    _make(out)
    runs = {run.key: run for run in plan.runs}  # equal scenarios share their runs
    there = finished(out) & set(runs)
    missing = [run for run in _part(list(runs.values()), shard) if run.key not in there]
    report = Report(out, len(runs), len(there), start)
    report.elsewhere = len(runs) - len(there) - len(missing)
    with _untouched_by_mistakes(out, new):
        pool = open_pool(plan, missing)
    try:
        # What a city refuses it refuses before: nothing that is finished may be at stake.
        with nullcontext() if plan.classic is None else _untouched_by_mistakes(out, new):
            _write(plan)
            if there:
                say(f"{len(there)} of {len(runs)} runs were there already in {out}")
            if missing:
                _work(plan, missing, pool, report)
    finally:
        pool.end()
    if report.complete and not keep_settled and not leaders(out):
        # settled cities are large, and made again in seconds
        shutil.rmtree(out / "settled", ignore_errors=True)
    report.seconds = perf_counter() - start
    return report


def _work(plan: Plan, missing: list[Run], pool: Pool, report: Report) -> None:
    """Compute what is missing, and leave the folder tidy however that ends."""
    out = plan.out
    try:
        with Lead(out) as lead:
            compute(plan, missing, pool, lead.folder, report)
            pack(out, [run.key for run in plan.runs])
    except KeyboardInterrupt:
        raise KeyboardInterrupt(f"interrupted. {_kept(plan)}") from None
    except StoppedError as stop:
        raise StoppedError(f"{stop}. {_kept(plan)}") from None
    finally:
        with suppress(OSError):
            (out / "failed").rmdir()  # only when nothing failed


def _kept(plan: Plan) -> str:
    """Say what is there when a study ends early; some of it may not have been counted."""
    runs = {run.key for run in plan.runs}
    there = len(finished(plan.out) & runs)
    return f"{there} of {len(runs)} runs are finished and kept in {plan.out}"


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
        probe = out / f".write-{uuid4().hex[:8]}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise _unwritable(out, error) from None


def _write(plan: Plan) -> None:
    try:
        write_study(plan)
    except OSError as error:
        raise _unwritable(plan.out, error) from None


def _unwritable(out: Path, error: OSError) -> UserError:
    reason = os.strerror(error.errno) if error.errno else str(error)
    return UserError(f"out: cannot write into {str(out)!r}: {reason}.")


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
