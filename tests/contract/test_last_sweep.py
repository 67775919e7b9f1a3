"""The last sweep houses those who can have one of the vacancies, and nobody else."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segsim.kernels.moves import leave_all
from segsim.kernels.seekers import gather_seekers
from segsim.submodels import market
from segsim.submodels.marketplace import Market
from segsim.submodels.surroundings import finance, surroundings, taste
from segsim.submodels.vacancies import vacant
from segsim.world import Tenure, tallies
from segsim.world.institutions import Project
from segsim.world.workspace import Search

SEEKERS, VACANCIES = 20, 5


def test_who_was_passed_over_is_found(city, afresh, monkeypatch):
    """Without the last sweep there are households that a vacancy would have suited."""
    world = city.settled(market={"rounds": 1})
    monkeypatch.setattr(market, "offer_rest", lambda *_: None)
    city.live_until(world, "clear_market")
    them = afresh.seeking(world)
    market.clear_market(world)
    assert afresh.passed_over(world, them).size > 0


def spread(rows, number):
    """Return at most so many of some rows, from all over them."""
    return rows[:: max(1, rows.size // number)][:number]


def open_market(city, world):
    """Live until the market opens, with vacancies of every tenure and some in arrears."""
    n = world.neighbourhoods
    homes, kinds = np.full((n.room, 4), 3), n.building_type.astype(np.int64)
    world.institutions.projects.append(Project(world.calendar + 1, "all", kinds, homes))
    city.live_until(world, "clear_market")
    rows = world.workspace.search.row
    without = rows[world.households.dwelling[rows] < 0]
    world.households.arrears[without] = np.resize([0, 0, 0, 1, 2], without.size)


def offered(world, now, row, dwelling):
    """Offer one vacancy to one household; tell whether it moved in, and undo it."""
    h, one = world.households, np.zeros(1, np.uint8)
    search = Search(np.array([row], np.int32), one, one, np.full(1, -1, np.int32), one.copy())
    rules, homes = finance(world), world.workspace.listings
    seekers = gather_seekers(h, homes, search, rules)
    none = vacant(world, np.zeros(0, np.int64))
    only = vacant(world, np.array([dwelling]))
    market.offer_rest(Market(world, search, seekers, taste(world), rules, only, none), now)
    moved = h.dwelling[row] == dwelling
    if moved:
        where, rows = np.zeros(h.room, np.int32), np.array([row])
        leave_all(
            h.columns(), world.dwellings.columns(), tallies.of(world.neighbourhoods), rows, where
        )
    return moved


@settings(derandomize=True, max_examples=25, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_vacancy_suits_those_who_can_have_it_and_nobody_else(city, drawn, afresh, data):
    world = drawn.build(**data.draw(drawn.cities()))
    open_market(city, world)
    them, now, rows = afresh.seeking(world), surroundings(world), afresh.vacant(world)
    who = spread(np.arange(them.row.size), SEEKERS)
    tenure = world.dwellings.tenure[rows]
    rows = np.concatenate([spread(rows[tenure == one], VACANCIES) for one in Tenure])
    moved = np.array([[offered(world, now, i, j) for j in rows] for i in them.row[who]])
    surely = afresh.feasible(world, them, who, rows)
    perhaps = afresh.feasible(world, them, who, rows, -afresh.ROUNDING)
    assert np.all(moved[surely])
    assert not np.any(moved[~perhaps])
    world.check()
