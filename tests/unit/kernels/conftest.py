"""A market about to open, and single decisions taken in it without anybody moving."""

from types import SimpleNamespace

import numpy as np
import pytest

from segsim.kernels.seekers import gather_seekers
from segsim.submodels import trading as submodel
from segsim.submodels.marketplace import Market
from segsim.submodels.surroundings import finance, surroundings, taste
from segsim.submodels.vacancies import vacant, vacant_rows
from segsim.world.workspace import Search


def with_parameters(world, **groups):
    """Change parameters of a city, beyond their bounds where a test needs it; return it."""
    current = world.parameters
    changed = {
        group: getattr(current, group).model_copy(update=values) for group, values in groups.items()
    }
    world.parameters = current.model_copy(update=changed)
    return world


def search_of(world, rows, forced=0):
    """Return a search of some households from the first month on."""
    rows = np.asarray(rows, np.int64)
    home = world.households.dwelling[rows]
    origin = np.where(home >= 0, world.dwellings.neighbourhood[np.maximum(home, 0)], -1)
    return Search(
        rows.astype(np.int32),
        np.zeros(rows.size, np.uint8),
        np.full(rows.size, forced, np.uint8),
        origin.astype(np.int32),
        np.zeros(rows.size, np.uint8),
    )


def charge(world, dwellings, eur):
    """Give dwellings another yearly charge, as if they had been listed with it."""
    listings = world.workspace.listings
    listings["charge"][dwellings] = eur


def market_of(world, search, open_rows=None, social_rows=None):
    """Return the market of some searchers as the world is now."""
    return Market(
        world,
        search,
        gather_seekers(world.households, world.workspace.listings, search, finance(world)),
        taste(world),
        finance(world),
        vacant(world, vacant_rows(world, False) if open_rows is None else open_rows),
        vacant(world, vacant_rows(world, True) if social_rows is None else social_rows),
    )


@pytest.fixture
def round_of(monkeypatch):
    """Return a function that runs one market round in which nobody moves.

    It returns the rows of the dwellings that got an offer, the element of the search that made
    the best one, the offer, and the state of the search afterwards.
    """
    seen = {}
    real = submodel.market_round

    def choose(*arguments):
        real(*arguments)
        seen["offer"], seen["winner"] = arguments[-2], arguments[-1]

    def stay(*arguments):
        seen["row"] = arguments[4].row.copy()
        return 0

    monkeypatch.setattr(submodel, "market_round", choose)
    monkeypatch.setattr(submodel, "settle_round", stay)

    def call(world, search, month=0, open_rows=None):
        submodel.trade(market_of(world, search, open_rows), month, surroundings(world))
        at = np.flatnonzero(seen["winner"] >= 0)
        return SimpleNamespace(
            dwelling=seen["row"][at].astype(np.int64),
            winner=seen["winner"][at],
            offer=seen["offer"][at],
            state=search.state,
        )

    return call


@pytest.fixture
def choices(round_of):
    """Return a function that gives what each household alone would choose in one round.

    Dwelling rows, −1 for those who find nothing or are refused, and −2 for those who stay; with
    the offers they make.
    """

    def call(world, rows, month=0, forced=0, open_rows=None):
        chosen, offers = np.full(len(rows), -1), np.zeros(len(rows))
        for k, row in enumerate(rows):
            found = round_of(world, search_of(world, [row], forced), month, open_rows)
            if found.dwelling.size:
                chosen[k], offers[k] = found.dwelling[0], found.offer[0]
            elif found.state[0] == 1:
                chosen[k] = -2
        return chosen, offers

    return call


@pytest.fixture
def opened(city):
    """Return a function that gives a city whose market is about to open."""

    def call(**arguments):
        return city.live_until(city.settled(**arguments), "clear_market")

    return call


@pytest.fixture(scope="session")
def tools():
    """Return the helpers above that are not fixtures."""
    return SimpleNamespace(
        with_parameters=with_parameters, search_of=search_of, charge=charge, market_of=market_of
    )
