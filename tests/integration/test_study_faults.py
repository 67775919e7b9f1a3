"""What happens to a study when something goes wrong."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import segsim
from segsim.cli.main import main
from segsim.study.plan import plan
from segsim.study.store import settled_file

STUDY = ["city=grid", "city.households=2000", "years=3", "burn_in.years=2", "executor.workers=2"]
SCRIPT = """
import signal, sys
from segsim.cli.main import main
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` has it ignored
sys.exit(main(sys.argv[1:]))
"""

pytestmark = pytest.mark.slow


@pytest.fixture
def start() -> Iterator[Callable[..., subprocess.Popen]]:
    started = []

    def begin(*arguments: str) -> subprocess.Popen:
        command = [sys.executable, "-c", SCRIPT, "run", *STUDY, "--no-figures", *arguments]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def wait_for(condition: Callable[[], object], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def done(out: Path) -> list[Path]:
    return list(out.glob("runs/*/manifest.json"))


def workers(parent: int) -> list[int]:
    """The ids of a process's children that run tasks."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    return [pid for pid in map(int, children) if b"spawn_main" in command_line(pid)]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds worker processes in /proc")
def test_a_killed_worker_loses_no_run(start, tmp_path):
    process = start("replications=6", f"out={tmp_path}")
    wait_for(lambda: done(tmp_path))
    os.kill(workers(process.pid)[0], signal.SIGKILL)
    text, _ = process.communicate(timeout=180)
    assert process.returncode == 0, text
    assert len(done(tmp_path)) == 6
    assert not (tmp_path / "failed").exists()
    assert not (tmp_path / ".partial").exists()


def test_an_interrupted_study_keeps_what_is_finished_and_goes_on_later(
    start, one_process, tmp_path, capsys
):
    given = ["replications=8", "years=10", f"out={tmp_path}"]  # long enough to be interrupted
    process = start(*given)
    wait_for(lambda: done(tmp_path))
    process.send_signal(signal.SIGINT)
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 130, text
    assert "Traceback" not in text
    kept = len(done(tmp_path))
    assert 1 <= kept < 8
    assert len(list((tmp_path / "runs").iterdir())) == kept
    assert not (tmp_path / ".partial").exists()
    assert main(["run", *STUDY, *given, "--no-figures"]) == 0
    assert f"{kept} of 8 runs were there already" in capsys.readouterr().err
    assert len(done(tmp_path)) == 8


def test_a_failed_run_is_listed_and_tried_again(one_process, tmp_path, capsys):
    given = ["run", *STUDY, "replications=3", f"out={tmp_path}", "--no-figures"]
    runs = {run.seed: run for run in plan([*STUDY, "replications=3"]).runs}
    broken = settled_file(tmp_path, runs[2].specification.burn_in_key())
    broken.parent.mkdir(parents=True)
    broken.write_text("this is no city")
    assert main(given) == 1
    text = capsys.readouterr().err
    assert "failed: baseline, mixed, seed 2" in text
    assert "1 of 3 runs failed" in text
    assert len(done(tmp_path)) == 2
    reason = (tmp_path / "failed" / f"{runs[2].key}.txt").read_text()
    assert reason.startswith("baseline, mixed, seed 2\n")
    states = segsim.load(tmp_path).runs.set_index("seed")["status"].to_dict()
    assert states == {1: "done", 2: "failed", 3: "done"}
    broken.unlink()
    assert main(given) == 0
    assert len(done(tmp_path)) == 3
    assert not (tmp_path / "failed").exists()


def test_fail_fast_stops_the_study(start, tmp_path):
    runs = plan([*STUDY, "replications=8"]).runs
    for run in runs[:2]:
        broken = settled_file(tmp_path, run.specification.burn_in_key())
        broken.parent.mkdir(parents=True, exist_ok=True)
        broken.write_text("this is no city")
    process = start("replications=8", f"out={tmp_path}", "fail_fast=true")
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 1
    assert "stops at its first failure" in text
    assert len(done(tmp_path)) < 6


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_named(start, tmp_path):
    tmp_path.chmod(0o500)
    process = start(f"out={tmp_path / 'out'}")
    text, _ = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "cannot write" in text
