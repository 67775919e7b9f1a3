"""Studies without processes of their own, for tests of anything but the processes."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest


class HerePool:
    """Runs every task at once in the calling process, which has the kernels loaded."""

    def __init__(self, workers: int) -> None:
        self.workers = workers

    def wake(self, ready: Callable[[], None]) -> None:
        ready()

    def submit(self, function: Callable[[Any], Any], argument: Any) -> Future[Any]:
        future: Future[Any] = Future()
        try:
            future.set_result(function(argument))
        except Exception as error:
            future.set_exception(error)
        return future

    def end(self) -> None:
        pass


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let studies run in this process."""
    monkeypatch.setattr("segsim.study.runner.LocalPool", HerePool)
