import subprocess
import sys
import time

import pytest

from segsim.cli.main import LATER, VERBS, main

HEAVY = ("hydra", "numba", "mesa", "pandas", "matplotlib", "numpy", "pydantic")


def test_help_is_light_and_quick():
    code = (
        "import sys\n"
        "from segsim.cli.main import main\n"
        "import segsim\n"
        "code = main(['--help'])\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], code)\n"
    )
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert time.perf_counter() - start < 0.5
    assert done.stdout.splitlines()[-1] == "[] 0"
    assert all(f"  {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb, capsys):
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert f"segsim {verb}" in capsys.readouterr().out


@pytest.mark.parametrize("verb", LATER)
def test_planned_verbs_say_so(verb, capsys):
    assert main([verb]) == 2
    text = capsys.readouterr().err
    assert "not available yet in this version" in text
    assert "run, list" in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["rnu"], "'run'"),
        (["comprae"], "'compare'"),
        (["city=grid"], "forget the verb"),
        (["list", "polcies"], "'policies'"),
        (["list"], "KIND"),
        (["run", "--shrad", "1/2"], "--shard"),
        (["run", "--shard", "3/2"], "'3/2'"),
        (["run", "--shard", "x"], "'x'"),
        (["run", "-m", "years=3"], "no key has several values"),
        (["compare"], "DIR"),
        (["compare", "results/nothing"], "no results folder"),
        (["clean", "results/nothing"], "no results folder"),
        (["import", "nothing.csv"], "nothing.csv"),
    ],
)
def test_mistakes_are_named_and_exit_with_2(arguments, expected, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    text = capsys.readouterr().err
    assert expected in text
    assert "Traceback" not in text
    assert list(tmp_path.iterdir()) == []


def test_the_version_is_printed(capsys):
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.strip()[0].isdigit()


def test_an_interruption_exits_with_130(monkeypatch, capsys):
    def interrupt(_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("segsim.cli.doctor_command.command", interrupt)
    assert main(["doctor"]) == 130
    assert "interrupted" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("cities", "tampere"),
        ("drivers", "decline"),
        ("behaviours", "anchored"),
        ("indices", "dissimilarity"),
        ("studies", "tampere_policies"),
        ("policies", "tram"),
        ("benchmarks", "T8"),
    ],
)
def test_lists_hold_a_name_two_spaces_and_a_sentence(kind, name, capsys):
    assert main(["list", kind]) == 0
    lines = capsys.readouterr().out.splitlines()
    found = dict(line.split("  ", 1) for line in lines)
    assert found[name].strip()


def test_doctor_says_what_there_is(capsys):
    assert main(["doctor"]) == 0
    text = capsys.readouterr().out
    assert all(f"{name}  " in text for name in ("python", "numba", "cores", "model epoch"))
