"""Counts of people for observation: work, children, the way to school; one pass."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel
from segsim.kernels.learning import MIDDLE, STEPS
from segsim.world.tables import F64, I64, Households, Neighbourhoods, Schools

WAY_CELLS, CELLS_A_KM = 400, 10
"""Ways to school are counted by 100 m, up to 40 km."""


class People(NamedTuple):
    """Housed people; languages, children and pupils as said."""

    adults: I64  # [language] of working age
    employed: I64  # [language] of them in work
    households: I64  # [language]
    income: F64  # [language] sum, EUR
    young: I64  # [neighbourhood, language] children under 7
    starters: F64  # [language, 2] children of 7: sum of their learning (sd), and how many
    at_home: I64  # [school, language] pupils by catchment
    seated: I64  # [school, class, language] pupils; class 1 is a weighted-curriculum one
    low: I64  # [school, class] pupils of the low income class
    way: I64  # [WAY_CELLS] pupils by the way to school
    metres: F64  # [1] sum of the ways
    opted: I64  # [2] pupils of the catchments in question, and of those who attend another school


@kernel
def people_survey(
    h: Households, rows: int, n: Neighbourhoods, s: Schools, watched: I64, out: People
) -> None:
    """Add every household with a home; ``watched`` [school] is 1 for catchments in question."""
    for i in range(rows):
        if h.status[i] != 1:
            continue
        language, place = h.language[i], np.int64(h.neighbourhood[i])
        out.households[language] += 1
        out.income[language] += np.float64(h.income[i])
        if h.age[i] < 64:
            out.adults[language] += np.int64(h.adults[i])
            out.employed[language] += min(np.int64(h.employed[i]), np.int64(h.adults[i]))
        if h.children[i, 0] | h.children[i, 1] | h.children[i, 2] | h.children[i, 3] == 0:
            continue
        pupils = 0
        for c in range(4):
            age = np.int64(h.children[i, c])  # age + 1
            if 1 <= age <= 7:
                out.young[place, language] += 1
            elif 8 <= age <= 16:
                pupils += 1
                if age == 8 and h.learning[i] > 0:
                    out.starters[language, 0] += (np.float64(h.learning[i]) - MIDDLE) / STEPS
                    out.starters[language, 1] += 1.0
        if pupils == 0 or h.school[i] < 0:
            continue
        school, own = np.int64(h.school[i]), np.int64(n.school[place])
        kind = 1 if h.weighted[i] > 0 else 0
        out.at_home[own, language] += pupils
        out.seated[school, kind, language] += pupils
        if h.income_class[i] == 0:
            out.low[school, kind] += pupils
        dx, dy = n.x[place] - s.x[school], n.y[place] - s.y[school]
        metres = np.sqrt(dx * dx + dy * dy)
        out.metres[0] += pupils * metres
        out.way[np.int64(min(metres * (0.001 * CELLS_A_KM), WAY_CELLS - 1.0))] += pupils
        if watched[own] == 1:
            out.opted[0] += pupils
            if school != own:
                out.opted[1] += pupils
