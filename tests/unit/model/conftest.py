"""One model that has run a few years, for tests that only look at it."""

import pytest

from segsim.model.model import SegregationModel


@pytest.fixture(scope="session")
def model_of(city):
    """Return a function that builds a model of a tiny specification."""

    def call(settled=None, **arguments):
        return SegregationModel(city.specification(**arguments), settled)

    return call


@pytest.fixture(scope="session")
def ran(model_of):
    """Return a model after three years. Tests must not change it."""
    content = {"policy": {"fill": {"kind": "infill", "start_year": 2026, "lag_years": 1}}}
    observe = {"households_years": [2025, 2027], "indices": ["gini", "atkinson"]}
    return model_of(households=2_500, years=3, observe=observe, **content).run()
