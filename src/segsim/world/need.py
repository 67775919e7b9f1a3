"""The need index of schools (row 15.1): weighted z scores of their pupils' families."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segsim.maths import standardised
from segsim.world.tables import F64
from segsim.world.world import World

RECENT = 2
"""Years within which a family has moved lately."""


class NeedWeights(NamedTuple):
    """Weights of the parts of the index; equal without a better reason."""

    income: float = 1.0
    education: float = 1.0
    language: float = 1.0
    mobility: float = 1.0


EQUAL = NeedWeights()


def need_index(world: World, pupils: F64, weights: NeedWeights = EQUAL) -> F64:
    """Return the need of each school [school]: the higher, the more.

    Weighted z scores of the shares of families with low income, basic education, a foreign
    language and a recent move.

    Parameters
    ----------
    pupils
        Pupils of each school [school], the weights of the z scores.
    """
    h, rows = world.households, world.household_rows
    families = np.flatnonzero((h.status[:rows] == 1) & (h.school[:rows] >= 0))
    school = h.school[families]
    room = world.schools.room
    count = np.maximum(np.bincount(school, minlength=room), 1)

    def share(what: NDArray[np.bool_]) -> F64:
        rate = np.bincount(school, what.astype(np.float64), minlength=room) / count
        return standardised(rate, pupils)

    return np.asarray(
        weights.income * share(h.income_class[families] == 0)
        + weights.education * share(h.education[families] == 0)
        + weights.language * share(h.language[families] == 1)
        + weights.mobility * share(world.year - h.moved[families] <= RECENT),
        np.float64,
    )
