"""A city in a process of its own that settles and lives a year whenever it is told to.

Cities of several sizes can so take turns: a change in the machine's speed meets all of them, and
the memory of each is its own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from time import perf_counter, process_time
from typing import Self

from alone import ONE_THREAD, peak, resident

from segsim.model import SegregationModel
from segsim.study.plan import single


@dataclass(frozen=True, slots=True)
class Year:
    """What a year took, or synthesis and burn-in."""

    wall: float  # seconds
    processor: float
    households: int
    resident: int  # bytes of the whole process, now
    peak: int  # and at most so far
    processes: dict[str, float]  # seconds by process

    @property
    def each(self) -> float:
        """Seconds for a household."""
        return self.wall / self.households


class City:
    """Talks to the process; to be used in a ``with`` statement."""

    def __init__(self, overrides: Sequence[str], threads: int = 1) -> None:
        self._process = subprocess.Popen(
            [sys.executable, __file__, str(threads), *overrides],
            env=os.environ | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.settled = self.live()
        self.years: list[Year] = []
        self.live()  # the first year touches fresh memory: not counted

    def live(self) -> Year:
        """Let it settle, or live one more year."""
        return Year(**json.loads(self._ask("live")))

    def count(self, years: int) -> list[Year]:
        """Live some years, note and return them."""
        lived = [self.live() for _ in range(years)]
        self.years += lived
        return lived

    def digest(self) -> str:
        """Return the sha256 of its state."""
        return self._ask("digest")

    def _ask(self, what: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(what + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise RuntimeError(f"a city ended with exit code {self._process.wait()}")
        return said.strip()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()  # it ends with its input


def serve(threads: int, overrides: Sequence[str]) -> None:
    """Settle, then live a year, at every line "live" of the input."""
    SegregationModel(single(["city=grid", "city.households=2000"])).step()  # loads machine code
    model: SegregationModel | None = None
    for line in sys.stdin:
        if model and line.strip() == "digest":
            print(model.digest(), flush=True)
            continue
        before = dict(model.timings) if model else {}
        began, busy = perf_counter(), process_time()
        if model is None:
            model = SegregationModel(single(overrides), threads=threads)
        else:
            model.step()
        took = perf_counter() - began, process_time() - busy
        number = int((model.world.households.status > 0).sum())
        processes = {name: s - before.get(name, 0.0) for name, s in model.timings.items()}
        year = Year(*took, number, resident(), peak(), processes)
        print(json.dumps(asdict(year)), flush=True)


if __name__ == "__main__":
    serve(int(sys.argv[1]), sys.argv[2:])
