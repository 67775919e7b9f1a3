"""Worker processes: one thread each, ended with their parent, known so that they can be ended."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from importlib import import_module
from multiprocessing import parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Thread
from typing import Any, Protocol

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)


@contextmanager
def _as_a_worker_needs_it() -> Iterator[None]:
    """Start a process with one thread a library, and without re-running the caller's script.

    Tasks are functions of importable modules, so that ``__main__`` is of no use to a worker;
    hiding it lets a script call :func:`segsim.run` without a ``__name__`` guard.
    """
    before = {name: os.environ.get(name) for name in THREADS}
    main = sys.modules["__main__"]
    hidden = {name: main.__dict__.pop(name) for name in ("__file__",) if name in main.__dict__}
    module_spec = getattr(main, "__spec__", None)
    main.__spec__ = None
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        main.__dict__.update(hidden)
        main.__spec__ = module_spec
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


class _Process(SpawnProcess):
    """A worker process with an environment of its own."""

    def start(self) -> None:
        with _as_a_worker_needs_it():
            super().start()


class _Context(SpawnContext):
    """Starts worker processes and knows every one of them."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Process] = []

    def Process(self, *arguments: Any, **named: Any) -> _Process:  # type: ignore[override] # noqa: ANN401, N802
        process = _Process(*arguments, **named)
        self.started.append(process)
        return process


class Pool(Protocol):
    """Where tasks are done: an executor that can be mended."""

    @property
    def workers(self) -> int:
        """How many tasks it does at a time; it may change while it works."""

    def wake(self, module: str) -> None:
        """Start, and load a module and what it needs."""

    def submit(self, function: Callable[[Any], Any], argument: Any, /) -> Future[Any]:  # noqa: ANN401
        """Do a task some time; ``BrokenExecutor`` is the end of one whose worker died."""

    def mend(self) -> bool:
        """Go on after the death of a worker; return whether all tasks in flight died with it."""

    def end(self) -> None:
        """End everything at once."""


class LocalPool:
    """Spawned local processes; ``room`` is for how many more there may be later."""

    def __init__(self, workers: int, room: int = 0) -> None:
        self.workers = workers
        self._room = max(workers, room)
        self._loading = 0
        self._module = ""
        self._open()

    def _open(self) -> None:
        self._own = _Context()
        self._executor = ProcessPoolExecutor(self._room, mp_context=self._own, initializer=begin)
        self.limit(self.workers)

    @property
    def started(self) -> list[_Process]:
        """Every process that this pool has started and not ended."""
        return self._own.started

    def limit(self, workers: int) -> None:
        """Have no more than so many processes; there is room for what was asked for at first."""
        self.workers = self._executor._max_workers = workers  # type: ignore[attr-defined]

    def wake(self, module: str) -> None:
        """Start every process and let each load a module."""
        self._module = module
        with suppress(BrokenExecutor):  # the window mends it when there is work
            while self._loading < self.workers:
                self._loading += 1
                self._executor.submit(load, module)

    def submit(self, function: Callable[[Any], Any], argument: Any, /) -> Future[Any]:  # noqa: ANN401
        """Do a task some time."""
        return self._executor.submit(function, argument)

    def mend(self) -> bool:
        """Start anew: the executor cannot say which task was done by the process that died."""
        self._executor.shutdown(wait=True, cancel_futures=True)
        self._open()
        self._loading = 0
        if self._module:
            self.wake(self._module)
        return True

    def end(self) -> None:
        """End every process at once, whatever it is doing."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in self.started:
            if process.is_alive():
                process.terminate()
        for process in self.started:
            process.join(5)


class Here:
    """No process at all: every task is done in the calling one, when it is submitted."""

    def __init__(self, workers: int = 1) -> None:
        self.workers = workers

    def wake(self, module: str) -> None:
        """Load a module."""
        load(module)

    def submit(self, function: Callable[[Any], Any], argument: Any, /) -> Future[Any]:  # noqa: ANN401
        """Do a task."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(argument))
        except Exception as error:  # as a process would hand it over
            future.set_exception(error)
        return future

    def mend(self) -> bool:
        """Do nothing: nothing can die alone."""
        return False

    def end(self) -> None:
        """Do nothing: nothing is under way."""


ROOM = 61
"""Processes that a pool may have on every platform."""
_AHEAD: list[LocalPool] = []


@contextmanager
def worker_ahead(module: str) -> Iterator[None]:
    """Let a first worker load a module while this process finds out what there is to do."""
    pool = LocalPool(1, ROOM)
    pool.wake(module)
    _AHEAD.append(pool)
    try:
        yield
    finally:
        while _AHEAD:
            _AHEAD.pop().end()  # nobody needed it


def local_pool(workers: int) -> LocalPool:
    """Return a pool of worker processes, with the one that was started ahead, if one was."""
    if not _AHEAD or workers > ROOM:
        return LocalPool(workers)
    pool = _AHEAD.pop()
    pool.limit(workers)
    return pool


def load(module: str) -> None:
    """Import a module, and let it get ready: to be called where it will be needed."""
    begin_work = getattr(import_module(module), "begin", None)
    if begin_work is not None:
        begin_work()


def begin() -> None:
    """Set up a worker process: Ctrl-C is the parent's, and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
