"""Accounts of a year: every change of who lives where is booked once, to what brought it."""

from collections import Counter
from copy import deepcopy

import numpy as np
import pytest

from segsim.model.schedule import SCHEDULE
from segsim.model.simulation import Simulation
from segsim.observation.accounts import (
    CLASS,
    COMPONENTS,
    GROUPS,
    INDICATORS,
    LANGUAGE,
    LEVELS,
    Accounts,
    Component,
    counted,
)
from segsim.observation.tables import changes_table
from segsim.submodels.demography import open_workspace
from segsim.submodels.leftovers import ARRIVING, EVICTED, LEAVING_HOME, PARTED
from segsim.world.world import InvariantError

RENEWAL = {"kind": "demolition_renewal", "share_demolished": 1.0, "phase_years": 1,
           "notice_years": 1, "lag_years": 2}  # fmt: skip
POLICIES = {
    "tram": {"kind": "tram"},
    "infill": {"kind": "infill", "start_year": 2026, "lag_years": 1},
    "renewal": RENEWAL,
    "mixing": {"kind": "tenure_mixing"},
}


def lived(city, policies, years=4, **content):
    """Return a run of a small town with smaller neighbourhoods, the same for all tests."""
    return Simulation(
        city.specification(
            households=6_000, city={"neighbourhood_size": 200}, policy=policies, **content
        )
    ).run(years)


@pytest.fixture(scope="module", params=["baseline", "policies"])
def run(request, city):
    return lived(city, POLICIES if request.param == "policies" else {})


def test_components_add_up_to_the_change_of_every_index_in_every_year(run):
    changes = run.changes
    sums = changes.groupby(["year", "indicator", "level", "group"])["value"].sum()
    values = run.indicators.set_index(["year", "indicator", "level", "group"])["value"]
    assert len(sums) == 4 * len(INDICATORS) * len(LEVELS) * len(GROUPS)
    assert not changes["value"].isna().any()
    for (year, *key), change in sums.items():
        found = values[(year, *key)] - values[(year - 1, *key)]
        assert change == pytest.approx(found, abs=1e-12), (year, key)


def test_a_change_is_told_once_and_every_component_changes_something(run):
    changes = run.changes
    assert not changes.duplicated(["year", "indicator", "level", "group", "component"]).any()
    assert tuple(changes["component"].unique()) == COMPONENTS
    moved = changes.groupby("component")["value"].apply(lambda one: one.abs().max())
    assert (moved > 0.0).all()


def test_asking_between_years_changes_nothing(city):
    one, other = lived(city, {}, 0), lived(city, {}, 0)
    for _ in range(3):
        one.step()
        asked = one.changes
    other.run(3)
    assert asked.equals(other.changes)


def test_the_first_table_is_empty(city):
    table = lived(city, {}, 0).changes
    assert table.empty
    assert list(table) == ["year", "indicator", "level", "group", "component", "value"]


# The same bookings once more, from nothing but where each household was before and after.

OF_KIND = {ARRIVING: "in_migration", LEAVING_HOME: "demography", PARTED: "demography",
           EVICTED: "income"}  # fmt: skip


def where(world):
    """Return place, language and class of every household with a home, by identity."""
    h, rows = world.households, np.flatnonzero(world.households.status == 1)
    columns = (h.id, h.neighbourhood, h.language, h.income_class)
    return {who: tuple(rest) for who, *rest in zip(*(c[rows].tolist() for c in columns))}  # noqa: B905


def put(booked, component, sign, home):
    place, language, income = home
    booked[component, place, LANGUAGE + language] += sign
    booked[component, place, CLASS + income] += sign


def by_hand(world):
    """Live a year and return what is booked, found household by household."""
    booked, reasons, built = Counter(), {}, set()
    world.year += 1
    for process in SCHEDULE:
        before = where(world)
        if process.__name__ == "clear_market":
            kind, h = world.workspace.kind, world.households
            for row in np.flatnonzero(kind):
                reasons.setdefault(int(h.id[row]), OF_KIND[int(kind[row])])
        process(world)
        after = where(world)
        if process.__name__ == "clear_market":
            d, h = world.dwellings, world.households
            rows = np.flatnonzero((d.built == world.calendar) & (d.standing == 1))
            built = {int(h.id[i]) for i in d.occupant[rows] if i >= 0}
        for who in before.keys() | after.keys():
            old, new = before.get(who), after.get(who)
            if old == new:
                continue
            if process.__name__ == "age_stock":
                component = "construction"
                reasons[who] = component  # the home was torn down
            elif process.__name__ in ("demography", "income"):
                component = process.__name__
            elif process.__name__ == "migrate":
                component = "out_migration" if new is None else "income"
            else:
                assert process.__name__ == "clear_market"
                component = reasons.get(who, "moving") if old is None else "moving"
                component = "construction" if who in built else component
            for sign, home in ((-1, old), (1, new)):
                if home is not None:
                    put(booked, component, sign, home)
    return {key: count for key, count in booked.items() if count}


@pytest.mark.parametrize("policies", [{}, POLICIES])
def test_every_household_is_booked_to_its_own_reason(city, policies):
    run = lived(city, policies, 1)
    for _ in range(3):
        found = by_hand(deepcopy(run.world))
        run.step()
        booked = {
            (COMPONENTS[component], place, column): count
            for (component, place, column), count in np.ndenumerate(run.accounts.booked)
            if count
        }
        assert booked == found


def test_the_year_of_the_test_above_tears_down_homes_that_people_live_in(city):
    run = lived(city, POLICIES, 1)
    evacuated = []
    for _ in range(3):
        run.step()
        evacuated.append(run.world.records.flows.get("evacuated", 0.0))
    assert max(evacuated) > 0.0


# Where one process alone changes anything.


def tables_of(accounts):
    accounts.close()
    changes = changes_table(accounts)
    return changes.groupby("component")["value"].apply(lambda one: one.abs().sum())


def test_with_everything_else_frozen_all_of_it_is_moving(city):
    world = city.settled(households=6_000, city={"neighbourhood_size": 200})
    world.year += 1
    open_workspace(world)
    accounts = Accounts(world)
    for process in SCHEDULE:
        if process.__name__ in ("decide_to_move", "allocate_social_housing", "clear_market"):
            process(world)
            accounts.book(process.__name__)
    found = tables_of(accounts)
    assert found["moving"] > 0.0
    assert (found.drop("moving") == 0.0).all()


def test_a_change_of_income_classes_alone_is_income(city):
    still = {"turnover": 0.0, "growth": -0.1}  # nobody leaves, nobody comes
    world = city.live_until(city.settled(driver=still), "migrate")
    accounts = Accounts(world)
    h = world.households
    h.income[h.status > 0] *= np.where(h.language[h.status > 0] == 1, 0.4, 1.5).astype("f4")
    (migrate,) = (one for one in SCHEDULE if one.__name__ == "migrate")
    migrate(world)
    accounts.book("migrate")
    found = tables_of(accounts)
    assert found["income"] > 0.0
    assert (found.drop("income") == 0.0).all()


def test_a_year_in_which_nothing_happens_changes_nothing(city):
    accounts = Accounts(city.settled())
    accounts.close()
    table = changes_table(accounts)
    assert len(table) == len(INDICATORS) * len(LEVELS) * len(GROUPS) * len(COMPONENTS)
    assert (table["value"] == 0.0).all()


def test_what_no_account_expects_is_refused(city):
    world = city.settled()
    accounts = Accounts(world)
    world.neighbourhoods.by_language[0] += [1, -1]
    with pytest.raises(InvariantError, match="by apply_policies it was changed who lives where"):
        accounts.book("apply_policies")


def test_a_city_changed_from_outside_begins_its_year_as_it_is(city):
    run = lived(city, {}, 1)
    h = run.world.households
    housed = np.flatnonzero(h.status == 1)
    h.language[housed] = np.roll(h.language[housed], 1)
    run.world.recount()
    before = counted(run.world)
    run.step()
    assert np.array_equal(run.accounts.start, before)
    assert np.array_equal(before + run.accounts.booked.sum(axis=0), counted(run.world))
    assert len(run.changes["year"].unique()) == 2


def test_where_a_group_is_absent_no_change_is_told(city):
    world = city.settled()
    world.households.language[:] = 0
    world.recount()
    accounts = Accounts(world)
    accounts.close()
    changes = changes_table(accounts).set_index("group")["value"]
    assert changes["language"].isna().all()
    assert (changes["income_low_high"] == 0.0).all()


def test_components_come_in_an_order_in_which_nobody_is_taken_away_twice(city):
    """No place ever has less than nobody of a group: an index of such counts would be refused."""
    run = lived(city, POLICIES, 0)
    for _ in range(4):
        run.step()
        assert (run.accounts.start + np.cumsum(run.accounts.booked, axis=0)).min() >= 0
    assert Component.INCOME < Component.CONSTRUCTION < Component.MOVING
