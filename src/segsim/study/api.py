"""The Python interface: build a model, run a study, load results."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from segsim.registry import UserError
from segsim.study.plan import plan, single
from segsim.study.precision import run_to_precision
from segsim.study.results import Results, load

if TYPE_CHECKING:
    from segsim.model import SegregationModel

MOST_THREADS = 256

__all__ = ["Results", "build", "load", "run"]


def build(overrides: Sequence[str] = (), *, threads: int = 1) -> "SegregationModel":
    """Build one model, ready to step.

    Parameters
    ----------
    overrides
        As on the command line, e.g. ``["city=tampere", "policy=[tram]", "seed=3"]``.
    threads
        How many work on the city at once; the result is the same to the bit.
    """
    if not 1 <= threads <= MOST_THREADS:
        raise UserError(f"threads: {threads} is not allowed; from 1 to {MOST_THREADS}.")
    from segsim.model import SegregationModel  # noqa: PLC0415 - Mesa, which studies do without

    return SegregationModel(single(_listed(overrides)), threads=threads)


def run(overrides: Sequence[str] = (), out: str | Path | None = None) -> Results:
    """Run a study, or what is missing of it, and return its results.

    Parameters
    ----------
    overrides
        As on the command line, e.g. ``["study=tampere_policies", "replications=16"]``.
    out
        Results folder; default: the ``out`` of the overrides, or ``results/<study>``.

    Raises
    ------
    UserError
        For a mistake in the overrides.

    Warns
    -----
    UserWarning
        When runs failed; ``results.runs`` lists them, the others are there.
    """
    given = _listed(overrides)
    resolved = plan(given)
    if out is not None:
        resolved = resolved.moved(str(out))
    resolved, report = run_to_precision(resolved)
    if report.failed:
        warnings.warn(
            f"{len(report.failed)} of {report.total} runs failed; the reasons are in "
            f"{resolved.out / 'failed'}",
            stacklevel=2,
        )
    return load(resolved.out)


def _listed(overrides: Sequence[str]) -> list[str]:
    if isinstance(overrides, str):
        raise UserError(f"overrides: {overrides!r} is one text; give a list, e.g. ['years=5'].")
    return [str(override) for override in overrides]
