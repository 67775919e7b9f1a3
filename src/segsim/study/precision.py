"""As many replications as it takes until the intervals are narrow enough."""

from math import ceil
from typing import NamedTuple

from segsim.registry import UserError
from segsim.study.labels import KEYS, number
from segsim.study.plan import Plan
from segsim.study.power import needed
from segsim.study.progress import say
from segsim.study.report import Report
from segsim.study.results import Results, load
from segsim.study.runner import run_study

MOST = 200
"""Replications after which a study gives up reaching its precision."""
KEY = KEYS[0]
"""What the precision is of: corrected dissimilarity of language between neighbourhoods."""


class Widest(NamedTuple):
    """The widest interval of a study, and how many replications make it narrow enough."""

    half_width: float
    of: str
    needed: int


def run_to_precision(plan: Plan) -> tuple[Plan, Report]:
    """Run a study, with as many seeds as it takes to know every effect to the precision.

    The half-width of the 90 % interval in the last year must not exceed ``precision``, for
    every scenario and behaviour (of a study with one scenario: for its level). After the
    pilot, the replications that were asked for or 8, the number that Stein's two-stage rule
    thinks necessary is run at once, and so again while an interval is still too wide. Seeds
    follow each other, so that a study that went on is the study with more replications.

    Returns
    -------
    tuple
        The study with the replications it ended with, and what the last round did; the counts
        of computed runs are of all rounds.
    """
    wanted = plan.settings.precision
    if wanted is None:
        return plan, run_study(plan)
    study, report = plan, run_study(plan)
    while report.complete:
        found, count = widest(load(study.out), wanted), len(study.settings.every_seed)
        reached = f"{count} replications: the widest interval is ±{found.half_width:.2g}"
        if found.half_width <= wanted:
            say(f"{reached} ({found.of}), wanted ±{wanted:.2g}: reached")
            break
        if count >= MOST:
            say(f"{reached} ({found.of}), wanted ±{wanted:.2g}: not reached with {MOST}")
            break
        then = following(count, found.needed)
        limit = "" if found.needed <= MOST else f"; at most {MOST} are run"
        say(
            f"{reached} ({found.of}), wanted ±{wanted:.2g}; about "
            f"{number(found.needed, 0)} are thought necessary{limit}: on to {then}"
        )
        study = plan.replicated(then)
        before, report = report, run_study(study)
        report.done += before.done
        report.cached -= before.done
        report.seconds += before.seconds
    if report.failed:
        say("precision: runs failed, and no replications are added until they are there")
    return study, report


def following(count: int, needed: int) -> int:
    """Return how many replications to have next: those needed, at least a tenth more than now."""
    return min(max(needed, count + max(2, count // 10)), MOST)


def widest(results: Results, wanted: float) -> Widest:
    """Return the widest interval of the last year and the replications that it takes.

    Raises
    ------
    UserError
        When the figure was not recorded, or is undefined in all runs of a scenario.
    """
    rows = results.rows_of([KEY])
    if rows.empty:
        raise UserError(f"precision: {KEY.title!r} was not recorded")
    rows = rows[rows["year"] == rows["year"].max()]
    study = results.study
    several = len(study.scenarios) > 1
    table = results.compare(indicators=rows) if several else results.levels(rows)
    outcomes = (len(study.scenarios) - several) * len(study.behaviours)
    table["half_width"] = (table["high"] - table["low"]) / 2.0
    if len(table) < outcomes or table["half_width"].isna().any():
        raise UserError(
            f"precision: {KEY.title!r} is undefined in this city, or defined in a single "
            "replication of a scenario; give replications=<number>."
        )
    row = table.sort_values("half_width", kind="stable").iloc[-1]
    take = needed(table["half_width"], table["n"], wanted).max()
    of = [str(row["scenario"]), *([row["behaviour"]] if len(study.behaviours) > 1 else [])]
    return Widest(float(row["half_width"]), ", ".join(of), ceil(take))


def half_width(results: Results) -> float:
    """Return the half-width of the widest interval of the last year."""
    return widest(results, 1.0).half_width
