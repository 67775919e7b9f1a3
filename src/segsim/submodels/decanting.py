"""Households that a renewal makes move: search, support, turn, return, where they land.

No other process knows of them but by what is asked here.
"""

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.search import DISPLACED
from segsim.maths import total
from segsim.streams import Purpose, uniforms
from segsim.submodels.renewal import pay, remember, standing
from segsim.world import Tenure, World
from segsim.world.tables import I32, I64, U8
from segsim.world.works import Renewal
from segsim.world.workspace import Decanted, nobody

type Truth = NDArray[np.bool_]


def decant(world: World) -> None:
    """Make those under notice search, with who has lost the home; pay the workers who help."""
    found = [households(world, k) for k in range(len(world.institutions.renewals))]
    if not found:
        world.workspace.decanted = nobody()
        return
    columns = (np.concatenate(column) for column in zip(*found, strict=True))
    world.workspace.decanted = decanted = Decanted(*columns)
    h = world.households
    lost = decanted.home < 0
    h.event[decanted.row[~lost]] |= DISPLACED
    world.workspace.origin[decanted.row[lost]] = decanted.place[lost]
    for renewal, them in zip(world.institutions.renewals, found, strict=True):
        if renewal.terms.caseload > 0.0:
            workers = them.row.size / renewal.terms.caseload
            pay(world, renewal, "opex", renewal.terms.eur_per_worker * workers)


def invite(world: World, wants: U8) -> None:
    """Let who may return look at the new homes; ``wants`` [household row] is 0 for who stays."""
    for renewal in world.institutions.renewals:
        who = claimants(world, renewal)
        wants[who] = np.maximum(wants[who], 1)


def households(world: World, k: int) -> Decanted:
    """Return the households of a renewal that live under notice, or lost the home this year."""
    renewal, h, d = world.institutions.renewals[k], world.households, world.dwellings
    homes = standing(world, renewal)
    homes = homes[d.occupant[homes] >= 0]
    gone = np.zeros(0, np.int64)
    if renewal.due == world.calendar:
        here = (h.id[renewal.left_row] == renewal.left_id) & (h.status[renewal.left_row] > 0)
        gone = np.flatnonzero(here & (h.dwelling[renewal.left_row] < 0))
    row = np.concatenate([d.occupant[homes].astype(np.int64), renewal.left_row[gone]])
    place = np.concatenate([d.neighbourhood[homes].astype(np.int64), renewal.left_from[gone]])
    home = np.concatenate([homes, np.full(gone.size, -1, np.int64)])
    which = np.full(row.size, k, np.int64)
    return Decanted(row, h.id[row], home, place, which, covered(world, renewal, row))


def covered(world: World, renewal: Renewal, rows: I64) -> U8:
    """Tell whom of the households ``rows`` the workers of a renewal reach: the same every year."""
    u = uniforms(world.seed, Purpose.DEMOLITION, 0, world.households.id[rows])
    return (u < renewal.terms.covered).astype(np.uint8)


def protected(world: World, rows: I64) -> Truth:
    """Tell which households cannot be evicted, since a worker supports them under notice."""
    out = np.zeros(world.households.room, bool)
    for renewal in world.institutions.renewals:
        who = world.dwellings.occupant[standing(world, renewal)].astype(np.int64)
        who = who[who >= 0]
        out[who] |= covered(world, renewal, who) == 1
    return out[rows]


def claimants(world: World, renewal: Renewal) -> I64:
    """Return the rows of those who may return: this year their place is replaced."""
    none = np.zeros(0, np.int64)
    if renewal.completes != world.calendar or not renewal.terms.right_to_return:
        return none
    h = world.households
    here = (h.id[renewal.left_row] == renewal.left_id) & (h.status[renewal.left_row] > 0)
    here &= renewal.social[renewal.left_from] > 0
    return np.asarray(renewal.left_row[here], np.int64)


def returning(world: World) -> list[tuple[I64, I64]]:
    """Return for each renewed place the new social homes and the households that may return."""
    d, rows, found = world.dwellings, world.dwelling_rows, []
    new = (d.standing[:rows] == 1) & (d.occupant[:rows] < 0) & (d.built[:rows] == world.calendar)
    homes = np.flatnonzero(new & (d.tenure[:rows] == Tenure.SOCIAL_RENT)).astype(np.int64)
    for renewal in world.institutions.renewals:
        who = claimants(world, renewal)
        place = renewal.left_from[np.isin(renewal.left_row, who)] if who.size else who
        for here in np.unique(place):
            # Of those who came back to a place and left it again for another, the place is theirs.
            theirs = renewal.left_row[renewal.left_from == here]
            found.append((homes[d.neighbourhood[homes] == here], np.intersect1d(who, theirs)))
    return found


def turn(world: World, rows: I32) -> I64:
    """Return whose turn in the queue comes first [row]: 0 lost the home, 1 supported, 2 others."""
    decanted = world.workspace.decanted
    out = np.full(world.households.room, 2, np.int64)
    out[decanted.row[decanted.supported == 1]] = 1
    out[decanted.row[decanted.home < 0]] = 0
    return out[rows]


def supported(world: World, rows: I32) -> Truth:
    """Tell whom a worker helps to find another home [row]."""
    decanted = world.workspace.decanted
    return np.isin(rows, decanted.row[decanted.supported == 1])


def settle_decanted(world: World) -> None:
    """After the market: pay who moved, remember them, and record where they landed."""
    decanted, h, n = world.workspace.decanted, world.households, world.neighbourhoods
    if decanted.row.size == 0:
        return
    here = (h.id[decanted.row] == decanted.id) & (h.status[decanted.row] > 0)
    now = np.where(here, h.dwelling[decanted.row], -1)
    moved = here & (now >= 0) & (now != decanted.home)
    out = moved & (decanted.home >= 0)
    for k, renewal in enumerate(world.institutions.renewals):
        mine = out & (decanted.renewal == k)
        remember(renewal, decanted.row[mine], decanted.id[mine], decanted.place[mine])
        pay(world, renewal, "opex", renewal.terms.compensation * int(mine.sum()))
    record = world.records.count
    record("decanted", out.sum())
    record("displaced", out.sum())
    origin, place = decanted.place[moved], h.neighbourhood[decanted.row[moved]].astype(np.int64)
    east, north = n.x[place] - n.x[origin], n.y[place] - n.y[origin]
    record("displaced_settled", moved.sum())
    record("displaced_metres", total(np.sqrt(east * east + north * north)))
    record("displaced_lower", lower(world, origin, place).sum())
    record("displaced_homeless", (here & (now < 0)).sum())


def lower(world: World, origin: I64, place: I64) -> Truth:
    """Tell who moved into another district, of lower mean income rank than the one left."""
    n, districts = world.neighbourhoods, len(world.city.districts)
    ranks, count = np.zeros(districts, np.int64), np.zeros(districts, np.int64)
    np.add.at(ranks, n.district, n.rank_sum)
    np.add.at(count, n.district, n.households)
    mean = ranks / np.maximum(count, 1)
    before, after = n.district[origin], n.district[place]
    return np.asarray((before != after) & (mean[after] < mean[before]))
