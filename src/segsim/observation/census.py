"""People counted at the end of a year, and which places are the lowest."""

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.people_survey import WAY_CELLS, People, people_survey
from segsim.world import World

LOWEST = 0.2
"""Areas of low income are the fifth of neighbourhoods with the lowest mean income rank."""


def count_people(world: World) -> People:
    """Count work, children and ways to school as they are at the end of the year."""
    n, s = world.neighbourhoods, world.schools
    out = People(
        np.zeros(2, np.int64),
        np.zeros(2, np.int64),
        np.zeros(2, np.int64),
        np.zeros(2),
        np.zeros((n.room, 2), np.int64),
        np.zeros((2, 2)),
        np.zeros((s.room, 2), np.int64),
        np.zeros((s.room, 2, 2), np.int64),
        np.zeros((s.room, 2), np.int64),
        np.zeros(WAY_CELLS, np.int64),
        np.zeros(1),
        np.zeros(2, np.int64),
    )
    low = lowest(catchment_rank(world)).astype(np.int64)
    people_survey(
        world.households.columns(), world.household_rows, n.columns(), s.columns(), low, out
    )
    return out


def catchment_rank(world: World) -> NDArray[np.float64]:
    """Return the mean income rank of the households of each catchment [school]."""
    n, room = world.neighbourhoods, world.schools.room
    ranks = np.bincount(n.school, n.rank_sum, minlength=room)
    return np.asarray(
        ranks / np.maximum(np.bincount(n.school, n.households, minlength=room), 1), np.float64
    )


def lowest(figures: NDArray[np.float64], share: float = LOWEST) -> NDArray[np.bool_]:
    """Tell which places are among the lowest, at least one of them [place]."""
    chosen = np.zeros(figures.size, bool)
    chosen[np.argsort(figures, kind="stable")[: max(1, round(share * figures.size))]] = True
    return chosen
