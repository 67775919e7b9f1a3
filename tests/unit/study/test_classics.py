"""Studies of classical models: parameters, refusals, scenarios, what is kept of a run."""

from inspect import signature
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import segsim
from segsim.cli.main import main
from segsim.study.classics.models import CLASSICS, classic
from segsim.study.classics.parameters import OURS, declared, defaults, meanings
from segsim.study.classics.recording import Recorder, moments
from segsim.study.classics.specification import ClassicRun, classic_run
from segsim.study.figures.boards import NOTHING, mosaic
from segsim.study.plan import plan

SCHELLING = ["study=schelling"]
TINY = [*SCHELLING, "size=8", "max_ticks=4"]


def run_of(name: str, seed: int = 1, **parameters: object) -> ClassicRun:
    return classic_run({"model": name, "parameters": parameters, "seed": seed})


@pytest.mark.parametrize("name", CLASSICS)
def test_parameters_are_those_of_the_function(name):
    function = classic(name).function
    given = {k: p for k, p in signature(function).parameters.items() if k not in OURS}
    assert list(declared(name).model_fields) == list(given)
    usual = defaults(name)
    for key, parameter in given.items():
        if parameter.default is not parameter.empty:
            assert usual[key] == parameter.default
    assert set(meanings(function)) >= set(given)


@pytest.mark.parametrize("name", CLASSICS)
def test_declarations_name_figures_and_parameters_that_there_are(name):
    model = classic(name)
    fields = declared(name).model_fields
    assert not model.varied or model.varied in fields
    assert {key.indicator for key in model.by_time} <= set(model.watched)
    known = {key.indicator for key in model.figures}
    for one in model.published:
        assert one.indicator in known
        assert {*one.setting, *one.whatever} <= set(fields)


CASES = [
    ([*SCHELLING, "similar_wantd=30"], ["similar_wantd", "30", "'similar_wanted'"]),
    ([*SCHELLING, "replicatons=3"], ["replicatons", "'replications'"]),
    ([*SCHELLING, "similar_wanted=300"], ["similar_wanted: 300", "from 0 to 100"]),
    ([*SCHELLING, "similar_wanted=[1,2]"], ["similar_wanted: [1, 2]", "a number"]),
    ([*SCHELLING, "similar_wanted=much"], ["similar_wanted: 'much'", "a number"]),
    ([*SCHELLING, "similar_wanted=true"], ["similar_wanted: True", "a number"]),
    ([*SCHELLING, "similar_wanted=nan"], ["similar_wanted: nan", "a number"]),
    ([*SCHELLING, "similar_wanted=1,2"], ["similar_wanted", "2 values", "-m"]),
    ([*SCHELLING, "size=51.5"], ["size: 51.5", "whole number from 2 to 500"]),
    ([*SCHELLING, "size=1"], ["size: 1", "from 2 to 500"]),
    ([*SCHELLING, "size.x=3"], ["size.x", "one value"]),
    ([*SCHELLING, "watch=3"], ["watch", "no such key"]),
    ([*SCHELLING, "~size"], ["~size", "key=value"]),
    ([*SCHELLING, "+policy@policy.x=tram"], ["+policy@policy.x=tram", "key=value"]),
    ([*SCHELLING, "city=grid"], ["city=grid", "a key of cities", "schelling", "similar_wanted"]),
    ([*SCHELLING, "policy=[tram]", "years=3"], ["policy=[tram]", "years=3", "a key of cities"]),
    ([*SCHELLING, "policy.tram.open_year=2030"], ["policy.tram.open_year", "a key of cities"]),
    ([*SCHELLING, "behaviour=mixed"], ["behaviour=mixed", "a key of cities"]),
    ([*SCHELLING, "behaviours=[mixed]"], ["behaviours: ['mixed']", "of cities"]),
    ([*SCHELLING, "precision=.1"], ["precision: 0.1", "replications=<number>"]),
    ([*SCHELLING, "replications=auto"], ["replications: 'auto'", "replications=<number>"]),
    ([*SCHELLING, "profile=true"], ["profile: True", "a city's year"]),
    ([*SCHELLING, "executor.wrkers=2"], ["executor.wrkers", "'executor.workers'"]),
    ([*SCHELLING, "seed=-1"], ["seed: -1", "from 0"]),
    (["study=bruch_mare", "form=treshold"], ["form", "'treshold'", "'threshold'"]),
    (["study=bruch_mare", "vacancy=1"], ["vacancy: 1", "0 households"]),
    (["study=benard_willer", "correlation=2"], ["correlation: 2", "from -1 to 1"]),
    (["study=grauwin", "averaged=5"], ["averaged: 5", "at least 1800"]),
    (["study=tipping", "s=0"], ["s: 0", "between 0 and 1"]),
    (["study=stoica_flache", "threshold=2"], ["threshold: 2", "up to 1"]),
    (["study=zhang", "shape=[3]"], ["shape: [3]", "a list of 2 whole numbers"]),
    (["study=zhang", "counts=[5,5]"], ["counts: 10 households on 9 sites"]),
    (["study=pangallo", "inequality=-1"], ["inequality", "above 0"]),
    (["study=alonso", "incomes=[1,x]"], ["incomes: [1, 'x']", "a list of numbers"]),
    (["study=alonso", "incomes=[1,-1]"], ["incomes", "above 0"]),
    (["study=alonso", "rings=1"], ["rings: 1", "at least 2"]),
    (["study=alonso", "seeds=[1,2]"], ["seeds: [1, 2]", "draws nothing at random"]),
    (["study=alonso", "replications=3"], ["replications: 3", "draws nothing at random"]),
    (["similar_wanted=30"], ["similar_wanted", "no such key"]),
    (["study=tampere_policies", "size=3"], ["size", "no such key"]),
]


@pytest.mark.parametrize(("arguments", "expected"), CASES, ids=" ".join)
def test_mistakes(arguments, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    for part in expected:
        assert part in shown.err
    assert "Traceback" not in shown.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("model: schellin", "'schelling'"),
        ("model: schelling\nbase: [city=grid]", "base: city=grid: this is a key of cities"),
        ("model: schelling\nbase: [siz=9]", "base: siz: there is no such key"),
        ("model: schelling\nscenarios: {baseline: [seed=2]}", "scenario baseline: seed=2"),
        ("model: schelling\nscenarios: {baseline: [size=x]}", "size: 'x'"),
        ("model: schelling\nbehaviours: [mixed]", "behaviours: ['mixed'] is not allowed"),
        ("model: bid_rent\nreplications: 4", "replications: 4 is not allowed"),
        ("model: [schelling]", "model: ['schelling'] is not allowed"),
    ],
)
def test_a_broken_study_is_refused(text, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    place = tmp_path / "experiments" / "mine"
    place.mkdir(parents=True)
    (place / "study.yaml").write_text(text)
    assert main(["run", "study=mine"]) == 2
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


def test_a_mistake_that_shows_late_leaves_the_folder_as_it_was(tmp_path, capsys):
    out = tmp_path / "out"
    small = ["run", "study=zhang", "shape=[2,2]", "steps=50", "seeds=[1]", f"out={out}"]
    small += ["executor.workers=1", "--no-figures"]
    assert main([*small, "counts=[1,1]"]) == 0
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert main([*small, "counts=[2,2]"]) == 2
    assert "counts: 4 households on 4 sites leave no vacancy" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in out.iterdir()) == ["logs", "runs", "study.yaml"]


def test_overrides_apply_to_all_scenarios():
    study = plan([*TINY, "density=80"], rehearse=False)
    wanted = [spec.setting["similar_wanted"] for spec in study.specifications.values()]
    assert wanted == [20, 30, 40, 50, 60, 75]
    assert {spec.setting["density"] for spec in study.specifications.values()} == {80}
    assert study.out == Path("results/schelling")
    assert study.behaviours == ["schelling"]


def test_scenarios_that_become_alike_are_one_with_a_name_that_is_true():
    study = plan([*TINY, "similar_wanted=35"], rehearse=False)
    assert study.scenarios == ["similar_wanted_35"]
    assert study.definition.baseline == "similar_wanted_35"
    assert "similar_wanted given for all scenarios" in study.notes[0]
    study = plan(["study=bruch_mare", "c=3"], rehearse=False)
    assert study.scenarios == ["form_threshold", "form_continuous", "form_staircase"]
    assert {spec.setting["c"] for spec in study.specifications.values()} == {3.0}
    assert len({run.key for run in study.runs}) == len(study.runs) == 18


def test_a_key_is_of_what_decides_the_result():
    base = run_of("schelling", similar_wanted=30)
    assert base.key() == run_of("schelling", similar_wanted=30.0, size=51).key()
    others = [run_of("schelling", seed=2), run_of("schelling", size=50), run_of("integrationists")]
    assert len({base.key(), *(other.key() for other in others)}) == 4
    assert classic_run(base.canonical()) == base
    assert run_of("bid_rent", seed=1).key() == run_of("bid_rent", seed=2).key()


def test_a_model_that_draws_nothing_has_one_replication():
    study = plan(["study=alonso"], rehearse=False)
    assert len(study.runs) == len(study.scenarios) == 3


def test_published_figures_stand_where_they_belong():
    model, usual = classic("schelling"), defaults("schelling")
    at = {**usual, "similar_wanted": 30.0}
    assert model.expected("percent_similar", at, usual).value == 75.1
    assert model.expected("percent_similar", {**at, "density": 80.0}, usual) is None
    assert model.expected("percent_similar", {**at, "max_ticks": 5}, usual) is None
    assert model.expected("percent_unhappy_at_start", {**at, "max_ticks": 5}, usual).value == 16.7
    assert model.expected("ticks", at, usual) is None
    window, usual = classic("preference_window"), defaults("preference_window")
    assert window.expected("dissimilarity", {**usual, "c": 4.0}, usual).ends == (0.86, 0.86)


@pytest.mark.parametrize("horizon", [0, 1, 19, 20, 21, 300, 100_000])
def test_figures_are_taken_from_the_start_to_the_end(horizon):
    found = moments(horizon)
    assert found[0] == 0
    assert found[-1] == horizon
    assert found == sorted(set(found))
    assert len(found) <= 130


def test_a_board_at_rest_goes_on_as_it_is():
    run = run_of("schelling", size=9, similar_wanted=10, max_ticks=50)
    recorder = Recorder(run)
    figures = run.play(recorder.look)
    recorder.end()
    assert figures["ticks"] < 50
    assert set(recorder.taken) == set(moments(50))
    assert recorder.taken[50] == recorder.taken[figures["ticks"]]
    assert recorder.taken[50]["percent_unhappy"] == 0.0


def test_every_decision_of_a_small_city_is_not_a_look():
    usual = defaults("block_city")
    assert not classic("block_city").at_ease(usual)
    assert classic("block_city").at_ease({**usual, "households": 1_800})


def test_a_picture_of_blocks_keeps_who_lives_in_which():
    table = pd.DataFrame(
        {
            "block": [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2],
            "site": range(12),
            "group": [1, -1, 0, 1, -1, -1, -1, 0, 1, 1, 1, 1],
        }
    )
    n = NOTHING
    picture = [[0, 1, n, 0, -1], [1, -1, n, -1, -1], [n] * 5, [1, 1, n, n, n], [1, 1, n, n, n]]
    assert mosaic(table, classic("block_city")).tolist() == picture


def test_the_picture_is_the_board(tmp_path):
    overrides = [*TINY, "seeds=[3]", "executor.workers=1"]
    results = segsim.run(overrides, out=tmp_path / "out")
    _, axes = results.plot.boards()
    boards = results.boards
    for axis, name in zip(axes.flat, ["start", *results.study.scenarios], strict=False):
        mine = boards[boards["scenario"] == ("wanted_20" if name == "start" else name)]
        mine = mine[mine["year"] == (0 if name == "start" else 4)].sort_values("site")
        drawn = axis.images[0].get_array()
        assert np.array_equal(drawn, mine["group"].to_numpy().reshape(8, 8))
    assert set(boards["group"]) == {-1, 0, 1}


def test_a_study_is_described(capsys):
    assert main(["describe", "study=schelling", "density=80"]) == 0
    text = capsys.readouterr().out
    rows = {line.split()[0]: line for line in text.splitlines() if line.startswith("  ")}
    assert rows["density"].split()[1:3] == ["80", "95"]
    assert "segsim validate T8" in text
    assert main(["describe", "study=alonso"]) == 0
    assert "nothing is drawn at random" in capsys.readouterr().out
