"""What policies cost, and who pays."""

import numpy as np
import pytest

from segsim.world import Tenure


def spent(world, **which):
    return sum(
        entry.eur
        for entry in world.ledger.entries
        if all(getattr(entry, name) == value for name, value in which.items())
    )


@pytest.fixture
def after(city):
    def call(policy, years=5, **arguments):
        world = city.with_policies(city.settled(**arguments), {"it": policy})
        return city.live(world, years)

    return call


def test_a_line_costs_its_kilometres_while_it_is_built_shared_by_state_and_city(after):
    policy = {
        "kind": "tram", "open_year": 2029, "build_years": 2, "announce_year": 2025,
        "stops": ((0.0, 0.0), (3000.0, 0.0), (3000.0, 4000.0)),
        "capex_eur_per_km": 30e6, "state_share": 0.4, "intensity": 0.5,
    }  # fmt: skip
    world = after(policy)
    whole = 0.5 * 30e6 * 7.0
    assert spent(world) == pytest.approx(whole)
    assert spent(world, payer="state") == pytest.approx(0.4 * whole)
    assert spent(world, payer="city") == pytest.approx(0.6 * whole)
    assert {entry.year for entry in world.ledger.entries} == {2027, 2028}
    assert spent(world, year=2027) == pytest.approx(0.5 * whole)
    assert {entry.kind for entry in world.ledger.entries} == {"capex"}
    assert {entry.policy for entry in world.ledger.entries} == {"it"}


def test_school_money_is_per_pupil_of_the_chosen_schools(after):
    policy = {
        "kind": "school_investment", "start_year": 2026, "duration_years": 2,
        "eur_per_pupil_year": 500.0, "target_share": 0.4,
    }  # fmt: skip
    world = after(policy, households=4_000)
    assert {entry.year for entry in world.ledger.entries} == {2026, 2027}
    assert {(entry.payer, entry.kind) for entry in world.ledger.entries} == {("city", "opex")}
    pupils = world.schools.pupils.sum()
    for year in (2026, 2027):
        assert spent(world, year=year) == pytest.approx(500.0 * 0.4 * pupils, rel=0.15)


def test_infill_advances_the_social_homes_started_on_its_plots(after):
    policy = {
        "kind": "infill",
        "start_year": 2026,
        "duration_years": 1,
        "rate": 2.0,
        "cost_eur_m2": 3_000.0,
    }
    world = after(policy, years=2, households=4_000)
    started = [p for p in world.institutions.projects if p.cause == "policy.it"]
    social = sum(project.dwellings[:, Tenure.SOCIAL_RENT].sum() for project in started)
    assert social > 10
    assert spent(world, year=2026) == pytest.approx(social * 52.0 * 3_000.0)
    assert {(e.payer, e.kind, e.year) for e in world.ledger.entries} == {("city", "capex", 2026)}


@pytest.mark.parametrize("names", [("a", "b"), ("b", "a")])
def test_infill_pays_for_the_split_that_is_built_whatever_the_policies_are_called(city, names):
    """A tenure mix that acts after infill in the year counts as one that acts before it."""
    mix, fill = names
    policies = {
        mix: {"kind": "tenure_mixing", "start_year": 2026, "share_ara": 0.6, "compliance": 1.0,
              "share_intermediate": 0.0, "share_market": 0.4, "ara_cap_per_area": 1.0},
        fill: {"kind": "infill", "start_year": 2026, "rate": 3.0, "cost_eur_m2": 3_000.0},
    }  # fmt: skip
    world = city.live(city.with_policies(city.settled(households=4_000), policies), 1)
    (started,) = (p for p in world.institutions.projects if p.cause == f"policy.{fill}")
    social = started.dwellings[:, Tenure.SOCIAL_RENT].sum()
    assert social / started.dwellings.sum() == pytest.approx(0.6, abs=0.02)
    assert spent(world, policy=fill) == pytest.approx(social * 52.0 * 3_000.0)


def test_tenure_mixing_costs_the_rent_forgone_on_what_it_built(city):
    """Social homes beyond the ordinary share cost, yearly, what the market pays more."""
    world = city.settled(households=4_000)
    policy = {"kind": "tenure_mixing", "start_year": 2026, "duration_years": 2}
    city.with_policies(world, {"it": policy})
    n, built = world.neighbourhoods, np.zeros(world.neighbourhoods.room)
    ordinary = world.rules.tenure_split[0, Tenure.SOCIAL_RENT]
    for year in range(1, 6):
        rent = n.rent[np.arange(n.room), n.building_type] - n.social_rent
        owed = float((12 * 52 * np.maximum(rent, 0.0) * built).sum())
        city.live(world, 1)
        assert spent(world, year=2025 + year) == pytest.approx(owed)
        completed = world.workspace.completed[:, Tenure.SOCIAL_RENT]
        if year in (3, 4):  # started in the two years in force, two years before
            extra = 1.0 - ordinary / 0.2925
            built += completed * extra
        assert np.allclose(world.institutions.built.get("it", 0.0), built)
    assert built.sum() > 0
    assert {(entry.payer, entry.kind) for entry in world.ledger.entries} == {("city", "opex")}


def test_no_policy_costs_nothing(city):
    world = city.live(city.settled(), 3)
    assert world.ledger.entries == []
    values = [v for _, name, _, _, v in world.records.indicators if name == "cost_total"]
    assert values == [0.0] * len(values)


def test_costs_of_the_year_are_an_indicator(after):
    world = after({"kind": "infill", "start_year": 2026}, years=2)
    found = {year: v for year, name, _, _, v in world.records.indicators if name == "cost_total"}
    assert found[2026] == pytest.approx(spent(world, year=2026))
    assert found[2027] == pytest.approx(spent(world, year=2027))


def test_half_the_intensity_costs_half(city):
    totals = []
    for intensity in (0.5, 1.0):
        world = city.settled()
        policy = {"kind": "school_investment", "start_year": 2026, "intensity": intensity}
        city.live(city.with_policies(world, {"it": policy}), 1)
        totals.append(world.ledger.total())
    assert totals[0] == pytest.approx(0.5 * totals[1])
    assert np.isfinite(totals).all()
