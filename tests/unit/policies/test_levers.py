"""What single levers of the policies do."""

import numpy as np
import pytest

from segsim.policies.tenure_mixing import TenureMixing
from segsim.policies.tram import drawn_route
from segsim.registry import UserError
from segsim.submodels.works import intended
from segsim.world import Tenure

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


def applied(city, policy, year=1, world=None):
    """Apply a policy once in a year, without the rest of the schedule."""
    world = (
        city.settled(households=4_000, city={"neighbourhood_size": 200}) if world is None else world
    )
    world.year = year
    world.institutions.restore(world.rules)
    for one in city.with_policies(world, {"it": policy}).policies:
        one.apply(world)
    return world


def test_the_split_of_production_moves_by_dose_land_and_compliance(city):
    policy = {
        "kind": "tenure_mixing", "start_year": 2026, "intensity": 0.8, "land_share_city": 0.5,
        "compliance": 0.6, "share_ara": 0.4, "share_intermediate": 0.3, "share_market": 0.3,
    }  # fmt: skip
    world = applied(city, policy)
    before = world.rules.tenure_split[0]
    weight = 0.8 * (0.5 + 0.5 * 0.6)
    market = 0.3 * before[[OWNER, PRIVATE]] / before[[OWNER, PRIVATE]].sum()
    wanted = (1.0 - weight) * before + weight * np.array([market[0], 0.3, market[1], 0.4])
    assert np.allclose(world.institutions.tenure_split, wanted)
    assert np.allclose(world.institutions.tenure_split.sum(axis=1), 1.0)


def test_social_homes_are_steered_away_from_where_they_are(city):
    world = applied(city, {"kind": "tenure_mixing", "start_year": 2026, "ara_cap_per_area": 1.0})
    n, steering = world.neighbourhoods, world.institutions.steering
    share = n.stock[:, SOCIAL].sum(axis=1) / n.stock.sum(axis=(1, 2))
    order = np.argsort(share)
    assert np.all(np.diff(steering[order, SOCIAL]) <= 1e-12)
    assert np.all(np.diff(steering[order, OWNER]) >= -1e-12)
    assert np.all(steering[:, [OCCUPANCY, PRIVATE]] == 1.0)


def test_above_the_cap_no_social_home_is_added(city):
    policy = {
        "kind": "tenure_mixing",
        "start_year": 2026,
        "compliance": 1.0,
        "ara_cap_per_area": 0.1,
    }
    world = applied(city, policy)
    n = world.neighbourhoods
    above = n.stock[:, SOCIAL].sum(axis=1) / n.stock.sum(axis=(1, 2)) > 0.1
    assert 0 < above.sum() < n.room
    assert np.allclose(world.institutions.steering[above, SOCIAL], 0.0)
    assert np.all(world.institutions.steering[~above, SOCIAL] > 0.0)


def test_uniform_steering_leaves_places_alike(city):
    policy = {
        "kind": "tenure_mixing",
        "start_year": 2026,
        "steering": "uniform",
        "ara_cap_per_area": 1.0,
    }
    assert np.all(applied(city, policy).institutions.steering == 1.0)


def test_a_split_must_add_up(city):
    with pytest.raises(UserError, match=r"must be 1, not 1\.1"):
        applied(city, {"kind": "tenure_mixing", "share_ara": 0.4})


@pytest.mark.parametrize("target", ["all", "worst_first", "uniform"])
def test_infill_zones_a_share_of_the_stock_of_its_target(city, target):
    policy = {
        "kind": "infill", "start_year": 2026, "rate": 2.5, "target": target, "target_share": 0.5,
        "building_type": "high_rise", "lag_years": 4,
    }  # fmt: skip
    world = applied(city, policy)
    n = world.neighbourhoods
    (zoning,) = world.institutions.zonings
    share = {"all": np.ones(n.room), "uniform": np.full(n.room, 0.5)}.get(target)
    if share is None:
        share = np.zeros(n.room)
        share[np.argsort(n.rank_sum / n.households, kind="stable")[: round(0.5 * n.room)]] = 1.0
    assert np.allclose(zoning.dwellings, 0.025 * share * n.stock.sum(axis=(1, 2)))
    assert (zoning.building_type, zoning.lag_years, zoning.cause) == (2, 4, "policy.it")


def test_a_targeted_tenure_mix_changes_no_other_district(city):
    """`target` says where a policy acts: elsewhere the ordinary split stays."""
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    target = world.city.districts[:1]
    policy = {
        "kind": "tenure_mixing", "start_year": 2026, "target": target, "ara_cap_per_area": 1.0,
        "share_ara": 1.0, "share_intermediate": 0.0, "share_market": 0.0, "steering": "uniform",
    }  # fmt: skip
    applied(city, policy, world=world)
    elsewhere = world.neighbourhoods.district != 0
    production = world.institutions.tenure_split * world.institutions.steering
    ordinary = world.rules.tenure_split * world.rules.steering
    assert np.array_equal(production[elsewhere], ordinary[elsewhere])
    assert np.all(production[~elsewhere, SOCIAL] > ordinary[~elsewhere, SOCIAL])


@pytest.mark.parametrize("steering", ["balance", "uniform"])
@pytest.mark.parametrize("cap", [0.0, 1.0])
def test_a_targeted_tenure_mix_builds_the_same_homes_elsewhere(city, steering, cap):
    """Outside the target the same is meant to be built, whatever steering does within it."""
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    n = world.neighbourhoods
    target = world.city.districts[2:5]
    policy = TenureMixing(start_year=2026, target=target, ara_cap_per_area=cap, steering=steering)
    world.year = 1
    policy.apply(world)
    plots = np.linspace(5.0, 40.0, n.room)
    elsewhere = ~np.isin(n.district, (2, 3, 4))
    now, ordinary = intended(plots, world.institutions), intended(plots, world.rules)
    assert np.array_equal(now[elsewhere], ordinary[elsewhere])
    assert not np.allclose(now[~elsewhere], ordinary[~elsewhere])
    # The split of the target holds for the target as a whole, and no plot is lost.
    assert now[~elsewhere].sum() == pytest.approx(plots[~elsewhere].sum())
    wanted = (plots[:, None] * world.institutions.tenure_split)[~elsewhere].sum(axis=0)
    if cap == 1.0:
        assert np.allclose(now[~elsewhere].sum(axis=0), wanted)
    else:
        land = world.city.owned_land_share  # compliance .85 on private land
        outside = (1.0 - land) * (1.0 - 0.85)
        assert np.allclose(now[~elsewhere, SOCIAL], outside * ordinary[~elsewhere, SOCIAL])


def test_two_targeted_mixes_add_up_in_either_order(city):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    districts = world.city.districts
    one = TenureMixing(name="one", start_year=2026, target=districts[:4])
    two = TenureMixing(name="two", start_year=2026, target=districts[2:6])
    world.year = 1
    plots = np.linspace(5.0, 40.0, world.neighbourhoods.room)
    found = []
    for policies in ((one, two), (two, one)):
        world.institutions.restore(world.rules)
        for policy in policies:
            policy.apply(world)
        found.append(intended(plots, world.institutions))
    assert np.allclose(*found, rtol=1e-12)


def test_a_line_appears_with_its_announcement_and_only_once(city):
    policy = {"kind": "tram", "open_year": 2030, "build_years": 2, "announce_year": 2027}
    world = city.settled()
    lines = []
    for year in range(1, 7):
        applied(city, policy, year, world)
        lines.append(len(world.transport.lines))
    assert lines == [0, 1, 1, 1, 1, 1]
    line = world.transport.lines[0]
    assert (line.name, line.announced, line.opens) == ("it", 2027, 2030)


def test_by_default_a_line_is_announced_two_years_before_it_is_built(city):
    world = applied(city, {"kind": "tram", "open_year": 2031, "build_years": 2}, year=1)
    assert world.transport.lines == []
    applied(city, {"kind": "tram", "open_year": 2031, "build_years": 2}, 2, world)
    assert world.transport.lines[0].announced == 2027


@pytest.mark.parametrize(("opens", "lines"), [(2024, 0), (2025, 0), (2026, 1)])
def test_a_line_that_is_open_at_the_start_belongs_to_the_city_as_it_is(city, opens, lines):
    world = applied(city, {"kind": "tram", "open_year": opens, "announce_year": 2016})
    assert len(world.transport.lines) == lines
    assert world.ledger.entries == []  # nothing is built within the run


@pytest.mark.parametrize(
    ("announced", "years"),
    [(2026, [2028, 2029]), (2029, [2029]), (2030, [2030])],
)
def test_a_line_announced_late_costs_as_much_in_fewer_years(city, announced, years):
    policy = {
        "kind": "tram", "open_year": 2030, "build_years": 2, "announce_year": announced,
        "stops": ((0.0, 0.0), (3000.0, 4000.0)), "capex_eur_per_km": 1e6, "state_share": 0.0,
    }  # fmt: skip
    world = city.settled()
    for year in range(1, 8):
        applied(city, policy, year, world)
    entries = world.ledger.entries
    assert [entry.year for entry in entries] == years
    assert sum(entry.eur for entry in entries) == pytest.approx(5e6)


def test_the_gain_of_a_line_is_its_intensity(city):
    policy = {
        "kind": "tram", "open_year": 2028, "build_years": 1, "announce_year": 2025,
        "stops": ((0.0, 0.0),), "access_gain_min": 8.0, "intensity": 0.25,
    }  # fmt: skip
    world = applied(city, policy)
    assert world.transport.lines[0].gain.max() == pytest.approx(2.0)


def test_a_drawn_line_runs_from_the_centre_to_a_large_district_in_even_steps(city):
    world = city.settled(name="tampere", households=10_000, burn_in=0)
    stops = drawn_route(world)
    assert np.allclose(stops[0], world.city.centre)
    ends = np.abs(world.city.district_xy - stops[-1]).sum(axis=1)
    assert ends.min() == pytest.approx(0.0, abs=1e-6)
    steps = np.sqrt((np.diff(stops, axis=0) ** 2).sum(axis=1))
    assert np.allclose(steps, steps[0])
    assert steps[0] == pytest.approx(800.0, rel=0.25)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"start_year": 2027}, "start_year 2027 is not open_year − build_years = 2028"),
        ({"announce_year": 2033}, "announce_year 2033 is after open_year 2032"),
        ({"taper_m": 200.0}, "taper_m 200 is below radius_m 800"),
        ({"ramp_years": 2}, "a line stays once it is built"),
        ({"duration_years": 4}, "a line stays once it is built"),
    ],
    ids=str,
)
def test_dates_and_distances_of_a_line_agree(city, wrong, message):
    with pytest.raises(UserError, match=message):
        applied(city, {"kind": "tram", **wrong})


@pytest.mark.parametrize("rule", ["all", "worst_first", "uniform", "early_warning"])
def test_a_list_of_one_rule_is_that_rule(city, rule):
    world = city.live(city.settled(households=12_000, city={"neighbourhood_size": 200}), 1)
    found = []
    for target in (rule, [rule]):
        policy = {"kind": "school_investment", "start_year": 2026, "target": target}
        applied(city, policy, 2, world)
        found.append(world.institutions.school_resources)
    assert found[0].max() > 0.0
    assert np.array_equal(*found)


def test_money_goes_to_the_neediest_schools_up_to_the_share_of_pupils(city):
    world = city.live(city.settled(households=12_000), 1)
    policy = {
        "kind": "school_investment", "start_year": 2026, "target_share": 0.5,
        "eur_per_pupil_year": 1_000.0,
        "weight_education": 0.0, "weight_language": 0.0, "weight_mobility": 0.0,
    }  # fmt: skip
    applied(city, policy, 2, world)
    h, s = world.households, world.schools
    got = world.institutions.school_resources
    pupils = s.pupils.sum(axis=1)
    assert (got * pupils).sum() == pytest.approx(0.5 * pupils.sum(), rel=1e-9)
    assert np.all((got >= 0.0) & (got <= 1.0))
    families = np.flatnonzero((h.status == 1) & (h.school >= 0))
    low = np.bincount(h.school[families], h.income_class[families] == 0, s.room)
    poverty = low / np.bincount(h.school[families], minlength=s.room)
    assert np.all(np.diff(got[np.argsort(-poverty)]) <= 1e-12)
    assert (world.institutions.school_visibility == 0.3).all()


def test_parents_see_more_where_the_money_goes(city):
    policy = {"kind": "school_investment", "perception_weight": 0.9, "intensity": 0.5}
    size = {"households": 12_000, "city": {"neighbourhood_size": 200}}
    world = applied(city, policy, world=city.settled(**size))
    rules = world.institutions
    chosen = rules.school_resources / rules.school_resources.max()
    assert 0 < np.count_nonzero(chosen) < chosen.size
    assert rules.school_visibility == pytest.approx(0.3 + 0.5 * chosen * 0.6, abs=1e-5)


def test_uniform_money_reaches_every_school(city):
    policy = {
        "kind": "school_investment", "start_year": 2026, "target": "uniform", "target_share": 0.2,
        "eur_per_pupil_year": 500.0,
    }  # fmt: skip
    world = applied(city, policy)
    assert np.allclose(world.institutions.school_resources, 0.1)


def test_money_of_two_programmes_adds_up(city):
    one = {
        "kind": "school_investment", "start_year": 2026, "target": "uniform", "target_share": 1.0,
        "eur_per_pupil_year": 500.0,
    }  # fmt: skip
    world = city.settled()
    city.with_policies(world, {"a": one, "b": {**one, "eur_per_pupil_year": 250.0}})
    world.year = 1
    for policy in world.policies:
        policy.apply(world)
    assert np.allclose(world.institutions.school_resources, 0.75)


def test_tenures_are_as_declared():
    assert [t.name for t in Tenure] == [
        "OWNER",
        "RIGHT_OF_OCCUPANCY",
        "PRIVATE_RENT",
        "SOCIAL_RENT",
    ]
