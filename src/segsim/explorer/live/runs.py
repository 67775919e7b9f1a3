"""Runs that start from the settled city, and the few threads that simulate them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock
from typing import Any

from segsim.explorer.live.frames import Observer
from segsim.model.schedule import SCHEDULE
from segsim.model.snapshot import load
from segsim.model.specification import Specification
from segsim.observation import observe
from segsim.world import World

AT_ONCE, MOST_STREAMS = 2, 8
"""Years that are simulated at once, and streams that may be open."""
MOST_IN_MEMORY = 1_200_000
"""Households of all runs together."""
UNOBSERVED = tuple(process for process in SCHEDULE if process is not observe)
"""A year without its records, on which no state depends: a stream has frames instead."""


class Run:
    """One city, year by year, from the settled one on."""

    def __init__(self, spec: Specification, settled: Path) -> None:
        self.spec, self.settled = spec, settled
        self.observer = Observer()
        self.world: World | None = None

    def next(self) -> dict[str, Any]:
        """Return the next frame: of the start year first, then a year's simulation each."""
        if self.world is None:
            self.world = load(self.settled, self.spec.parameters(), self.spec.start_year)
            self.world.policies = tuple(self.spec.policies.values())
        else:
            self.world.year += 1
            for process in UNOBSERVED:
                process(self.world)
        return self.observer.look(self.world)


class Crew:
    """The threads that work, and who may wait for them.

    Parameters
    ----------
    households
        Of one run, which bounds how many there may be.
    """

    def __init__(self, households: int) -> None:
        self.most = max(AT_ONCE, min(MOST_STREAMS, MOST_IN_MEMORY // max(households, 1)))
        self.streams = 0
        self.working = 0
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(AT_ONCE, "segsim-live")

    def enter(self) -> bool:
        """Take a place; False where all are taken."""
        if self.streams >= self.most:
            return False
        self.streams += 1
        return True

    def leave(self) -> None:
        """Give a place back."""
        self.streams -= 1

    async def do[Result](self, call: Callable[[], Result]) -> Result:
        """Return what ``call`` returns, in one of the threads.

        Who is cancelled meanwhile does not wait: a call that has not begun never will.
        """
        return await asyncio.get_running_loop().run_in_executor(self._pool, self._counted, call)

    def _counted[Result](self, call: Callable[[], Result]) -> Result:
        with self._lock:
            self.working += 1
        try:
            return call()
        finally:
            with self._lock:
                self.working -= 1

    def end(self) -> None:
        """Let the threads end after what they are at."""
        self._pool.shutdown(wait=True, cancel_futures=True)
