"""The stops of a line as they are drawn: a path for every branch."""

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np

from segsim.geography.shapes import Line, Path

FAR = 4.0
"""Times the usual distance between stops: a longer one begins another branch."""


def lines(facts: Sequence[Mapping[str, Any]]) -> tuple[Line, ...]:
    """Return lines as a run's manifest tells of them, later ones joined to earlier ones."""
    found: list[Line] = []
    for fact in facts:
        earlier = [stop for line in found for path in line.stops for stop in path]
        branches = paths(fact["stops"], earlier)
        found.append(Line(str(fact["name"]), int(fact["opens"]), branches))
    return tuple(found)


def paths(
    stops: Sequence[Sequence[float]], others: Sequence[tuple[int, int]] = ()
) -> tuple[Path, ...]:
    """Return the branches of a line whose stops stand in one list, branch after branch.

    A branch that begins or ends near a stop of an earlier one, or of the ``others``, meets it.
    """
    places = [(round(x), round(y)) for x, y in stops]
    steps = [_distance(a, b) for a, b in pairwise(places)]
    far = FAR * float(np.median(steps)) if steps else 0.0
    found: list[list[tuple[int, int]]] = [[]]
    for place, step in zip(places, [0.0, *steps], strict=True):
        if step > far and found[-1]:
            found.append([])
        found[-1].append(place)
    known = list(others)
    for branch in found:
        if known and branch:
            _join(branch, known, far / 2.0)
        known += branch
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
