"""More replications until the intervals are narrow enough."""

from segsim.registry import UserError
from segsim.study.labels import KEYS
from segsim.study.plan import Plan
from segsim.study.progress import say
from segsim.study.report import Report
from segsim.study.results import Results, load
from segsim.study.runner import run_study
from segsim.study.work import workers

MOST = 200
"""Replications after which a study gives up reaching its precision."""
KEY = KEYS[0]
"""What the precision is of: corrected dissimilarity of language between neighbourhoods."""


def run_to_precision(plan: Plan) -> tuple[Plan, Report]:
    """Run a study, adding seeds until every effect is known to the precision asked for.

    The half-width of the 90 % interval in the last year must not exceed ``precision``, for
    every scenario and behaviour (of a study with one scenario: for its level). Seeds follow
    each other, so that a study that went on is the study with more replications.

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
        reached, count = half_width(load(study.out)), len(study.settings.every_seed)
        say(f"{count} replications: the widest interval is ±{reached:.2g}, wanted ±{wanted:.2g}")
        if reached <= wanted:
            break
        if count >= MOST:
            say(f"not reached with {MOST} replications")
            break
        study = plan.replicated(min(count + max(2, workers(plan)), MOST))
        before, report = report, run_study(study)
        report.done += before.done
        report.cached -= before.done
        report.seconds += before.seconds
    return study, report


def half_width(results: Results) -> float:
    """Return the half-width of the widest interval of the last year."""
    rows = results.rows_of([KEY])
    if rows.empty:
        raise UserError(f"precision: {KEY.title!r} was not recorded")
    rows = rows[rows["year"] == rows["year"].max()]
    several = len(results.study.scenarios) > 1
    table = results.compare(indicators=rows) if several else results.levels(rows)
    return float(((table["high"] - table["low"]) / 2.0).max())
