"""A study whose workers die, whose runs fail, or which is told to end."""

import os
import signal

import pytest

import segsim
from segsim.cli.main import main
from segsim.study.plan import plan
from segsim.study.store import settled_file

STUDY = ["city=grid", "city.households=2000", "years=3", "burn_in.years=2", "executor.workers=2"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reference(studies, tmp_path_factory):
    """A study of six replications that nothing happened to."""
    out = tmp_path_factory.mktemp("reference") / "out"
    code, text = studies.run(out, *STUDY, "policy=[tram]", "replications=6")
    assert code == 0, text
    return out


def test_a_killed_worker_loses_no_run(studies, look, reference, tmp_path):
    study = studies.start(tmp_path, *STUDY, "policy=[tram]", "replications=6")
    look.wait_for(lambda: look.runs(tmp_path))
    os.kill(study.workers()[0], signal.SIGKILL)
    code, text = study.end()
    assert code == 0, text
    assert "0 failed" in text
    assert not (tmp_path / "failed").exists()
    assert not (tmp_path / ".partial").exists()
    assert look.content(tmp_path) == look.content(reference)


def test_a_run_whose_worker_is_killed_once_is_computed_again(studies, look, tmp_path):
    struck = ["policy=[struck]", f"policy.struck.mark={tmp_path / 'mark'}", "replications=6"]
    code, text = studies.run(tmp_path / "out", *STUDY, *struck)
    assert code == 0, text
    assert (tmp_path / "mark").exists()
    assert len(look.runs(tmp_path / "out")) == 12
    assert not (tmp_path / "out" / "failed").exists()


def test_a_run_that_always_kills_its_worker_fails_alone(studies, look, tmp_path):
    code, text = studies.run(tmp_path, *STUDY, "policy=[poison]", "replications=6")
    assert code == 1, text
    assert "1 of 12 runs failed" in text
    states = segsim.load(tmp_path).runs
    failed = states[states["status"] == "failed"]
    assert failed[["scenario", "seed"]].to_numpy().tolist() == [["policy", 2]]
    assert (states["status"] == "done").sum() == 11
    (reason,) = (tmp_path / "failed").iterdir()
    assert "the process that ran it died" in reason.read_text()
    log = (tmp_path / "logs" / f"{failed['key'].iloc[0]}.log").read_text()
    assert log.count("the run begins") == 2  # among others, then alone
    assert look.whole(tmp_path)


def test_a_run_that_raises_is_listed_with_its_log_and_tried_again(studies, look, tmp_path):
    raising = [*STUDY, "policy=[raising]", "replications=4"]
    code, text = studies.run(tmp_path, *raising)
    assert code == 1, text
    assert "failed: policy, mixed, seed 2: ArithmeticError: it does not add up (see" in text
    assert "7 done, 1 failed, 0 cached" in text
    (log,) = [p for p in (tmp_path / "logs").iterdir() if "Traceback" in p.read_text()]
    assert str(log) in text
    assert " 2026" in log.read_text()
    assert " 2027" not in log.read_text().replace("2027-", "")
    code, text = studies.run(tmp_path, *raising)
    assert code == 1
    assert "7 of 8 runs were there already" in text
    assert log.read_text().count("Traceback") == 2


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_an_ended_study_keeps_what_is_finished_and_says_how_to_go_on(
    studies, look, one_process, tmp_path, capsys, number
):
    given = [*STUDY, "replications=8", "years=10"]  # long enough to be interrupted
    study = studies.start(tmp_path, *given)
    look.wait_for(lambda: look.runs(tmp_path))
    study.signal(number)
    code, text = study.end(60)
    assert code == 130, text
    assert "Traceback" not in text
    kept = len(look.runs(tmp_path))
    assert 1 <= kept < 8
    assert f"{kept} of 8 runs are finished and kept in {tmp_path}" in text
    assert "go on with: segsim run city=grid" in text
    assert look.whole(tmp_path)
    assert not (tmp_path / ".partial").exists()
    look.wait_for(lambda: not study.family(), 5)
    assert main(["run", *given, f"out={tmp_path}", "--no-figures"]) == 0
    assert f"{kept} of 8 runs were there already" in capsys.readouterr().err
    assert len(look.runs(tmp_path)) == 8


def test_a_failed_run_is_listed_and_tried_again(one_process, look, tmp_path, capsys):
    given = ["run", *STUDY, "replications=3", f"out={tmp_path}", "--no-figures"]
    runs = {run.seed: run for run in plan([*STUDY, "replications=3"]).runs}
    broken = settled_file(tmp_path, runs[2].specification.burn_in_key())
    broken.parent.mkdir(parents=True)
    broken.write_text("this is no city")
    assert main(given) == 1
    text = capsys.readouterr().err
    assert "failed: baseline, mixed, seed 2" in text
    assert "1 of 3 runs failed" in text
    reason = (tmp_path / "failed" / f"{runs[2].key}.txt").read_text()
    assert reason.startswith("baseline, mixed, seed 2\n")
    states = segsim.load(tmp_path).runs.set_index("seed")["status"].to_dict()
    assert states == {1: "done", 2: "failed", 3: "done"}
    broken.unlink()
    assert main(given) == 0
    assert len(look.runs(tmp_path)) == 3
    assert not (tmp_path / "failed").exists()


def test_fail_fast_stops_the_study(studies, look, tmp_path):
    raising = ["policy=[raising]", "policy.raising.seed=1", "replications=8", "fail_fast=true"]
    code, text = studies.run(tmp_path, *STUDY, *raising)
    assert code == 1
    assert "stops at its first failure" in text
    assert len(look.runs(tmp_path)) < 12
