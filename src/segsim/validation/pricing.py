"""T3 and T4: a market in equilibrium. Prices are a Sinkhorn dual; incomes sort by bid rent."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from segsim.registry import UserError
from segsim.submodels.equilibrium import Equilibrium, clear_by_prices
from segsim.world.tables import F64

SPREAD = 20_000.0


def price_equilibrium(
    incomes: Sequence[float],
    qualities: Sequence[float],
    mu: float = 0.2,
    supply: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Return the prices that clear a market of areas: u = income × quality − price.

    Households of every income are equally many; expected demand is logit with scale μ, and
    everybody lives somewhere. Prices are the dual of an entropic transport problem (Sinkhorn).

    Parameters
    ----------
    incomes, qualities
        Of kinds of households and of areas.
    mu
        Scale of the Gumbel shocks.
    supply
        Dwellings of each area, in any unit; equal by default.

    Returns
    -------
    dict
        ``prices`` (list, mean zero), ``eta2_income`` (share of income variance between areas),
        ``iterations`` (until demand fits supply to 1e-10), ``rank_correlation`` of quality and mean
        income, ``mean_income`` by area.
    """
    y, q = _numbers("incomes", incomes), _numbers("qualities", qualities)
    _refuse_scale(mu)
    found = _cleared(np.outer(y, q), supply, mu)
    mean = _mean_income(found.households, y)
    return {
        "prices": (found.prices - found.prices.mean()).tolist(),
        "eta2_income": eta_squared(found.households, y),
        "iterations": found.iterations,
        "rank_correlation": float(spearmanr(q, mean)[0]),
        "mean_income": mean.tolist(),
    }


def bid_rent(
    incomes: Sequence[float],
    rings: int | Sequence[float] = 30,
    mu: float = 0.02,
    *,
    time_exponent: float = 1.0,
    space_weight: float = 0.0,
    space_exponent: float = 1.0,
    supply: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Sort incomes over rings round a centre (Alonso 1964, Muth 1969).

    u = −y^a·d + w·y^b·d − price: the way costs time worth y^a, space is the taste for distance.

    Parameters
    ----------
    incomes
        Of equally many households.
    rings
        Distances of the rings, or how many there are, evenly from 0 to below 1.
    mu
        Scale of the Gumbel shocks.
    time_exponent
        a; 0 for a cost in money, the same for all.
    space_weight, space_exponent
        w and b.
    supply
        Dwellings of each ring; equal by default.

    Returns
    -------
    dict
        ``distance_income_correlation`` (of rings), ``price_distance_correlation``,
        ``income_ratio`` (largest ÷ smallest mean income), ``prices``, ``mean_income``,
        ``eta2_income``.
    """
    y = _numbers("incomes", incomes)
    if (y <= 0.0).any():
        raise UserError("incomes: only incomes above 0 are allowed.")
    _refuse_scale(mu)
    d = np.arange(rings) / rings if isinstance(rings, int) else _numbers("rings", rings)
    slope = space_weight * y**space_exponent - y**time_exponent
    found = _cleared(np.outer(slope, d), supply, mu)
    mean = _mean_income(found.households, y)
    return {
        "distance_income_correlation": float(spearmanr(d, mean)[0]),
        "price_distance_correlation": float(spearmanr(d, found.prices)[0]),
        "income_ratio": float(mean.max() / mean.min()),
        "prices": (found.prices - found.prices.mean()).tolist(),
        "mean_income": mean.tolist(),
        "eta2_income": eta_squared(found.households, y),
    }


def eta_squared(households: F64, incomes: F64) -> float:
    """Return the share of income variance that lies between areas; ``households`` [kind, area]."""
    inside, kinds = households.sum(axis=0), households.sum(axis=1)
    mean = (kinds * incomes).sum() / kinds.sum()
    total = float((kinds * (incomes - mean) ** 2).sum())
    between = float((inside * (_mean_income(households, incomes) - mean) ** 2).sum())
    return between / total if total > 0.0 else 0.0


def _mean_income(households: F64, incomes: F64) -> F64:
    return np.asarray((households * incomes[:, None]).sum(axis=0) / households.sum(axis=0))


def _cleared(worth: F64, supply: Sequence[float] | None, mu: float) -> Equilibrium:
    kinds, areas = worth.shape
    offered = np.ones(areas) if supply is None else _numbers("supply", supply)
    if offered.size != areas or (offered <= 0.0).any():
        raise UserError(f"supply: one number above 0 for each of the {areas} areas.")
    offered = offered * (SPREAD / offered.sum())
    return clear_by_prices(worth, np.full(kinds, SPREAD / kinds), offered, mu)


def _numbers(key: str, given: Sequence[float]) -> F64:
    numbers = np.asarray(given, np.float64)
    if numbers.ndim != 1 or numbers.size == 0 or not np.isfinite(numbers).all():
        raise UserError(f"{key}: a list of finite numbers is wanted.")
    return numbers


def _refuse_scale(mu: float) -> None:
    if not mu > 0.0:
        raise UserError(f"mu: {mu} is not allowed; above 0.")
