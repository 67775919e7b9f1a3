"""A policy that does nothing changes nothing, to the bit, whatever other policies do beside it."""

from collections import Counter
from copy import deepcopy

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from segsim.policies import POLICIES

AFAR = ((4.0e6, 4.0e6), (4.1e6, 4.0e6))  # metres
NOTHING = {
    "infill": ({"rate": 0.0},),
    "tram": ({"stops": AFAR}, {"access_gain_min": 0.0}),
    "demolition_renewal": ({"share_demolished": 0.0},),
    "shrink_adaptation": ({"share_demolished": 0.0, "least_pupils": 0},),
    "stock_diversification": ({"share_of_plots": 0.0},),
    "catchment_redraw": ({"w_composition": 0.0}, {"weight_language": 0.0, "weight_income": 0.0}),
}
"""Levers at which the full programme comes to nothing."""
NOWHERE = (
    "tenure_mixing", "infill", "catchment_redraw", "choice_regime", "housing_social_work",
    "renovation_finance", "company_clubs", "community_developers", "safety", "centre_regeneration",
    "reputation_campaign", "area_programme", "small_measure", "integration_employment",
    "weighted_classes", "early_investment", "demolition_renewal",
    "shrink_adaptation", "brownfield", "stock_diversification",
)  # fmt: skip
"""Kinds that may have a target which reaches no neighbourhood."""


def reasons(kind):
    """Return levers by each of which a policy does nothing in a run from 2025 on."""
    late = {"open_year": 2100} if kind == "tram" else {"start_year": 2090}
    found = [{"intensity": 0.0}, {**late, "announce_year": 2080}, *NOTHING.get(kind, ())]
    if kind != "tram":
        over = {"announce_year": None, "start_year": 2010, "duration_years": 4}
        found.append({**over, "decay_years": 9})
    if kind in NOWHERE:
        found += [{"target": name, "target_share": 0.0} for name in ("uniform", "worst_first")]
    return found


@st.composite
def idle(draw, drawn, districts, kinds):
    """Return a policy of any levers but those for which it does nothing."""
    (levers,) = draw(drawn.policies(districts, least=1, most=1, kinds=kinds)).values()
    return {**levers, **draw(st.sampled_from(reasons(levers["kind"])))}


class TwinCities(RuleBasedStateMachine):
    """Two cities, with policies that do nothing in one of them."""

    def __init__(self, city, drawn, seen):
        super().__init__()
        self.city, self.drawn, self.seen = city, drawn, seen

    @initialize(data=st.data())
    def settle(self, data):
        self.arguments = data.draw(self.drawn.cities())
        self.one = self.drawn.build(**self.arguments)
        self.other = deepcopy(self.one)
        self.acting = set()
        self.policies_change(data)

    @rule(data=st.data())
    def policies_change(self, data):
        """Some act in both cities; idle ones stand before, between and behind them in one."""
        districts = self.one.city.districts
        acting = data.draw(self.drawn.policies(districts, least=1, most=2))
        names = data.draw(st.lists(st.sampled_from(["A", "b0", "z"]), min_size=1, unique=True))
        like = [levers["kind"] for levers in acting.values()]
        kinds = data.draw(st.sampled_from([like, POLICIES.names()]))
        beside = {name: data.draw(idle(self.drawn, districts, kinds)) for name in names}
        self.one.policies = self.drawn.measures(acting, **self.arguments)
        self.other.policies = self.drawn.measures({**beside, **acting}, **self.arguments)
        self.acting |= set(acting)

    @rule(years=st.integers(1, 3))
    def live(self, years):
        for world in (self.one, self.other):
            self.city.live(world, years)
        assert self.other.digest() == self.one.digest()
        assert self.other.records.flows == self.one.records.flows
        mine = [entry for entry in self.other.ledger.entries if entry.policy in self.acting]
        assert mine == self.one.ledger.entries
        self.seen["years"] += years
        now = self.one.calendar
        charged = {entry.year for entry in self.one.ledger.entries}
        self.seen["acted"] += sum(year > now - years for year in charged)


def test_a_policy_that_does_nothing_changes_nothing(city, drawn):
    seen = Counter()
    run_state_machine_as_test(
        lambda: TwinCities(city, drawn, seen),
        settings=drawn.settings(70, 5),
    )
    assert seen["acted"] > 20, seen


EARLY = {"start_year": 2026, "duration_years": None}
LINE = {"open_year": 2027, "build_years": 1, "announce_year": 2025}
LIKE = {
    "tenure_mixing": (EARLY, {**EARLY, "target": "worst_first"}),
    "infill": ({**EARLY, "lag_years": 1}, {**EARLY, "lag_years": 1, "building_type": "high_rise"}),
    "tram": (LINE, {**LINE, "stops": ((0.0, 0.0), (1200.0, 0.0))}),
    "school_investment": (
        {**EARLY, "perception_weight": 0.9},
        {**EARLY, "perception_weight": 0.1},
    ),
    "catchment_redraw": (
        {**EARLY, "period_years": 3},
        {**EARLY, "period_years": 1, "max_km": 0.5, "grandfather": False},
    ),
    "demolition_renewal": (
        {**EARLY, "share_demolished": 0.5, "notice_years": 1, "lag_years": 1},
        {**EARLY, "share_demolished": 1.0, "notice_years": 1, "phase_years": 1, "lag_years": 1},
    ),
    "shrink_adaptation": (
        {**EARLY, "vacancy_threshold": 0.05, "lag_years": 1},
        {**EARLY, "vacancy_threshold": 0.0, "lag_years": 1, "least_pupils": 400},
    ),
    "brownfield": ({**EARLY, "lag_years": 1}, {**EARLY, "lag_years": 1, "target": "all"}),
    "stock_diversification": (EARLY, {**EARLY, "dominance": 0.0}),
    "choice_regime": (EARLY, {**EARLY, "open_seat_share": 0.9, "max_km": 0.5}),
}
"""Levers of a policy that acts, and of one that would act otherwise."""
UNLIKE_NOTHING = [
    ("school_investment", {"eur_per_pupil_year": 0.0}),
    ("school_investment", {"target": "uniform", "target_share": 0.0}),
    ("school_investment", {"target": "worst_first", "target_share": 0.0}),
    ("tenure_mixing", {"land_share_city": 0.0, "compliance": 0.0}),
    ("anti_discrimination", {"response_ratio": 0.0}),
    ("housing_social_work", {"workers_per_10k": 0.0}),
    ("renovation_finance", {"cost_cut": 0.0, "guarantee_share": 0.0}),
    ("company_clubs", {"cost_cut": 0.0, "community_gain": 0.0}),
    ("community_developers", {"workers_per_10k": 0.0}),
    ("safety", {"safety_gain": 0.0}),
    ("centre_regeneration", {"services_gain": 0.0}),
    ("reputation_campaign", {"image_gain": 0.0}),
    ("area_programme", {"reputation_gain": 0.0, "community_workers_per_10k": 0.0}),
    ("small_measure", {"community_gain": 0.0, "services_gain": 0.0}),
    ("integration_employment", {"places_per_1000": 0.0}),
    ("integration_employment", {"employment_gain_pp": 0.0, "skill_gain": 0.0}),
    ("weighted_classes", {"seat_share": 0.0}),
    ("early_investment", {"learning_gain": 0.0}),
    ("demolition_renewal", {"era": (1900, 1901)}),
    ("brownfield", {"dwellings_per_year": 0.0, "services_gain": 0.0}),
    ("stock_diversification", {"dominance": 1.0}),
]


def beside_its_like(city, kind, reason):
    """Return the digests of a city after four years under one policy, and with an idle one."""
    acting, other = ({"kind": kind, **levers} for levers in LIKE.get(kind, (EARLY, EARLY)))
    both = {"b": acting, "c": {**other, **reason}}
    for policies in ({"b": acting}, both):
        world = city.with_policies(city.settled(households=4_000), policies)
        yield city.live(world, 4).digest()


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(kind, reason) for kind in POLICIES.names() for reason in reasons(kind)],
    ids=str,
)
def test_a_policy_that_does_nothing_leaves_its_like_alone(city, kind, reason):
    one, both = beside_its_like(city, kind, reason)
    assert both == one


@pytest.mark.parametrize(("kind", "reason"), UNLIKE_NOTHING, ids=str)
def test_a_programme_without_money_or_land_leaves_its_like_alone(city, kind, reason):
    one, both = beside_its_like(city, kind, reason)
    assert both == one
