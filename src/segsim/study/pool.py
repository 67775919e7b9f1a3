"""A bounded window of tasks over local processes that survives the death of any of them."""

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Thread
from typing import Any

THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "NUMBA_NUM_THREADS",
)
DIED = "the process that ran it died (killed, or out of memory)"


@dataclass(slots=True)
class Task:
    """A function to be called in a worker, after another task or at once."""

    name: str
    function: Callable[[Any], Any]
    argument: Any
    after: str | None = None
    deaths: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: its value, or why there is none."""

    task: Task
    value: Any = None
    problem: str = ""


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


class LocalPool(ProcessPoolExecutor):
    """Spawned local processes."""

    def __init__(self, workers: int) -> None:
        self._own = _Context()
        super().__init__(workers, mp_context=self._own, initializer=begin)

    def end(self) -> None:
        """End every process at once, whatever it is doing."""
        self.shutdown(wait=False, cancel_futures=True)
        for process in self._own.started:
            if process.is_alive():
                process.terminate()
        for process in self._own.started:
            process.join(5)


def begin() -> None:
    """Set up a worker process: Ctrl-C is the parent's, and without a parent there is no work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@dataclass
class Window:
    """Keeps as many tasks in flight as there are workers.

    When a process dies, the executor cannot say whose fault it was: every task in flight is a
    suspect and is run again, alone. One that dies a second time has failed.

    Parameters
    ----------
    tasks
        What to do; a task waits for the one named in ``after``.
    workers
        How many run at a time.
    pool
        Makes an executor for a number of workers.
    """

    tasks: Iterable[Task]
    workers: int
    pool: Callable[[int], LocalPool] = LocalPool
    _ready: deque[Task] = field(default_factory=deque)
    _suspects: deque[Task] = field(default_factory=deque)
    _waiting: dict[str, list[Task]] = field(default_factory=dict)
    _flying: dict[Future[Any], Task] = field(default_factory=dict)

    def results(self) -> Iterator[Done]:
        """Yield every task as it ends; closing the iterator ends the work."""
        for task in self.tasks:
            queue = self._ready if task.after is None else self._waiting.setdefault(task.after, [])
            queue.append(task)
        pool = self.pool(self.workers)
        try:
            while self._ready or self._suspects or self._flying:
                self._fill(pool)
                finished, _ = wait(self._flying, return_when=FIRST_COMPLETED)
                ended = [(self._flying.pop(future), future) for future in finished]
                broken = any(isinstance(f.exception(), BrokenExecutor) for _, f in ended)
                if broken:
                    ended.extend((task, future) for future, task in self._flying.items())
                    self._flying.clear()
                    pool.shutdown(wait=True, cancel_futures=True)
                    pool = self.pool(self.workers)
                for task, future in ended:
                    yield from self._end(task, future)
        finally:
            pool.end()

    def _fill(self, pool: LocalPool) -> None:
        limit, queue = (1, self._suspects) if self._suspects else (self.workers, self._ready)
        while queue and len(self._flying) < limit:
            task = queue.popleft()
            try:
                future = pool.submit(task.function, task.argument)
            except BrokenExecutor as error:  # it broke while idle: nobody is to blame
                future = Future()
                future.set_exception(error)
                task.deaths -= 1
            self._flying[future] = task

    def _end(self, task: Task, future: Future[Any]) -> Iterator[Done]:
        lost = future.cancelled() or not future.done()
        problem = BrokenExecutor() if lost else future.exception()
        if isinstance(problem, BrokenExecutor):
            task.deaths += 1
            if task.deaths < 2:
                self._suspects.append(task)
                return
            yield from self._finish(Done(task, problem=DIED))
        elif problem is not None:
            yield from self._finish(Done(task, problem=f"{type(problem).__name__}: {problem}"))
        else:
            yield from self._finish(Done(task, future.result()))

    def _finish(self, done: Done) -> Iterator[Done]:
        """Release what waited for a task; after a failure, what waited fails with it."""
        yield done
        waiting = self._waiting.pop(done.task.name, [])
        problem = done.problem or getattr(done.value, "reason", "")
        for task in waiting:
            if problem:
                yield from self._finish(Done(task, problem=f"{done.task.name}: {problem}"))
            else:
                self._ready.append(task)
