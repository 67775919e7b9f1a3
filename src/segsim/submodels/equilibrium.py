"""A market that clears at once: prices rise where more is wanted than there is, until all fits."""

from typing import NamedTuple

import numpy as np

from segsim.kernels.choice import choice_probabilities
from segsim.submodels.prices import response
from segsim.world.tables import F64

DAMPING = 0.9
CLEARED = 1e-10
"""Largest |log(demand ÷ supply)| at which a market counts as cleared."""
SETTLED = 1e-14
LONGEST = 200_000
LEAST = 1e-300


class Equilibrium(NamedTuple):
    """Prices at which every area is just filled."""

    prices: F64  # [area], their supply-weighted mean is zero
    households: F64  # [kind, area] expected
    iterations: int  # until demand fitted supply to 1e-10
    gap: float  # what was left in the end: the largest |log(demand ÷ supply)|


def clear_by_prices(worth: F64, mass: F64, supply: F64, scale: float) -> Equilibrium:
    """Return logit prices for expected demand: u = worth − price, shocks of ``scale``.

    Parameters
    ----------
    worth
        Worth of each area to each kind of household [kind, area], in units of price.
    mass
        Households of each kind.
    supply
        Dwellings of each area; as many in all as households.
    scale
        Scale μ of the Gumbel shocks.
    """
    prices, chances = np.zeros(supply.size), np.empty_like(worth)
    iterations, gap = LONGEST, np.inf
    for iteration in range(LONGEST):
        choice_probabilities((worth - prices) / scale, chances)
        wanted = np.maximum((mass[:, None] * chances).sum(axis=0), LEAST)
        last, gap = gap, float(np.abs(np.log(wanted / supply)).max())
        if gap < CLEARED:
            iterations = min(iterations, iteration)
            if gap < SETTLED or gap >= last:  # to the last digit
                break
        prices = prices + response(wanted, supply, supply, DAMPING * scale, np.inf)
    choice_probabilities((worth - prices) / scale, chances)
    return Equilibrium(prices, mass[:, None] * chances, iterations, gap)
