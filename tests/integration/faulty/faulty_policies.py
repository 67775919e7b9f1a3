"""Somebody's own policies, found through their entry point: they go wrong in one run of a study."""

import os
import signal
from pathlib import Path
from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.world import World


class _Faulty(Policy):
    seed: int = parameter(2, "the seed in which it goes wrong", low=0, high=100)
    year: int = parameter(2027, "the year in which it goes wrong", unit="year", low=0, high=3000)

    def apply(self, world: World) -> None:
        if world.seed == self.seed and world.calendar == self.year:
            self.fail()

    def fail(self) -> None:
        raise NotImplementedError


@POLICIES.add("poison")
class Poison(_Faulty):
    """Kill the process, every time: as a run does for which there is not enough memory."""

    kind: ClassVar[str] = "poison"

    def fail(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


@POLICIES.add("struck")
class Struck(_Faulty):
    """Kill the process the first time only: as somebody who needs the machine would."""

    kind: ClassVar[str] = "struck"

    mark: str = parameter("", "a file that remembers the first time")

    def fail(self) -> None:
        if not Path(self.mark).exists():
            Path(self.mark).touch()
            os.kill(os.getpid(), signal.SIGKILL)


@POLICIES.add("raising")
class Raising(_Faulty):
    """Raise an error."""

    kind: ClassVar[str] = "raising"

    def fail(self) -> None:
        raise ArithmeticError("it does not add up")
