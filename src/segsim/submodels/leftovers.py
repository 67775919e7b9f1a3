"""What becomes of those who found no home: they leave, go home again, or are homeless."""

import numpy as np

from segsim.world import Status, World
from segsim.world.workspace import Search

ARRIVING, LEAVING_HOME, PARTED, EVICTED = 1, 2, 3, 4
"""Why a household has no home when the market opens (`Workspace.kind`)."""


def settle_unplaced(world: World, search: Search) -> None:
    """Unplaced in-migrants and young people leave the city; the others are homeless."""
    h, work = world.households, world.workspace
    rows = search.row[h.dwelling[search.row] < 0].astype(np.int64)
    kind = np.zeros(h.room, np.uint8)
    kind[: work.kind.size] = work.kind[: h.room]
    gone = (kind[rows] == ARRIVING) | (kind[rows] == LEAVING_HOME)
    world.records.count("unplaced_left", gone.sum())
    h.status[rows[~gone]] = Status.HOMELESS
    h.clear(rows[gone])
