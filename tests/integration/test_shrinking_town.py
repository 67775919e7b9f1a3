"""The shrinking town against pattern P26, and what stops renovation there (loop R4, row 4.8).

The ranges are by analogy: no town was measured.
"""

from types import SimpleNamespace

import numpy as np
import pytest

YEARS = 20
DECLINE = {"growth": -0.005, "turnover": 1.1, "foreign_inflow": 0.12}  # configs/driver/decline.yaml
GROWTH = {"growth": 0.02, "foreign_inflow": 0.22}
COST = 3_287.0  # EUR/m²


def after(city, years=YEARS, **arguments):
    """Return a town after some years, with what was renovated of the stock a year."""
    world = city.settled(burn_in=6, **arguments)
    n, renovated, stock = world.neighbourhoods, 0.0, 0.0
    for _ in range(years):
        city.live(world)
        renovated += world.records.flows["renovated"]
        stock += n.stock.sum()
    price = n.price[np.arange(n.room), n.building_type]
    return SimpleNamespace(
        world=world,
        rate=renovated / stock,
        vacancy=n.vacant.sum() / n.stock.sum(),
        cheap=(price < COST).mean(),
    )


@pytest.fixture(scope="module")
def town(city):
    return after(city, name="shrinking", households=6_000, driver=DECLINE)


@pytest.fixture(scope="module")
def growing(city):
    return after(city, name="tampere", households=6_000, driver=GROWTH)


def test_vacancy_is_between_a_tenth_and_a_quarter(town):
    assert 0.10 <= town.vacancy <= 0.25


def test_new_homes_cost_more_than_they_sell_for_in_most_places(town):
    assert town.cheap >= 0.60


def test_less_than_half_as_much_is_renovated_as_in_a_growing_city(town, growing):
    assert town.rate < 0.5 * growing.rate


def test_households_are_older_than_in_a_growing_city(town, growing):
    def age(world):
        h, rows = world.households, world.household_rows
        return np.median(h.age[:rows][h.status[:rows] > 0])

    assert age(town.world) > age(growing.world) + 5


def test_the_collateral_stops_renovations_that_would_pay(city, town):
    free = after(
        city, name="shrinking", households=6_000, driver=DECLINE, stock={"renovation_ltv": 1.5}
    )
    assert free.rate > 1.1 * town.rate


def test_in_a_growing_city_the_collateral_hardly_matters(city, growing):
    free = after(
        city, name="tampere", households=6_000, driver=GROWTH, stock={"renovation_ltv": 1.5}
    )
    assert free.rate < 1.1 * growing.rate


def test_adaptation_lowers_vacancy_and_merges_schools(city, town):
    world = city.settled(name="shrinking", households=6_000, driver=DECLINE, burn_in=6)
    policy = {"kind": "shrink_adaptation", "least_pupils": 250}
    city.live(city.with_policies(world, {"it": policy}), YEARS)
    n = world.neighbourhoods
    assert n.vacant.sum() / n.stock.sum() < town.vacancy - 0.02
    assert world.ledger.total("it") > 0.0
    closed = np.flatnonzero(world.schools.capacity == 0)
    assert closed.size > 0
    assert not np.isin(n.school, closed).any()
    world.check()
