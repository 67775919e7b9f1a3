"""T3 and T4: a market in equilibrium. Prices are a Sinkhorn dual; incomes sort by bid rent."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from scipy.special import logsumexp

from segsim.registry import UserError
from segsim.submodels.equilibrium import DAMPING, Equilibrium, clear_by_prices
from segsim.validation.findings import Effort, Finding, at_least, at_most, benchmark, near
from segsim.validation.published import INCOMES, QUALITIES, RING_INCOMES, SUPPLY
from segsim.world.tables import F64

HOUSEHOLDS = 20_000.0
type Numbers = Sequence[float] | F64


def price_equilibrium(
    incomes: Numbers,
    qualities: Numbers,
    mu: float = 0.2,
    supply: Numbers | None = None,
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
        "rank_correlation": _rank_correlation(q, mean),
        "mean_income": mean.tolist(),
    }


def bid_rent(
    incomes: Numbers,
    rings: int | Numbers = 30,
    mu: float = 0.02,
    *,
    time_exponent: float = 1.0,
    space_weight: float = 0.0,
    space_exponent: float = 1.0,
    supply: Numbers | None = None,
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
    space_weight
        w: taste for space.
    space_exponent
        b: how it grows with income.
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
    d = _distances(rings)
    slope = space_weight * y**space_exponent - y**time_exponent
    found = _cleared(np.outer(slope, d), supply, mu)
    mean = _mean_income(found.households, y)
    return {
        "distance_income_correlation": _rank_correlation(d, mean),
        "price_distance_correlation": _rank_correlation(d, found.prices),
        "income_ratio": float(mean.max() / mean.min()),
        "prices": (found.prices - found.prices.mean()).tolist(),
        "mean_income": mean.tolist(),
        "eta2_income": eta_squared(found.households, y),
    }


def eta_squared(households: F64, incomes: F64) -> float:
    """Return the share of income variance that lies between areas; ``households`` [kind, area]."""
    inside, kinds = households.sum(axis=0), households.sum(axis=1)
    from_first = incomes - incomes[0]  # so that incomes that hardly differ lose no digits
    mean = (kinds * from_first).sum() / kinds.sum()
    total = float((kinds * (from_first - mean) ** 2).sum())
    between = float((inside * (_mean_income(households, from_first) - mean) ** 2).sum())
    return min(between / total, 1.0) if total > 0.0 else 0.0


def _rank_correlation(x: F64, y: F64) -> float:
    """Return Spearman's ρ, nan where one of the two does not vary."""
    from scipy.stats import spearmanr  # noqa: PLC0415 - takes a second to load

    if np.ptp(x) == 0.0 or np.ptp(y) == 0.0:
        return float("nan")
    return float(spearmanr(x, y)[0])


def _mean_income(households: F64, incomes: F64) -> F64:
    from_first = incomes - incomes[0]  # exactly equal where all incomes are
    mean = (households * from_first[:, None]).sum(axis=0) / households.sum(axis=0)
    return np.asarray(incomes[0] + mean)


def _cleared(worth: F64, supply: Numbers | None, mu: float) -> Equilibrium:
    kinds, areas = worth.shape
    offered = np.ones(areas) if supply is None else _numbers("supply", supply)
    if offered.size != areas or (offered <= 0.0).any():
        raise UserError(f"supply: one number above 0 for each of the {areas} areas.")
    offered = offered * (HOUSEHOLDS / offered.sum())
    mass = np.full(kinds, HOUSEHOLDS / kinds)
    start = np.zeros(areas)
    return clear_by_prices(lambda p: (worth - p) / mu, mass, offered, start, DAMPING * mu)


def _numbers(key: str, given: Numbers) -> F64:
    numbers = np.asarray(given, np.float64)
    if numbers.ndim != 1 or numbers.size == 0 or not np.isfinite(numbers).all():
        raise UserError(f"{key}: a list of finite numbers is wanted.")
    return numbers


def _distances(rings: int | Numbers) -> F64:
    if isinstance(rings, int | np.integer):
        if rings < 2:
            raise UserError(f"rings: {rings} is not allowed; at least 2, or a list of distances.")
        return np.arange(int(rings)) / float(rings)
    return _numbers("rings", rings)


def _refuse_scale(mu: float) -> None:
    if not mu > 0.0:
        raise UserError(f"mu: {mu} is not allowed; above 0.")


ETA2 = {1.0: 0.122, 0.5: 0.298, 0.2: 0.582, 0.05: 0.837}
ITERATIONS = {1.0: 16, 0.5: 25, 0.2: 54, 0.05: 190}


def sinkhorn(incomes: F64, qualities: F64, supply: F64, mu: float) -> F64:
    """Return prices by Sinkhorn's iteration, an independent way to the same dual; mean zero."""
    worth, price = np.outer(incomes, qualities) / mu, np.zeros(supply.size)
    for _ in range(5_000):
        log_kind = -logsumexp(worth - price, axis=1)
        new = logsumexp(worth + log_kind[:, None], axis=0) - np.log(supply / supply.sum())
        new -= new.mean()
        moved, price = float(np.abs(new - price).max()), new
        if moved < 1e-13:
            break
    return np.asarray(mu * price, np.float64)


@benchmark("T3", "prices are a Sinkhorn dual", "optimal transport; Galichon 2016", exact=True)
def check(effort: Effort) -> Iterator[Finding]:
    """Compare prices with Sinkhorn's, and sorting with the published draw."""
    for mu, eta2 in ETA2.items():
        found = price_equilibrium(INCOMES, QUALITIES, mu, SUPPLY)
        gap = np.abs(np.array(found["prices"]) - sinkhorn(INCOMES, QUALITIES, SUPPLY, mu)).max()
        yield at_most(f"max |price − Sinkhorn's|, μ = {mu:g}", 1e-8, float(gap))
        yield near(f"η² of income, μ = {mu:g}", eta2, found["eta2_income"], 0.001)
        yield near(f"iterations, μ = {mu:g}", ITERATIONS[mu], found["iterations"], 0)
        yield near(f"rank correlation, μ = {mu:g}", 1.0, found["rank_correlation"], 1e-9)


@benchmark("T4", "bid rent over rings", "Alonso 1964; Muth 1969", exact=True)
def check_rings(effort: Effort) -> Iterator[Finding]:
    """Compare the sign of sorting by distance in three cases."""
    cases = (
        ("time costs income", {"time_exponent": 1.0}),
        ("taste for space", {"time_exponent": 0.5, "space_weight": 0.8}),
        ("way costs money", {"time_exponent": 0.0}),
    )
    for name, case in cases:
        found = bid_rent(RING_INCOMES, 30, 0.02, **case)  # type: ignore[arg-type]
        rho = found["distance_income_correlation"]
        if name == "time costs income":
            yield at_most(f"ρ of distance and income, {name}", -0.95, rho)
        elif name == "taste for space":
            yield at_least(f"ρ of distance and income, {name}", 0.95, rho)
        else:
            yield near(f"largest ÷ smallest mean income, {name}", 1.0, found["income_ratio"], 1e-6)
        price = found["price_distance_correlation"]
        yield at_most(f"ρ of distance and price, {name}", -0.95, price)
