"""Prices and rents at the start: new-dwelling levels that reproduce the districts' figures."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segsim.cities.elementwise import exps, logs
from segsim.cities.table import District, integers, numbers
from segsim.maths import total
from segsim.parameters import ModelParameters
from segsim.world import Dwellings, Neighbourhoods, Tenure
from segsim.world.tables import F64, I64

type Truth = NDArray[np.bool_]

_FALLBACK_PRICE = 2000.0  # EUR/m² where no district of the city has a price


def complete_prices(
    districts: Sequence[District], centre: tuple[float, float]
) -> tuple[list[District], list[str]]:
    """Estimate missing prices: log price on distance from the centre and on income.

    Returns
    -------
    districts, notes
        The districts with a price each, and a note that names those estimated.
    """
    price = numbers(districts, "price_eur_m2")
    known = price > 0.0
    if known.all():
        return list(districts), []
    estimate = _estimates(districts, centre, price, known)
    out = [
        district if known[k] else replace(district, price_eur_m2=round(float(estimate[k]), -1))
        for k, district in enumerate(districts)
    ]
    names = ", ".join(d.name for k, d in enumerate(districts) if not known[k])
    return out, [f"price estimated from distance and income: {names}"]


def _estimates(
    districts: Sequence[District], centre: tuple[float, float], price: F64, known: Truth
) -> F64:
    if not known.any():
        return np.full(price.size, _FALLBACK_PRICE)
    size = integers(districts, "households").astype(np.float64)
    standing = (integers(districts, "income_high") - integers(districts, "income_low")) / size
    east, north = numbers(districts, "x") - centre[0], numbers(districts, "y") - centre[1]
    km = np.minimum(np.sqrt(east * east + north * north) / 1000.0, 15.0)
    columns = np.stack([np.ones(price.size), km, standing], axis=1)
    used = columns if known.sum() >= 6 else columns[:, :1]
    logged = logs(np.where(known, price, 1.0))
    weight = np.where(known, size, 0.0)
    beta = least_squares(used, logged, weight)
    fitted = np.zeros(price.size)
    for k, coefficient in enumerate(beta):
        fitted = fitted + coefficient * used[:, k]
    lowest, highest = logged[known].min(), logged[known].max()
    return exps(np.clip(fitted, lowest, highest))


def least_squares(columns: F64, target: F64, weight: F64) -> list[float]:
    """Return weighted least-squares coefficients by elimination in plain floats.

    No linear-algebra library: its last bits differ between processors, and prices are state.
    """
    n = columns.shape[1]
    normal = [
        [total(weight * columns[:, i] * columns[:, j]) for j in range(n)]
        + [total(weight * columns[:, i] * target)]
        for i in range(n)
    ]
    for i in range(n):
        normal[i][i] += 1e-9 * (normal[i][i] + 1.0)  # a column without variation changes nothing
        for j in range(n):
            if j != i:
                factor = normal[j][i] / normal[i][i]
                normal[j] = [x - factor * y for x, y in zip(normal[j], normal[i], strict=True)]
    return [normal[i][n] / normal[i][i] for i in range(n)]


def set_prices(
    districts: Sequence[District],
    neighbourhoods: Neighbourhoods,
    dwellings: Dwellings,
    parameters: ModelParameters,
) -> None:
    """Set prices and rents of new dwellings by neighbourhood.

    The mean over a district's owner dwellings of price × quality**hedonic is its price. Private
    rents have the mean yield of the city and rise with price by ``rent_slope``; social rents
    stand below the mean rent by ``social_discount`` and rise half as much.
    """
    p = parameters.prices
    price = numbers(districts, "price_eur_m2")
    worth = exps(-p.hedonic * parameters.stock.wear * dwellings.effective_age.astype(np.float64))
    where = neighbourhoods.district[dwellings.neighbourhood].astype(np.int64)
    weight = np.bincount(where, minlength=price.size).astype(np.float64)
    mean = total(weight * price) / total(weight)
    relative = logs(price / mean)
    level = p.rent_yield * mean / 12.0
    rent = _with_mean(exps(p.rent_slope * relative), weight, level)
    social = exps(0.5 * p.rent_slope * relative)
    social_rent = _with_mean(social, weight, level * (1.0 - p.social_discount))
    d = neighbourhoods.district
    owner, private, low = Tenure.OWNER, Tenure.PRIVATE_RENT, Tenure.SOCIAL_RENT
    tenure = dwellings.tenure.astype(np.int64)
    new_price = price / _quality(where, worth, tenure == owner, price.size)
    new_rent = rent / _quality(where, worth, tenure == private, price.size)
    new_social = social_rent / _quality(where, worth, tenure == low, price.size)
    neighbourhoods.price[:] = new_price[d][:, None]
    neighbourhoods.rent[:] = new_rent[d][:, None]
    neighbourhoods.social_rent[:] = new_social[d]


def _with_mean(values: F64, weight: F64, mean: float) -> F64:
    return np.asarray(values * (mean * total(weight) / total(weight * values)), np.float64)


def _quality(where: I64, worth: F64, chosen: Truth, districts: int) -> F64:
    """Return the mean worth of the chosen dwellings, of all where a district has none."""
    number = np.bincount(where[chosen], minlength=districts)
    total = np.bincount(where[chosen], weights=worth[chosen], minlength=districts)
    every = np.bincount(where, weights=worth, minlength=districts)
    whole = np.bincount(where, minlength=districts)
    return np.where(number > 0, total / np.maximum(number, 1), every / np.maximum(whole, 1))
