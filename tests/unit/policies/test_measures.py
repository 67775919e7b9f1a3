"""What single levers of the measures on rules and neighbourhoods do."""

import numpy as np
import pytest

from segsim.policies.targets import reach, residents
from segsim.registry import UserError
from segsim.submodels.social_housing import other_turns
from segsim.world import Status, Vintage
from segsim.world.institutions import Lift, QueueRule


def applied(city, policy, year=1, world=None):
    """Apply a policy once in a year, without the rest of the schedule."""
    if world is None:
        world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    world.year = year
    world.institutions.restore(world.rules)
    for one in city.with_policies(world, {"it": policy}).policies:
        one.apply(world)
    return world


@pytest.mark.parametrize(("ratio", "found"), [(1.0, 0.825), (0.85, 0.75), (0.38, 0.65)])
def test_acceptance_rises_towards_the_ratio_and_never_falls(city, ratio, found):
    policy = {"kind": "anti_discrimination", "intensity": 0.5, "response_ratio": ratio}
    assert applied(city, policy).institutions.acceptance == pytest.approx(found)


def test_a_grant_lowers_the_cost_where_the_era_is_the_target(city):
    policy = {
        "kind": "renovation_finance", "cost_cut": 0.2, "max_eur_m2": 600.0,
        "guarantee_share": 0.5, "target_era": (1965, 1970),
    }  # fmt: skip
    world = applied(city, policy)
    rules, era = world.institutions, world.neighbourhoods.vintage == Vintage.FROM_1960_TO_1979
    assert era.any()
    assert np.allclose(rules.renovation_cost, np.where(era, 680.0, 800.0), atol=1e-3)
    assert np.allclose(rules.renovation_ltv, np.where(era, 1.3, 0.65))


@pytest.mark.parametrize("dearer", [1.0, 1.25])
def test_grants_and_guarantees_are_paid_for_what_is_renovated(city, dearer):
    policy = {
        "kind": "renovation_finance", "cost_cut": 0.25, "target_era": (1900, 2024),
        "guarantee_share": 0.5, "loss_share": 0.1, "state_share": 0.6,
    }  # fmt: skip
    settled = city.settled(households=4_000, driver={"construction_cost": dearer})
    world = city.with_policies(settled, {"it": policy})
    before = world.dwellings.effective_age[: world.dwelling_rows].copy()
    world.institutions.restore(world.rules)
    city.live_until(world, "demography")
    rows = np.flatnonzero(world.dwellings.effective_age[: before.size] < before)
    rows = rows[world.dwellings.standing[rows] == 1]
    space = world.dwellings.area[rows].astype(float).sum()
    paid = {}
    for entry in world.ledger.entries:
        paid[entry.payer] = paid.get(entry.payer, 0.0) + entry.eur
    assert rows.size > 10
    space *= dearer
    assert paid["city"] == pytest.approx(0.4 * 200.0 * space, rel=1e-5)
    assert paid["state"] == pytest.approx((0.6 * 200.0 + 0.05 * 600.0) * space, rel=1e-5)


def test_grants_pay_no_more_than_the_whole_cost(city):
    """Two of .6 renovate the same as one of 1, and pay as much, each half of it."""

    def paid(**cuts):
        common = {"kind": "renovation_finance", "target_era": (1900, 2024), "guarantee_share": 0.0}
        policies = {name: {**common, "cost_cut": cut} for name, cut in cuts.items()}
        world = city.with_policies(city.settled(households=4_000), policies)
        return city.live(world, 1)

    whole, halves = paid(one=1.0), paid(one=0.6, two=0.6)
    assert whole.digest() == halves.digest()
    each = halves.ledger.total("one")
    assert each == halves.ledger.total("two")
    assert 2.0 * each == pytest.approx(whole.ledger.total("one"))


def test_an_era_is_in_order(city):
    with pytest.raises(UserError, match="1999 is after 1960"):
        applied(city, {"kind": "company_clubs", "target_era": (1999, 1960)})


@pytest.mark.parametrize(("caseload", "covered"), [(1e3, 1.0), (10.0, None), (0.0, 0.0)])
def test_evictions_fall_by_what_the_caseload_covers(city, caseload, covered):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    cases = 40
    h = world.households
    h.arrears[: world.household_rows] = 0
    h.arrears[np.flatnonzero(h.status == Status.HOUSED)[:cases]] = 1
    policy = {"kind": "housing_social_work", "workers_per_10k": 5.0, "caseload": caseload}
    applied(city, policy, world=world)
    workers = 5.0 * world.neighbourhoods.households.sum() / 10_000
    covered = workers * 10.0 / cases if covered is None else covered
    assert np.allclose(world.institutions.eviction, 0.30 * (1.0 - 0.3 * covered))
    assert world.ledger.total("it") == pytest.approx(workers * 65_000.0)


def queue(city, shares):
    """Return some applicants as a rule serves them: years waited and who is homeless."""
    world = city.settled(households=4_000)
    h = world.households
    rows = np.arange(400)
    h.queue[rows] = rows % 7
    h.status[rows] = np.where(rows % 10 == 9, Status.HOMELESS, Status.HOUSED)
    for rule, share in shares.items():
        world.institutions.queue_shares[rule] = share
    order = other_turns(world, rows.astype(np.int32), rows.size)
    assert sorted(order) == list(range(400))
    return order, h.queue[order], h.status[order] == Status.HOMELESS


def test_the_queue_by_waiting_time(city):
    _, waited, _ = queue(city, {QueueRule.WAITING: 1.0})
    assert np.all(np.diff(waited.astype(int)) <= 0)


def test_half_of_the_turns_by_waiting_time(city):
    order, waited, _ = queue(city, {QueueRule.WAITING: 0.5})
    first = order[:60]
    assert (first < 40).sum() >= 30  # by need
    assert (waited[:60] == 6).sum() >= 28


def test_a_lottery_asks_neither_for_need_nor_time(city):
    order, waited, _ = queue(city, {QueueRule.LOTTERY: 1.0})
    assert abs(np.corrcoef(order, np.arange(400))[0, 1]) < 0.2
    assert abs(waited[:100].mean() - 3.0) < 0.7


@pytest.mark.parametrize("quota", [0.1, 0.3, 1.0])
def test_the_homeless_have_their_quota_of_the_first_turns(city, quota):
    _, _, homeless = queue(city, {QueueRule.HOMELESS: quota})
    served = np.cumsum(homeless)
    turns = np.arange(1, 401)
    wanted = np.minimum(np.floor(turns * quota * 0.9), 40)
    assert np.all(served >= np.minimum(wanted, 40) - 1)


def test_what_a_programme_holds_up_is_in_its_target_alone_and_ends(city):
    policy = {
        "kind": "area_programme", "start_year": 2026, "duration_years": 1, "ramp_years": 0,
        "decay_years": 3, "target": "worst_first", "community_workers_per_10k": 4.0,
    }  # fmt: skip
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    where = reach(world, "worst_first", 0.3)
    held = []
    for year in range(1, 6):
        applied(city, policy, year, world)
        lifts = np.broadcast_to(world.institutions.lifts, (where.size, len(Lift)))
        assert np.allclose(lifts[where == 0.0], 0.0)
        held.append(lifts[where == 1.0][0, [Lift.COMMUNITY, Lift.REPUTATION]])
    assert np.allclose([one[0] for one in held], [0.2, 0.15, 0.1, 0.05, 0.0], atol=1e-5)
    assert np.allclose([one[1] for one in held], [0.05 / 0.15, 0, 0, 0, 0], atol=1e-5)
    cost = 60.0 * (where * residents(world)).sum()
    assert [(e.year, e.kind) for e in world.ledger.entries] == [(2026, "opex")]
    assert world.ledger.total("it") == pytest.approx(cost)


def test_what_programmes_hold_up_adds_up_to_the_same_bits_in_any_order(city):
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    kinds = ("area_programme", "community_developers", "small_measure", "company_clubs")
    policies = {kind: {"kind": kind, "target": "all"} for kind in kinds}
    policies["company_clubs"]["target_era"] = (1900, 2024)
    city.with_policies(world, policies)
    world.year, found = 1, []
    for order in (world.policies, world.policies[::-1], world.policies[2:] + world.policies[:2]):
        world.institutions.restore(world.rules)
        for policy in order:
            policy.apply(world)
        found.append(world.institutions.lifts.tobytes())
    assert found[0] == found[1] == found[2]


def test_meals_spare_families_of_the_target_what_they_would_pay(city):
    policy = {
        "kind": "small_measure", "start_year": 2026, "duration_years": 1, "intensity": 0.5,
        "decay_years": 1, "spared_eur_per_child": 80.0, "target": "worst_first",
    }  # fmt: skip
    world = city.settled(households=4_000, city={"neighbourhood_size": 200})
    where = reach(world, "worst_first", 0.3)
    for year, eur in ((1, 40.0), (2, 20.0), (3, 0.0)):
        applied(city, policy, year, world)
        assert np.allclose(world.institutions.in_kind, eur * where, atol=1e-5)


def test_an_orchestra_holds_up_the_name_of_the_schools_of_its_target(city):
    policy = {"kind": "small_measure", "school_image": 0.1, "start_year": 2026}
    world = applied(city, policy)
    where = reach(world, "worst_first", 0.3)
    image = np.zeros(world.schools.room) + world.institutions.school_image
    served = np.unique(world.neighbourhoods.school[where > 0.0])
    assert np.allclose(image[served], 0.1, atol=1e-5)
    assert not np.delete(image, served).any()


def centre(**levers):
    return {"kind": "centre_regeneration", "start_year": 2026, "ramp_years": 0, **levers}


def test_services_for_some_life_stages_are_no_services_for_all(city):
    world = applied(city, centre(life_stages=["young", "elderly"]))
    where, rules = reach(world, "worst_first", 0.3), world.institutions
    assert not rules.lifts[:, Lift.SERVICES].any()
    wanted = np.outer([1.0, 0.0, 0.0, 1.0], 0.5 * where)
    assert np.allclose(rules.stage_services, wanted, atol=1e-5)


def test_services_for_all_life_stages_are_services(city):
    world = applied(city, centre(life_stages=["elderly", "middle", "families", "young"]))
    assert world.institutions.lifts[:, Lift.SERVICES].any()
    assert not world.institutions.stage_services.any()


def test_services_are_for_somebody(city):
    with pytest.raises(UserError, match="must be for somebody"):
        applied(city, centre(life_stages=[]))


def test_those_for_whom_the_services_are_move_in_more_often(city):
    shares = []
    for levers in ({}, {"life_stages": ["elderly"], "services_gain": 5.0}):
        world = city.settled(households=6_000, city={"neighbourhood_size": 200})
        changed = world.parameters.behaviour.model_copy(update={"services": 0.5})
        world.parameters = world.parameters.model_copy(update={"behaviour": changed})
        here = reach(world, "worst_first", 0.3) > 0.0
        policies = {"it": centre(**levers)} if levers else {}
        city.live(city.with_policies(world, policies), 3)
        panel = world.records.areas[world.calendar]
        weight = panel["moved_in"][here]
        shares.append(
            {stage: np.average(np.nan_to_num(panel[f"moved_in_{stage}"][here]), weights=weight)
             for stage in ("young", "families", "middle", "elderly")}
        )  # fmt: skip
    plain, served = shares
    assert sum(plain.values()) == pytest.approx(1.0)
    assert served["elderly"] > 1.3 * plain["elderly"]
    assert all(served[stage] < plain[stage] for stage in ("families", "middle"))


def test_schools_become_one_in_a_district_and_not_where_needs_decide(city):
    policy = {"kind": "school_investment", "start_year": 2026, "unify": True}
    world = applied(city, {**policy, "target": "most_room"})
    (plan,) = world.institutions.unifications
    assert np.array_equal(plan.where, reach(world, "most_room", 1.0))
    with pytest.raises(UserError, match="must be districts"):
        applied(city, {**policy, "target": "worst_first"})
