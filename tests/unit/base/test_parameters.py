"""Parameters: declared once, with unit, bounds, description and source; wrong values refused."""

import pytest
from pydantic import ValidationError

from segsim.parameters import ModelParameters, Parameters, describe, parameter

DESCRIBED = list(describe(ModelParameters()))


class Small(Parameters):
    share: float = parameter(0.5, "a share", unit="per year", source="seen", low=0, high=1)
    count: int = parameter(3, "a number", low=1)


def test_describe_gives_everything_that_was_declared():
    share, count = describe(Small(share=0.25), "group.")
    assert share == ("group.share", 0.25, "per year", 0, 1, "seen", "a share")
    assert count == ("group.count", 3, "", 1, None, "assumption", "a number")


@pytest.mark.parametrize("wrong", [{"share": 1.1}, {"share": "x"}, {"count": 0}, {"other": 1}])
def test_wrong_values_and_unknown_keys_are_refused(wrong):
    with pytest.raises(ValidationError):
        Small(**wrong)


def test_parameters_are_frozen():
    with pytest.raises(ValidationError):
        Small().share = 0.1


@pytest.mark.parametrize("found", DESCRIBED, ids=lambda found: found.key)
def test_every_parameter_of_the_model_is_documented(found):
    assert len(found.description) > 8
    assert found.source
    if isinstance(found.value, bool | int | float):
        assert found.low is not None or found.high is not None
        assert found.low is None or found.value >= found.low
        assert found.high is None or found.value <= found.high


def test_keys_are_unique():
    keys = [found.key for found in DESCRIBED]
    assert len(set(keys)) == len(keys)
    assert "market.candidates" in keys
    assert "behaviour.own_language_network" in keys


class Broken(Parameters):
    share: float = parameter(2.0, "out of bounds", low=0, high=1)


def test_a_default_must_lie_within_its_own_bounds():
    with pytest.raises(ValidationError):
        Broken()
