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
    from segsim.study.search.search import Found

MOST_THREADS = 256

__all__ = ["Results", "build", "load", "run", "search"]


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
    StoppedError
        When nothing more can be computed: a full disk, a lost cluster. What is finished is kept.

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


def search(overrides: Sequence[str] = (), out: str | Path | None = None) -> "Found":
    """Find packages of policies that reach a target at the least price (`docs/search.md`).

    Parameters
    ----------
    overrides
        As on the command line of ``segsim search``, e.g. ``["city=tampere",
        "policy=[tenure_mixing,infill]", "target=corrected_d<=.22", "by=2045"]``.
    out
        Results folder; default: the ``out`` of the overrides, or ``results/<study>_search``.

    Returns
    -------
    Found
        ``.front`` (DataFrame of the confirmed packages, on fresh seeds, with intervals),
        ``.packages`` (DataFrame of all that were tried), ``.target``; the columns are described
        in :class:`~segsim.study.search.search.Found`.

    Raises
    ------
    UserError
        For a mistake in the overrides.
    IncompleteError
        When runs failed; the same call tries them again.
    """
    from segsim.study.search.search import question  # noqa: PLC0415 - the model, only if used
    from segsim.study.search.search import search as find  # noqa: PLC0415

    return find(question(_listed(overrides), out))


def _listed(overrides: Sequence[str]) -> list[str]:
    if isinstance(overrides, str):
        raise UserError(f"overrides: {overrides!r} is one text; give a list, e.g. ['years=5'].")
    return [str(override) for override in overrides]
