"""Cities built once, and the marginals of a city counted from its households."""

from functools import cache

import numpy as np
import pytest

from segsim.cities import load_city, synthesise
from segsim.parameters import ModelParameters


@cache
def _build(name, seed, households):
    changes = {} if households is None else {"households": households}
    return synthesise(load_city(name, **changes), ModelParameters(), seed, 2025)


@pytest.fixture(scope="session")
def build():
    """Return a function that synthesises a city by name, seed and number of households."""

    def call(name, seed=1, households=None):
        return _build(name, seed, households)

    return call


def _marginals(world):
    h, d, n = world.households, world.dwellings, world.neighbourhoods
    districts = len(world.city.districts)
    where = n.district[d.neighbourhood[h.dwelling]]
    of_dwelling = n.district[d.neighbourhood]
    tenure = d.tenure[h.dwelling]
    single = (h.adults == 1) & ~(h.children > 0).any(axis=1)

    def count(chosen, place=where):
        return np.bincount(place[chosen], minlength=districts)

    return {
        "households": count(h.status == 1),
        "owner": count(tenure == 0),
        "other": count(tenure == 1),
        "renter": count(tenure >= 2),
        "income_low": count(h.income_class == 0),
        "income_mid": count(h.income_class == 1),
        "income_high": count(h.income_class == 2),
        "single": count(single),
        "with_children": count((h.children > 0).any(axis=1)),
        "pensioner": count(h.age >= 65),
        "dwellings": count(d.standing == 1, of_dwelling),
        "low_rise": count(d.building_type == 0, of_dwelling),
        "flats": count(d.building_type > 0, of_dwelling),
        "foreign": count(h.language == 1),
        "higher_education": count(h.education == 2),
    }


@pytest.fixture(scope="session")
def marginals():
    """Return a function that counts the marginals of a world by district."""
    return _marginals
