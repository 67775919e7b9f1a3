"""Registries: found by importing, named once, with the nearest names in errors."""

import pytest

from segsim.indices import INDICES
from segsim.policies import POLICIES
from segsim.registry import Registry, UserError, nearest, unknown


def test_an_unknown_name_is_answered_with_the_nearest_and_all_allowed():
    error = unknown("policy", "trem", ["tram", "infill", "tenure_mixing"])
    assert str(error) == (
        "policy: there is no 'trem'. Did you mean 'tram'? Allowed: infill, tenure_mixing, tram."
    )


def test_nothing_near_gives_no_hint():
    text = str(unknown("policy", "zzz", ["tram", "infill"]))
    assert "Did you mean" not in text
    assert text.endswith("Allowed: infill, tram.")


def test_the_nearest_come_closest_first_and_at_most_three():
    names = ["tram", "trams", "tramway", "trampoline", "infill"]
    found = nearest("tram", names)
    assert found[0] == "tram"
    assert len(found) == 3


@pytest.mark.parametrize(
    ("registry", "wrong", "right"),
    [
        (POLICIES, "tenure_mixin", "tenure_mixing"),
        (POLICIES, "school_invest", "school_investment"),
        (INDICES, "disimilarity", "dissimilarity"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.key,
)
def test_misspelt_names(registry, wrong, right):
    assert wrong not in registry
    with pytest.raises(UserError, match=f"Did you mean '{right}'") as caught:
        registry.get(wrong)
    assert registry.key in str(caught.value)


def test_a_registry_lists_names_and_items_sorted():
    assert POLICIES.names() == sorted(POLICIES.names())
    assert [name for name, _ in POLICIES.items()] == POLICIES.names() == list(POLICIES)
    assert all(POLICIES.get(name).kind == name for name in POLICIES)
    assert "tram" in POLICIES


def test_a_name_is_given_once():
    registry = Registry("thing", "segsim.world")
    first = registry.add("one")(object())
    assert registry.add("one")(first) is first
    with pytest.raises(ValueError, match="two items named 'one'"):
        registry.add("one")(object())


def test_a_user_error_is_a_value_error_with_a_message():
    assert issubclass(UserError, ValueError)
    assert str(UserError("key: wrong")) == "key: wrong"
