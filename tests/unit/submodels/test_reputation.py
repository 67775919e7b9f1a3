"""Reputation is sticky, memory is slow, attachment grows with the stay."""

import numpy as np
import pytest

from segsim.maths import standardised
from segsim.submodels.reputation import condition, update_reputation
from segsim.submodels.surroundings import shares, status


@pytest.fixture
def world(city):
    return city.live_until(city.settled(households=3_000), "update_reputation")


def changed(world, **groups):
    update = {
        name: getattr(world.parameters, name).model_copy(update=values)
        for name, values in groups.items()
    }
    world.parameters = world.parameters.model_copy(update=update)
    return world


def target(world):
    p, n = world.parameters.reputation, world.neighbourhoods
    weight = n.households.astype(float)

    def z(x):
        mean = np.average(x, weights=weight)
        return (x - mean) / np.sqrt(np.average((x - mean) ** 2, weights=weight))

    return (
        p.status * z(status(world))
        - p.foreign * z(n.by_language[:, 1] / n.households)
        + p.condition * z(condition(world))
        + p.services * n.services
        + p.safety * n.safety
        + p.school * world.schools.perceived[n.school]
    )


def test_reputation_closes_a_share_of_its_gap_a_year(world):
    n, speed = world.neighbourhoods, world.parameters.reputation.speed
    n.services[1], n.safety[2] = 1.5, -2.0
    before, wanted = n.reputation.copy(), target(world)
    update_reputation(world)
    assert np.allclose(n.reputation, before + speed * (wanted - before), atol=1e-12)


def test_reputation_is_reversible_and_settles_at_its_causes(world):
    n = world.neighbourhoods
    n.reputation[:] = -5.0
    for _ in range(80):
        update_reputation(world)
    assert np.allclose(n.reputation, target(world), atol=1e-3)


def test_without_speed_a_reputation_never_changes(world):
    changed(world, reputation={"speed": 0.0})
    before = world.neighbourhoods.reputation.copy()
    update_reputation(world)
    assert np.array_equal(world.neighbourhoods.reputation, before)


@pytest.mark.parametrize(("cause", "sign"), [("services", 1), ("safety", 1)])
def test_what_is_better_raises_reputation(world, cause, sign):
    before = world.neighbourhoods.reputation[0]
    getattr(world.neighbourhoods, cause)[0] = 20.0
    update_reputation(world)
    assert sign * (world.neighbourhoods.reputation[0] - before) > 0.0


def test_memory_follows_the_present_mix_by_a_tenth_a_year(world):
    n = world.neighbourhoods
    n.memory[:] = (0.9, 0.1)
    share = n.by_language / n.households[:, None]
    update_reputation(world)
    assert np.allclose(n.memory, (0.9, 0.1) + 0.1 * (share - (0.9, 0.1)))
    assert np.allclose(shares(world), share)


def test_an_empty_neighbourhood_keeps_its_memory(world):
    n = world.neighbourhoods
    n.households[0] = 0
    n.by_language[0] = 0
    before = n.memory[0].copy()
    update_reputation(world)
    assert np.array_equal(n.memory[0], before)
    assert np.all(np.isfinite(n.reputation))


def test_memory_starts_at_the_shares_of_the_table(city):
    world = city.settled(burn_in=0)
    assert np.allclose(world.neighbourhoods.memory, shares(world))


def test_attachment_grows_towards_one_and_breaks_with_a_move(world, city):
    h = world.households
    rows = np.flatnonzero(h.status[: world.household_rows] == 1)
    place = world.dwellings.neighbourhood[h.dwelling[rows]]
    before = h.attachment[rows].astype(float)
    growth = world.parameters.reputation.attachment * (0.5 + world.neighbourhoods.community[place])
    update_reputation(world)
    assert np.allclose(h.attachment[rows], before + growth * (1.0 - before), atol=1e-6)
    city.live_until(world, "update_reputation")
    moved = np.flatnonzero(
        (h.moved[: world.household_rows] == world.year) & (h.status[: world.household_rows] == 1)
    )
    assert moved.size > 100
    assert not h.attachment[moved].any()


def test_community_follows_attachment_within_its_bounds(world):
    h, n = world.households, world.neighbourhoods
    for value, limit in ((0.0, 0.2), (1.0, 0.8)):
        for _ in range(40):
            h.attachment[...] = value
            update_reputation(world)
        assert np.all((n.community >= 0.0) & (n.community <= 1.0))
        assert np.all(n.community <= limit) if value == 0.0 else np.all(n.community >= limit)


def test_condition_is_the_mean_quality_of_what_stands(world):
    d = world.dwellings
    stands = np.flatnonzero(d.standing == 1)
    wanted = [
        d.quality[stands[d.neighbourhood[stands] == k]].astype(float).mean()
        for k in range(world.neighbourhoods.room)
    ]
    assert np.allclose(condition(world), wanted)


def test_standard_scores_weigh_neighbourhoods_by_households(world):
    z = standardised(status(world), world.neighbourhoods.households.astype(float))
    assert np.average(z, weights=world.neighbourhoods.households) == pytest.approx(0.0, abs=1e-12)
