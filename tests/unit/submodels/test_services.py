"""Shops follow what residents spend, with a gap; safety follows incomes and community."""

import numpy as np
import pytest

from segsim.submodels.services import RANGE, shops, spending, update_safety, update_services
from segsim.world import Status


@pytest.fixture
def world(city):
    return city.live_until(city.settled(households=3_000), "update_services")


def visited(world, factor, years):
    """Let residents spend so many times the start's for some years; return the shops."""
    world.neighbourhoods.spending = spending(world) / factor
    for _ in range(years):
        update_services(world)
    return shops(world)


def test_spending_is_the_income_of_those_with_a_home(world):
    h = world.households
    rows = np.flatnonzero(h.status == Status.HOUSED)
    expected = np.bincount(
        h.neighbourhood[rows], h.income[rows].astype(float), world.neighbourhoods.room
    )
    assert np.allclose(spending(world), expected, rtol=1e-12)


def test_nothing_closes_or_opens_between_the_thresholds(world):
    p, before = world.parameters.services, world.neighbourhoods.services.copy()
    assert np.allclose(visited(world, p.closing + 0.01, 30), 1.0)
    assert np.allclose(visited(world, p.opening - 0.01, 30), 1.0)
    assert np.array_equal(world.neighbourhoods.services, before)


def test_shops_close_until_turnover_is_at_the_threshold(world):
    p = world.parameters.services
    assert np.allclose(visited(world, 0.6, 200), 0.6 / p.closing, rtol=1e-6)


def test_shops_open_until_turnover_is_at_the_threshold(world):
    p = world.parameters.services
    assert np.allclose(visited(world, 1.5, 200), 1.5 / p.opening, rtol=1e-6)


def test_what_has_closed_does_not_come_back_with_the_customers(world):
    """The width of the hysteresis is that of the gap between the thresholds."""
    p = world.parameters.services
    low = visited(world, 0.6, 200)
    back = visited(world, 1.0, 200)
    assert np.all(back > low)
    assert np.allclose(back, 1.0 / p.opening, rtol=1e-6)
    assert np.allclose(visited(world, 1.0, 50), back)
    high = visited(world, 1.5, 200)
    assert np.all(high > 1.0)
    assert np.allclose(visited(world, 1.0, 200), 1.0 / p.closing, rtol=1e-6)


def test_one_district_shares_its_centre(world):
    n = world.neighbourhoods
    n.spending[0] *= 3.0
    for _ in range(5):
        update_services(world)
    same = n.district == n.district[0]
    assert len(set(n.services[same].tolist())) == 1
    assert n.services[0] < 0.0
    assert np.all(n.services[~same] >= 0.0)


def test_services_stay_within_their_range_also_where_nobody_lived(world):
    n = world.neighbourhoods
    world.households.income[:] = 1.0
    n.spending[n.district == n.district[0]] = 0.0
    for _ in range(300):
        update_services(world)
    assert np.all(n.services[n.district == n.district[0]] == 0.0)
    assert n.services.min() == -RANGE


def test_a_speed_of_zero_switches_them_off(world, city):
    p = world.parameters
    still = {
        name: getattr(p, name).model_copy(update={"speed": 0.0}) for name in ("services", "safety")
    }
    world.parameters = p.model_copy(update=still)
    safety = world.neighbourhoods.safety.copy()
    assert np.allclose(visited(world, 0.3, 20), 1.0)
    update_safety(world)
    assert np.array_equal(world.neighbourhoods.safety, safety)


def test_safety_is_lower_where_incomes_are_low_and_higher_with_community(world):
    n = world.neighbourhoods
    n.community[:] = 0.5
    for _ in range(60):
        update_safety(world)
    poor = n.by_class[:, 0] / n.households
    assert np.corrcoef(poor, n.safety)[0, 1] == pytest.approx(-1.0, abs=1e-3)
    before = n.safety.copy()
    n.community[3] = 1.0
    for _ in range(60):
        update_safety(world)
    assert n.safety[3] > before[3] + 0.2
