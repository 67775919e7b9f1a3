"""A bounded window of tasks over workers that survives the death of any of them."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, wait
from dataclasses import dataclass, field
from typing import Any

from segsim.study.processes import Pool

DIED = "the process that ran it died (killed, or out of memory)"
LARGEST = 1_000_000
GLANCE = 5.0
"""Seconds after which the window looks whether there are more workers than before."""


@dataclass(slots=True)
class Task:
    """A function to be called in a worker, after another task or at once."""

    name: str
    function: Callable[[Any], Any]
    argument: Any = None
    after: str | None = None
    make: Callable[[], Any] | None = None
    """Makes the argument when it is needed: those of 10,000 tasks would fill the memory."""
    deaths: int = 0
    weight: float = 1.0  # how much work it is, beside other tasks
    leads: bool = False  # done in this process before others start: it may have to compile


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a task: its value, or why there is none."""

    task: Task
    value: Any = None
    problem: str = ""


@dataclass
class Window:
    """Keeps as many tasks in flight as there are workers.

    When a local process dies, the executor cannot say whose fault it was: every task in flight is
    a suspect and is run again, alone. One that dies a second time has failed.

    Parameters
    ----------
    tasks
        What to do; a task waits for the one named in ``after``.
    pool
        The workers.
    most
        No more than so many in flight.
    """

    tasks: Iterable[Task]
    pool: Pool
    most: int = LARGEST
    _ready: deque[Task] = field(default_factory=deque)
    _released: deque[Task] = field(default_factory=deque)  # what they waited for has ended
    _suspects: deque[Task] = field(default_factory=deque)
    _waiting: dict[str, list[Task]] = field(default_factory=dict)
    _flying: dict[Future[Any], Task] = field(default_factory=dict)

    def results(self) -> Iterator[Done]:
        """Yield every task as it ends; closing the iterator ends the work."""
        for task in self.tasks:
            if task.after is None:
                self._ready.append(task)
            else:
                self._waiting.setdefault(task.after, []).append(task)
        try:
            while self._ready or self._released or self._suspects or self._flying:
                self._fill()
                finished, _ = wait(self._flying, timeout=GLANCE, return_when=FIRST_COMPLETED)
                ended = [(self._flying.pop(future), future) for future in finished]
                if any(_died(future) for _, future in ended) and self.pool.mend():
                    ended.extend((task, future) for future, task in self._flying.items())
                    self._flying.clear()
                for task, future in ended:
                    yield from self._end(task, future)
        finally:
            self.pool.end()

    @property
    def workers(self) -> int:
        """How many tasks fly at a time."""
        return max(1, min(self.pool.workers, self.most))

    def _fill(self) -> None:
        while self._room():
            task = self._next()
            if task is None:
                return
            try:
                argument = task.argument if task.make is None else task.make()
                future = self.pool.submit(task.function, argument)
            except BrokenExecutor as error:  # it broke while idle: nobody is to blame
                future = Future()
                future.set_exception(error)
                task.deaths -= 1
            self._flying[future] = task

    def _room(self) -> bool:
        """Whether one more task may fly: a suspect flies alone."""
        alone = self._suspects or any(task.deaths for task in self._flying.values())
        return not self._flying if alone else len(self._flying) < self.workers

    def _next(self) -> Task | None:
        """Return the next task: what others wait for early enough that no worker stands idle."""
        if self._suspects:
            return self._suspects.popleft()
        if self._released and (len(self._released) >= self.workers or not self._ready):
            return self._released.popleft()
        return self._ready.popleft() if self._ready else None

    def _end(self, task: Task, future: Future[Any]) -> Iterator[Done]:
        problem = None if _died(future) else future.exception()
        if _died(future):
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
                self._released.append(task)


def _died(future: Future[Any]) -> bool:
    """Whether a task went down with its worker, or with those beside it."""
    lost = future.cancelled() or not future.done()
    return lost or isinstance(future.exception(), BrokenExecutor)
