import pytest

from segsim.registry import UserError
from segsim.study.overrides import parse, refuse_sweeps, selected, sweep


def one(text: str):
    (override,) = parse([text])
    return override


@pytest.mark.parametrize(
    ("text", "key", "action", "value"),
    [
        ("years=5", "years", "set", 5),
        ("policy=[tram,infill]", "policy", "set", ["tram", "infill"]),
        ("policy=[]", "policy", "set", []),
        ("policy.tram.stops=[[1,2.5]]", "policy.tram.stops", "set", [[1, 2.5]]),
        ("~policy.tram", "policy.tram", "remove", None),
        ("+policy@policy.east=tram", "policy", "add", "tram"),
        ('name="a b"', "name", "set", "a b"),
    ],
)
def test_what_is_typed_is_read(text, key, action, value):
    override = one(text)
    assert (override.key, override.action, override.value) == (key, action, value)


def test_levers_and_choices_are_told_apart():
    assert one("policy.tram.open_year=2030").is_lever
    assert one("~policy.tram").is_lever
    assert not one("~policy.tram").chooses_policies
    east = one("+policy@policy.east=tram")
    assert east.chooses_policies
    assert (east.policy, east.is_lever) == ("east", False)
    assert one("policy@policy.east=tram").composed == "+policy@policy.east=tram"
    assert one("++years=3").composed == "years=3"


def test_the_last_list_of_policies_counts():
    texts = ["policy=[a]", "policy=[b,c]", "+policy@policy.d=a"]
    assert selected(parse(texts)) == ["b", "c", "d"]


def test_sweeps_multiply():
    overrides = parse(["city=grid", "years=1,2", "policy=tram,infill", "seeds=[1,2]"])
    assert sweep(overrides) == [
        ["city=grid", f"years={years}", f"policy={policy}", "seeds=[1,2]"]
        for years in (1, 2)
        for policy in ("tram", "infill")
    ]
    assert [o[0] for o in sweep(parse(["seed=range(1,4)"]))] == ["seed=1", "seed=2", "seed=3"]
    with pytest.raises(UserError, match=r"years=\[1,2\]"):
        refuse_sweeps(overrides)
