"""Spatial weights of a city's areas, made once a run."""

from functools import lru_cache

import numpy as np

from segsim.indices.weights import Weights
from segsim.world import World
from segsim.world.tables import F64

NEAREST = {"neighbourhood": 8, "district": 4}
"""How many nearest areas count as neighbours of an area."""


def weights(world: World, level: str) -> Weights:
    """Return binary weights to the nearest areas of a level."""
    n = world.neighbourhoods
    xy = np.stack([n.x, n.y], axis=1) if level == "neighbourhood" else world.city.district_xy
    return _nearest(np.ascontiguousarray(xy, np.float64).tobytes(), len(xy), NEAREST[level])


@lru_cache(maxsize=16)
def _nearest(positions: bytes, count: int, k: int) -> Weights:
    xy: F64 = np.frombuffer(positions, np.float64).reshape(count, 2)
    k = min(k, count - 1)
    rows, columns = [], []
    for start in range(0, count, 512):  # blocks, so that no n × n matrix is held
        block = xy[start : start + 512]
        away = block.T[:, :, None] - xy.T[:, None, :]
        squared = away[0] ** 2 + away[1] ** 2
        squared[np.arange(len(block)), np.arange(start, start + len(block))] = np.inf
        # The k nearest and whatever ties with them, of which the first come first.
        near = squared <= np.partition(squared, k - 1, axis=1)[:, k - 1 : k]
        row, column = np.nonzero(near)
        order = np.lexsort((column, squared[row, column], row))
        row, column = row[order], column[order]
        turn = np.arange(row.size) - np.searchsorted(row, row)
        rows.append(start + row[turn < k])
        columns.append(column[turn < k])
    links = np.concatenate(rows), np.concatenate(columns)
    return Weights(*links, np.ones(len(links[0])), count)
