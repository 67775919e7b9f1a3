"""A study on a Dask cluster of this machine: a scheduler and two workers, real processes."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("distributed")

GIVEN = ["city=grid", "city.households=2000", "years=10", "burn_in.years=2", "policy=[tram]"]
GIVEN += ["replications=10"]
DASK = Path(sys.executable).with_name("dask")

pytestmark = pytest.mark.slow


class Cluster:
    """A scheduler and its workers, started by their commands and ended by their ids."""

    def __init__(self, folder, wait_for):
        self.folder, self.wait_for = folder, wait_for
        self.file = folder / "scheduler.json"
        self.processes = []
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        self.scheduler = self.start(*scheduler, "--scheduler-file", str(self.file))
        wait_for(self.file.exists, 60)
        self.address = json.loads(self.file.read_text())["address"]

    def start(self, *arguments):
        with (self.folder / f"{len(self.processes)}.log").open("wb") as log:
            process = subprocess.Popen(
                [str(DASK), *arguments], stdout=log, stderr=log, cwd=self.folder
            )
        self.processes.append(process)
        return process

    def worker(self):
        where = ["--host", "127.0.0.1", "--local-directory", str(self.folder / "local")]
        return self.start("worker", self.address, "--nthreads", "1", "--no-nanny", *where)

    def end(self):
        for process in reversed(self.processes):
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path, look):
    cluster = Cluster(tmp_path, look.wait_for)
    yield cluster
    cluster.end()


def on(cluster):
    return ["executor=dask", f"executor.address={cluster.address}"]


def test_a_cluster_that_loses_a_worker_finds_the_same_to_the_bit(studies, look, cluster, tmp_path):
    code, text = studies.run(tmp_path / "local", *GIVEN)
    assert code == 0, text
    first, _ = cluster.worker(), cluster.worker()
    out = tmp_path / "out"
    study = studies.start(out, *GIVEN, *on(cluster))
    look.wait_for(lambda: len(look.runs(out)) >= 2)
    os.kill(first.pid, 9)
    first.wait()
    cluster.worker()
    code, text = study.end()
    assert code == 0, text
    # A worker killed between writing a run and telling of it leaves a run that is there already.
    done, there = map(
        int, re.search(r"20/20 runs, (\d+) done, 0 failed, (\d+) cached", text).groups()
    )
    assert (done + there, there <= 1) == (20, True)
    assert look.content(out) == look.content(tmp_path / "local")
    assert not (out / ".partial").exists()
    assert not (out / "settled").exists()


def test_a_scheduler_that_goes_stops_the_study_and_says_so(studies, look, cluster, tmp_path):
    cluster.worker()
    out = tmp_path / "out"
    study = studies.start(out, *GIVEN, *on(cluster))
    look.wait_for(lambda: look.runs(out))
    os.kill(cluster.scheduler.pid, 9)
    code, text = study.end()
    assert code == 1, text
    assert f"the scheduler at {cluster.address} is gone" in text
    assert "go on with: segsim run" in text
    assert "Traceback" not in text
    assert look.whole(out)
    assert studies.run(out, *GIVEN)[0] == 0


def test_a_study_waits_for_workers_and_says_so(studies, look, cluster, tmp_path):
    study = studies.start(tmp_path / "out", *GIVEN, "replications=1", *on(cluster))
    line = ""
    while "has no workers" not in line:
        line = study.process.stdout.readline()
        assert line, "it ended without a word"
    cluster.worker()
    code, text = study.end()
    assert code == 0, text


def test_a_run_that_raises_on_a_cluster_fails_alone(studies, look, cluster, tmp_path):
    path = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent / "faulty"), path])
    try:
        cluster.worker()
    finally:
        os.environ["PYTHONPATH"] = path
    raising = ["policy=[raising]", "replications=3"]
    code, text = studies.run(tmp_path / "out", *GIVEN, *raising, *on(cluster))
    assert code == 1, text
    assert "5 done, 1 failed" in text
    assert "ArithmeticError: it does not add up" in text
