"""What a study that goes wrong leaves behind."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from segsim.registry import StoppedError, UserError
from segsim.study import runner
from segsim.study.plan import plan
from segsim.study.processes import Here
from segsim.study.record import write_study
from segsim.study.report import Report
from segsim.study.results import load
from segsim.study.runner import run_study
from segsim.study.store import is_done, log_file, run_folder, write_run
from segsim.study.worker import settle, simulate, tasks


def test_a_mistake_that_shows_late_costs_a_city_nothing_that_is_finished(tmp_path, monkeypatch):
    study = plan(["city=grid", "city.households=2000", "years=1", "replications=1"])
    study = study.moved(str(tmp_path / "new" / "study"))
    key = study.runs[0].key

    def finish_and_fail(*_):
        write_run(study.out, key, {}, {"key": key})
        raise UserError("a file is damaged")

    monkeypatch.setattr(runner, "compute", finish_and_fail)
    with pytest.raises(UserError):
        runner.run_study(study)
    assert is_done(study.out, key)


SMALL = ["city=grid", "city.households=2000", "years=1", "burn_in.years=0", "replications=2"]


def test_a_run_that_somebody_else_finished_meanwhile_is_not_computed_again(tmp_path, monkeypatch):
    monkeypatch.setattr("segsim.study.work.local_pool", Here)
    study = plan(SMALL).moved(str(tmp_path))
    first = study.runs[0].key

    def tasks_after_a_visit(*given):
        write_run(tmp_path, first, {}, {"key": first})
        return tasks(*given)

    monkeypatch.setattr("segsim.study.worker.tasks", tasks_after_a_visit)
    report = run_study(study)
    assert (report.done, report.cached, report.complete) == (1, 1, True)
    assert "somebody else has finished it" in log_file(tmp_path, first).read_text()
    assert [path.name for path in run_folder(tmp_path, first).iterdir()] == ["manifest.json"]


def test_a_worker_of_another_version_computes_nothing(tmp_path, monkeypatch):
    study = plan(SMALL).moved(str(tmp_path))
    (task, *_) = tasks(tmp_path, tmp_path / ".partial", study.runs)
    outcome = simulate(replace(task.make(), key="0" * 64))
    assert outcome.state == "failed"
    assert "this worker has another version of segsim" in outcome.reason
    assert not (tmp_path / "runs").exists()


def test_a_settled_city_that_vanishes_changes_no_bit(tmp_path):
    given = [*SMALL, "replications=1", "policy=[tram]", "policy.tram.open_year=2027"]
    study = plan(given).moved(str(tmp_path))
    burn_in, first, second = tasks(tmp_path, tmp_path / ".partial", study.runs)
    assert settle(burn_in.make()).state == "done"
    assert simulate(first.make()).state == "done"
    write_study(study)
    (digest,) = load(tmp_path).runs.dropna()["digest"]
    run = run_folder(tmp_path, first.name)
    run.rename(tmp_path / "before")
    shutil.rmtree(tmp_path / "settled")
    assert simulate(first.make()).state == "done"
    assert simulate(second.make()).state == "done"
    assert load(tmp_path).runs.set_index("key").loc[first.name, "digest"] == digest
    for table in (tmp_path / "before").glob("*.parquet"):
        assert (run / table.name).read_bytes() == table.read_bytes()


def test_a_report_says_how_busy_workers_were():
    report = Report(Path("x"), 8, workers=2, done=8, seconds=12.0, startup=2.0, busy=19.0)
    assert report.summary == (
        "8 runs computed in 12 s (start-up 2.0 s; 2 workers busy 95% of the time since)"
    )
    assert report.complete


def test_a_stop_says_what_is_kept_and_takes_nothing(tmp_path, monkeypatch):
    study = plan(SMALL).moved(str(tmp_path))
    key = study.runs[1].key

    def fill_the_disk(*_):
        write_run(tmp_path, key, {}, {"key": key})
        raise StoppedError("the disk is full")

    monkeypatch.setattr(runner, "compute", fill_the_disk)
    with pytest.raises(StoppedError) as raised:
        run_study(study)
    assert str(raised.value) == f"the disk is full. 1 of 2 runs are finished and kept in {tmp_path}"
    assert is_done(tmp_path, key)
    assert not (tmp_path / ".partial").exists()
