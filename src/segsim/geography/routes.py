"""The stops of a line as they are drawn: a path for every branch."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from segsim.geography.shapes import Line, Path

FAR = 4.0
"""Times the usual distance between stops: a longer one begins another branch."""


def paths(stops: Sequence[Sequence[float]]) -> tuple[Path, ...]:
    """Return the branches of a line whose stops stand in one list, branch after branch.

    A branch that begins or ends a usual distance from a stop of an earlier one starts there.
    """
    places = [(round(x), round(y)) for x, y in stops]
    steps = [_distance(a, b) for a, b in pairwise(places)]
    far = FAR * float(np.median(steps)) if steps else 0.0
    found: list[list[tuple[int, int]]] = [[]]
    for place, step in zip(places, [0.0, *steps], strict=True):
        if step > far and found[-1]:
            found.append([])
        found[-1].append(place)
    for number, branch in enumerate(found[1:], 1):
        _join(branch, [stop for earlier in found[:number] for stop in earlier], far / 2.0)
    return tuple(tuple(branch) for branch in found if branch)


def _join(branch: list[tuple[int, int]], stops: list[tuple[int, int]], near: float) -> None:
    """Let a branch begin or end at the stop of another that is near."""
    for end, place in ((branch[0], 0), (branch[-1], len(branch))):
        stop = min(stops, key=partial(_distance, end))
        if 0.0 < _distance(end, stop) <= near:
            branch.insert(place, stop)
            return


def _distance(one: Sequence[float], other: Sequence[float]) -> float:
    return float(np.hypot(one[0] - other[0], one[1] - other[1]))


def line_of(fact: Mapping[str, Any]) -> Line:
    """Return a line as a run's manifest tells of it."""
    return Line(str(fact["name"]), int(fact["opens"]), paths(fact["stops"]))
