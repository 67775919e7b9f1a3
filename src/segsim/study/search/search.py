"""The search from question to answer: resolve, explore, confirm, keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from segsim.registry import UserError
from segsim.study.progress import say
from segsim.study.runner import run_study
from segsim.study.search.beliefs import Beliefs
from segsim.study.search.confirm import confirmed
from segsim.study.search.design import screening
from segsim.study.search.evidence import OUTCOME, Evidence
from segsim.study.search.figures_of_runs import figures_of_runs
from segsim.study.search.finalists import finalists
from segsim.study.search.pool import Pool, pool
from segsim.study.search.recorded import recorded
from segsim.study.search.rounds import explore
from segsim.study.search.settings import SearchSettings, part
from segsim.study.search.space import Package, Space
from segsim.study.search.target import Target
from segsim.study.store import storage

FRONT = "front.csv"
PACKAGES = "packages.csv"


class IncompleteError(RuntimeError):
    """Runs of a search failed: the same command tries them again."""


@dataclass(frozen=True)
class Question:
    """A search as it was asked, with everything resolved."""

    pool: Pool
    settings: SearchSettings
    target: Target
    space: Space
    by: int

    @property
    def out(self) -> Path:
        """The results folder; studies of the search and of the confirmation stand in it."""
        return Path(self.pool.settings.out or f"results/{self.pool.name}")


@dataclass(frozen=True)
class Found:
    """What a search found.

    Attributes
    ----------
    target
        What was to be reached.
    packages
        Every package that was tried, on the search's seeds: ``package``, ``words``, a column of
        strength in percent for each policy, means of ``outcome``, ``change`` (of it against the
        baseline), ``cost``, ``city_cost`` (EUR) and ``displaced`` (households, against the
        baseline), of several behaviours the worst, and ``chance``, the surrogate's belief that
        the target is met. The best of many tries look better here than they are.
    front
        The confirmed packages and the baseline, on seeds that the search did not use, each figure
        with its 90 % interval (``outcome``, ``outcome_low``, ``outcome_high``, …), with
        ``probability`` that the expected outcome meets the target, ``verdict`` (reaches, misses,
        not told), ``share`` of runs that met it, and ``front``, the probability that no other
        confirmed package is at least as good in everything.
    question
        Policies, strengths, seeds and settings of the search.
    """

    target: Target
    packages: pd.DataFrame
    front: pd.DataFrame
    question: Question

    def __repr__(self) -> str:
        reach = self.front.loc[self.front["verdict"] == "reaches", "package"]
        names = ", ".join(reach) or "no package"
        return f"Found({self.target} by {self.question.by}: {names})"


def question(texts: Sequence[str], out: str | Path | None = None) -> Question:
    """Resolve the overrides of a search: after this nothing can be a user's mistake.

    Raises
    ------
    UserError
        One line for every problem.
    """
    settings, rest = part(texts)
    target = Target.read(settings.target)
    found = pool(rest)
    if out is not None:
        found = found.moved(str(out))
    first, last = found.one.start_year, found.last
    by = last if settings.by is None else settings.by
    if not first < by <= last:
        years = f" (years={by - first} reaches it)" if by > last else ""
        raise UserError(
            f"by: {by} is not allowed; allowed: years of the run, {first + 1} to {last}{years}."
        )
    found.fresh_seeds(settings.confirm)
    space = Space.of(found.policies, settings.percents, settings.largest)
    screening(space, settings.budget)
    return Question(found, settings, target.placed(recorded(found.one)), space, by)


def search(asked: Question) -> Found:
    """Explore, confirm and keep the answer in the results folder.

    What is there is not computed again: the same question gives the same answer.

    Raises
    ------
    IncompleteError
        When runs failed.
    """
    seeds = asked.pool.settings.every_seed
    aims = asked.settings.aims

    def evaluate(packages: Sequence[Package]) -> pd.DataFrame:
        say(f"search: {len(packages)} of up to {asked.settings.budget} packages")
        return _figures(asked, packages, seeds, "search", keep=True)

    evidence, beliefs = explore(evaluate, asked.space, asked.target, aims, asked.settings.budget)
    _run(asked, evidence.tried, seeds, "search", keep=False)  # all there: drops settled cities
    best = finalists(evidence, beliefs, asked.settings.finalists)
    fresh = asked.pool.fresh_seeds(asked.settings.confirm)
    say(f"confirmation: {len(best)} packages on {len(fresh)} fresh seeds")
    rows = _figures(asked, best, fresh, "confirm", keep=False)
    front = confirmed(Evidence.of(rows, asked.space, best), asked.target, aims)
    found = Found(
        asked.target, _tried(evidence, beliefs, asked.target), _ordered(front, aims[0]), asked
    )
    with storage(asked.out):
        found.front.to_csv(asked.out / FRONT, index=False)
        found.packages.to_csv(asked.out / PACKAGES, index=False)
    return found


def _figures(
    asked: Question, packages: Sequence[Package], seeds: Sequence[int], part: str, *, keep: bool
) -> pd.DataFrame:
    """Run packages and return their figures."""
    return figures_of_runs(_run(asked, packages, seeds, part, keep=keep), asked.target, asked.by)


def _run(
    asked: Question, packages: Sequence[Package], seeds: Sequence[int], part: str, *, keep: bool
) -> Path:
    """Run packages as an ordinary study and return its folder."""
    plan = asked.pool.plan(asked.space, packages, seeds, str(asked.out / part), part)
    report = run_study(plan, keep_settled=keep)
    if report.failed:
        raise IncompleteError(
            f"{len(report.failed)} of {report.total} runs failed; reasons: "
            f"{plan.out / 'failed'}. The same command tries them again."
        )
    return plan.out


def _tried(evidence: Evidence, beliefs: Beliefs, target: Target) -> pd.DataFrame:
    """Return every package with its means on the search's seeds."""
    space = evidence.space
    rows = pd.DataFrame(
        {
            "package": [space.name(package) for package in evidence.tried],
            "words": [space.words(package) for package in evidence.tried],
            **{p: evidence.matrix[:, place] for place, p in enumerate(space.policies)},
        }
    )
    places = [space.rows[package] for package in evidence.tried]
    worst = -target.sign  # of several behaviours
    for name, values in {
        OUTCOME: evidence.measured[OUTCOME],
        "change": evidence.effects(OUTCOME),
    }.items():
        rows[name] = worst * (worst * values.mean(axis=-1)).max(axis=1)
    for name in ("cost", "city_cost", "displaced"):
        rows[name] = evidence.effects(name).mean(axis=-1).max(axis=1)
    rows["chance"] = beliefs.whole_chance[places]
    return rows


def _ordered(front: pd.DataFrame, aim: str) -> pd.DataFrame:
    """Sort by price, the baseline first."""
    others = front.iloc[1:].sort_values(aim, kind="stable")
    return pd.concat([front.iloc[:1], others], ignore_index=True)
