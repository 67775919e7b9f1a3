"""Which of the packages that were tried are run again on fresh seeds."""

from collections.abc import Iterator

import numpy as np

from segsim.study.search.beliefs import Beliefs
from segsim.study.search.evidence import Evidence
from segsim.study.search.propose import best_for_less
from segsim.study.search.space import Package

POSSIBLE = 0.005
"""Chance of being the cheapest that reaches the target below which a package is not confirmed for
that."""
LUCKS = (-1.5, -0.7, 0.0, 0.7, 1.5)
"""How lucky the search's seeds may have been with the baseline, each as likely (about)."""
FOR_TARGET = 0.85
"""Share of the places for packages that may reach the target at least price; the rest shows the
front."""


def finalists(evidence: Evidence, beliefs: Beliefs, number: int) -> list[Package]:
    """Return the packages to confirm, from the one likeliest to be the answer on.

    Of what may reach the target those count that may be the cheapest to do so; what comes nearest
    to the target (or goes farthest beyond it) is always among them, and the rest of the places
    goes to packages than which nothing cheaper is better.
    """
    rows = [evidence.space.rows[package] for package in evidence.tried]
    places = np.array(rows, np.int64)
    chosen = [int(places[beliefs.slack[places].argmax()])]
    room = max(1, round(FOR_TARGET * number))
    for row in _answers(beliefs, places):
        if len(chosen) >= room:
            break
        if row not in chosen:
            chosen.append(row)
    rest = places[np.argsort(-beliefs.slack[places], kind="stable")]
    for row in (*_front(beliefs, places), *rest.tolist()):
        if len(chosen) >= number:
            break
        if row not in chosen:
            chosen.append(row)
    return [tuple(evidence.space.packages[row].tolist()) for row in chosen[:number]]


def _answers(beliefs: Beliefs, places: np.ndarray) -> Iterator[int]:
    """Yield rows by their chance to be the cheapest that reaches the target, aim by aim."""
    lists = []
    chances = [beliefs.chance(luck)[places] for luck in LUCKS]
    for aim in range(beliefs.prices.shape[1]):
        order = np.argsort(beliefs.prices[places, aim], kind="stable")
        answer = np.zeros(len(places))
        for chance in chances:
            none_before = np.concatenate([[1.0], np.cumprod(1.0 - chance[order])[:-1]])
            answer += chance[order] * none_before / len(LUCKS)
        ranked = np.argsort(-answer, kind="stable")
        lists.append([int(places[order[i]]) for i in ranked if answer[i] >= POSSIBLE])
    yield from _in_turn(lists)


def _front(beliefs: Beliefs, places: np.ndarray) -> Iterator[int]:
    """Yield rows than which nothing as cheap is better, those that stand out most first."""
    lists = []
    for aim in range(beliefs.prices.shape[1]):
        best = best_for_less(beliefs, aim)
        ends = [row for row in places if beliefs.slack[row] >= best[row]]
        ends.sort(
            key=lambda row: (
                -(beliefs.slack[row] - beliefs.nothing) / _price(beliefs, row, aim),
                row,
            )
        )
        lists.append([int(row) for row in ends])
    yield from _in_turn(lists)


def _price(beliefs: Beliefs, row: int, aim: int) -> float:
    lowest = float(beliefs.prices[:, aim].min())
    scale = float(beliefs.prices[:, aim].max()) - lowest
    return (float(beliefs.prices[row, aim]) - lowest) / (scale or 1.0) + 0.1


def _in_turn(lists: list[list[int]]) -> Iterator[int]:
    for place in range(max(map(len, lists), default=0)):
        for one in lists:
            if place < len(one):
                yield one[place]
