"""Whatever the live page offers to move is put into words, in both languages."""

import pytest

from segsim.explorer.live.levers import read_query
from segsim.explorer.live.offered import OFFERED, offered
from segsim.explorer.live.offers import COMMON, DRIVERS, PREFERENCES, TELLING, common_levers, offers
from segsim.explorer.live.server import _notes
from segsim.parameters.behaviour import Behaviour
from segsim.parameters.run import Driver
from segsim.policies import POLICIES
from segsim.policies.targets import RULES
from segsim.texts import catalogue


@pytest.fixture(params=["en", "fi"])
def texts(request):
    return catalogue(request.param)


def test_every_policy(texts):
    for name in POLICIES:
        assert f"levers.policy.{name}.title" in texts
        says = texts[f"levers.policy.{name}.says"]
        assert says.endswith(".")
        assert says.count(".") == 1, "one sentence"


def test_every_lever_that_is_moved_first(texts):
    wanted = {*COMMON, *(lever for levers in TELLING.values() for lever in levers)}
    assert {lever for lever in wanted if f"levers.lever.{lever}" not in texts} == set()


def test_every_driver_preference_and_note(texts):
    keys = [f"levers.driver.{name}" for name in DRIVERS]
    keys += [f"levers.preference.{name}" for name in PREFERENCES]
    keys += [f"levers.note.{name}" for name in _notes(read_query("behaviour.cost=1"))]
    assert [key for key in keys if key not in texts] == []


def test_every_choice(texts):
    shown = [
        lever
        for policy in offers()["policies"]
        for lever in policy["levers"]
        if lever["part"] != "further"
    ]
    choices = {choice for lever in shown for choice in lever["choices"] or ()}
    assert len(choices) > 10
    assert {choice for choice in choices if f"levers.choice.{choice}" not in texts} == set()


def test_no_text_is_of_something_else(texts):
    known = {
        "policy": set(POLICIES),
        "driver": set(DRIVERS),
        "preference": set(PREFERENCES),
        "lever": {*COMMON, *(lever for levers in TELLING.values() for lever in levers)},
    }
    for key in texts:
        part, *rest = key.split(".")
        if part == "levers" and rest[0] in known:
            assert rest[1] in known[rest[0]], key


def test_what_is_offered_exists():
    assert set(TELLING) == set(POLICIES)
    for name, levers in TELLING.items():
        kind = POLICIES.get(name)
        assert 1 <= len(levers) <= 3
        assert set(levers) <= set(kind.model_fields) - set(COMMON)
        assert set(common_levers(kind)) <= set(kind.model_fields)
    assert set(DRIVERS) <= set(Driver.model_fields)
    assert set(PREFERENCES) <= set(Behaviour.model_fields)


def test_every_lesson(texts):
    for model, names in OFFERED.items():
        keys = [f"lessons.model.{model}.title", f"lessons.model.{model}.says"]
        keys += [f"lessons.parameter.{name}" for name in names]
        for one in offered(model, {}):
            keys += [f"lessons.choice.{choice}" for choice in one["choices"] or ()]
        assert [key for key in keys if key not in texts] == []


def test_every_rule_of_a_target(texts):
    assert [rule for rule in RULES if f"levers.choice.{rule}" not in texts] == []
