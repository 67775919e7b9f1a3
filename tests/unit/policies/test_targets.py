"""Where policies act."""

import numpy as np
import pytest

from segsim.policies.targets import RULES, reach
from segsim.registry import UserError


def test_all_and_uniform_reach_everywhere(city):
    world = city.settled()
    assert reach(world, "all", 0.3).tolist() == [1.0] * world.neighbourhoods.room
    assert reach(world, "uniform", 0.3).tolist() == [0.3] * world.neighbourhoods.room
    assert reach(world, ("all",), 0.3).min() == 1.0


@pytest.mark.parametrize("share", [0.0, 0.25, 0.5, 1.0])
def test_worst_first_reaches_the_poorest_share(city, share):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    n = world.neighbourhoods
    weight = reach(world, "worst_first", share)
    assert weight.sum() == round(share * n.room)
    mean = n.rank_sum / n.households
    if 0.0 < share < 1.0:
        assert mean[weight == 1.0].max() <= mean[weight == 0.0].min()


def test_districts_by_name(city):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    names = world.city.districts[:2]
    weight = reach(world, names, 0.3)
    assert np.array_equal(weight == 1.0, np.isin(world.neighbourhoods.district, [0, 1]))
    assert np.array_equal(reach(world, names[0], 0.3) == 1.0, world.neighbourhoods.district == 0)


def test_a_wrong_district_is_answered_with_the_nearest(city):
    world = city.settled()
    with pytest.raises(UserError) as caught:
        reach(world, ("core 5", "estate 2"), 0.3)
    assert "target: there is no 'estate 2'" in str(caught.value)
    assert "estates 2" in str(caught.value)
    assert all(rule in str(caught.value) for rule in RULES)
