"""Catchments that mix pupils: the move that mixes most per kilometre, until none pays."""

from typing import NamedTuple

from segsim.compiled import kernel, part
from segsim.world.tables import F64, I64

LEAST = 1e-9
"""What a move must gain of the separation there was: less is rounding, and could go on for ever."""


class Ground(NamedTuple):
    """What catchments are drawn on; a place is a neighbourhood."""

    pupils: I64  # [place]
    groups: I64  # [place, 2] pupils of either group whose separation counts
    kilometres: F64  # [place, school]
    allowed: I64  # [place, school] 1 where the school is near enough
    weight: F64  # [place] of composition against distance; 0: the place is left alone
    scale: F64  # [2] separation of the start = 1
    limit: I64  # [school] pupils it may have
    metre: float  # what a pupil's kilometre counts for


class Catchments(NamedTuple):
    """Which school a place has, and what follows for schools."""

    school: I64  # [place]
    load: I64  # [school] pupils
    members: I64  # [school, 2] of either group


@part
def lumped(g: Ground, c: Catchments, s: int, pupils: int, one: int, two: int) -> float:
    """Return what a school adds to separation, were so many pupils more in it."""
    load = c.load[s] + pupils
    if load <= 0:
        return 0.0
    first, second = c.members[s, 0] + one, c.members[s, 1] + two
    return (g.scale[0] * first * first + g.scale[1] * second * second) / load


@part
def fits(g: Ground, c: Catchments, s: int, pupils: int) -> bool:
    """Tell whether a school may have so many pupils more: within its limit, and never none."""
    load = c.load[s] + pupils
    return 0 < load <= g.limit[s]


@part
def relief(g: Ground, c: Catchments, i: int, t: int, pupils: int, one: int, two: int) -> float:
    """Return how much separation falls when ``i`` goes to ``t`` and the rest comes back."""
    s = c.school[i]
    before = lumped(g, c, s, 0, 0, 0) + lumped(g, c, t, 0, 0, 0)
    after = lumped(g, c, s, -pupils, -one, -two) + lumped(g, c, t, pupils, one, two)
    return before - after


@part
def put(g: Ground, c: Catchments, i: int, t: int) -> None:
    """Give the place ``i`` the school ``t``."""
    s = c.school[i]
    c.load[s] -= g.pupils[i]
    c.load[t] += g.pupils[i]
    for k in range(2):
        c.members[s, k] -= g.groups[i, k]
        c.members[t, k] += g.groups[i, k]
    c.school[i] = t


@part
def better(gain: float, cost: float, best_gain: float, best_cost: float) -> bool:
    """Tell whether a move mixes more per kilometre; what costs nothing comes first."""
    if cost <= 0.0:
        return best_cost > 0.0 or gain > best_gain
    return best_cost > 0.0 and gain * best_cost > best_gain * cost


@kernel
def improve(g: Ground, c: Catchments) -> int:
    """Move places to other schools, or exchange two, while that pays; return how often.

    A move pays when weight × fall of separation exceeds (1 − weight) × longer ways. The one that
    mixes most per kilometre comes first, whatever the weight: a larger weight goes on where a
    smaller stops, hence never leaves pupils more apart.
    """
    moves = 0
    while True:
        best_gain, best_cost, first, second, to = 0.0, 1.0, -1, -1, -1
        for i in range(g.pupils.size):
            if g.weight[i] <= 0.0 or g.pupils[i] == 0:
                continue
            s = c.school[i]
            for t in range(c.load.size):
                pupils = g.pupils[i]
                if t == s or g.allowed[i, t] == 0:
                    continue
                if not (fits(g, c, s, -pupils) and fits(g, c, t, pupils)):
                    continue
                gain = relief(g, c, i, t, pupils, g.groups[i, 0], g.groups[i, 1])
                cost = g.metre * pupils * (g.kilometres[i, t] - g.kilometres[i, s])
                if gain <= LEAST or g.weight[i] * gain <= (1.0 - g.weight[i]) * cost:
                    continue
                if better(gain, cost, best_gain, best_cost):
                    best_gain, best_cost, first, second, to = gain, cost, i, -1, t
            for j in range(i + 1, g.pupils.size):
                t = c.school[j]
                if t == s or g.allowed[i, t] == 0 or g.allowed[j, s] == 0:
                    continue
                if g.weight[j] <= 0.0 or g.pupils[j] == 0:
                    continue
                pupils = g.pupils[i] - g.pupils[j]
                if not (fits(g, c, s, -pupils) and fits(g, c, t, pupils)):
                    continue
                one, two = g.groups[i, 0] - g.groups[j, 0], g.groups[i, 1] - g.groups[j, 1]
                gain = relief(g, c, i, t, pupils, one, two)
                longer = g.pupils[i] * (g.kilometres[i, t] - g.kilometres[i, s])
                longer += g.pupils[j] * (g.kilometres[j, s] - g.kilometres[j, t])
                cost, weight = g.metre * longer, min(g.weight[i], g.weight[j])
                if gain <= LEAST or weight * gain <= (1.0 - weight) * cost:
                    continue
                if better(gain, cost, best_gain, best_cost):
                    best_gain, best_cost, first, second, to = gain, cost, i, j, t
        if first < 0:
            return moves
        if second >= 0:
            put(g, c, second, c.school[first])
        put(g, c, first, to)
        moves += 1
