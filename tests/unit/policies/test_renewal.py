"""demolition_renewal from order to return: notice, moving out, tearing down, replacement."""

from copy import deepcopy

import numpy as np
import pytest

from segsim.kernels.choice import market_round
from segsim.model.schedule import SCHEDULE
from segsim.policies.targets import reach
from segsim.registry import UserError
from segsim.submodels.decanting import protected, turn
from segsim.submodels.renewal import closed, standing
from segsim.submodels.social_housing import allocate_social_housing
from segsim.world import Status, Tenure
from segsim.world.workspace import WAITS

SOCIAL = Tenure.SOCIAL_RENT
RENEWAL = {
    "kind": "demolition_renewal", "share_demolished": 0.5, "phase_years": 1, "notice_years": 2,
    "lag_years": 2,
}  # fmt: skip


def town(city, **levers):
    world = city.settled(households=6_000, city={"neighbourhood_size": 200})
    return city.with_policies(world, {"it": {**RENEWAL, **levers}})


def old_social(world):
    d, rows = world.dwellings, world.dwelling_rows
    old = (d.built[:rows] >= 1960) & (d.built[:rows] <= 1999) & (d.standing[:rows] == 1)
    return np.flatnonzero(old & (d.tenure[:rows] == SOCIAL))


@pytest.fixture(scope="module")
def noticed(city):
    """Return a town a year before and in the year of the notice, up to demography."""
    before = town(city)
    world = deepcopy(before)
    city.live_until(world, "demography")
    return before, world


def test_the_share_of_the_old_social_stock_in_the_target_is_under_notice(noticed):
    before, world = noticed
    (renewal,) = world.institutions.renewals
    where = reach(before, "worst_first", 0.3)
    inside = where[world.dwellings.neighbourhood[old_social(world)]].sum()
    assert renewal.due == world.calendar + 2
    assert renewal.site[where == 0.0].sum() == 0
    assert renewal.row.size == pytest.approx(0.5 * inside, abs=3.0 * np.sqrt(0.25 * inside))


def test_phases_take_equal_parts_of_what_stood(city):
    world = town(city, share_demolished=1.0, phase_years=4, target="all")
    ordered = old_social(world).size
    sites = []
    for _ in range(4):
        city.live_until(world, "demography")
        sites.append(world.institutions.renewals[-1].site.sum())
    assert sum(sites) == pytest.approx(ordered, rel=0.01)
    assert max(sites) < 1.4 * min(sites)
    city.live_until(world, "demography")
    assert len([one for one in world.institutions.renewals if one.due > world.calendar]) <= 1


def test_who_is_under_notice_searches_and_nobody_moves_in(city):
    world = town(city)
    city.live_until(world, "allocate_social_housing")
    (renewal,) = world.institutions.renewals
    homes = standing(world, renewal)
    told = world.dwellings.occupant[homes]
    told = told[told >= 0]
    assert np.isin(told, world.workspace.search.row).all()
    forced = world.workspace.search.row[world.workspace.search.forced == 1]
    assert np.isin(told, forced).all()
    (rest,) = (SCHEDULE[k:] for k, one in enumerate(SCHEDULE) if one is allocate_social_housing)
    h, known = world.households, set(world.households.id[told].tolist())
    for process in rest:
        process(world)
    left = world.dwellings.occupant[standing(world, renewal)]
    assert set(h.id[left].tolist()) <= known


def test_empty_homes_under_notice_leave_the_stock(city):
    world = town(city)
    city.live(world)
    (renewal,) = world.institutions.renewals
    homes = standing(world, renewal)
    assert (world.dwellings.occupant[homes] >= 0).all()
    assert world.records.flows["decanted"] > 0
    assert renewal.left_row.size == world.records.flows["decanted"]
    gone = renewal.site.sum() - homes.size
    assert gone >= world.records.flows["decanted"]
    world.check()


def test_nothing_stands_when_the_notice_is_over_and_more_is_begun(city):
    world = town(city, replace_ratio=2.0, share_ara=0.5, share_intermediate=0.5, share_market=0.0)
    city.live(world, 2)
    city.live_until(world, "demography")
    (renewal,) = world.institutions.renewals
    assert standing(world, renewal).size == 0
    assert not closed(world).any()
    mine = [one for one in world.institutions.projects if one.cause == "policy.it"]
    site = renewal.site.sum()
    assert [one.dwellings.sum() for one in mine] == [2 * site]
    assert mine[0].dwellings[:, SOCIAL].sum() == pytest.approx(site, abs=1)
    assert mine[0].dwellings[renewal.site == 0].sum() == 0
    assert mine[0].completes == world.calendar + 2


def test_whoever_stays_to_the_end_loses_the_home_and_is_first_in_the_queue(city):
    world = town(city, notice_years=1, support_caseload=0.0)
    # Nobody finds anything in the year of the notice: there is no market.
    world.year += 1
    for process in ("apply_policies", "age_stock"):
        run(process, world)
    (renewal,) = world.institutions.renewals
    lived = world.dwellings.occupant[standing(world, renewal)]
    lived = lived[lived >= 0].astype(int)
    city.live_until(world, "demography")
    assert (world.households.status[lived] == Status.HOMELESS).all()
    assert (world.households.dwelling[lived] == -1).all()
    assert world.records.flows["evacuated"] == lived.size
    for process in ("demography", "income", "migrate", "update_schools", "decide_to_move"):
        run(process, world)
    run("allocate_social_housing", world)
    search, order = world.workspace.search, world.workspace.queue_order
    turns = turn(world, search.row[order])
    assert (np.diff(turns) >= 0).all()
    assert (turns == 0).sum() > 0.5 * lived.size
    assert (search.origin[order[turns == 0]] >= 0).all()
    world.check()


def run(process, world):
    next(one for one in SCHEDULE if one.__name__ == process)(world)


def test_the_rent_rises_with_the_share_of_new_homes(city):
    world = town(city, rent_uplift=0.2, lag_years=1, share_ara=1.0, share_intermediate=0.0,
                 share_market=0.0)  # fmt: skip
    before = world.neighbourhoods.social_rent.copy()
    city.live(world, 3)
    assert np.array_equal(world.neighbourhoods.social_rent, before)
    (renewal,) = world.institutions.renewals
    city.live_until(world, "demography")
    n = world.neighbourhoods
    risen, new = n.social_rent / before - 1.0, renewal.social
    assert new.sum() > 0
    assert np.allclose(risen, 0.2 * new / np.maximum(n.stock[:, SOCIAL].sum(axis=1), 1), atol=1e-9)


@pytest.mark.parametrize("right", [True, False])
def test_only_with_the_right_to_return_do_they_come_first_for_the_new_homes(city, right):
    world = town(city, right_to_return=right, lag_years=1)
    city.live(world, 4)
    assert (world.records.flows.get("returned", 0.0) > 0) == right
    world.check()


def test_who_is_supported_is_not_evicted(city):
    found = {}
    for caseload in (40.0, 0.0):
        world = town(city, support_caseload=caseload)
        world.institutions.eviction[:] = 1.0
        world.rules.eviction[:] = 1.0
        city.live_until(world, "income")
        (renewal,) = world.institutions.renewals
        who = world.dwellings.occupant[standing(world, renewal)]
        who = who[who >= 0].astype(int)
        assert protected(world, who).all() == (caseload > 0.0)
        world.households.arrears[who] = 4
        world.households.income[who] = 1.0
        run("income", world)
        found[caseload] = (world.households.dwelling[who] < 0).sum()
    assert found[40.0] == 0


def test_half_the_caseload_is_covered_by_half_the_workers(city):
    world = town(city, support_caseload=80.0)
    city.live_until(world, "income")
    (renewal,) = world.institutions.renewals
    who = world.dwellings.occupant[standing(world, renewal)]
    share = protected(world, who[who >= 0].astype(int)).mean()
    assert share == pytest.approx(0.5, abs=0.2)


def test_what_it_costs_and_when(city):
    world = town(
        city, demolition_eur_m2=100.0, cost_eur_m2=1_000.0, compensation_eur=500.0,
        support_caseload=40.0, eur_per_worker=40_000.0,
    )  # fmt: skip
    city.live(world, 1)
    (renewal,) = world.institutions.renewals
    moved = world.records.flows["decanted"]
    first = [(e.kind, e.eur) for e in world.ledger.entries]
    told = renewal.site.sum()
    assert {kind for kind, _ in first} == {"opex"}
    assert first[-1] == ("opex", pytest.approx(500.0 * moved))
    assert 0.8 * told <= first[0][1] / 1_000.0 <= told  # a fortieth of 40,000 for each lived in
    city.live(world, 2)
    capex = [e.eur for e in world.ledger.entries if e.kind == "capex"]
    social = renewal.social.sum()
    assert capex == [pytest.approx(100.0 * renewal.area), pytest.approx(social * 52_000.0)]
    assert {e.year for e in world.ledger.entries if e.kind == "capex"} == {2028}


def test_where_they_landed_is_recorded_only_when_somebody_had_to_move(city):
    world = town(city, start_year=2027)
    city.live(world, 2)
    names = (
        "displaced_down", "displaced_km", "displaced_homeless", "displaced_gain",
        "displaced_content",
    )  # fmt: skip
    found = {name: [r[4] for r in world.records.indicators if r[1] == name] for name in names}
    for name in names:
        assert np.isnan(found[name][0])
        assert np.isfinite(found[name][1])
    assert 0.0 <= found["displaced_content"][1] <= 1.0
    assert abs(found["displaced_gain"][1]) < 5.0
    assert found["displaced_down"][1] <= 1.0
    assert 0.0 < found["displaced_km"][1] < 20.0
    assert 0.0 <= found["displaced_homeless"][1] <= 1.0


def shown(city, monkeypatch, **levers):
    """Return a town's market of the year: which searchers looked at how many homes a round."""
    world, looks = town(city, **levers), []

    def spy(search, seekers, month, ring, candidates, *rest):
        active = (search.state == WAITS) & (search.month <= month)
        looks.append((candidates, set(seekers.facts["id"][active].tolist())))
        market_round(search, seekers, month, ring, candidates, *rest)

    monkeypatch.setattr("segsim.submodels.trading.market_round", spy)
    city.live_until(world, "clear_market")
    decanted = world.workspace.decanted
    helped = set(decanted.id[decanted.supported == 1].tolist())
    run("clear_market", world)
    return helped, looks, world


def test_who_is_helped_looks_at_twice_as_many_homes_and_only_once(city, monkeypatch):
    helped, looks, world = shown(city, monkeypatch, support_caseload=80.0)
    few = world.parameters.market.candidates
    for count, who in looks:
        assert who <= helped if count == 2 * few else not who & helped
    assert any(count == 2 * few and who for count, who in looks)
    world.check()


def test_without_support_nobody_looks_at_more(city, monkeypatch):
    _, looks, world = shown(city, monkeypatch, support_caseload=0.0)
    assert {count for count, _ in looks} == {world.parameters.market.candidates}


def test_several_threads_serve_the_helped_alike(city):
    one, two = town(city), town(city)
    two.threads = 2
    assert city.live(one, 2).digest() == city.live(two, 2).digest()


def test_the_gain_of_the_displaced_is_against_what_their_peers_attained(city):
    world = town(city)
    city.live_until(world, "clear_market")
    world.aspiration[:, 0] += 1.0
    higher = deepcopy(world)
    world.aspiration[:, 0] -= 1.0
    for one in (world, higher):
        run("clear_market", one)
    flows, raised = world.records.flows, higher.records.flows
    moved = flows["displaced_placed"]
    assert moved == raised["displaced_placed"] > 0
    assert flows["displaced_gain"] - raised["displaced_gain"] == pytest.approx(moved)
    assert flows["displaced_content"] >= raised["displaced_content"]


def test_shares_add_up_and_the_era_is_in_order(city):
    with pytest.raises(UserError, match="must be 1"):
        town(city, share_ara=0.9)
    with pytest.raises(UserError, match="1999 is after 1960"):
        town(city, era=(1999, 1960))
