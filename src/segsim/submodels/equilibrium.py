"""A market that clears at once: prices rise where more is wanted than there is, until all fits."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from segsim.kernels.choice import choice_probabilities
from segsim.maths import logs
from segsim.submodels.prices import response
from segsim.world.tables import F64

CLEARED = 1e-10
"""Largest |log(demand ÷ supply)| at which a market counts as cleared."""
SETTLED = 1e-14
LONGEST = 200_000
LEAST = 1e-300
DAMPING = 0.9
"""Step in units of the shock's scale: with 1 the tâtonnement is Sinkhorn's iteration."""


class Equilibrium(NamedTuple):
    """Prices at which every area is just filled."""

    prices: F64  # [area]
    households: F64  # [kind, alternative] expected
    iterations: int  # until demand fitted supply to 1e-10
    gap: float  # what was left in the end: the largest |log(demand ÷ supply)|


def clear_by_prices(
    values: Callable[[F64], F64], mass: F64, supply: F64, start: F64, speed: float
) -> Equilibrium:
    """Return the prices that clear a market of logit choice, by tâtonnement.

    Parameters
    ----------
    values
        Gives the systematic value of every alternative to every kind of household at some prices
        [kind, alternative], in units of the shock's scale. Alternatives after the areas are
        elsewhere and have no price.
    mass
        Households of each kind.
    supply
        Dwellings of each area.
    start
        First prices [area], in whatever unit ``values`` takes them.
    speed
        Change of a price for a unit of log(demand ÷ supply).
    """
    prices, chances = start.copy(), np.empty_like(values(start))
    iterations, gap = LONGEST, np.inf
    for iteration in range(LONGEST):
        choice_probabilities(values(prices), chances)
        expected = mass[:, None] * chances
        wanted = np.maximum(expected[:, : supply.size].sum(axis=0), LEAST)
        last, gap = gap, float(np.abs(logs(wanted / supply)).max())
        if gap < CLEARED:
            iterations = min(iterations, iteration)
            if gap < SETTLED or gap >= last:  # to the last digit
                break
        prices = prices + response(wanted, supply, speed)
    return Equilibrium(prices, expected, iterations, gap)
