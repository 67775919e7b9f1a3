"""Drivers begin with the calendar, and each does what it says."""

import numpy as np
import pytest

from segsim.parameters import Driver
from segsim.submodels.flows import movers_from_home
from segsim.submodels.stock import profit
from segsim.submodels.surroundings import access, finance, journeys, taste, user_cost


def driven(world, **values):
    driver = world.parameters.driver.model_copy(update=values)
    world.parameters = world.parameters.model_copy(update={"driver": driver})
    return world


@pytest.fixture
def world(city):
    return city.settled(households=2_000)


def test_every_driver_comes_to_the_same_settled_city(city):
    plain = city.settled(households=2_000)
    other = city.settled(households=2_000, driver={"remote_work": 0.5, "interest": 0.05})
    assert plain.digest() == other.digest()
    assert other.parameters.driver.remote_work == 0.5
    keys = {
        city.specification(driver=driver).burn_in_key() for driver in ({}, {"remote_work": 0.5})
    }
    assert len(keys) == 1


def test_a_payment_is_that_of_the_annuity(world):
    def annuity(rate, years=25):
        return 1.0 / sum((1.0 + rate) ** -year for year in range(1, years + 1))

    assert Driver().payment_factor() == 1.0
    for interest in (-0.03, 0.01, 0.05):
        found = Driver(interest=interest).payment_factor()
        assert found == pytest.approx(annuity(0.04 + interest) / annuity(0.04), rel=1e-12)
    rules, ordinary = finance(driven(world, interest=0.02)), world.parameters.market
    assert rules.annuity > ordinary.annuity
    assert user_cost(world) == pytest.approx(ordinary.user_cost + 0.02)
    assert user_cost(driven(world, interest=-0.03)) >= 0.005


def test_jobs_in_the_centre_and_remote_work_change_the_weight_of_access_alone(world):
    before, way = access(world), journeys(world)
    assert np.allclose(access(driven(world, centralisation=0.5)), 1.5 * before)
    assert np.array_equal(journeys(world), way)
    driven(world, centralisation=0.0, remote_work=0.4, remote_from=world.calendar + 1)
    assert np.array_equal(access(world), before)
    world.year += 1
    assert np.allclose(access(world), 0.6 * before)


def test_remote_work_may_rise_with_income():
    """The middle loses the share itself, the top rank twice as much, the bottom nothing."""
    driver = Driver(remote_work=0.3, remote_slope=1.0)
    weight, telework = driver.access_weight(2030), driver.telework(2030)
    lost = [1.0 - weight * (1.0 - telework * (2.0 * rank - 1.0)) for rank in (0.0, 0.5, 1.0)]
    assert lost == pytest.approx([0.0, 0.3, 0.6])
    assert Driver().telework(2030) == 0.0


def test_dear_building_leaves_less_to_gain(world):
    kinds = world.neighbourhoods.building_type.astype(np.int64)
    before = profit(world, kinds)
    after = profit(driven(world, construction_cost=1.5), kinds)
    assert np.allclose(before - after, 0.5 * world.parameters.stock.construction_cost)


def test_interest_closes_owner_homes_to_some(city):
    moved = []
    for interest in (0.0, 0.05):
        world = city.settled(households=3_000, driver={"interest": interest})
        city.live_until(world, "adjust_prices")
        search = world.workspace.search
        homes = movers_from_home(world, search)
        rows = search.row[(homes.home >= 0) & (world.households.moved[search.row] == world.year)]
        moved.append(np.mean(world.households.tenure[rows] == 0))
    assert moved[1] < moved[0]
    assert taste(world).telework == 0.0
