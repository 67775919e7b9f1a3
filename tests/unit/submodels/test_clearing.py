"""Tearing down what is vacant, merging schools, and plots given another use."""

import numpy as np
import pytest

from segsim.submodels.clearing import clear_vacant, merge_schools, unify_schools
from segsim.submodels.stock import redirect, start_projects, zoned_plots
from segsim.world import Tenure
from segsim.world.works import Clearing, Merger, Redirection, Unification

OWNER, OCCUPANCY, PRIVATE, SOCIAL = range(4)


@pytest.fixture
def world(city):
    return city.live_until(
        city.settled(households=12_000, city={"neighbourhood_size": 200}), "age_stock"
    )


def clearing(world, number, vacancy=0.0, **more):
    n = world.neighbourhoods
    wanted, level = np.full(n.room, float(number)), np.full(n.room, vacancy)
    terms = {"due": world.calendar, "eur_per_dwelling": 10.0, "city_share": 0.75} | more
    return Clearing("it", dwellings=wanted, vacancy=level, **terms)


def test_as_many_come_down_as_were_decided_and_only_vacant_ones(world):
    n = world.neighbourhoods
    before, vacant = n.stock.sum(axis=(1, 2)), n.vacant.sum(axis=(1, 2))
    world.institutions.clearings.append(clearing(world, 3))
    clear_vacant(world)
    assert np.array_equal(before - n.stock.sum(axis=(1, 2)), np.minimum(3, vacant))
    assert world.institutions.clearings == []
    world.check()


def test_who_pays(world):
    world.institutions.clearings.append(clearing(world, 2))
    clear_vacant(world)
    gone = world.records.flows["cleared"]
    paid = {e.payer: e.eur for e in world.ledger.entries}
    assert paid == {"city": pytest.approx(7.5 * gone), "state": pytest.approx(2.5 * gone)}


def test_it_stops_at_the_vacancy_it_is_to_stop_at(world):
    n = world.neighbourhoods
    above = n.vacant.sum(axis=(1, 2)) / n.stock.sum(axis=(1, 2)) > 0.08
    before = n.stock.sum(axis=(1, 2)).copy()
    world.institutions.clearings.append(clearing(world, 1_000, vacancy=0.08))
    clear_vacant(world)
    after = n.vacant.sum(axis=(1, 2)) / n.stock.sum(axis=(1, 2))
    assert above.any()
    assert (after[above] >= 0.08).all()
    assert (after[above] < 0.09).all()
    assert np.array_equal(n.stock.sum(axis=(1, 2))[~above], before[~above])


def test_parts_of_a_dwelling_come_down_in_the_mean(world):
    world.institutions.clearings.append(clearing(world, 0.25))
    clear_vacant(world)
    room = world.neighbourhoods.room
    assert world.records.flows["cleared"] == pytest.approx(0.25 * room, abs=0.2 * room)


def test_nothing_comes_down_before_it_is_due(world):
    world.institutions.clearings.append(clearing(world, 3, due=world.calendar + 1))
    before = world.digest()
    clear_vacant(world)
    assert world.digest() == before
    assert len(world.institutions.clearings) == 1


def test_a_small_school_goes_to_the_nearest_and_its_heir_stays(world):
    n, s = world.neighbourhoods, world.schools
    pupils = s.pupils.sum(axis=1)
    smallest = int(np.argmin(pupils))
    was = np.flatnonzero(n.school == smallest)
    others = np.delete(np.arange(s.room), smallest)
    away = (s.x[others] - s.x[smallest]) ** 2 + (s.y[others] - s.y[smallest]) ** 2
    least = np.full(n.room, pupils[smallest] + 1.0)
    world.institutions.mergers.append(Merger("it", least))
    merge_schools(world)
    assert s.room > 2
    assert (n.school[was] == others[np.argmin(away)]).all()
    assert s.capacity[smallest] == 0
    assert (s.capacity == 0).sum() == 1


def test_one_school_is_always_left(world, city):
    for _ in range(20):
        room = world.neighbourhoods.room
        world.institutions.mergers = [Merger("it", np.full(room, 1e6))]
        merge_schools(world)
    open_ = world.schools.capacity > 0
    assert open_.sum() == 1
    assert (world.neighbourhoods.school == np.flatnonzero(open_)[0]).all()
    world.institutions.mergers = []
    city.live_until(world, "observe")
    pupils = world.schools.pupils.sum(axis=1)
    assert pupils[~open_].sum() == 0
    assert pupils.sum() > 0


def redirection(world, share, policy="it", **more):
    n = world.neighbourhoods
    split = np.tile([0.0, 0.0, 0.0, 1.0], (n.room, 1))
    values = {
        "share": np.full(n.room, share), "building_type": np.zeros(n.room, np.int64),
        "split": split, "area": np.full(n.room, 1.5), "eur_per_dwelling": 100.0,
    } | more  # fmt: skip
    return Redirection(policy, **values)


def test_a_share_of_the_ordinary_plots_is_built_otherwise(world):
    plots = zoned_plots(world)
    world.institutions.redirections.append(redirection(world, 0.4))
    world.institutions.projects.clear()
    left = redirect(world, plots, 2)
    assert left == pytest.approx(0.6 * plots)
    (project,) = world.institutions.projects
    assert project.dwellings.sum() == pytest.approx(0.4 * plots.sum(), abs=1.0)
    assert project.dwellings[:, :SOCIAL].sum() == 0
    assert world.ledger.total("it") == 100.0 * project.dwellings.sum()


def test_who_together_want_more_than_all_share_it(world):
    plots = zoned_plots(world)
    world.institutions.projects.clear()
    world.institutions.redirections += [redirection(world, 0.9, "a"), redirection(world, 0.6, "b")]
    left = redirect(world, plots, 2)
    built = [one.dwellings.sum() for one in world.institutions.projects]
    assert left.max() == pytest.approx(0.0, abs=1e-9)
    assert built[0] / built[1] == pytest.approx(1.5, abs=0.15)


def test_their_homes_have_another_floor_area(city, world):
    world.institutions.redirections.append(redirection(world, 1.0))
    world.institutions.projects.clear()
    start_projects(world)
    world.institutions.redirections.clear()
    city.live_until(world, "demography")
    city.live_until(world, "demography")
    d = world.dwellings
    new = np.flatnonzero(
        (d.standing == 1) & (d.built == world.calendar) & (d.tenure == Tenure.SOCIAL_RENT)
    )
    new = new[d.building_type[new] == 0]
    assert new.size > 10
    assert d.area[new].mean() > 1.2 * 105.0


def test_catchments_drawn_anew_leave_closed_schools_closed(city):
    world = city.settled(households=12_000, city={"neighbourhood_size": 200})
    policies = {
        "draw": {"kind": "catchment_redraw", "start_year": 2026, "period_years": 1},
        "merge": {"kind": "shrink_adaptation", "least_pupils": 420, "duration_years": 1},
    }
    city.live(city.with_policies(world, policies), 3)
    closed = np.flatnonzero(world.schools.capacity == 0)
    assert closed.size > 0
    assert not np.isin(world.neighbourhoods.school, closed).any()
    assert world.schools.pupils[closed].sum() == 0
    assert all(np.isfinite(entry.eur) for entry in world.ledger.entries)


def test_schools_of_a_target_become_one(city):
    world = city.settled(households=12_000, city={"neighbourhood_size": 200})
    n, s = world.neighbourhoods, world.schools
    at = np.argmin((s.x[:, None] - n.x) ** 2 + (s.y[:, None] - n.y) ** 2, axis=1)
    pair = np.argsort(-s.pupils.sum(axis=1), kind="stable")[:2]
    where = np.isin(np.arange(n.room), at[pair]).astype(float)
    served, places = np.isin(n.school, pair), s.capacity.copy()
    pupils = int(s.pupils[pair].sum())
    for name in ("a", "b"):  # the second finds nothing more to unite
        world.institutions.unifications.append(Unification(name, where, 10.0))
    unify_schools(world)
    assert (n.school[served] == pair[0]).all()
    assert not np.isin(n.school[~served], pair).any()
    assert s.capacity[pair].tolist() == [places[pair].sum(), 0]
    assert np.array_equal(np.delete(s.capacity, pair), np.delete(places, pair))
    assert world.ledger.total("a") == 10.0 * pupils
    assert world.ledger.total("b") == 0.0
    world.institutions.unifications.clear()
    city.live(world, 2)
    assert s.pupils[pair[1]].sum() == 0
    world.check()
