"""Every mistake gives one clear message, exit code 2, no traceback, and writes nothing."""

from pathlib import Path

import pytest

from segsim.cli.main import main

GRID = ["city=grid"]
TRAM = ["city=grid", "policy=[tram]"]
STUDY = ["study=tampere_policies"]

CASES = [
    # names
    (["city=tampre"], ["city", "'tampre'", "'tampere'"]),
    (["cty=grid"], ["cty", "'grid'", "'city'"]),
    (["study=tampere_polices"], ["study", "'tampere_policies'"]),
    ([*GRID, "policy=[trem]"], ["policy", "'trem'", "'tram'"]),
    ([*GRID, "driver=declin"], ["driver", "'declin'", "'decline'"]),
    ([*GRID, "behaviour=anchord"], ["behaviour", "'anchord'", "'anchored'"]),
    ([*GRID, "behaviours=[mixd]"], ["behaviours", "'mixd'", "'mixed'"]),
    (["city=grid,tampere"], ["city", "2 values", "-m"]),
    (["city=null"], ["city: None", "grid"]),
    (["study=../grid"], ["study", "'../grid'", "tampere_policies"]),
    ([*GRID, "policy=[null]"], ["policy: [None]", "a list of names"]),
    ([*GRID, "policy=[Tram]"], ["policy", "'Tram'", "'tram'"]),
    ([*GRID, "_target_=os.system"], ["_target_", "no such key"]),
    ([*GRID, "observe.indices=[disimilarity]"], ["observe.indices", "'dissimilarity'"]),
    ([*GRID, "yeers=3"], ["yeers", "3", "'years'"]),
    ([*GRID, "mobility.ownr=.1"], ["mobility.ownr", "0.1", "'mobility.owner'"]),
    ([*GRID, "owner=.1"], ["owner", "'mobility.owner'"]),
    ([*GRID, "market={roundz: 3}"], ["market.roundz", "'market.rounds'"]),
    ([*GRID, "city.housholds=5000"], ["city.housholds", "'city.households'"]),
    ([*TRAM, "policy.tram.open_yeer=2030"], ["open_yeer", "2030", "'policy.tram.open_year'"]),
    ([*STUDY, "policy.trem.open_year=2030"], ["'trem'", "'policy.tram'"]),
    ([*GRID, "policy.tram.open_year=2030"], ["no scenario", "'tram'", "policy=[tram]"]),
    ([*GRID, "executor.wrkers=2"], ["executor.wrkers", "'executor.workers'"]),
    # types and bounds
    ([*GRID, "years=0"], ["years: 0", "whole number from 1 to 200"]),
    ([*GRID, "years=201"], ["years: 201", "from 1 to 200"]),
    ([*GRID, "years=2.5"], ["years: 2.5", "whole number"]),
    ([*GRID, "years=true"], ["years: True", "whole number"]),
    ([*GRID, "years=many"], ["years: 'many'", "whole number"]),
    ([*GRID, "years="], ["years: ''", "whole number"]),
    ([*GRID, "years=null"], ["years: None", "whole number"]),
    ([*GRID, "years=[1]"], ["years: [1]", "whole number"]),
    ([*GRID, "seed=-1"], ["seed: -1", "from 0"]),
    ([*GRID, "seeds=[]"], ["seeds: []", "empty"]),
    ([*GRID, "seeds=[1,1]"], ["seeds", "twice"]),
    ([*GRID, "seeds=[1,x]"], ["seeds", "'x'"]),
    ([*GRID, "seeds=[1,99999999999999999999]"], ["seeds: 99999999999999999999", "from 0 to"]),
    ([*GRID, "seeds=[-1]"], ["seeds: -1", "from 0 to"]),
    ([*GRID, "years=[2045,2025]"], ["years: [2045, 2025]", "whole number"]),
    ([*GRID, "out="], ["out: ''", "a folder"]),
    ([*GRID, "seeds=[1,2]", "replications=3"], ["replications", "3", "2 seeds"]),
    ([*GRID, "replications=0"], ["replications: 0", "from 1"]),
    ([*GRID, "executor=ray"], ["executor: 'ray'", "local", "dask"]),
    ([*GRID, "executor=dask"], ["executor.address", "needs the scheduler"]),
    ([*GRID, "executor=dask", "executor.address=tcp://127.0.0.1:1"], ["no Dask scheduler answers"]),
    ([*GRID, "executor=dask", "executor.address=nowhere"], ["no Dask scheduler answers"]),
    ([*GRID, "executor.adress=tcp://x:1"], ["executor.adress", "'executor.address'"]),
    ([*GRID, "executor.workers=0"], ["executor.workers: 0", "from 1"]),
    ([*GRID, "fail_fast=perhaps"], ["fail_fast: 'perhaps'", "true or false"]),
    ([*GRID, "precision=0"], ["precision: 0", "from 1e-06 to 1"]),
    ([*GRID, "precision=.01", "seeds=[1,2]"], ["precision", "leave seeds"]),
    ([*GRID, "executor.address=here"], ["executor.address: 'here'", "add executor=dask"]),
    ([*GRID, "replications=auto"], ["replications: auto", "precision=.002"]),
    ([*GRID, "replications=auto", "seeds=[1,2]"], ["replications: auto", "seeds"]),
    ([*GRID, "replications=automatic"], ["replications: 'automatic'", "whole number or auto"]),
    ([*GRID, "replications=100001"], ["replications: 100001", "to 100000, or auto"]),
    ([*GRID, "replications=auto", "precision=2"], ["precision: 2", "from 1e-06 to 1"]),
    (["--shard", "1/2", *GRID, "replications=auto", "precision=.1"], ["precision", "shard"]),
    (["--shard", "1/2", *GRID, "precision=.01"], ["precision", "shard"]),
    ([*GRID, "city.households=1999"], ["city.households: 1999", "from 2000 to 20000000"]),
    ([*GRID, "mobility.owner=7"], ["mobility.owner: 7", "number from 0 to 1"]),
    ([*GRID, "driver.growth=inf"], ["driver.growth: inf", "from -0.1 to 0.1"]),
    ([*GRID, "behaviour.stay=nan"], ["behaviour.stay: nan", "number"]),
    ([*GRID, "observe.households_years=[1999]"], ["observe.households_years: 1999", "2025"]),
    ([*TRAM, "policy.tram.intensity=2"], ["policy.tram.intensity: 2", "number from 0 to 1"]),
    ([*TRAM, "policy.tram.intensity=strong"], ["policy.tram.intensity: 'strong'", "number"]),
    ([*TRAM, "policy.tram.open_year=1900"], ["policy.tram.open_year: 1900", "1990 to 2100"]),
    ([*TRAM, "policy.tram.stops=[[1,2],[nan,3]]"], ["policy.tram.stops: nan", "lists of 2 number"]),
    ([*TRAM, "policy.tram.stops=[[1,2],[3]]"], ["policy.tram.stops", "lists of 2 numbers"]),
    ([*TRAM, "policy.tram.target=[]"], ["policy.tram.target", "empty", "worst_first"]),
    (
        [*GRID, "policy=[centre_regeneration]", "policy.centre_regeneration.life_stages=[yung]"],
        ["life_stages: ['yung']", "a list of young, families, middle, elderly"],
    ),
    (
        ["city=tampere", "city.households=4000", "policy=[peltolammi_centre]"],
        ["there is no 'Peltolammi'", "merged with a neighbour", "more households"],
    ),
    ([*TRAM, "policy.tram.start_year=2020", "policy.tram.open_year=2030"], ["2020", "2026"]),
    ([*GRID, "city.boundaries=none.geojson"], ["city.boundaries: there is no file 'none.geojson'"]),
    ([*GRID, "city.rings=x"], ["city.rings: 'x'", "a list of keys with values"]),
    ([*TRAM, "policy.tram.target={a: 1}"], ["policy.tram.target", "text"]),
    ([*TRAM, "policy.tram=3"], ["policy.tram: 3", "policy.tram.intensity"]),
    ([*TRAM, "policy.tram.kind=infill"], ["policy.tram.kind", "+policy@policy.tram"]),
    # form
    ([*GRID, "years"], ["'years'", "key=value"]),
    ([*GRID, "=3"], ["'=3'", "key=value"]),
    ([*GRID, "@x=3"], ["'@x=3'", "key=value"]),
    ([*GRID, "~"], ["'~'", "key=value"]),
    ([*GRID, "+"], ["'+'", "key=value"]),
    ([*GRID, "a b=3"], ["'a b'", "letters a-z"]),
    ([*GRID, "yeärs=3"], ["'yeärs'", "letters a-z"]),
    ([*GRID, "years@x=3"], ["years@x=3", "only a policy"]),
    ([*GRID, "years=???"], ["years: '???'", "write the value itself"]),
    ([*GRID, "years=[3"], ["years", "'[3'"]),
    ([*GRID, "years==3"], ["years", "'=3'"]),
    ([*GRID, "seed=1,2"], ["seed", "2 values", "-m"]),
    ([*GRID, "years=${oc.env:HOME}"], ["years", "write the value itself"]),
    ([*GRID, "hydra.run.dir=x"], ["hydra.run.dir", "no such key"]),
    (["city=[grid]"], ["city: ['grid']"]),
    ([*GRID, "~city"], ["~city", "only policies"]),
    ([*GRID, "~years"], ["~years", "only policies"]),
    ([*GRID, "~policy"], ["~policy", "policy=[]"]),
    ([*GRID, "~policy.tram"], ["~policy.tram", "no scenario"]),
    ([*GRID, "policy={tram: 1}"], ["policy", "list of names"]),
    ([*GRID, "policy=[tram,tram]"], ["policy", "'tram' is listed twice"]),
    ([*TRAM, "+policy@policy.tram=infill"], ["policy", "same name"]),
    ([*TRAM, "+policy@tram=infill"], ["+policy@policy.<name>=<policy>"]),
    ([*GRID, "+driver@driver.x=decline"], ["only a policy"]),
    ([*GRID, "market=3"], ["market: 3", "market."]),
    ([*GRID, "market.rounds.x=3"], ["market.rounds", "one value"]),
    ([*GRID, "behaviour=mixed", "behaviours=[mixed]"], ["behaviour", "not both"]),
    (["-m", *GRID, "years=1,300"], ["years: 300", "from 1 to 200"]),
]


@pytest.mark.parametrize(("arguments", "expected"), CASES, ids=" ".join)
def test_mistakes(arguments, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["run", *arguments]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    for part in expected:
        assert part in shown.err
    for word in ("Traceback", "Hydra", "hydra.cc", "pydantic", "OmegaConf", "struct"):
        assert word not in shown.err.replace("hydra.run.dir", "")
    assert list(tmp_path.iterdir()) == []


def test_every_problem_is_told_at_once(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    given = [*TRAM, "years=0", "mobility.owner=7", "policy.tram.intensity=3"]
    assert main(["run", *given]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 3
    assert all(line.startswith("segsim: ") for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "empty"),
        ("scenarios: [", "YAML"),
        ("scenarios: {baseline: [policy=[tram]]}", "in quotes: 'policy=[tram]'"),
        ("scenarios: {baseline: [years=1,2]}", "scenarios.baseline: ['years=1', 2]"),
        ("scenarios: {baseline: 3}", "scenarios.baseline: 3"),
        ("scenarios: {baseline: [], baseline: [years=3]}", "'baseline' stands there twice"),
        ("scenarios: {baseline: [city=tampre]}", "'tampere'"),
        ("seeds: []", "seeds: []"),
        ("behaviours: [mixd]", "'mixed'"),
        ("base: [cty=grid]", "'city'"),
        ("!!python/object/apply:os.system [x]", "YAML"),
        ("senarios: {}", "senarios"),
        ("scenarios: {a: [policy=none_such]}\nbaseline: a", "scenario a"),
        ("scenarios: {a: [replications=3]}\nbaseline: a", "replications=3"),
        ("scenarios: {a: [years]}\nbaseline: a", "'years'"),
        ("scenarios: {a: []}", "no scenario 'baseline'"),
        ("scenarios: {'a b': []}\nbaseline: a b", "'a b'"),
        ("replications: many", "replications"),
        ("- a", "keys with values"),
    ],
)
def test_a_broken_study_is_refused_with_its_place(text, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "experiments" / "mine"
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(text)
    assert main(["run", "study=mine"]) == 2
    shown = capsys.readouterr().err
    assert expected in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("policy/mine", "defaults: [tram@_here_, _self_]\nopen_year: 2030\n", "@package"),
        ("policy/mine", "# @package policy.mine\ndefaults: [tram@_here_, _self_]\nx: 1\n", "x"),
        ("policy/mine", "# @package policy.mine\n_target_: os.system\n", "policy.mine"),
        ("policy/mine", "a: [", "mine.yaml"),
        ("policy/mine", "# @package policy.mine\ndefaults: tram\n", "defaults must be a list"),
        ("policy/mine", "# @package policy.mine\ndefaults: [mine@_here_]\n", "circle"),
        ("policy/mine", "# @package policy.mine\ndefaults: [trm@_here_]\n", "trm.yaml"),
        ("policy/mine", b"\xff\xfe", "not UTF-8"),
        ("driver/mine", "groth: 1\n", "driver.groth"),
        ("driver/mine", "- growth", "configs/driver/mine.yaml: there is something else"),
        ("city/mine", "kind: [", "mine.yaml: row 1: this is not readable as YAML"),
        ("city/mine", "kind: table\ntable: none.csv\n", "there is no file 'none.csv'"),
        ("city/mine", "kind: castle\n", "city.kind"),
    ],
)
def test_a_broken_preset_is_refused(name, text, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "configs" / f"{name}.yaml"
    path.parent.mkdir(parents=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    group = name.split("/")[0]
    base = [] if group == "city" else ["city=grid"]
    assert main(["run", *base, f"{group}=mine"]) == 2
    shown = capsys.readouterr().err
    assert expected in shown
    assert "Traceback" not in shown
    assert not (tmp_path / "results").exists()


def test_a_preset_with_the_name_of_a_module_is_refused(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "configs" / "policy" / "tram.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("# @package policy.tram\nkind: tram\n")
    assert main(["run", *TRAM]) == 2
    assert "tram.yaml has the name of a policy module" in capsys.readouterr().err


def test_a_folder_in_the_place_of_a_study_is_no_study(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "experiments" / "mine" / "study.yaml").mkdir(parents=True)
    assert main(["run", "study=mine"]) == 2
    assert "there is no 'mine'" in capsys.readouterr().err


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_a_folder_that_cannot_be_made_is_named(place, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "file").write_text("a file")
    assert main(["run", *GRID, f"out={place}"]) == 2
    shown = capsys.readouterr().err
    assert f"out: cannot write into {place!r}" in shown
    assert "Traceback" not in shown
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_may_not_be_written_is_named(capsys, tmp_path, monkeypatch):
    """Root may write anywhere, so the refusal is played."""
    monkeypatch.chdir(tmp_path)

    def refuse(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main(["run", *GRID, "out=there"]) == 2
    assert "out: cannot write into 'there': Permission denied" in capsys.readouterr().err
