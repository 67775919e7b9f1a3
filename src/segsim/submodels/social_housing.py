"""allocate_social_housing: the queue of the year, by need and waiting time, blind to language."""

import numpy as np

from segsim.kernels.queue import need_points
from segsim.kernels.seekers import gather, room_for
from segsim.maths import total
from segsim.streams import Purpose, hashes
from segsim.submodels.decanting import turn
from segsim.submodels.surroundings import finance
from segsim.submodels.threads import in_parts, part_of
from segsim.world import Status, World
from segsim.world.institutions import QueueRule
from segsim.world.tables import F64, I32, I64, U64
from segsim.world.workspace import Seekers


def allocate_social_housing(world: World) -> None:
    """Order the applicants; the queue is served in every market round."""
    search, h = world.workspace.search, world.households
    points = np.zeros(search.row.size)
    rules, seekers = finance(world), seekers_of(world, points.size)

    def note(share: slice) -> None:
        those, out = part_of(search, share), part_of(seekers, share)
        for records in out:
            records.view(np.uint8)[:] = 0
        gather(h.columns(), world.workspace.listings, those, rules, out)
        need_points(h.columns(), those, out, rules, points[share])

    in_parts(points.size, world.threads, note)
    world.workspace.seekers = seekers
    applicants = by_need(world, points, np.flatnonzero(points > 0.0))
    if world.institutions.queue_shares.any():
        refused = by_need(world, -points, np.flatnonzero(points < 0.0))
        everybody = np.concatenate([applicants, refused])
        applicants = everybody[other_turns(world, search.row[everybody], applicants.size)]
    if world.workspace.decanted.row.size > 0:
        first = turn(world, search.row[applicants])
        applicants = applicants[np.argsort(first, kind="stable")]
    world.workspace.queue_order = applicants.astype(np.int64)
    waiting = np.zeros(h.room, bool)
    waiting[search.row[applicants]] = True
    years = h.queue[: world.household_rows]
    in_queue = waiting[: world.household_rows]
    # Who does not apply this year loses its place.
    years[...] = np.where(in_queue, np.minimum(years, 200) + 1, 0)
    world.records.count("social_applicants", applicants.size)


def seekers_of(world: World, size: int) -> Seekers:
    """Return records for some searchers, those of the year before if they suffice.

    Fresh memory would cost more than what is written to it.
    """
    work = world.workspace
    if work.seeker_room.home.size < size:
        work.seeker_room = room_for(size + size // 8)
    return part_of(work.seeker_room, slice(0, size))


def by_need(world: World, points: F64, applicants: I64) -> I64:
    """Return applicants (elements of the search) in the order of their points, then by lot."""
    who = world.households.id[world.workspace.search.row[applicants]]
    lot = hashes(world.seed, Purpose.QUEUE, world.year, who)
    return applicants[in_turn((2.0 * points[applicants]).astype(np.uint64), lot)]


def in_turn(halves: U64, lot: U64) -> I64:
    """Return who is first, second …: by points, which come in halves below 64, then by lot."""
    turn = (np.uint64(63) - halves) << np.uint64(58) | (lot >> np.uint64(6))
    return np.argsort(turn, kind="stable").astype(np.int64)


def other_turns(world: World, rows: I32, accepted: int) -> I64:
    """Return the order in which applicants are served when some turns do not go by need.

    ``rows`` are households in order of need, first those ``accepted`` whom no landlord refuses.
    Of the turns each rule has its share in ``queue_shares``: its k-th applicant comes no later
    than turn k ÷ share, and need has the rest. Those refused for their arrears are served in
    the turns of the homeless alone: these are dwellings that the city assigns.
    """
    shares = world.institutions.queue_shares
    shares = shares / max(total(shares), 1.0)
    left = 1.0 - total(shares)
    turn = np.full(rows.size, np.inf)
    if left > 0.0:
        turn[:accepted] = np.arange(accepted) / left
    for rule in QueueRule:
        share = float(shares[rule])
        if share > 0.0:
            eligible = rows if rule == QueueRule.HOMELESS else rows[:accepted]
            first = preferred(world, eligible, rule)
            turn[first] = np.minimum(turn[first], np.arange(first.size) / share)
    served = (turn < np.inf) | (np.arange(rows.size) < accepted)
    order = np.argsort(turn, kind="stable").astype(np.int64)
    return order[served[order]]


def preferred(world: World, rows: I32, rule: QueueRule) -> I64:
    """Return whom a rule serves, the first one first: positions in ``rows``."""
    h = world.households
    if rule == QueueRule.HOMELESS:
        evicted = (h.dwelling[rows] < 0) & (h.arrears[rows] >= 2)  # this year
        return np.flatnonzero((h.status[rows] == Status.HOMELESS) | evicted)
    lot = hashes(world.seed, Purpose.POLICY, world.year, h.id[rows])
    waited = np.zeros(rows.size, np.uint64)
    if rule == QueueRule.WAITING:
        waited = np.minimum(h.queue[rows], 63).astype(np.uint64)
    return in_turn(waited, lot)
