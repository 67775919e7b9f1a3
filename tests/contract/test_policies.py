"""Every registered policy keeps the contract: nothing at intensity 0, dated, costed, unordered."""

from copy import deepcopy
from dataclasses import astuple
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from segsim.cities import list_cities
from segsim.model.schedule import SCHEDULE
from segsim.parameters import describe
from segsim.policies import POLICIES
from segsim.policies.base import CityWide
from segsim.registry import UserError

KINDS = POLICIES.names()
EARLY = {"start_year": 2026}
TIMED = {
    "tenure_mixing": EARLY,
    "infill": {**EARLY, "lag_years": 1, "rate": 3.0},
    "tram": {"open_year": 2027, "build_years": 1, "announce_year": 2025},
    "school_investment": {**EARLY, "duration_years": 3},
    "catchment_redraw": {**EARLY, "period_years": 2},
    "choice_regime": {**EARLY, "open_seat_share": 0.6},
    "renovation_finance": {**EARLY, "cost_cut": 0.6, "target_era": (1900, 2024)},
    "company_clubs": {**EARLY, "target_era": (1900, 2024)},
    "tenant_support": {**EARLY, "swap_share_ara": 0.3},
    "integration_employment": {**EARLY, "places_per_1000": 300.0},
    "weighted_classes": EARLY,
    "early_investment": {**EARLY, "learning_gain": 1.0},
    "demolition_renewal": {
        **EARLY, "share_demolished": 0.6, "phase_years": 2, "notice_years": 1, "lag_years": 1,
        "right_to_return": True,
    },
    "shrink_adaptation": {**EARLY, "vacancy_threshold": 0.05, "lag_years": 1},
    "brownfield": {**EARLY, "dwellings_per_year": 2.0, "lag_years": 1},
    "stock_diversification": EARLY,
}  # fmt: skip
"""Levers by which a policy acts within a few years; a policy of another kind takes its defaults."""
SEVERAL_SCHOOLS = {"households": 12_000, "city": {"neighbourhood_size": 200}}
CITIES = {
    **dict.fromkeys(("catchment_redraw", "choice_regime", "weighted_classes"), SEVERAL_SCHOOLS),
    # On the grid every renovation pays at the ordinary cost.
    "renovation_finance": {"stock": {"renovation_cost": 1_200.0}},
}
"""Where a policy has something to act on that it lacks in the smallest city."""


def levers(kind, **more):
    return {"kind": kind, **TIMED.get(kind, {}), **more}


def observed(world):
    """Return everything that a run gives: digest, indicators, panel."""
    panel = {
        year: {name: column.tolist() for name, column in columns.items()}
        for year, columns in world.records.areas.items()
    }
    return world.digest(), world.records.indicators, panel


def size(kinds):
    """Return the arguments of a city in which policies of some kinds have something to act on."""
    return next((CITIES[kind] for kind in sorted(kinds) if kind in CITIES), {})


def run(city, policies, /, years=4, **arguments):
    arguments = arguments or size(policy["kind"] for policy in policies.values())
    world = city.with_policies(city.settled(**arguments), policies)
    return city.live(world, years)


@pytest.fixture(scope="module")
def without(city):
    """Return a function that gives the city of a kind after four years without a policy."""

    @cache
    def call(kind):
        return city.live(city.settled(**size([kind])), 4)

    return call


@pytest.mark.parametrize("kind", KINDS)
def test_intensity_0_is_bit_identical_to_no_policy(city, without, kind):
    world = run(city, {"it": levers(kind, intensity=0.0)})
    one, other = observed(world), observed(without(kind))
    assert one[0] == other[0]
    assert np.array_equal([row[4] for row in one[1]], [row[4] for row in other[1]], equal_nan=True)
    assert [row[:4] for row in one[1]] == [row[:4] for row in other[1]]
    assert str(one[2]) == str(other[2])  # a text, so that nan equals nan
    assert world.ledger.entries == []
    assert world.transport.lines == [] or all(line.name != "it" for line in world.transport.lines)


@pytest.mark.parametrize("kind", KINDS)
def test_at_intensity_1_something_changes(city, without, kind):
    world = run(city, {"it": levers(kind)}, years=4)
    assert world.digest() != without(kind).digest()
    assert world.ledger.total("it") > 0.0
    world.check()


@pytest.mark.parametrize("kind", KINDS)
def test_before_it_is_announced_nothing_changes(city, without, kind):
    late = {"tram": {"open_year": 2060, "build_years": 2}}.get(kind, {"start_year": 2050})
    world = run(city, {"it": {"kind": kind, **late}})
    assert world.digest() == without(kind).digest()
    assert world.ledger.entries == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "tram"])
def test_what_is_announced_for_later_starts_no_sooner(city, without, kind):
    late = {lever: value for lever, value in levers(kind).items() if lever != "start_year"}
    world = run(city, {"it": {**late, "announce_year": 2050}})
    assert world.policies[0].first_year(world) == 2050
    assert world.digest() == without(kind).digest()
    assert world.ledger.entries == []


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", [name for name, _ in list_cities()])
def test_every_policy_runs_with_its_defaults_in_every_city(city, name, kind):
    world = run(city, {"it": {"kind": kind}}, years=3, name=name, households=4_000, burn_in=1)
    world.check()


@pytest.mark.parametrize("kind", KINDS)
def test_every_parameter_is_documented(kind):
    policy = POLICIES.get(kind)
    assert policy.kind == kind
    assert policy.__doc__
    for found in describe(policy()):
        assert len(found.description) > 5, found.key
        assert found.source, found.key
        if isinstance(found.value, float | int) and not isinstance(found.value, bool):
            assert found.low is not None, found.key
            assert found.high is not None, found.key
            assert found.low <= found.value <= found.high, found.key
        if found.key.endswith("_years") or found.key in (
            "announce_year",
            "start_year",
            "open_year",
        ):
            assert found.unit in ("year", "years"), found.key


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "wrong",
    [
        {"intensity": 1.5},
        {"intensity": -0.1},
        {"intensity": "much"},
        {"no_such_lever": 1},
        {"start_year": 1000},
    ],
    ids=str,
)
def test_wrong_levers_are_refused(city, kind, wrong):
    with pytest.raises(UserError, match=rf"policy\.it\.{next(iter(wrong))}"):
        city.with_policies(city.settled(), {"it": {"kind": kind, **wrong}})


@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_district_is_refused_with_the_nearest(city, kind):
    if "target" not in POLICIES.get(kind).model_fields or kind == "tram":
        pytest.skip("a line has stops and no target")
    if issubclass(POLICIES.get(kind), CityWide):
        pytest.skip("a rule of the whole city")
    with pytest.raises(UserError, match=r"Did you mean 'core"):
        run(city, {"it": levers(kind, target=["core 6"])})


@pytest.mark.parametrize("kind", [k for k in KINDS if issubclass(POLICIES.get(k), CityWide)])
@pytest.mark.parametrize("target", ["worst_first", "uniform", ["core 5"]], ids=str)
def test_a_rule_of_the_whole_city_has_no_target_within_it(city, kind, target):
    with pytest.raises(UserError, match="holds in the whole city"):
        city.with_policies(city.settled(), {"it": levers(kind, target=target)})


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "tram"])
def test_the_dose_ramps_up_lasts_and_decays(city, kind):
    world = city.settled()
    timed = {"start_year": 2027, "ramp_years": 3, "duration_years": 5, "decay_years": 2}
    city.with_policies(world, {"it": {"kind": kind, **timed, "intensity": 0.6}})
    policy, doses = world.policies[0], []
    for year in range(11):
        world.year = year
        doses.append(policy.dose(world))
    shape = [0, 0, 1 / 3, 2 / 3, 1, 1, 1, 2 / 3, 1 / 3, 0, 0]
    assert doses == pytest.approx([0.6 * share for share in shape])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "tram"])
def test_a_policy_may_be_announced_no_later_than_it_starts(city, kind):
    with pytest.raises(UserError, match="announce_year 2030 is after start_year 2028"):
        city.with_policies(
            city.settled(), {"it": {"kind": kind, "announce_year": 2030, "start_year": 2028}}
        )


def test_by_default_a_policy_starts_in_the_first_year(city):
    world = city.with_policies(city.settled(start_year=2031), {"it": {"kind": "infill"}})
    policy = world.policies[0]
    doses = []
    for year in range(4):
        world.year = year
        doses.append(policy.dose(world))
    assert doses == [0.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize("kind", KINDS)
def test_rules_are_as_before_when_a_policy_has_ended(city, kind):
    if kind == "tram":
        pytest.skip("a line stays")
    world = city.settled(**size([kind]))
    timed = {**levers(kind), "duration_years": 1, "decay_years": 0}
    city.live(city.with_policies(world, {"it": timed}), 3)
    rules, now = world.rules, world.institutions
    for name in (
        "tenure_split",
        "steering",
        "steered_area",
        "eviction",
        "renovation_ltv",
        "renovation_cost",
        "school_resources",
        "school_visibility",
        "open_seats",
        "way_cap",
        "lifts",
        "weighted_seats",
        "learning",
        "in_kind",
        "school_image",
        "stage_services",
        "queue_shares",
        "acceptance",
        "income_cap",
        "allowance_rate",
        "rent_cap",
    ):
        assert np.array_equal(getattr(rules, name), getattr(now, name)), name
    assert now.zonings == now.supports == now.redraws == []
    assert now.orders == now.mergers == now.redirections == now.unifications == []


@pytest.mark.parametrize("kind", KINDS)
def test_two_instances_of_one_kind_act_together(city, kind):
    half = {"one": levers(kind, intensity=0.5), "two": levers(kind, intensity=0.5)}
    if kind == "tram":
        half["one"]["stops"] = ((0.0, 0.0), (1200.0, 1200.0))
        half["two"]["stops"] = ((0.0, 0.0), (-1200.0, -1200.0))
    world = run(city, half, **size([kind]))
    alone = run(city, {"one": half["one"]}, **size([kind]))
    assert world.digest() != alone.digest()
    assert world.ledger.total("one") > 0.0
    assert world.ledger.total("two") > 0.0
    world.check()


def costs(world):
    return sorted(astuple(entry) for entry in world.ledger.entries)


@pytest.fixture(scope="module")
def in_order(city):
    return run(city, {kind: levers(kind) for kind in KINDS}, years=5)


@pytest.fixture(scope="module")
def reversed_order(city):
    return run(city, {kind: levers(kind) for kind in reversed(KINDS)}, years=5)


def test_the_order_of_policies_does_not_matter(in_order, reversed_order):
    assert in_order.digest() == reversed_order.digest()


def test_the_order_of_policies_does_not_change_their_costs(in_order, reversed_order):
    assert costs(in_order) == costs(reversed_order)


PAIRS = list(combinations(KINDS, 2))


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_two_policies_listed_in_either_order_give_the_same_city_and_the_same_ledger(city, pair):
    one, other = (
        run(city, {kind: levers(kind) for kind in order}, years=3) for order in (pair, pair[::-1])
    )
    assert one.digest() == other.digest()
    assert one.ledger.entries == other.ledger.entries


@pytest.mark.parametrize("pair", PAIRS, ids="-".join)
def test_policies_of_two_kinds_may_act_in_either_order_in_the_year(city, monkeypatch, pair):
    """Names decide in which order policies act: what they are called must not matter."""

    def as_listed(world):
        world.records.flows.clear()
        world.institutions.restore(world.rules)
        for policy in world.policies:
            policy.apply(world)

    worlds = []
    for order in (pair, pair[::-1]):
        settled = city.settled(**size(pair))
        world = city.with_policies(settled, {kind: levers(kind) for kind in order})
        for _ in range(4):
            world.year += 1
            for process in (as_listed, *SCHEDULE[1:]):
                process(world)
        worlds.append(world)
    assert worlds[0].digest() == worlds[1].digest()
    assert costs(worlds[0]) == costs(worlds[1])


def test_an_infill_called_market_builds_other_dwellings_than_the_market(city):
    """Identities hang on the cause: two dwellings of one identity would share every draw."""
    world = run(city, {"market": levers("infill")}, years=4)
    d = world.dwellings
    ids = d.id[: world.dwelling_rows][d.standing[: world.dwelling_rows] == 1]
    assert np.unique(ids).size == ids.size


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_of_two_instances_of_one_kind_does_not_matter(city, kind):
    """`Specification.key` sorts policies by name: equal keys must mean equal results."""
    differ = {
        "tenure_mixing": (
            {"share_ara": 0.6, "share_intermediate": 0.0, "share_market": 0.4},
            {"ara_cap_per_area": 0.2},
        ),
        "infill": ({"rate": 5.0}, {"building_type": "high_rise"}),
        "tram": (
            {"stops": ((0.0, 0.0), (1200.0, 1200.0))},
            {"stops": ((0.0, 0.0), (-1200.0, 0.0))},
        ),
        "school_investment": ({"perception_weight": 0.9}, {"perception_weight": 0.1}),
        "catchment_redraw": ({"max_km": 1.0, "grandfather": False}, {"w_composition": 0.3}),
        "choice_regime": ({"open_seat_share": 0.3, "max_km": 2.0}, {"max_km": 1.0}),
        "anti_discrimination": ({"response_ratio": 0.8}, {"intensity": 0.4}),
        "ara_allocation": ({"priority": "lottery"}, {"income_cap": 0.3, "intensity": 0.4}),
        "tenant_support": ({"rent_cap": 7_000.0}, {"intensity": 0.4}),
        "integration_employment": ({"group": "weak_position"}, {"skill_gain": 0.6}),
        "weighted_classes": ({"selection": "lottery"}, {"placement": "even"}),
        "early_investment": ({"age_to": 17}, {"intensity": 0.4}),
        "demolition_renewal": ({"right_to_return": False}, {"era": (1900, 1999)}),
        "shrink_adaptation": ({"least_pupils": 300}, {"share_demolished": 0.4}),
        "brownfield": ({"target": "all"}, {"building_type": "high_rise"}),
        "centre_regeneration": ({"life_stages": ("young", "elderly")}, {"services_gain": 0.3}),
        "stock_diversification": ({"share_of_plots": 1.0}, {"dominance": 0.2}),
    }.get(kind, ({}, {"intensity": 0.4}))
    two = {name: levers(kind, **own) for name, own in zip(("one", "two"), differ, strict=True)}
    swapped = {name: two[name] for name in ("two", "one")}
    large = {**(size([kind]) or {"households": 6_000}), "years": 5}
    one, other = run(city, two, **large), run(city, swapped, **large)
    assert one.digest() == other.digest()
    assert costs(one) == costs(other)


def test_a_measure_touches_no_outcome_at_once(city):
    """Applying a policy changes rules, plans and lines; households and tallies stay."""
    for kind in KINDS:
        world = city.settled(**size([kind]))
        city.live(world, 1)
        world.year += 1
        before = deepcopy(world)
        city.with_policies(world, {"it": levers(kind)})
        for policy in world.policies:
            policy.apply(world)
        assert world.digest() == before.digest(), kind
