"""Which packages to try next: where the target may be had for less, and along the front."""

import numpy as np
from numpy.typing import NDArray

from segsim.study.search.beliefs import Beliefs, normal_below
from segsim.study.search.space import Package, Space

type F64 = NDArray[np.float64]

EVEN = 0.5
"""Chance from which a package counts as one that reaches the target, while searching."""
LUCK = (0.0, -1.0, 1.0)
"""How lucky the search's seeds are taken to have been with the baseline, in turn: where the target
lies among the packages hangs on that more than on anything else."""
EVERY = 3
"""One proposal in so many goes to the front, the others to the target."""


def propose(space: Space, beliefs: Beliefs, number: int) -> list[Package]:
    """Return up to ``number`` packages that were not tried, the most promising first.

    Neighbours of a chosen package, one step of strength away, wait for the next round: they
    would show nearly the same.
    """
    open_ = ~beliefs.tried
    step = min(np.diff((0, *space.percents)))
    aims = beliefs.prices.shape[1]
    chosen: list[Package] = []
    while len(chosen) < number and open_.any():
        turn = len(chosen)
        if turn % EVERY == EVERY - 1:
            scores = on_front(beliefs, turn // EVERY % aims)
        else:
            place = turn - turn // EVERY
            scores = reaching(beliefs, place // len(LUCK) % aims, LUCK[place % len(LUCK)])
        best = int(np.where(open_, scores, -np.inf).argmax())
        chosen.append(tuple(space.packages[best].tolist()))
        open_ &= np.abs(space.packages - space.packages[best]).sum(axis=1) > step
    return chosen


def reaching(beliefs: Beliefs, aim: int, luck: float) -> F64:
    """Score packages by what they are expected to save where they reach the target.

    While nothing seems to reach it, by how likely they do; where nothing can be saved, since the
    baseline reaches it, by what they add to the front.
    """
    price, chance = beliefs.prices[:, aim], beliefs.chance(luck)
    there = beliefs.tried & (chance >= EVEN)
    nothing = beliefs.nothing + luck * float(beliefs.shared.max()) >= 0.0
    if not there.any() and not nothing:
        return np.asarray(beliefs.slack / beliefs.spread, np.float64)
    least = min([*price[there], *([0.0] if nothing else [])])
    saved = np.maximum(least - price, 0.0)
    return np.asarray(saved * chance, np.float64) if saved.any() else on_front(beliefs, aim)


def on_front(beliefs: Beliefs, aim: int) -> F64:
    """Score packages by how much better they may be than what was tried and costs no more."""
    best = best_for_less(beliefs, aim)
    z = (beliefs.slack - best) / beliefs.spread
    density = np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    return np.asarray(beliefs.spread * (z * normal_below(z) + density), np.float64)


def best_for_less(beliefs: Beliefs, aim: int) -> F64:
    """Return, for every package, the best slack that was found at its price or below."""
    price, slack = beliefs.prices[:, aim], beliefs.slack
    tried = np.flatnonzero(beliefs.tried)
    order = tried[np.argsort(price[tried], kind="stable")]
    rising = np.maximum.accumulate(np.concatenate([[beliefs.nothing], slack[order]]))
    return np.asarray(rising[np.searchsorted(price[order], price, side="right")], np.float64)
