"""adjust_prices: prices and rents follow local scarcity around the city's level."""

import numpy as np

from segsim.maths import exps, logs, weighted_mean
from segsim.world import Tenure, World
from segsim.world.tables import F64

SMOOTH = 3.0
"""Added to vacancies and their norm, so that small cells do not jump."""


def scarcity(world: World, tenure: Tenure) -> tuple[F64, F64, F64]:
    """Return normal and actual vacancies, and the stock, by neighbourhood and type.

    Normal is the city's present vacancy rate of the tenure.
    """
    n = world.neighbourhoods
    stock = n.stock[:, tenure, :].astype(np.float64)
    vacant = n.vacant[:, tenure, :].astype(np.float64)
    rate = int(n.vacant[:, tenure, :].sum()) / max(int(n.stock[:, tenure, :].sum()), 1)
    return rate * stock + SMOOTH, vacant + SMOOTH, stock


def response(wanted: F64, offered: F64, speed: float, clip: float = np.inf) -> F64:
    """Return ``speed`` × log(wanted ÷ offered), within ±``clip``: how prices answer to scarcity."""
    return np.asarray(speed * np.clip(logs(wanted / offered), -clip, clip), np.float64)


def step(world: World, tenure: Tenure, speed: float) -> F64:
    """Return the change of log price [neighbourhood, type]; its stock-weighted mean is zero."""
    normal, actual, stock = scarcity(world, tenure)
    change = response(normal, actual, speed, world.parameters.prices.clip)
    return np.asarray(change - weighted_mean(change.ravel(), stock.ravel()), np.float64)


def adjust_prices(world: World) -> None:
    """Move prices and rents; social rents stay at cost. In burn-in amenities move instead."""
    p, n = world.parameters.prices, world.neighbourhoods
    n.rent = n.rent * exps(step(world, Tenure.PRIVATE_RENT, p.speed * p.rent_factor))
    if world.burning_in:
        solve_amenities(world)
    else:
        glut = level_change(world)
        n.rent = n.rent * (1.0 + p.rent_factor * glut)
        n.price = n.price * exps(step(world, Tenure.OWNER, p.speed)) * (1.0 + p.level_growth + glut)


def level_change(world: World) -> float:
    """Return by how much the whole city's prices rise, for its vacancy against the start's.

    Dwellings that nobody needs lower all prices, not only those where they stand (rows 4.6, 4.7).
    """
    n = world.neighbourhoods
    vacancy = int(n.vacant.sum()) / max(int(n.stock.sum()), 1)
    return world.parameters.prices.level_response * (world.start.vacancy - vacancy)


def solve_amenities(world: World) -> None:
    """Raise the amenity of neighbourhoods that sell too slowly at the given prices."""
    n, speed = world.neighbourhoods, world.parameters.prices.amenity_speed
    normal, actual, stock = scarcity(world, Tenure.OWNER)
    change = response(normal, actual, -speed, 1.0)
    n.amenity = n.amenity + change - weighted_mean(change.ravel(), stock.ravel())
