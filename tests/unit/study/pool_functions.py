"""Functions that worker processes of the pool tests import."""

import os
import signal
import time
from pathlib import Path


def double(number: int) -> int:
    return 2 * number


def raise_error(text: str) -> None:
    raise ValueError(text)


def die(_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_once(mark: str) -> str:
    """Die on the first call, return on the second: as if somebody had killed the process."""
    path = Path(mark)
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "second time"


def slow(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def environment(names: list[str]) -> list[str | None]:
    return [os.environ.get(name) for name in names]


def linger(mark: str) -> None:
    """Write the process id and wait: somebody else has to end it."""
    Path(mark).write_text(str(os.getpid()))
    time.sleep(60)
