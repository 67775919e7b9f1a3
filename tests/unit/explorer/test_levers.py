"""Queries become specifications by the schema of every run, or a line for each mistake."""

import shlex

import pytest

from segsim.explorer.live.levers import (
    LONGEST,
    LONGEST_VALUE,
    MOST_KEYS,
    changed,
    command,
    plain,
    read_query,
)
from segsim.registry import UserError


@pytest.fixture(scope="module")
def base(city):
    return city.specification(years=20)


def spec_of(base, query):
    return changed(base, read_query(query))


def lines_of(base, query):
    with pytest.raises(UserError) as caught:
        spec_of(base, query)
    return str(caught.value).split("\n")


def test_no_change_is_the_city_as_it_is(base):
    assert spec_of(base, "").key() == base.key()


def test_every_kind_of_change(base):
    spec = spec_of(
        base,
        "policy=tram,infill&policy.tram.intensity=0.5&policy.infill.target=worst_first"
        "&policy.infill.building_type=high_rise&driver.construction_cost=1.2"
        "&behaviour.own_language=2&years=30",
    )
    assert set(spec.policies) == {"tram", "infill"}
    assert spec.policies["tram"].intensity == 0.5
    assert spec.policies["infill"].target == "worst_first"
    assert spec.driver.construction_cost == 1.2
    assert spec.behaviour.own_language == 2.0
    assert (spec.years, spec.seed) == (30, base.seed)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("policy=tramm", ["policy", "tramm", "Did you mean 'tram'"]),
        ("policy=tram,tram", ["policy", "tram", "twice"]),
        ("policy=tram&policy.tram.intensity=3", ["policy.tram.intensity", "3", "from 0 to 1"]),
        ("policy=tram&policy.tram.intensty=1", ["policy.tram.intensty", "1", "tram.intensity'"]),
        ("policy=tram&policy.tram.kind=infill", ["policy.tram.kind"]),
        ("policy=infill&policy.infill.target=Xx", ["policy.infill.target", "Xx", "worst_first"]),
        ("policy.tram.intensity=1", ["policy.tram.intensity", "add tram to policy="]),
        ("driver.growht=0", ["driver.growht", "0", "driver.growth"]),
        ("driver.growth=9", ["driver.growth", "9", "from -0.1 to 0.1"]),
        ("driver.growth=nan", ["driver.growth", "nan"]),
        ("behaviour.own_language=1e999", ["behaviour.own_language", "1e999"]),
        ("behaviour.own_langage=1", ["behaviour.own_langage", "behaviour.own_language"]),
        ("behaviour.name=network", ["behaviour.name"]),
        ("years=101", ["years", "101", "from 1 to 100"]),
        ("years=0", ["years", "0", "from 1 to 100"]),
        ("years=true", ["years", "true"]),
        ("years=2.5", ["years", "2.5"]),
        ("years=5&years=6", ["years", "two values"]),
        ("seed=2", ["seed", "when the server starts"]),
        ("city.households=9", ["city.households", "when the server starts"]),
        ("market.rent_share=0.3", ["market.rent_share", "0.3", "policy.<name>.<lever>"]),
        ("x=", ["x", "no such key"]),
        ("policy", ["query", "key=value"]),
        ("years=%ff", ["query"]),
        (f"policy={'a' * (LONGEST_VALUE + 1)}", ["policy", "characters"]),
        ("a=" + "b" * LONGEST, ["query", "characters", str(LONGEST)]),
        ("&".join(f"k{i}=1" for i in range(MOST_KEYS + 1)), ["query", str(MOST_KEYS)]),
    ],
)  # fmt: skip
def test_a_mistake_names_the_key_the_value_and_what_is_allowed(base, query, words):
    (line,) = lines_of(base, query)
    for word in words:
        assert word in line


def test_every_mistake_is_told(base):
    lines = lines_of(base, "policy=tramm&years=200&seed=2&driver.growht=1")
    assert [line.split(":")[0] for line in lines] == ["policy", "years", "seed", "driver.growht"]


def test_the_rest_of_what_is_built_is_unregulated(base):
    spec = spec_of(base, "policy=tenure_mixing&policy.tenure_mixing.share_ara=0.6")
    assert spec.policies["tenure_mixing"].share_market == pytest.approx(0.2)
    (line,) = lines_of(
        base,
        "policy=tenure_mixing&policy.tenure_mixing.share_ara=0.6"
        "&policy.tenure_mixing.share_market=0.6",
    )
    assert "must be 1" in line
    (line,) = lines_of(base, "policy=tenure_mixing&policy.tenure_mixing.share_ara=0.9")
    assert "must be 1" in line


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3), ("0.5", 0.5), ("true", True), ("null", None), ("tram", "tram"), ("nan", "nan"),
        ("[1, 2]", [1, 2]), ("[Hervanta,Annala]", ["Hervanta", "Annala"]), ("", ""), ("[]", []),
    ],
)  # fmt: skip
def test_values_are_read_in_the_type_they_look_like(text, value):
    found = plain(text)
    assert found == value
    assert type(found) is type(value)


def test_the_command_that_comes_nearest():
    changes = read_query("policy=tram,infill&policy.infill.target=[Olari etelä]&years=30")
    assert command(["city=espoo", "seed=3"], changes) == (
        "segsim run city=espoo seed=3 'policy=[tram,infill]'"
        " 'policy.infill.target=[Olari etelä]' years=30"
    )
    assert shlex.split(command([], read_query("x=it's $HOME")))[-1] == "x=it's $HOME"
    assert command([], read_query("policy=")) == "segsim run"
