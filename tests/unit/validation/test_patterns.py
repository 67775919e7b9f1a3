"""Patterns held out: how runs are paired, what is counted, and how it is judged."""

from types import SimpleNamespace

import numpy as np
import pytest

from segsim.validation import runs
from segsim.validation.findings import Effort
from segsim.validation.patterns import (
    chains,
    families,
    infill,
    paired,
    school_money,
    school_prices,
)
from segsim.validation.patterns.estimates import estimate, quotient, share_of_seeds
from segsim.world import BuildingType

NAMES = ["P16", "P17", "P18", "P19", "P20", "P21", "P22", "P23", "P25"]
FAST = Effort(fast=True, seed=1)


@pytest.fixture
def small():
    """Return a small Tampere of one's own."""
    return paired.settled(FAST, FAST.seeds(1, 1)[0])


def test_patterns_are_run_by_name_or_all_together_and_never_unasked():
    assert [one.name for one in runs.benchmarks(["patterns"])] == NAMES
    assert all(one.held_out for one in runs.benchmarks(["patterns"]))
    assert not any(one.held_out for one in runs.benchmarks())
    assert [one.name for one in runs.benchmarks(["P22", "T9", "P16"])] == ["T9", "P16", "P22"]
    assert [one.name for one in runs.benchmarks(["P22", "patterns"])] == NAMES


def test_a_pattern_is_judged_by_the_mean_alone_and_the_range_as_it_stands():
    inside = estimate("x", 1.0, 2.0, [0.0, 2.0, 4.0])
    assert inside.holds
    assert inside.tolerance == "s.e. 1.2, 3 seeds"
    assert not estimate("x", 1.0, 2.0, [0.0, 2.1, 4.0]).holds
    assert not estimate("x", 0.0, np.inf, [float("nan"), 1.0]).holds
    assert estimate("x", 0.02, np.inf, [0.02]).expected == "≥ 0.02"


def test_a_quotient_is_of_means_and_its_error_leaves_out_seeds_in_turn():
    found = quotient("x", 1.9, 2.1, [1.0, 3.0], [1.0, 1.0])
    assert found.holds
    assert found.found == "2"
    assert found.tolerance.startswith("s.e. 1, 2 seeds")  # 3 and 1 without either seed
    assert not quotient("x", 0.5, np.inf, [1.0, -1.0], [2.0, -2.0]).holds  # of nothing


def test_a_sign_is_a_share_of_seeds():
    assert share_of_seeds("x", 0.9, [True] * 9 + [False]).holds
    assert not share_of_seeds("x", 0.9, [True] * 8 + [False] * 2).holds


def test_a_settled_city_is_handed_out_as_a_copy(small):
    untouched = small.digest()
    paired.live(paired.with_policy(small, paired_line()))
    assert small.digest() == untouched
    again = paired.settled(FAST, FAST.seeds(1, 1)[0])
    paired.live(small)
    assert again.digest() == untouched != small.digest()


def paired_line():
    line = paired.policy("tram_linnainmaa")
    assert line.kind == "tram"
    assert line.open_year == 2032
    assert paired.policy("reputation_campaign").kind == "reputation_campaign"
    return "tram_linnainmaa"


def test_prices_are_compared_place_by_place(small):
    given = paired.with_policy(small, "park")
    where, weight = np.ones(small.neighbourhoods.room, bool), paired.owner_stock(small)
    assert paired.price_change(given, small, where, weight) == 0.0
    given.neighbourhoods.price *= np.e**0.01
    assert paired.price_change(given, small, where, weight) == pytest.approx(1.0)


def test_following_chains_changes_nothing_and_counts_what_the_new_homes_set_free(small):
    homes = np.where(chains.dearest(small), 40.0, 0.0)
    twin = paired.settled(FAST, FAST.seeds(1, 1)[0])
    vacated = chains._followed(small, homes, 2)

    def only_build(world):
        if world.year == 1:
            paired.build(world, homes, BuildingType.HIGH_RISE)

    assert paired.live(twin, 2, {"age_stock": only_build}).digest() == small.digest()
    assert 0 < vacated.sum() < 10 * homes.sum()
    assert (vacated[:, homes == 0.0].sum(axis=1) > 0).all()


def test_without_new_homes_there_is_no_chain(small):
    assert chains._followed(small, np.zeros(small.neighbourhoods.room), 2).sum() == 0


@pytest.mark.parametrize("districts", [False, True])
def test_the_poorest_areas_hold_their_share_of_households(small, districts):
    n = small.neighbourhoods
    half, fifth = (chains.poorest(small, share, districts) for share in (0.5, 0.2))
    assert (fifth <= half).all()
    for where, share in ((half, 0.5), (fifth, 0.2)):
        assert 0.3 * share < n.households[where].sum() / n.households.sum() <= share
    rank = n.rank_sum / n.households
    assert rank[fifth].mean() < rank[half].mean() < rank[~half].mean()


def test_a_block_stands_among_old_blocks_and_has_neighbours(small):
    sites = infill.sites(small)
    n = small.neighbourhoods
    assert sites.size == infill.SITES
    assert set(n.vintage[sites]) <= {1, 2}
    assert set(n.building_type[sites]) == {1}
    near = paired.kilometres(small) <= infill.NEAR_KM
    assert near[sites, sites].all()
    assert (near == near.T).all()


def test_both_sides_of_a_boundary_lie_beside_each_other(small):
    better = np.arange(small.schools.room) % 3 == 0
    inside, outside = school_prices.boundary(small, better)
    assert inside.any()
    assert outside.any()
    assert better[small.neighbourhoods.school[inside]].all()
    assert not better[small.neighbourhoods.school[outside]].any()


def test_a_held_shift_lasts_while_the_school_goes_its_way():
    shift = np.array([1.0, 0.0])
    world = SimpleNamespace(
        parameters=SimpleNamespace(schools=SimpleNamespace(perception=0.3)),
        schools=SimpleNamespace(perceived=np.array([0.2, -0.4])),
    )
    own, hook = world.schools.perceived.copy(), school_prices.Held(shift)
    for seen in ([0.5, 0.1], [-0.3, 0.2], [0.9, 0.0]):
        own = own + 0.3 * (np.array(seen) - own)
        kept = world.schools.perceived
        world.schools.perceived = kept + 0.3 * (np.array(seen) - kept)
        hook(world)
        assert world.schools.perceived == pytest.approx(own + shift)


def test_without_places_for_others_schools_are_their_catchments(small):
    assert families.school_gap(small, 0.0) == pytest.approx(0.0)


def test_money_that_achieves_more_lowers_dropout_more(small):
    more = school_money.gains(paired.settled(FAST, FAST.seeds(1, 1)[0]), resources=0.9)
    ordinary = school_money.gains(small)
    for language in ("domestic", "foreign"):
        assert more[language] < ordinary[language] < 0.0
