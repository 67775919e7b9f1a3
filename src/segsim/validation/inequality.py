"""T14: incomes, inequality and the price of housing, in a market that clears."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from segsim.cities.boards import normals_of
from segsim.maths import exps, logs
from segsim.registry import UserError
from segsim.submodels.equilibrium import Equilibrium, clear_by_prices
from segsim.validation.findings import Effort, Figures, Finding, at_least, benchmark
from segsim.validation.pricing import eta_squared
from segsim.world.tables import F64

SPIKE = 0.1
"""Newcomers who want one area, by household who was there."""
WISH = 2.0
RELIEF = 0.2
"""Share of the price that a subsidy pays."""
SPEED, FIRST_PRICE = 0.1, 0.2
LITTLE = 1e-3
STEPS = 12  # of a bisection
DEAR = 3
"""One in so many areas counts as dear."""


@dataclass(frozen=True, slots=True)
class Market:
    """Areas that incomes compete for, with a place elsewhere at no price."""

    quality: F64  # [area]
    supply: F64  # [area]
    scale: float  # of the Gumbel shocks

    def clear(
        self, income: F64, paid: F64 | float = 1.0, wish: F64 | float = 0.0, mass: F64 | None = None
    ) -> Equilibrium:
        """Return the equilibrium in log prices.

        ``paid`` [kind, area] is the share of the price that a household pays, ``wish`` [kind, area]
        what it adds to quality, ``mass`` how many households of each kind there are.
        """

        def values(log_price: F64) -> F64:
            left = np.maximum(income[:, None] - paid * exps(log_price), LITTLE)
            elsewhere = logs(income)[:, None] - 1.0
            stacked = np.hstack([self.quality + wish + logs(left), elsewhere])
            return np.asarray(stacked / self.scale, np.float64)

        weights = np.ones(income.size) if mass is None else mass
        start = logs(np.full(self.supply.size, FIRST_PRICE))
        return clear_by_prices(values, weights, self.supply, start, SPEED)

    def inside(self, found: Equilibrium) -> F64:
        """Return households who live in the areas [kind, area]."""
        return found.households[:, : self.supply.size]


def income_market(
    seed: int = 1,
    *,
    inequality: float = 0.35,
    areas: int = 25,
    kinds: int = 100,
    housed: float = 0.85,
    mu: float = 0.5,
) -> Figures:
    """Let incomes compete for areas, and compare markets (Pangallo, Nadal and Vignes 2019).

    u = quality + ln(income − price), logit with scale μ; who does not find it worth the price
    lives elsewhere, at no price. Own set-up in the spirit of the paper, of which the signs stand in
    its abstract: prices clear here, where the paper has sellers with aspirations.

    Parameters
    ----------
    seed
        Of incomes, exp(σ z), and qualities N(0, ½).
    inequality
        σ of the baseline; the unequal city has twice that, at the same mean income.
    areas
        How many areas there are.
    kinds
        Kinds of households, each of one income.
    housed
        Share of the households for whom there is a dwelling.
    mu
        Scale of the Gumbel shocks.

    Returns
    -------
    dict
        ``mean_price`` and ``eta2`` (of income ranks, between areas), both ``…_unequal``;
        ``smallest_rise`` of a log price when newcomers want one area; ``mixing_by_subsidy`` and
        ``mixing_by_tax``: falls of η² when the poorer half pays a fifth less in the dear third of
        areas, or the richer half pays more there, at equal sums.
    """
    if not (inequality > 0.0 and mu > 0.0 and 0.0 < housed < 1.0):
        raise UserError("inequality and mu are above 0, housed between 0 and 1.")
    z, quality = normals_of(seed, kinds, 1), 0.5 * normals_of(seed, areas, 2)
    rank = np.argsort(np.argsort(z)) / kinds
    market = Market(quality, np.full(areas, housed * kinds / areas), mu)
    even, uneven = _incomes(inequality * z), _incomes(2.0 * inequality * z)
    base, unequal = market.clear(even), market.clear(uneven)
    dear = np.argsort(base.prices)[-areas // DEAR :]
    helped, spent = _with_policy(market, even, np.ix_(rank < 0.5, dear), -RELIEF)
    taxed = _tax_of(market, even, np.ix_(rank >= 0.5, dear), spent)
    mixed = eta_squared(market.inside(base), rank)
    return {
        "mean_price": float(exps(base.prices).mean()),
        "mean_price_unequal": float(exps(unequal.prices).mean()),
        "eta2": mixed,
        "eta2_unequal": eta_squared(market.inside(unequal), rank),
        "smallest_rise": float((_spiked(market, even).prices - base.prices).min()),
        "mixing_by_subsidy": mixed - eta_squared(helped, rank),
        "mixing_by_tax": mixed - eta_squared(taxed, rank),
    }


def _incomes(logarithm: F64) -> F64:
    income = exps(logarithm)
    return np.asarray(income / income.mean(), np.float64)


def _spiked(market: Market, income: F64) -> Equilibrium:
    """Clear the market with newcomers of all incomes who want the first area most."""
    wish = np.zeros((2 * income.size, market.supply.size))
    wish[income.size :, 0] = WISH
    mass = np.concatenate([np.ones(income.size), np.full(income.size, SPIKE)])
    return market.clear(np.tile(income, 2), wish=wish, mass=mass)


def _with_policy(
    market: Market, income: F64, reached: tuple[np.ndarray, ...], rate: float
) -> tuple[F64, float]:
    """Return who lives where when those ``reached`` pay ``rate`` more, and the sum of that."""
    paid = np.ones((income.size, market.supply.size))
    paid[reached] += rate
    found = market.clear(income, paid)
    inside = market.inside(found)
    return inside, float((inside * np.abs(paid - 1.0) * exps(found.prices)).sum())


def _tax_of(market: Market, income: F64, payers: tuple[np.ndarray, ...], wanted: float) -> F64:
    """Return who lives where under the tax that brings in the sum ``wanted``."""
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        rate = 0.5 * (low + high)
        inside, raised = _with_policy(market, income, payers, rate)
        low, high = (rate, high) if raised < wanted else (low, rate)
    return inside


@benchmark("T14", "inequality, prices and mixing", "Pangallo et al. 2019, abstract; own set-up")
def check(effort: Effort) -> Iterator[Finding]:
    """Count seeds on which the signs of the abstract hold."""
    rows = [income_market(seed) for seed in effort.seeds(20, 6)]
    n = len(rows)
    claims = {
        "inequality lowers the mean price": ("mean_price_unequal", "mean_price"),
        "inequality strengthens segregation": ("eta2", "eta2_unequal"),
        "subsidies mix more than taxes": ("mixing_by_tax", "mixing_by_subsidy"),
    }
    for claim, (lower, higher) in claims.items():
        holds = sum(row[lower] < row[higher] for row in rows)
        yield at_least(f"{claim}, of {n} seeds", 0.9 * n, holds)
    everywhere = sum(row["smallest_rise"] > 0.0 for row in rows)
    yield at_least(f"a local spike raises every price, of {n} seeds", 0.9 * n, everywhere)
