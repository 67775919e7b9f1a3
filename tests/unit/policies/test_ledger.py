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


def test_infill_advances_the_social_homes_on_its_plots(after, city):
    policy = {
        "kind": "infill",
        "start_year": 2026,
        "duration_years": 1,
        "rate": 2.0,
        "cost_eur_m2": 3_000.0,
    }
    world = after(policy, years=2)
    first = city.settled()
    stock, split = first.neighbourhoods.stock.sum(), first.rules.tenure_split
    share = split[Tenure.SOCIAL_RENT] / split.sum()
    assert spent(world, year=2026) == pytest.approx(0.02 * stock * share * 52.0 * 3_000.0)
    assert {(e.payer, e.kind, e.year) for e in world.ledger.entries} == {("city", "capex", 2026)}


def test_tenure_mixing_costs_the_rent_forgone_on_what_it_built(city):
    """Social homes beyond the ordinary share cost, yearly, what the market pays more."""
    world = city.settled(households=4_000)
    city.with_policies(world, {"it": {"kind": "tenure_mixing", "start_year": 2026}})
    n, built = world.neighbourhoods, np.zeros(world.neighbourhoods.room)
    n.rent[:], n.social_rent[:] = 15.0, 10.0
    n.social_rent[0] = 20.0  # dearer than the market: nothing is forgone
    for year in (1, 2):
        world.year = year
        world.institutions.restore(world.rules)
        world.workspace.completed = np.zeros((n.room, 4), np.int64)
        world.workspace.completed[:, Tenure.SOCIAL_RENT] = 3
        (policy,) = world.policies
        policy.apply(world)
        ordinary = world.rules.tenure_split[Tenure.SOCIAL_RENT]
        extra = 1.0 - ordinary / world.institutions.tenure_split[Tenure.SOCIAL_RENT]
        built += 3 * extra
        assert np.allclose(world.institutions.built["it"], built)
        assert spent(world, year=2025 + year) == pytest.approx(12 * 52 * 5.0 * built[1:].sum())
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
