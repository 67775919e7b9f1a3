"""What `segsim compare` prints in each of its forms."""

import json
from importlib import util
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from segsim import load
from segsim.cli.main import main


@pytest.fixture(scope="module")
def write_results():
    place = Path(__file__).parents[1] / "study" / "conftest.py"
    spec = util.spec_from_file_location("invented_results", place)
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.write_results


@pytest.fixture(scope="module")
def folder(write_results, tmp_path_factory) -> Path:
    return write_results(tmp_path_factory.mktemp("compare") / "out", seeds=(1, 2, 3, 4, 5, 6))


def shown(arguments, capsys) -> str:
    assert main(["compare", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def test_the_columns_stay_what_they_are(folder, capsys):
    expected = ["scenario", "behaviour", "indicator", "level", "group", "year"]
    expected += ["estimate", "low", "high", "p_lower", "n"]
    for more in ([], ["--bootstrap"]):
        table = pd.read_csv(StringIO(shown([folder, "--csv", "--year", 2040, *more], capsys)))
        assert list(table.columns) == expected
        records = json.loads(shown([folder, "--json", "--year", 2040, *more], capsys))
        assert list(records[0]) == expected
        assert len(records) == len(table) == 30


def test_bootstrap_changes_the_intervals_of_changes_alone(folder, capsys):
    t = shown([folder], capsys).splitlines()
    bootstrap = shown([folder, "--bootstrap"], capsys).splitlines()
    assert bootstrap[3].endswith("Those of changes are bootstrapped;")
    del bootstrap[4]  # the note's second line
    assert len(t) == len(bootstrap)
    differ = [line for line, other in zip(t, bootstrap, strict=True) if line != other]
    assert differ[1:]
    assert all(line.startswith("  ") and "baseline" not in line for line in differ[1:])
    assert max(map(len, bootstrap)) <= 100


def test_power_and_discoveries_are_those_of_the_results(folder, capsys):
    needed = load(folder).power(0.001)["needed"].max()
    text = shown([folder, "--power", "--precision", ".001"], capsys)
    assert f"{needed:.0f}" in text
    assert "for ±0.001" in text
    found = load(folder).discoveries(0.05, "by", every=True)["discovery"].sum()
    text = shown([folder, "--discoveries", "--all", "--q", ".05", "--by"], capsys)
    assert f"{found} discoveries in a family of 30 outcomes" in text
    assert "at most 5 %" in text
    earlier = shown([folder, "--discoveries", "--year", 2030, "--baseline", "tram"], capsys)
    assert "against tram in 2030" in earlier


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["--precision", ".1"], ["--precision", "--power"]),
        (["--all"], ["--all", "--discoveries"]),
        (["--by"], ["--by", "--discoveries"]),
        (["--q", ".1", "--power"], ["--q", "--discoveries"]),
        (["--bootstrap", "--early-warning"], ["--bootstrap", "--early-warning"]),
        (["--bootstrap", "--power"], ["--bootstrap", "--power"]),
        (["--power", "--csv"], ["--csv", "--power"]),
        (["--power", "--precision", "x"], ["--precision: 'x'", "a number"]),
        (["--power", "--precision", "-1"], ["--precision"]),
        (["--discoveries", "--q", "1"], ["q: 1.0", "between 0 and 1"]),
        (["--power", "--baseline", "trem"], ["baseline", "'trem'", "'tram'"]),
        (["--discoverys"], ["'--discoverys'", "--discoveries"]),
    ],
    ids=" ".join,
)
def test_mistakes_are_named(given, words, folder, capsys):
    assert main(["compare", str(folder), *given]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    for word in words:
        assert word in streams.err


def test_few_seeds_and_one_scenario(write_results, tmp_path, capsys):
    few = write_results(tmp_path / "few", seeds=(1, 2, 3))
    assert main(["compare", str(few), "--bootstrap"]) == 2
    assert "at least 5 seeds" in capsys.readouterr().err
    alone = write_results(tmp_path / "alone", scenarios=("baseline",))
    for form in ("--power", "--discoveries"):
        assert main(["compare", str(alone), form]) == 2
        assert "one scenario" in capsys.readouterr().err
    single = write_results(tmp_path / "single", seeds=(1,))
    for form in ("--power", "--discoveries"):
        text = shown([single, form], capsys)
        assert "nan" not in text.split()
