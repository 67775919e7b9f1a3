import platform
import re
import subprocess
import sys

import pytest

from segsim import UserError, load
from segsim.cli.main import main
from segsim.study.housekeeping import leftovers, remove
from segsim.study.labels import number, select
from segsim.study.lead import Lead, leaders
from segsim.study.store import PARTIAL, failure_file, write_failure
from segsim.study.table import comparison_table


def test_tables_carry_scenario_behaviour_and_seed(results_folder):
    results = load(results_folder)
    labels = ["scenario", "behaviour", "seed"]
    for table in (results.indicators, results.areas, results.ledger):
        assert list(table.columns[:3]) == labels
    key = [*labels, "year", "indicator", "level", "group"]
    assert not results.indicators.duplicated(key).any()
    assert len(results.runs) == 24
    assert set(results.runs["status"]) == {"done"}
    assert "24 done" in repr(results)


def test_comparison_has_the_columns_of_the_interface(results_folder):
    table = load(results_folder).compare(baseline="baseline")
    assert list(table.columns) == (
        [
            "scenario",
            "behaviour",
            "indicator",
            "level",
            "group",
            "year",
            "estimate",
            "low",
            "high",
            "p_lower",
            "n",
        ]
    )
    assert "baseline" not in set(table["scenario"])
    assert set(table["n"]) == {4}


def test_a_study_with_holes_says_so(results_folder):
    key = "tram-mixed-1"
    remove([results_folder / "runs" / key])
    write_failure(results_folder, key, "tram", "ValueError: no")
    results = load(results_folder)
    assert results.runs.set_index("key").loc[key, "status"] == "failed"
    text = comparison_table(results)
    assert "NOT COMPLETE: of 24 runs 23 done, 1 failed" in text
    assert set(results.compare().query("scenario == 'tram'")["n"]) == {3}


def test_a_folder_that_is_none_names_those_nearby(results_folder):
    with pytest.raises(UserError, match=rf"Results folders here: .*{results_folder.name}"):
        load(results_folder.parent / "nothing")
    with pytest.raises(UserError, match="no results folder"):
        load(results_folder / "runs")


def test_a_broken_study_file_is_refused(results_folder):
    (results_folder / "study.yaml").write_text("scenarios: [")
    with pytest.raises(UserError, match=r"study\.yaml"):
        load(results_folder)
    (results_folder / "study.yaml").write_text("just text")
    with pytest.raises(UserError, match="not a study"):
        load(results_folder)


@pytest.mark.parametrize(
    ("place", "content"),
    [
        ("indicators.parquet", b""),
        ("indicators.parquet", b"PAR1 and no more"),
        ("indicators.parquet", None),
        ("ledger.parquet", None),
        ("manifest.json", b"{"),
        ("manifest.json", b"[]"),
    ],
)
def test_a_damaged_run_is_named(place, content, results_folder):
    path = results_folder / "runs" / "tram-mixed-1" / place
    path.unlink()
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError, match=f"tram-mixed-1/{place}: this file is missing or damaged"):
        comparison_table(load(results_folder))


def test_a_key_that_is_gone_is_named(results_folder):
    path = results_folder / "study.yaml"
    path.write_text(path.read_text().replace("years: 20", "yeers: 20"))
    with pytest.raises(UserError, match=r"study\.yaml: .*'years' is missing"):
        load(results_folder)


def test_the_table_fits_a_hundred_columns(make_results):
    folder = make_results(behaviours=("mixed", "network"), seeds=(1, 2))
    text = comparison_table(load(folder))
    assert max(map(len, text.splitlines())) <= 100
    assert "tenure_mixing (network)" in text
    assert "tenure_mixing: range" in text
    assert "Cost up to 2045, million EUR" in text


def test_one_replication_shows_no_interval(make_results):
    text = comparison_table(load(make_results(seeds=(3,))))
    assert not re.search(r"\bnan\b", text)
    line = next(line for line in text.splitlines() if line.strip().startswith("tenure_mixing"))
    assert "[" not in line


def test_one_scenario_shows_levels_alone(make_results):
    text = comparison_table(load(make_results(scenarios=("baseline",))))
    assert "change" not in text
    assert "baseline" in text


def test_displacement_adds_up_over_the_years(results_folder):
    results = load(results_folder)
    raw = results.indicators.query("indicator == 'displaced' and scenario == 'tram' and seed == 1")
    added = select(results.indicators).query(
        "indicator == 'displaced' and scenario == 'tram' and seed == 1 and year == 2045"
    )
    assert added["value"].item() == pytest.approx(raw["value"].sum())


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.12345, 3, "+0.123"),
        (-0.00001, 3, "0.000"),
        (1234567.0, 0, "+1 234 567"),
        (float("nan"), 3, "-"),
    ],
)
def test_numbers_are_written_alike(value, digits, text):
    assert number(value, digits, sign=True) == text


def test_a_doctor_looks_at_every_file(results_folder, capsys):
    assert main(["doctor", str(results_folder)]) == 0
    text = capsys.readouterr().out
    assert "runs  24 done" in text
    assert "every file of every run can be read" in text
    torn, bare, other = sorted((results_folder / "runs").iterdir())[:3]
    panel = torn / "areas.parquet"
    panel.write_bytes(panel.read_bytes()[:-20])
    (bare / "ledger.parquet").unlink()
    (other / "manifest.json").write_text((torn / "manifest.json").read_text())
    assert main(["doctor", str(results_folder)]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if "DAMAGED" in line]
    assert [str(f) in line for f, line in zip((torn, bare, other), lines, strict=True)] == [
        True
    ] * 3
    assert "ledger.parquet: missing" in lines[1]
    assert "of another run" in lines[2]


def test_nothing_is_cleaned_while_a_study_runs(results_folder, capsys):
    (results_folder / "runs" / "of-earlier-settings").mkdir()
    with Lead(results_folder) as lead:
        assert main(["clean", str(results_folder), "--yes"]) == 2
        assert f"a study runs here ({lead.folder.name})" in capsys.readouterr().err
    assert main(["clean", str(results_folder), "--yes"]) == 0
    assert not (results_folder / "runs" / "of-earlier-settings").exists()


def test_a_leader_that_died_is_tidied_away_and_a_living_one_is_not(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / PARTIAL / f"{platform.node()}-{dead.pid}-abcdef"
    far = tmp_path / PARTIAL / "elsewhere-1-abcdef"
    for folder in (left, far):
        folder.mkdir(parents=True)
    with Lead(tmp_path) as first, Lead(tmp_path) as second:
        assert not left.exists()
        assert leaders(tmp_path) == {far.name, first.folder.name, second.folder.name}
    assert leaders(tmp_path) == {far.name}


def test_leftovers_are_found_and_removed(results_folder):
    orphan = results_folder / "runs" / "of-earlier-settings"
    orphan.mkdir()
    write_failure(results_folder, "x", "x", "reason")
    found = leftovers(results_folder)
    assert found["orphans"] == [orphan]
    assert found["failures"] == [failure_file(results_folder, "x")]
    remove([path for paths in found.values() for path in paths])
    assert not any(leftovers(results_folder).values())
    assert not (results_folder / "failed").exists()
    assert len(load(results_folder).runs) == 24
