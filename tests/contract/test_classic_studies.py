"""Every shipped study of a classical model, tiny: it ends, keeps, draws, resumes, tells true."""

import json

import pytest

import segsim
from segsim.cli.main import main
from segsim.study.catalogue import studies
from segsim.study.classics.models import classic
from segsim.study.classics.recording import play
from segsim.study.classics.specification import classic_run
from segsim.study.classics.worker import tasks
from segsim.study.definition import load_definition
from segsim.study.plan import plan
from segsim.study.processes import LocalPool
from segsim.study.store import read_manifest

SMALL = {
    "schelling": ["size=9", "max_ticks=25"],
    "bruch_mare": ["size=10", "sweeps=3"],
    "pancs_vriend": ["size=10", "sweeps=3"],
    "grauwin": ["blocks=4", "capacity=60", "households=120", "steps=1200", "averaged=120"],
    "tipping": ["areas=4", "size=20", "sweeps=4", "burn_in=2"],
    "benard_willer": ["size=10", "sweeps=3"],
    "stoica_flache": ["size=12", "schools_across=2", "pupils=60", "sweeps=3"],
    "zhang": ["shape=[2,3]", "counts=[2,2]", "steps=200"],
    "alonso": ["rings=20"],
    "pangallo": ["kinds=50"],
}
LAST = {
    "preference_window": "dissimilarity",
    "integrationists": "own_share",
    "block_city": "mean_utility",
    "linear_response": "final_dissimilarity",
    "status_sorting": "eta2_status",
    "school_choice": "school_dissimilarity",
}
"""The function's figure that the board at the end must show."""
CLASSIC = [name for name in studies() if load_definition(name).model is not None]
KEY = ["scenario", "behaviour", "seed", "year", "indicator", "level", "group"]


def small(name: str) -> list[str]:
    seeds = [] if name == "alonso" else ["seeds=[1]" if name == "pangallo" else "seeds=[1,2]"]
    return [f"study={name}", *SMALL[name], *seeds, "executor.workers=1"]


@pytest.mark.parametrize("name", CLASSIC)
def test_a_study_ends_keeps_draws_and_resumes(name, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("segsim.study.figures.style.DPI", 40)
    out = tmp_path / "out"
    given = ["run", *small(name), f"out={out}"]
    assert main(given) == 0
    table = capsys.readouterr().out
    results = segsim.load(out)
    model = classic(results.study.model)
    assert set(results.runs["status"]) == {"done"}
    assert list(results.indicators.columns) == [*KEY, "value"]
    assert not results.indicators.duplicated(KEY).any()
    assert results.indicators["value"].notna().all()
    assert max(map(len, table.splitlines())) <= 100
    assert model.figures[0].title in table
    names = {path.name for path in (out / "figures").iterdir()}
    wanted = {"boards", "ribbons"} if model.watched else set()
    wanted |= {"rings"} if name == "alonso" else {"answers"}
    assert names == {f"{figure}.{end}" for figure in wanted for end in ("png", "svg")}
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")}
    assert main([*given, "--no-figures"]) == 0
    count = len(results.runs)
    assert f"{count} of {count} runs were there already" in capsys.readouterr().err
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.parquet")} == before
    assert main(["compare", str(out), "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {row["scenario"] for row in rows} == set(results.study.scenarios[:]) - {
        results.study.baseline
    }


@pytest.mark.parametrize("name", CLASSIC)
def test_shipped_parameters_are_accepted(name):
    study = plan([f"study={name}"])
    assert len(study.scenarios) >= 3
    readme = studies()[name].with_name("README.md").read_text()
    parts = ("**Question.**", "**Design.**", "**What to expect", "**How to run.**", "**How to read")
    assert all(part in readme for part in parts)
    assert all(f"`{scenario}`" in readme for scenario in study.scenarios)


@pytest.mark.parametrize("name", [n for n in CLASSIC if n not in {"zhang", "alonso", "pangallo"}])
def test_the_last_of_the_course_is_the_figure_of_the_function(name):
    for spec in plan(small(name), rehearse=False).specifications.values():
        model = classic(spec.model)
        tables, digest = play(spec)
        figures = spec.play()  # nobody watches: the same
        rows = tables["indicators"].set_index(["indicator", "year"])["value"]
        horizon = model.horizon(spec.setting)
        for key in model.figures:
            if key.indicator in figures and figures[key.indicator] == figures[key.indicator]:
                assert rows[key.indicator, horizon] == figures[key.indicator]
        seen = {key: measure for key, measure in model.watched.items() if key in figures}
        assert seen or spec.model == "block_city"
        recorded = last_look(spec)
        for indicator in seen:
            assert recorded[indicator] == pytest.approx(figures[indicator], abs=1e-12)
        if spec.model == "block_city":  # averaged over one frame, the last
            assert recorded["utility"] == pytest.approx(figures["mean_utility"], abs=1e-12)
        assert play(classic_run(spec.canonical()))[1] == digest


def last_look(spec):
    model, taken = classic(spec.model), {}

    def look(_, board):
        taken.update({name: seen(board, spec.setting) for name, seen in model.watched.items()})

    spec.play(look)
    return taken


@pytest.mark.slow
def test_a_process_gives_the_same_as_this_one(tmp_path):
    run = plan(small("schelling"), rehearse=False).runs[0]
    (task,) = tasks(tmp_path, tmp_path / ".partial", [run])
    pool = LocalPool(1)
    try:
        pool.wake("segsim.study.classics.worker")
        assert pool.submit(task.function, task.make()).result().state == "done"
    finally:
        pool.end()
    assert read_manifest(tmp_path, run.key)["digest"] == play(run.specification)[1]


def test_differences_are_judged_as_those_of_cities_are(tmp_path, capsys):
    out = tmp_path / "out"
    given = [f"out={out}", "executor.workers=1", "--no-figures"]
    assert main(["run", "study=schelling", *SMALL["schelling"], "replications=5", *given]) == 0
    results = segsim.load(out)
    figures = {key.indicator for key in classic("schelling").figures}
    keys = [column for column in KEY if column != "seed"]
    for table in (results.power(2.0), results.discoveries()):
        assert set(table["indicator"]) <= figures
        assert not table.duplicated(keys).any()
        assert set(table["n"]) == {5}
    assert len(results.discoveries(every=True)) > len(results.discoveries())
    capsys.readouterr()
    for form in ("--power", "--discoveries", "--bootstrap"):
        assert main(["compare", str(out), form, "--baseline", "wanted_30"]) == 0
        assert "wanted_20" in capsys.readouterr().out
    assert main(["compare", str(out), "--bootstrap"]) == 2
    assert "name the baseline" in capsys.readouterr().err


def test_where_nothing_is_random_nothing_is_tested(tmp_path, capsys):
    out = tmp_path / "out"
    assert main(["run", *small("alonso"), f"out={out}", "--no-figures"]) == 0
    for form in ("--power", "--discoveries"):
        assert main(["compare", str(out), form]) == 2
        assert "nothing is random in this model" in capsys.readouterr().err
