"""Prices and rents follow local scarcity; the city's level is a driver."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.submodels.prices import adjust_prices, scarcity, step
from segsim.world import Tenure


@pytest.fixture
def world(city):
    return city.live_until(
        city.settled(
            households=4_000, city={"neighbourhood_size": 200}, prices={"level_response": 0.0}
        ),
        "adjust_prices",
    )


def empty(world, place, tenure, share):
    """Set the vacancies of a neighbourhood and tenure to a share of the stock (tallies alone)."""
    n = world.neighbourhoods
    n.vacant[place, tenure] = np.floor(share * n.stock[place, tenure])


def mean_log_change(before, after, stock):
    return (np.log(after / before) * stock).sum() / stock.sum()


def test_prices_rise_where_vacancies_are_scarce(world):
    before = world.neighbourhoods.price.copy()
    for place in range(world.neighbourhoods.room):
        empty(world, place, Tenure.OWNER, 0.01 if place % 2 else 0.15)
    adjust_prices(world)
    change = np.log(world.neighbourhoods.price / before)
    sold = world.neighbourhoods.stock[:, Tenure.OWNER] > 40
    odd = (np.arange(len(change)) % 2 == 1)[:, None]
    assert np.all(change[sold & odd] > 0.0)
    assert np.all(change[sold & ~odd] < 0.0)


def test_the_stock_weighted_mean_change_of_prices_and_rents_is_zero(world):
    n = world.neighbourhoods
    price, rent = n.price.copy(), n.rent.copy()
    adjust_prices(world)
    assert not np.array_equal(n.price, price)
    assert mean_log_change(price, n.price, n.stock[:, Tenure.OWNER]) == pytest.approx(
        0.0, abs=1e-13
    )
    assert mean_log_change(rent, n.rent, n.stock[:, Tenure.PRIVATE_RENT]) == pytest.approx(
        0.0, abs=1e-13
    )


def test_social_rents_stay_at_cost(world):
    before = world.neighbourhoods.social_rent.copy()
    adjust_prices(world)
    assert np.array_equal(world.neighbourhoods.social_rent, before)


@pytest.mark.parametrize("growth", [-0.02, 0.0, 0.03])
def test_the_level_follows_its_driver(city, growth):
    world = city.live_until(
        city.settled(prices={"level_growth": growth, "level_response": 0.0}), "adjust_prices"
    )
    n = world.neighbourhoods
    before = n.price.copy()
    adjust_prices(world)
    found = mean_log_change(before, n.price, n.stock[:, Tenure.OWNER])
    assert found == pytest.approx(np.log(1.0 + growth), abs=1e-12)


def test_the_level_falls_with_the_vacancy_above_the_start(city):
    world = city.live_until(city.settled(households=3_000), "adjust_prices")
    n, response = world.neighbourhoods, world.parameters.prices.level_response
    n.vacant[:] = np.minimum(2 * n.vacant + 5, n.stock)
    vacancy, before, rents = n.vacant.sum() / n.stock.sum(), n.price.copy(), n.rent.copy()
    assert vacancy > world.start.vacancy + 0.02
    adjust_prices(world)
    glut = response * (world.start.vacancy - vacancy)
    found = mean_log_change(before, n.price, n.stock[:, Tenure.OWNER])
    assert found == pytest.approx(np.log(1.0 + glut), abs=1e-12)
    found = mean_log_change(rents, n.rent, n.stock[:, Tenure.PRIVATE_RENT])
    assert found == pytest.approx(np.log(1.0 + 0.5 * glut), abs=1e-12)


def test_the_step_is_the_declared_formula(world):
    n, p = world.neighbourhoods, world.parameters.prices
    for tenure in (Tenure.OWNER, Tenure.PRIVATE_RENT):
        stock, vacant = n.stock[:, tenure].astype(float), n.vacant[:, tenure].astype(float)
        rate = vacant.sum() / stock.sum()
        gap = np.log((rate * stock + 3.0) / (vacant + 3.0))
        wanted = p.speed * np.clip(gap, -p.clip, p.clip)
        wanted -= (wanted * stock).sum() / stock.sum()
        assert np.allclose(step(world, tenure, p.speed), wanted, atol=1e-13)
        normal, actual, _ = scarcity(world, tenure)
        assert np.allclose(np.log(normal / actual), gap, atol=1e-13)


def test_a_large_imbalance_counts_no_more_than_the_clip(world):
    p = world.parameters.prices
    empty(world, 0, Tenure.OWNER, 0.9)
    change = step(world, Tenure.OWNER, p.speed)
    assert np.ptp(change) <= 2.0 * p.speed * p.clip + 1e-12


def test_rents_move_at_their_own_speed(world):
    other = deepcopy(world)
    other.parameters = other.parameters.model_copy(
        update={"prices": other.parameters.prices.model_copy(update={"rent_factor": 1.0})}
    )
    before = world.neighbourhoods.rent.copy()
    for w in (world, other):
        adjust_prices(w)
    slow, fast = (np.log(w.neighbourhoods.rent / before) for w in (world, other))
    assert np.allclose(fast, 2.0 * slow, atol=1e-12)


def test_a_market_in_balance_changes_nothing(world):
    n = world.neighbourhoods
    n.stock[:] = 100
    n.vacant[:] = 8
    before = n.price.copy()
    adjust_prices(world)
    assert np.allclose(n.price, before, rtol=1e-14)


def test_vacancies_without_any_stock_divide_by_nothing(world):
    n = world.neighbourhoods
    n.stock[:, Tenure.OWNER] = 0
    n.vacant[:, Tenure.OWNER] = 0
    before = n.price.copy()
    adjust_prices(world)
    assert np.allclose(n.price, before)


def test_burn_in_moves_amenities_and_rents_but_no_price(world):
    n = world.neighbourhoods
    world.burning_in = True
    price, rent, amenity = n.price.copy(), n.rent.copy(), n.amenity.copy()
    adjust_prices(world)
    assert np.array_equal(n.price, price)
    assert not np.array_equal(n.rent, rent)
    change, stock = n.amenity - amenity, n.stock[:, Tenure.OWNER]
    assert (change * stock).sum() / stock.sum() == pytest.approx(0.0, abs=1e-13)
    normal, actual, _ = scarcity(world, Tenure.OWNER)
    gap = np.log(normal / actual)
    assert np.corrcoef(change[stock > 20], gap[stock > 20])[0, 1] < -0.99  # too slow: raised


def test_after_burn_in_amenities_are_frozen(city):
    world = city.settled()
    before = world.neighbourhoods.amenity.copy()
    city.live(world, 3)
    assert np.array_equal(world.neighbourhoods.amenity, before)
