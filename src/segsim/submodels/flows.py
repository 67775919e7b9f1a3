"""What the market of a year moved: counts of moves by tenure, and the length of chains."""

from dataclasses import dataclass

import numpy as np

from segsim.kernels.search import attained
from segsim.kernels.setting import Finance, Surroundings, Taste
from segsim.maths import total
from segsim.world import World
from segsim.world.workspace import PLACED, Search


@dataclass(slots=True)
class Before:
    """What searchers were before the market: row of home, tenure and persons."""

    home: np.ndarray[tuple[int], np.dtype[np.int32]]
    tenure: np.ndarray[tuple[int], np.dtype[np.uint8]]


def movers_from_home(world: World, search: Search) -> Before:
    """Note where searchers live before the market opens."""
    home = world.households.dwelling[search.row].copy()
    return Before(home, world.dwellings.tenure[np.maximum(home, 0)].copy())


def record_moves(world: World, search: Search, before: Before) -> None:
    """Count moves within the city, by tenure left, and the length of chains of moves."""
    h, record = world.households, world.records.count
    after = h.dwelling[search.row]
    moved = (after >= 0) & (after != before.home)
    persons = h.adults[search.row].astype(np.int64) + (h.children[search.row] > 0).sum(axis=1)
    inside = moved & (search.origin >= 0)
    housed = moved & (before.home >= 0)
    record("moves_households", inside.sum())
    record("moves_persons", persons[inside].sum())
    record("moves_owner", (housed & (before.tenure == 0)).sum())
    record("moves_private", (housed & (before.tenure == 2)).sum())
    record("moves_social", (housed & (before.tenure == 3)).sum())
    record("arrivals_placed", (moved & (search.origin < 0)).sum())
    record("forced_moves", (housed & (search.forced == 1)).sum())
    depth = world.workspace.depth
    record("chain_moves", int((depth[: world.dwelling_rows] > 1).sum()))


def record_attained(world: World, now: Surroundings, taste: Taste, finance: Finance) -> None:
    """Count by how much the homes found by those who had to move are worth more than of peers.

    Peers are movers of the same language, family and income in the years before.
    """
    work, h = world.workspace, world.households
    if work.decanted.row.size == 0:
        return
    found = np.isin(work.search.row, work.decanted.row) & (work.search.state == PLACED)
    elements = np.flatnonzero(found)
    homes = h.dwelling[work.search.row[elements]].astype(np.int64)
    gains = np.empty(elements.size)
    attained(
        work.listings, homes, elements, work.seekers, now, taste, finance, world.aspiration, gains
    )
    world.records.count("displaced_gain", total(gains))
    world.records.count("displaced_content", (gains >= 0.0).sum())
    world.records.count("displaced_placed", elements.size)
