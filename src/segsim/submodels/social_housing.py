"""allocate_social_housing: the queue of the year, by need and waiting time, blind to language."""

import numpy as np

from segsim.kernels.queue import need_points
from segsim.kernels.seekers import gather_seekers
from segsim.streams import Purpose, hashes
from segsim.submodels.surroundings import finance
from segsim.world import World


def allocate_social_housing(world: World) -> None:
    """Order the applicants; the queue is served in every market round."""
    search, h = world.workspace.search, world.households
    points = np.zeros(search.row.size)
    rules = finance(world)
    seekers = gather_seekers(h, world.workspace.listings, search, rules)
    world.workspace.seekers = seekers
    need_points(h.columns(), search, seekers, rules, points)
    applicants = np.flatnonzero(points > 0.0)
    lot = hashes(world.seed, Purpose.QUEUE, world.year, h.id[search.row[applicants]])
    # Points come in halves: with the lot below them one number says who is first.
    turn = (np.uint64(63) - (2.0 * points[applicants]).astype(np.uint64)) << np.uint64(58)
    applicants = applicants[np.argsort(turn | (lot >> np.uint64(6)), kind="stable")]
    world.workspace.queue_order = applicants.astype(np.int64)
    waiting = np.zeros(h.room, bool)
    waiting[search.row[applicants]] = True
    years = h.queue[: world.household_rows]
    in_queue = waiting[: world.household_rows]
    # Who does not apply this year loses its place.
    years[...] = np.where(in_queue, np.minimum(years, 200) + 1, 0)
    world.records.count("social_applicants", applicants.size)
