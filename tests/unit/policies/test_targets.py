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


def infill(world, city, **levers):
    given = {"kind": "infill", "target": "worst_first", "target_share": 0.25, **levers}
    return city.with_policies(world, {"it": given}).policies[0]


def test_data_that_are_late_show_the_city_of_years_ago(city):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    late, prompt = (infill(world, city, data_lag_years=lag) for lag in (2, 0))
    world.policies = ()
    chosen = {}
    for year in range(6):
        chosen[year] = prompt.reach(world)
        if year < 5:
            city.live(world, 1)
    assert any(not np.array_equal(chosen[3], chosen[year]) for year in range(5))
    # The year's statistics are those that it began with: of year 5 that is the state after 4.
    assert np.array_equal(late.reach(world), chosen[3])


def test_what_the_statistics_do_not_reach_back_to_is_the_oldest_there_is(city):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    first = infill(world, city).reach(world)
    assert np.array_equal(infill(world, city, data_lag_years=9).reach(world), first)


def test_errors_of_measurement_miss_the_worst_places_more_the_larger_they_are(city):
    world = city.settled(households=8_000, city={"neighbourhood_size": 200})
    exact = infill(world, city).reach(world)
    hits = []
    for noise in (0.0, 0.3, 1.0, 10.0):
        found = []
        for year in range(20):
            world.year = year
            found.append((infill(world, city, data_noise=noise).reach(world) * exact).sum())
        hits.append(np.mean(found) / exact.sum())
    assert hits[0] == 1.0
    assert hits[0] > hits[1] > hits[2] > hits[3]
    assert hits[3] < 0.5  # a quarter would be hit blindly


def test_errors_are_the_same_again_and_others_for_another_programme(city):
    world = city.settled(households=8_000, city={"neighbourhood_size": 200})
    levers = {"kind": "infill", "target": "worst_first", "data_noise": 1.0}
    city.with_policies(world, {"one": levers, "two": levers})
    one, two = (policy.reach(world) for policy in world.policies)
    assert np.array_equal(one, world.policies[0].reach(world))
    assert not np.array_equal(one, two)


def test_early_warning_finds_who_falls_not_who_is_low(city):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    n = world.neighbourhoods
    for year in range(4):
        world.year = year
        world.monitoring.status.note(world.calendar, n.rank_sum / n.households)
    best = int(np.argmax(n.rank_sum / n.households))
    before = n.rank_sum[best]
    n.rank_sum[best] = before * 9 // 10
    policy = infill(world, city, target="early_warning", target_share=1 / n.room)
    assert np.flatnonzero(policy.reach(world)).tolist() == [best]
    late = infill(world, city, target="early_warning", target_share=1 / n.room, data_lag_years=1)
    assert np.flatnonzero(late.reach(world)).tolist() != [best]


@pytest.mark.parametrize("target", ["worst_first", "early_warning"])
def test_schools_are_chosen_by_the_data_as_well(city, target):
    schools = {"kind": "school_investment", "target": target, "start_year": 2026}
    digests = set()
    for levers in ({}, {"data_lag_years": 3}, {"data_noise": 2.0}):
        world = city.settled(households=8_000, burn_in=1)
        city.with_policies(world, {"it": {**schools, **levers}})
        digests.add(city.live(world, 5).digest())
    assert len(digests) == 3
