"""Studies on the workers of a Dask scheduler that somebody has started (extra ``cluster``)."""

import logging
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from contextlib import suppress
from importlib import import_module
from time import monotonic
from types import ModuleType
from typing import Any

from segsim.registry import StoppedError, UserError
from segsim.study.processes import load
from segsim.study.progress import say

SECONDS_TO_ANSWER = 10
SECONDS_BETWEEN_LOOKS = 2.0
SECONDS_UNTIL_TOLD = 10.0


class DaskPool:
    """The workers of a Dask scheduler.

    Dask runs a task again when its worker dies, so that one run may be computed twice; it gives
    up after several deaths, and then that task alone is a suspect. Workers come and go: as many
    tasks are in flight as they have threads at the time.

    Parameters
    ----------
    address
        Of the scheduler, e.g. ``tcp://127.0.0.1:8786``.

    Raises
    ------
    UserError
        When Dask is not installed or no scheduler answers.
    """

    def __init__(self, address: str) -> None:
        self._dask = _distributed()
        _quiet()
        self.address = address
        try:
            self._client = self._dask.Client(
                address, timeout=SECONDS_TO_ANSWER, set_as_default=False
            )
        except (OSError, ValueError, TypeError) as error:
            raise UserError(
                f"executor.address: no Dask scheduler answers at {address!r} "
                f"({' '.join(str(error).split())}); start one with 'dask scheduler'."
            ) from None
        self._executor = self._client.get_executor(pure=False)
        self._threads, self._looked = 0, -SECONDS_BETWEEN_LOOKS
        self._empty_since: float | None = None

    @property
    def workers(self) -> int:
        """Threads of all workers there are just now."""
        now = monotonic()
        if now - self._looked >= SECONDS_BETWEEN_LOOKS:
            self._looked = now
            with suppress(OSError, self._dask.TimeoutError):
                self._threads = sum(self._client.nthreads().values())
            self._tell_of_emptiness(now)
        return self._threads

    def _tell_of_emptiness(self, now: float) -> None:
        if self._threads:
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = now
        elif now - self._empty_since >= SECONDS_UNTIL_TOLD:
            self._empty_since = now
            say(
                f"the scheduler at {self.address} has no workers; the study goes on when one "
                f"comes: dask worker {self.address} --nthreads 1"
            )

    def wake(self, module: str) -> None:
        """Let every worker load a module; those that come later do so with their first task."""
        with suppress(OSError, self._dask.TimeoutError):
            problems = self._client.run(load, module, on_error="return")
            for worker, problem in problems.items():
                if isinstance(problem, Exception):
                    raise UserError(
                        f"executor: the worker at {worker} cannot load segsim "
                        f"({type(problem).__name__}: {problem}); install the same version there."
                    )

    def submit(self, function: Callable[[Any], Any], argument: Any, /) -> Future[Any]:  # noqa: ANN401
        """Do a task some time."""
        theirs: Future[Any] = self._executor.submit(function, argument)
        ours: Future[Any] = Future()
        theirs.add_done_callback(lambda ended: self._hand_on(ended, ours))
        return ours

    def _hand_on(self, ended: Future[Any], ours: Future[Any]) -> None:
        problem = BrokenExecutor() if ended.cancelled() else ended.exception()
        if isinstance(problem, self._dask.KilledWorker):
            problem = BrokenExecutor(str(problem))
        if problem is None:
            ours.set_result(ended.result())
        else:
            ours.set_exception(problem)

    def mend(self) -> bool:
        """Go on: the scheduler has replaced what it could, other tasks are in flight still."""
        if self._client.status != "running":
            raise StoppedError(f"the scheduler at {self.address} is gone")
        return False

    def end(self) -> None:
        """Give back what has not begun; the scheduler and its workers are somebody else's."""
        with suppress(Exception):  # a scheduler that is gone has nothing to give back
            self._executor.shutdown(wait=False)
            self._client.close(timeout=SECONDS_TO_ANSWER)


def _quiet() -> None:
    """Let Dask's loggers, each with a level of its own, say nothing: what matters is told here."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] in {"distributed", "tornado", "asyncio"}:
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


def _distributed() -> ModuleType:
    try:
        return import_module("distributed")
    except ImportError:
        raise UserError(
            "executor=dask: Dask is not installed; install segsim[cluster], or leave executor out."
        ) from None
