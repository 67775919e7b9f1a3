"""The search itself: screen, fit, propose, run; until the budget is used."""

from collections.abc import Callable, Sequence

import pandas as pd

from segsim.study.search.beliefs import Beliefs, believe
from segsim.study.search.design import screening
from segsim.study.search.evidence import Evidence
from segsim.study.search.propose import propose
from segsim.study.search.space import Package, Space
from segsim.study.search.target import Target

type Evaluate = Callable[[Sequence[Package]], pd.DataFrame]
"""Runs packages beside the baseline; rows of scenario, behaviour, seed and figures."""
ROUNDS = 5
"""Rounds after the screening, among which the rest of the budget is shared."""


def explore(
    evaluate: Evaluate, space: Space, target: Target, aims: Sequence[str], budget: int
) -> tuple[Evidence, Beliefs]:
    """Try packages until the budget is used or nothing is left, and return what they show.

    Everything follows from the results: the same runs lead to the same packages, so that a
    search that was interrupted goes on where it was.
    """
    tried = screening(space, budget)
    batch = max(1, -(-(budget - len(tried)) // ROUNDS))
    while True:
        evidence = Evidence.of(evaluate(tried), space, tried)
        beliefs = believe(evidence, target, aims)
        more = propose(space, beliefs, min(batch, budget - len(tried)))
        if not more:
            return evidence, beliefs
        tried = [*tried, *more]
