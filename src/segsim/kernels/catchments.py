"""Catchments that mix pupils: the move that mixes most per kilometre, until none pays."""

from typing import NamedTuple

import numpy as np

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


class Offers(NamedTuple):
    """The best move of each place, as far as it is known."""

    gain: F64  # [place] fall of separation
    cost: F64  # [place] longer ways
    partner: I64  # [place] the place it is exchanged with, −1 for none
    to: I64  # [place] the school it goes to, −1 where no move pays


def no_offers(places: int) -> Offers:
    """Return offers of places whose moves nobody has looked at."""
    nobody = np.full(places, -1, np.int64)
    return Offers(np.zeros(places), np.ones(places), nobody, nobody.copy())


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
    none = np.int64(0)  # of the type of the others: a constant would be compiled apart
    before = lumped(g, c, s, none, none, none) + lumped(g, c, t, none, none, none)
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


@part
def pays(weight: float, gain: float, cost: float) -> bool:
    """Tell whether weight × fall of separation exceeds (1 − weight) × longer ways."""
    return gain > LEAST and weight * gain > (1.0 - weight) * cost


@part
def note(o: Offers, i: int, gain: float, cost: float, partner: int, to: int) -> None:
    """Keep a move of the place ``i`` if it is better than the best that is known."""
    if better(gain, cost, o.gain[i], o.cost[i]):
        o.gain[i], o.cost[i], o.partner[i], o.to[i] = gain, cost, partner, to


@part
def look(g: Ground, c: Catchments, o: Offers, i: int, one: int, two: int) -> None:
    """Look at the moves of the place ``i`` to the schools ``one`` and ``two``, or to all (−1)."""
    s, pupils = c.school[i], g.pupils[i]
    for t in range(c.load.size):
        if t == s or g.allowed[i, t] == 0 or not (one < 0 or t in (one, two)):
            continue
        if fits(g, c, s, -pupils) and fits(g, c, t, pupils):
            gain = relief(g, c, i, t, pupils, g.groups[i, 0], g.groups[i, 1])
            cost = g.metre * pupils * (g.kilometres[i, t] - g.kilometres[i, s])
            if pays(g.weight[i], gain, cost):
                note(o, i, gain, cost, np.int64(-1), t)
    for j in range(i + 1, g.pupils.size):
        t = c.school[j]
        if t == s or g.allowed[i, t] == 0 or not (one < 0 or t in (one, two)):
            continue
        if g.allowed[j, s] == 0 or g.weight[j] <= 0.0 or g.pupils[j] == 0:
            continue
        more = pupils - g.pupils[j]
        if fits(g, c, s, -more) and fits(g, c, t, more):
            first, second = g.groups[i, 0] - g.groups[j, 0], g.groups[i, 1] - g.groups[j, 1]
            gain = relief(g, c, i, t, more, first, second)
            longer = pupils * (g.kilometres[i, t] - g.kilometres[i, s])
            longer += g.pupils[j] * (g.kilometres[j, s] - g.kilometres[j, t])
            if pays(min(g.weight[i], g.weight[j]), gain, g.metre * longer):
                note(o, i, gain, g.metre * longer, j, t)


@kernel
def improve(g: Ground, c: Catchments, o: Offers) -> int:
    """Move places to other schools, or exchange two, while that pays; return how often.

    The move that mixes most per kilometre comes first, whatever the weight: a larger weight goes
    on where a smaller stops, hence never leaves pupils more apart. After a move only what concerns
    its two schools is looked at anew.
    """
    every = np.int64(-1)
    moves, one, two = 0, every, every
    while True:
        best = np.int64(-1)
        for i in range(g.pupils.size):
            if g.weight[i] <= 0.0 or g.pupils[i] == 0:
                continue
            s, t = c.school[i], o.to[i]
            if one < 0 or s in (one, two) or t in (one, two):
                o.gain[i], o.cost[i], o.partner[i], o.to[i] = 0.0, 1.0, -1, -1
                look(g, c, o, i, every, every)
            else:
                look(g, c, o, i, one, two)
            if o.to[i] >= 0 and (
                best < 0 or better(o.gain[i], o.cost[i], o.gain[best], o.cost[best])
            ):
                best = i
        if best < 0:
            return moves
        one, two = c.school[best], o.to[best]
        if o.partner[best] >= 0:
            put(g, c, o.partner[best], one)
        put(g, c, best, two)
        moves += 1
