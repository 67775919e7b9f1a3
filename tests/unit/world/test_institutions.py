"""Rules in force, restored every year; the ledger; records; digests."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.world import Ledger, Tenure
from segsim.world.institutions import (
    MARKET,
    Institutions,
    Project,
    Zoning,
    cause_code,
    normalised,
    policy_cause,
)
from segsim.world.records import Records


def rules():
    return Institutions(
        tenure_split=np.tile([0.5, 0.05, 0.25, 0.2], (3, 1)),
        steering=np.ones((3, 4)),
        ltv=0.9,
        first_ltv=0.95,
        acceptance=0.65,
        income_cap=0.5,
        allowance_rate=0.7,
        eviction=np.full(3, 0.15),
    )


def test_restoring_undoes_every_rule_and_keeps_what_is_under_way():
    baseline = rules()
    current = baseline.copy_rules()
    project = Project(2028, "market", np.zeros(3, np.int64), np.ones((3, 4), np.int64))
    current.tenure_split[:, Tenure.OWNER] = 0.9
    current.steering[1, 2] = 3.0
    current.eviction[:] = 0.0
    current.ltv = 0.1
    current.zonings.append(Zoning("fill", np.ones(3), 1, 2))
    current.projects.append(project)
    current.built["mix"] = np.ones(3)
    current.restore(baseline)
    assert current.tenure_split.tolist() == [[0.5, 0.05, 0.25, 0.2]] * 3
    assert current.steering.min() == current.steering.max() == 1.0
    assert current.eviction.tolist() == [0.15] * 3
    assert current.ltv == 0.9
    assert current.zonings == []
    assert current.projects == [project]
    assert current.built["mix"].tolist() == [1.0, 1.0, 1.0]


def test_restored_rules_share_no_array_with_the_baseline():
    baseline = rules()
    current = baseline.copy_rules()
    current.restore(baseline)
    current.steering[0, 0] = 5.0
    current.tenure_split[0, 0] = 5.0
    assert baseline.steering[0, 0] == 1.0
    assert baseline.tenure_split[0, 0] == 0.5


def test_copied_rules_leave_projects_behind():
    current = rules()
    current.projects.append(Project(2028, "x", np.zeros(3, np.int64), np.ones((3, 4), np.int64)))
    assert current.copy_rules().projects == []


def test_causes_have_different_codes_below_24_bits():
    names = ["market", "infill", "tenure_mixing", *(f"policy_{k}" for k in range(200))]
    codes = {cause_code(name) for name in names}
    assert len(codes) == len(names)
    assert all(0 <= code < 2**24 for code in codes)
    assert cause_code("market") == cause_code("market")


@pytest.mark.parametrize("name", [MARKET, "infill", "policy.market", ""])
def test_no_policy_shares_the_cause_of_the_market(name):
    """A policy may have any name: its dwellings are never those of the market."""
    assert policy_cause(name) != MARKET
    assert cause_code(policy_cause(name)) != cause_code(MARKET)
    assert Zoning(name, np.ones(3), 1, 2).cause == policy_cause(name)


def test_a_split_is_scaled_to_one():
    assert normalised(np.array([2.0, 1.0, 1.0, 0.0])).tolist() == [0.5, 0.25, 0.25, 0.0]


def test_the_ledger_adds_up_by_policy_and_ignores_nothing():
    ledger = Ledger()
    ledger.charge("tram", 2026, "city", "capex", 70.0)
    ledger.charge("tram", 2026, "state", "capex", 30.0)
    ledger.charge("mix", 2027, "city", "opex", 5.0)
    ledger.charge("mix", 2027, "city", "opex", 0.0)
    assert [(e.policy, e.year, e.payer, e.kind, e.eur) for e in ledger.entries] == [
        ("tram", 2026, "city", "capex", 70.0),
        ("tram", 2026, "state", "capex", 30.0),
        ("mix", 2027, "city", "opex", 5.0),
    ]
    assert ledger.total() == 105.0
    assert ledger.total("tram") == 100.0
    assert ledger.total("none") == 0.0


def test_flows_are_added_up():
    records = Records()
    records.count("moves", 3)
    records.count("moves", np.int64(4))
    assert records.flows == {"moves": 7.0}


@pytest.mark.parametrize(
    ("table", "column"),
    [("households", "wealth"), ("dwellings", "quality"), ("neighbourhoods", "memory"),
     ("schools", "perceived")],
)  # fmt: skip
def test_the_digest_sees_the_last_bit_of_every_table(city, table, column):
    world = city.settled()
    before = world.digest()
    array = getattr(getattr(world, table), column)
    array.flat[0] = np.nextafter(array.flat[0], array.dtype.type(1e9))
    assert world.digest() != before


def test_the_digest_sees_what_peers_attained_and_no_spare_room(city):
    world = city.settled()
    before = world.digest()
    world.households.reserve(world.households.room + 100)
    world.dwellings.reserve(world.dwellings.room + 100)
    assert world.digest() == before
    world.aspiration[3, 0] += 1e-12
    assert world.digest() != before


def test_the_digest_is_of_the_state_alone(city):
    world = city.settled()
    before = world.digest()
    world.ledger.charge("x", 2025, "city", "opex", 1.0)
    world.records.count("moves", 1)
    world.workspace.wants = np.ones(3, np.uint8)
    assert world.digest() == before == deepcopy(world).digest()


def test_the_calendar_counts_from_the_start_year(city):
    world = city.settled(start_year=2030)
    assert (world.year, world.calendar) == (0, 2030)
    city.live(world, 2)
    assert world.calendar == 2032
