"""Cities just before a process, with parameters that single out one mechanism."""

from types import SimpleNamespace

import numpy as np
import pytest


def persons(world):
    """Return the persons of all households."""
    h, rows = world.households, world.household_rows
    live = h.status[:rows] != 0
    return int(h.adults[:rows][live].sum()) + int((h.children[:rows][live] > 0).sum())


def living(world):
    """Return the rows of all households."""
    return np.flatnonzero(world.households.status[: world.household_rows])


def by_identity(world, column):
    """Return a column by household identity."""
    rows = living(world)
    return dict(
        zip(
            world.households.id[rows].tolist(),
            getattr(world.households, column)[rows].tolist(),
            strict=True,
        )
    )


QUIET = {"birth": 0.0, "split": 0.0, "union": 0.0, "mortality": 0.0}
"""Demography in which nothing happens but ageing."""


@pytest.fixture(scope="session")
def tell():
    """Return what the tests of this folder ask of a city."""
    return SimpleNamespace(persons=persons, living=living, by_identity=by_identity, QUIET=QUIET)


@pytest.fixture
def before(city):
    """Return a function that gives a city just before a process, with chosen parameters."""

    def call(process, **arguments):
        return city.live_until(city.settled(**arguments), process)

    return call
