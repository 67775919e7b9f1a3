"""A small study from end to end: what it writes, what it computes again, what it depends on."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from rich.console import Console

import segsim
from segsim.cli import closing
from segsim.cli.main import main
from segsim.model.schedule import SCHEDULE
from segsim.study.precision import half_width

MODEL = ["city=grid", "city.households=2000", "years=2", "burn_in.years=2"]
SMALL = [*MODEL, "replications=2"]
STUDY = [*SMALL, "policy=[infill]"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("study") / "out"
    segsim.run([*STUDY, "executor.workers=2"], out=out)
    return out


def digests(out: Path) -> dict[tuple[str, int], str]:
    runs = segsim.load(out).runs
    return {(run.scenario, run.seed): run.digest for run in runs.itertuples()}


def test_the_folder_holds_what_the_interface_says(folder):
    assert sorted(p.name for p in folder.iterdir()) == ["logs", "runs", "study.yaml"]
    assert len(list((folder / "runs").iterdir())) == 4
    for run in (folder / "runs").iterdir():
        manifest = json.loads((run / "manifest.json").read_text())
        assert manifest["key"] == run.name
        assert manifest["seed"] in {1, 2}
        assert manifest["configuration"]["years"] == 2
        assert len(manifest["digest"]) == 64
        assert {"segsim", "git_revision", "packages", "host", "timings"} <= set(manifest)


def test_indicators_are_tidy_and_unique(folder):
    results = segsim.load(folder)
    key = ["scenario", "behaviour", "seed", "year", "indicator", "level", "group"]
    assert list(results.indicators.columns) == [*key, "value"]
    assert not results.indicators.duplicated(key).any()
    assert sorted(results.indicators["year"].unique()) == [2025, 2026, 2027]


def test_scenarios_of_a_seed_start_from_the_same_city(folder):
    start = segsim.load(folder).indicators.query("year == 2025")
    wide = start.pivot_table(
        index=["seed", "indicator", "level", "group"], columns="scenario", values="value"
    )
    pd.testing.assert_series_equal(wide["baseline"], wide["policy"], check_names=False)


def test_a_study_agrees_with_a_single_model(folder):
    model = segsim.build([*MODEL, "policy=[infill]", "seed=2"])
    model.run(2)
    assert model.digest() == digests(folder)["policy", 2]


def test_running_again_computes_nothing(folder, capsys):
    before = {p: p.stat().st_mtime_ns for p in folder.rglob("*.parquet")}
    assert main(["run", *STUDY, f"out={folder}", "--no-figures"]) == 0
    shown = capsys.readouterr()
    assert "4 of 4 runs were there already" in shown.err
    assert "baseline" in shown.out
    assert {p: p.stat().st_mtime_ns for p in folder.rglob("*.parquet")} == before


def test_quiet_says_nothing_and_json_says_all(folder, capsys):
    given = ["run", *STUDY, f"out={folder}", "--no-figures"]
    assert main([*given, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")
    assert main([*given, "--quiet", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["runs"] == {"total": 4, "done": 0, "cached": 4, "failed": [], "elsewhere": 0}
    effects = segsim.load(folder).compare()
    for row in told["changes"]:
        same = ["scenario", "behaviour", "indicator", "level", "group", "year"]
        mine = effects[(effects[same] == [row[name] for name in same]).all(axis=1)]
        if row["indicator"] != "displaced":  # that one is added up over the years
            assert mine["estimate"].item() == pytest.approx(row["estimate"], abs=1e-11)
    assert len(told["changes"]) == 6


def test_a_terminal_gets_curves_and_a_pipe_plain_text(folder, capsys):
    given = ["run", *STUDY, f"out={folder}", "--no-figures"]
    assert main(given) == 0
    plain = capsys.readouterr().out
    assert not set(closing.BLOCKS) & set(plain)
    console = Console(width=100, record=True)
    console.print(closing.closing_table(segsim.load(folder)))
    text = console.export_text()
    assert set(closing.BLOCKS) & set(text)
    assert max(map(len, text.splitlines())) <= 100
    for figure in re.findall(r"[+-]\d\.\d{4}", plain):
        assert figure in text


def test_results_depend_neither_on_workers_nor_on_the_order_of_scenarios(
    folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "experiments" / "turned"
    place.mkdir(parents=True)
    (place / "study.yaml").write_text(
        f"base: [{', '.join(MODEL)}]\nseeds: [2, 1]\n"
        "scenarios:\n  policy:\n    - policy=[infill]\n  baseline:\n"
    )
    results = segsim.run(["study=turned", "executor.workers=1"])
    assert results.out == Path("results/turned")
    assert digests(results.out) == digests(folder)


def test_a_changed_lever_computes_only_what_it_reaches(folder, one_process, capsys):
    given = [*STUDY, "policy.infill.intensity=0.5", f"out={folder}", "--no-figures"]
    assert main(["run", *given]) == 0
    assert "2 of 4 runs were there already" in capsys.readouterr().err
    assert len(list((folder / "runs").iterdir())) == 6
    assert set(segsim.load(folder).runs["status"]) == {"done"}
    assert main(["clean", str(folder)]) == 0
    assert "orphans  2" in capsys.readouterr().out
    assert main(["clean", str(folder), "--yes"]) == 0
    assert len(list((folder / "runs").iterdir())) == 4


def assert_profile_adds_up(shown):
    """See that every process of a year is told, the longest first, and that they are the year."""
    table = shown.split("A year by process")[1].split("\n\n")[0]
    took = dict(re.findall(r"^  (.+?) +([\d,.]+) ms", table, re.MULTILINE))
    took = {name: float(ms.replace(",", "")) for name, ms in took.items()}
    year = took.pop("a year")
    by_process = list(took.values())[:-2]
    assert list(took)[-2:] == ["before the first year", "first observation and results"]
    assert {process.__name__ for process in SCHEDULE} == set(list(took)[:-2]) - {"accounts"}
    assert by_process == sorted(by_process, reverse=True)
    assert sum(by_process) == pytest.approx(year, abs=0.05 * (len(by_process) + 1))
    shares = re.findall(r"([\d.]+)%", table)
    assert sum(map(float, shares)) == pytest.approx(100.0, abs=0.05 * len(shares))


def test_figures_and_comparison_at_the_end(one_process, tmp_path, capsys):
    out = tmp_path / "out"
    given = [*SMALL, "policy=[infill]", f"out={out}", "profile=true"]
    assert main(["run", *given]) == 0
    shown = capsys.readouterr()
    assert "change" in shown.out
    assert_profile_adds_up(shown.out)
    assert {p.stem for p in (out / "figures").iterdir()} >= {"ribbons", "effects", "forest", "maps"}
    assert main(["compare", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["scenario"] for row in rows} == {"policy"}
    assert {row["n"] for row in rows} <= {1, 2}
    assert main(["compare", str(out), "--csv", "--year", "2027"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("scenario,behaviour,indicator,level,group,year,estimate,low,high")
    assert main(["compare", str(out), "--year", "1999"]) == 2
    assert main(["compare", str(out), "--baseline", "polcy"]) == 2


def test_shards_share_a_folder(one_process, tmp_path, capsys):
    given = ["run", *SMALL, f"out={tmp_path / 'out'}"]
    assert main([*given, "--shard", "1/2"]) == 0
    assert "1 of 2 runs belong to other shards" in capsys.readouterr().err
    assert not (tmp_path / "out" / "figures").exists()
    assert main([*given, "--shard", "1/2"]) == 0  # nothing of the other part
    assert len(list((tmp_path / "out" / "runs").iterdir())) == 1
    assert main([*given, "--shard", "2/2"]) == 0
    assert set(segsim.load(tmp_path / "out").runs["status"]) == {"done"}
    assert not (tmp_path / "out" / "settled").exists()


def test_a_sweep_makes_a_study_of_every_value(one_process, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = ["city=grid", "city.households=2000", "years=1,2", "burn_in.years=2"]
    given += ["seeds=[1]", "out=all"]
    assert main(["run", *given, "-m", "--no-figures"]) == 0
    found = {
        p.parent.name: segsim.load(p.parent).study.years for p in Path("all").glob("*/study.yaml")
    }
    assert found == {"years=1": 1, "years=2": 2}


def test_replications_are_added_until_the_interval_is_narrow(one_process, tmp_path, capsys):
    given = [*SMALL, f"out={tmp_path}", "precision=1", "--no-figures"]
    assert main(["run", *given]) == 0
    assert "2 replications: the widest interval" in capsys.readouterr().err
    width = half_width(segsim.load(tmp_path))
    assert main(["run", *SMALL, f"out={tmp_path}", f"precision={0.8 * width}", "--no-figures"]) == 0
    results = segsim.load(tmp_path)
    assert len(results.study.seeds) > 2
    assert half_width(results) <= 0.8 * width


def test_rival_behaviours_stand_side_by_side(one_process, tmp_path):
    given = [*MODEL, "seeds=[1]", "policy=[infill]", "behaviours=[mixed,anchored]"]
    results = segsim.run(given, out=tmp_path / "out")
    assert len(results.runs) == 4
    assert list(results.compare()["behaviour"].unique()) == ["mixed", "anchored"]
