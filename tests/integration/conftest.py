"""Studies in this process, and studies as a user starts them: real processes, ended in any case."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest

import segsim
from segsim.study.processes import Here

FAULTY = Path(__file__).parent / "faulty"
"""A distribution of policies that go wrong, and a clock that jumps."""
SCRIPT = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's `&` has it ignored
from segsim.cli.main import main
sys.exit(main())
"""
TABLES = ("indicators", "areas", "ledger")


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let studies run in this process, which has the kernels loaded."""
    monkeypatch.setattr("segsim.study.work.local_pool", Here)


def wait_for(condition: Callable[[], object], seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def runs(out: Path) -> list[Path]:
    return sorted(path.parent for path in out.glob("runs/*/manifest.json"))


def whole(out: Path) -> bool:
    """Whether every run that is there can be read, and nothing else stands beside them."""
    assert sorted((out / "runs").iterdir()) == runs(out) if (out / "runs").is_dir() else True
    if runs(out):
        results = segsim.load(out)
        for name in TABLES:
            results.table(name)
    return True


def content(out: Path) -> dict[str, object]:
    """What a study has found, to the bit: every table and the digest of every final state."""
    found: dict[str, object] = {
        f"{path.parent.name}/{path.name}": path.read_bytes()
        for path in out.glob("runs/*/*.parquet")
    }
    states = segsim.load(out).runs
    return found | dict(zip(states["key"], states["digest"], strict=True))


@dataclass
class Started:
    """A study in a process of its own."""

    out: Path
    process: subprocess.Popen[str]
    mark: str

    def end(self, seconds: float = 180.0) -> tuple[int, str]:
        """Return its exit code and what it said."""
        text, _ = self.process.communicate(timeout=seconds)
        return self.process.returncode, text

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    def family(self) -> set[int]:
        """The ids of all living processes that descend from it."""
        return {pid for pid in _processes() if self.mark.encode() in _read(pid, "environ")}

    def workers(self) -> list[int]:
        """The ids of its processes that run tasks."""
        return [pid for pid in self.family() if b"spawn_main" in _read(pid, "cmdline")]


def _processes() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdigit()]


def _read(pid: int, name: str) -> bytes:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        return b"" if state == "Z" else Path(f"/proc/{pid}/{name}").read_bytes()
    except OSError:
        return b""


@dataclass
class Studies:
    """Starts studies, and ends what a test has left of them."""

    started: list[Started] = field(default_factory=list)

    def start(self, out: Path, *arguments: str, **environment: str) -> Started:
        mark = uuid4().hex
        path = os.pathsep.join([str(FAULTY), os.environ.get("PYTHONPATH", "")])
        command = [sys.executable, "-c", SCRIPT, "run", *arguments, f"out={out}", "--no-figures"]
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "PYTHONPATH": path, "STUDY_MARK": mark, **environment},
        )
        self.started.append(Started(out, process, mark))
        return self.started[-1]

    def run(self, out: Path, *arguments: str, **environment: str) -> tuple[int, str]:
        return self.start(out, *arguments, **environment).end()

    def close(self) -> None:
        for study in self.started:
            study.process.kill()
            study.process.wait()
            for pid in study.family():  # only what this test has started carries its mark
                os.kill(pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def studies() -> Iterator[Studies]:
    if not Path("/proc/self/environ").exists():
        pytest.skip("finds processes in /proc")
    studies = Studies()
    yield studies
    studies.close()


@pytest.fixture
def look() -> "type[Look]":
    """What a test looks at."""
    return Look


class Look:
    wait_for = staticmethod(wait_for)
    runs = staticmethod(runs)
    whole = staticmethod(whole)
    content = staticmethod(content)
