"""A small settled city for every test that needs one: built once, handed out as copies."""

import json
import os
from copy import deepcopy
from functools import cache
from types import SimpleNamespace

import pytest
from hypothesis import settings as hypothesis_settings

from segsim.cities import load_city
from segsim.model.burn_in import settled_city
from segsim.model.schedule import SCHEDULE
from segsim.model.specification import specification

# The first call of a kernel compiles it: the time of one example says nothing. In CI the same
# change has the same examples; whoever runs the tests at home looks at others every time.
hypothesis_settings.register_profile(
    "segsim", deadline=None, derandomize="CI" in os.environ, print_blob=True
)
hypothesis_settings.load_profile("segsim")


def make_specification(name="grid", households=2_000, seed=1, burn_in=2, city=None, **content):
    """Return the specification of a tiny run; ``city`` changes the city's settings."""
    settings = load_city(name, households=households, **(city or {})).model_dump()
    content["burn_in"] = {"years": burn_in}
    return specification({"city": settings, "seed": seed, **content})


@cache
def _settled(arguments):
    spec = make_specification(**json.loads(arguments))
    return settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year)


def make_settled(**arguments):
    """Return a settled city of one's own: a copy of one that is built once a session."""
    return deepcopy(_settled(json.dumps(arguments, sort_keys=True)))


def with_policies(world, policies):
    """Give a city policies, {instance: {"kind": …, lever: value}}, in this order; return it."""
    content = {"city": {"kind": "grid"}, "policy": policies}
    world.policies = tuple(specification(content).policies.values())
    return world


def live(world, years=1):
    """Let a city live some whole years; return it."""
    for _ in range(years):
        world.year += 1
        for process in SCHEDULE:
            process(world)
    return world


def live_until(world, last):
    """Let a new year begin and stop just before the process called ``last``."""
    world.year += 1
    for process in SCHEDULE:
        if process.__name__ == last:
            return world
        process(world)
    raise ValueError(last)


@pytest.fixture(scope="session")
def city():
    """Return the tools above by name."""
    return SimpleNamespace(
        specification=make_specification,
        settled=make_settled,
        with_policies=with_policies,
        live=live,
        live_until=live_until,
    )
