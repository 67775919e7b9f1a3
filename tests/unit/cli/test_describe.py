from segsim.cli.main import main
from segsim.model import SCHEDULE
from segsim.parameters import ModelParameters, describe


def described(capsys, *overrides: str) -> str:
    assert main(["describe", *overrides]) == 0
    return capsys.readouterr().out


def test_the_schedule_is_the_models(capsys):
    text = described(capsys, "city=grid")
    names = [line.split()[1] for line in text.splitlines() if line[:4].strip().isdigit()]
    assert names == [process.__name__ for process in SCHEDULE]


def test_every_parameter_stands_with_value_default_unit_bounds_and_source(capsys):
    lines = described(capsys, "city=grid", "market.rounds=6").splitlines()
    rows = {line.split()[0]: line for line in lines if line.startswith("  ") and line.split()}
    assert {row.key for row in describe(ModelParameters())} <= set(rows)
    assert rows["market.rounds"].split()[1:3] == ["6", "12"]
    assert "1 … 52" in rows["market.rounds"]
    assert "rounds" in rows["market.rounds"]
    assert rows["driver.growth"].rstrip().endswith("]")


def test_policies_are_described_with_their_levers(capsys):
    text = described(capsys, "city=grid", "policy=[infill]", "policy.infill.intensity=0.25")
    assert "Policy infill: " in text
    (line,) = [line for line in text.splitlines() if "policy.infill.intensity " in line]
    assert line.split()[1:3] == ["0.25", "1"]
    assert "policy.infill.name" not in text


def test_scenarios_of_a_study_are_listed(capsys):
    text = described(capsys)
    assert "Policy tram: " in text
    assert "  package  city=tampere" in text
