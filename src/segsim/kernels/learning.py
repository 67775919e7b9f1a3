"""What children learn before school: from the family, the daycare of the place, programmes."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.streams import draw, uniform
from segsim.world.tables import F64, I64, Households

MIDDLE, STEPS = 128.0, 32.0
"""The column ``learning``: its mean, and its steps in a standard deviation."""


class LearningRules(NamedTuple):
    """Numbers of early learning; see ``parameters.schools``."""

    education: float  # sd for each level of the parents' education
    language: float  # sd that children of parents without the domestic languages lack
    speed: float  # share of the way to what home and daycare give, a year
    late: float  # what a year from 7 to 17 counts of a programme's gain


@part
def given_at_home(h: Households, i: int, r: LearningRules) -> float:
    """Return what a family gives its children, sd, before the mean is subtracted."""
    value = r.education * (np.float64(h.education[i]) - 1.0)
    if h.language[i] == 1:
        value -= r.language * (1.0 - np.float64(h.skill[i]))
    return value


@part
def under_seven(h: Households, i: int) -> int:
    """Return how many children of 0 to 6 years the household has."""
    count = 0
    for c in range(4):
        if 1 <= h.children[i, c] <= 7:
            count += 1
    return count


@kernel
def daycare(h: Households, rows: int, r: LearningRules, counts: I64, given: F64) -> None:
    """Count children under 7 into ``counts`` [neighbourhood, 3] and add up what homes give them.

    All of them, those of a foreign language, those of low income; ``given`` is [neighbourhood].
    """
    for i in range(rows):
        if h.status[i] != 1:
            continue
        young = under_seven(h, i)
        if young == 0:
            continue
        n = h.neighbourhood[i]
        counts[n, 0] += young
        if h.language[i] == 1:
            counts[n, 1] += young
        if h.income_class[i] == 0:
            counts[n, 2] += young
        given[n] += young * given_at_home(h, i, r)


@kernel
def learn(
    h: Households,
    rows: int,
    peers: F64,
    lift: F64,
    centre: float,
    r: LearningRules,
    key: np.uint64,
) -> None:
    """Let a year pass for the learning of children; it is kept for the household as a whole.

    ``peers`` [neighbourhood] is what daycare gives; ``lift`` [neighbourhood, 2] what programmes
    add for children under 7 and for those of 7 to 17. Steps are rounded by a keyed draw, so that
    small changes add up.
    """
    for i in range(rows):
        if h.status[i] == 0:
            continue
        children, young = 0, under_seven(h, i)
        for c in range(4):
            if h.children[i, c] > 0:
                children += 1
        if children == 0:
            h.learning[i] = 0
            continue
        inside = h.status[i] == 1
        n = np.int64(h.neighbourhood[i]) if inside else 0
        target = given_at_home(h, i, r) - centre
        if inside:
            target += peers[n]
        if h.learning[i] == 0:  # the first child: as home and daycare are
            value = MIDDLE + STEPS * target
        else:
            value = np.float64(h.learning[i])
            if not inside:
                continue
            if young > 0:
                value += r.speed * (MIDDLE + STEPS * (target + lift[n, 0]) - value)
            else:
                value += STEPS * r.late * lift[n, 1]
        value = np.floor(value + uniform(draw(key, h.id[i])))
        h.learning[i] = np.uint8(min(max(value, 1.0), 255.0))
