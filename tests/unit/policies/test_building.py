"""What shrink_adaptation, brownfield and stock_diversification ask for."""

import numpy as np
import pytest

from segsim.policies.targets import reach
from segsim.registry import UserError
from segsim.world import BuildingType
from segsim.world.institutions import Lift

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


def applied(city, policy, year=1, **arguments):
    """Return a city in which a policy has acted once, without the rest of the schedule."""
    world = city.settled(**({"households": 6_000, "city": {"neighbourhood_size": 200}} | arguments))
    world.year = year
    for one in city.with_policies(world, {"it": policy}).policies:
        one.apply(world)
    return world


def test_what_is_decided_is_a_share_of_the_vacant_above_the_threshold(city):
    policy = {
        "kind": "shrink_adaptation", "share_demolished": 0.2, "vacancy_threshold": 0.08,
        "intensity": 0.5, "lag_years": 3,
    }  # fmt: skip
    world = applied(city, policy)
    n = world.neighbourhoods
    (one,) = world.institutions.clearings
    vacant = n.vacant.sum(axis=(1, 2))
    many = vacant > 0.08 * n.stock.sum(axis=(1, 2))
    assert many.any()
    assert not many.all()
    assert np.allclose(one.dwellings, 0.1 * vacant * many)
    assert one.due == world.calendar + 3
    assert world.institutions.mergers[0].least_pupils.max() == 50.0


def test_where_little_is_vacant_nothing_is_decided(city):
    world = applied(city, {"kind": "shrink_adaptation", "vacancy_threshold": 0.9})
    assert world.institutions.clearings == []


def test_the_site_is_the_district_with_most_room(city):
    world = applied(city, {"kind": "brownfield", "dwellings_per_year": 1.0, "intensity": 0.5})
    n, (zoning,) = world.neighbourhoods, world.institutions.zonings
    assert zoning.dwellings.sum() == pytest.approx(0.005 * n.stock.sum())
    assert np.unique(n.district[zoning.dwellings > 0.0]).size == 1
    assert np.array_equal(zoning.dwellings > 0.0, reach(world, "most_room", 0.0) > 0.0)
    room = np.bincount(n.district, n.infill_capacity)
    assert room[n.district[zoning.dwellings > 0.0][0]] == room.max()


def test_its_homes_have_a_split_of_their_own(city):
    policy = {
        "kind": "brownfield", "dwellings_per_year": 3.0, "share_ara": 0.4, "lag_years": 1,
        "share_intermediate": 0.6, "share_market": 0.0, "start_year": 2026,
    }  # fmt: skip
    world = city.settled(households=6_000)
    city.live(city.with_policies(world, {"it": policy, "mix": {"kind": "tenure_mixing"}}), 1)
    started = next(one for one in world.institutions.projects if one.cause == "policy.it").dwellings
    assert started[:, [OWNER, PRIVATE]].sum() == 0
    assert started[:, SOCIAL].sum() / started.sum() == pytest.approx(0.4, abs=0.02)


def test_plots_end_and_services_begin_with_the_first_homes_and_stay(city):
    held, zoned = [], []
    for year in range(1, 8):
        policy = {"kind": "brownfield", "build_years": 4, "lag_years": 3, "services_gain": 0.4}
        world = applied(city, policy, year)
        held.append(world.institutions.lifts[:, Lift.SERVICES].max())
        zoned.append(len(world.institutions.zonings))
    assert zoned == [1, 1, 1, 1, 0, 0, 0]
    assert held == pytest.approx([0, 0, 0, 0.4, 0.4, 0.4, 0.4], abs=1e-5)


def test_shares_add_up(city):
    with pytest.raises(UserError, match="must be 1"):
        applied(city, {"kind": "brownfield", "share_ara": 0.9})


def test_one_sided_places_get_the_type_they_lack(city):
    policy = {"kind": "stock_diversification", "dominance": 0.7, "share_of_plots": 0.5}
    world = applied(city, policy)
    n, (one,) = world.neighbourhoods, world.institutions.redirections
    stock = n.stock.astype(float)
    types, tenures = (s / s.sum(axis=1, keepdims=True) for s in (stock.sum(1), stock.sum(2)))
    sided = np.maximum(types.max(axis=1), tenures.max(axis=1)) >= 0.7
    assert sided.any()
    assert np.array_equal(one.share > 0.0, sided)
    assert set(one.share) <= {0.0, 0.5}
    houses = types[:, BuildingType.LOW_RISE] >= 0.5
    assert (one.building_type[houses] == BuildingType.MID_RISE).all()
    assert (one.building_type[~houses] == BuildingType.LOW_RISE).all()
    assert np.allclose(one.split.sum(axis=1), 1.0)
    owned = tenures[:, OWNER] >= 0.7
    assert (one.split[owned, OWNER] == 0.0).all()
    assert np.allclose(one.split[tenures.max(axis=1) < 0.7], world.rules.tenure_split[0])
    assert (one.area[one.building_type == BuildingType.LOW_RISE] == 1.0).all()
    assert set(one.area) <= {1.0, 1.5}
