"""demography: ageing, union, split, birth, leaving home, death."""

import numpy as np

from segsim.kernels.ageing import DemographyKeys, child_ids, live_a_year
from segsim.kernels.families import separate, unite
from segsim.streams import Purpose, base, hashes, uniforms
from segsim.submodels.leftovers import LEAVING_HOME, PARTED
from segsim.submodels.newhouseholds import found_households
from segsim.submodels.profiles import rates
from segsim.submodels.threads import in_parts, part_of
from segsim.world import World, tallies
from segsim.world.tables import I64, U64


def demography(world: World) -> None:
    """Let every household live a year."""
    h, rows = world.households, world.household_rows
    open_workspace(world)
    key = {
        purpose: base(world.seed, purpose, world.year)
        for purpose in (Purpose.DEATH, Purpose.SPLIT, Purpose.BIRTH, Purpose.UNION)
    }
    p = world.parameters.demography
    chances, keys = rates(p), DemographyKeys(*key.values())

    def live_part(share: slice) -> tuple[I64, tallies.Tallies, list[I64]]:
        size = share.stop - share.start
        flows, change = np.zeros(7, np.int64), tallies.empty(world.neighbourhoods.room)
        found = [np.empty(size * k, np.int64) for k in (4, 1, 1)]
        live_a_year(
            part_of(h.columns(), share),
            size,
            world.dwellings.columns(),
            change,
            chances,
            keys,
            p.leaving_age,
            flows,
            *found,
        )
        ends = zip(found, flows[4:], strict=True)
        return flows, change, [rows[:count] + share.start for rows, count in ends]

    flows, changes, found = zip(*in_parts(rows, world.threads, live_part), strict=True)
    tallies.add(world.neighbourhoods, changes)
    leavers, splitters, matched = (np.concatenate(each) for each in zip(*found, strict=True))
    clear_ended(world)
    leave_home(world, leavers)
    split_couples(world, splitters)
    form_unions(world, matched)
    for name, amount in zip(("deaths", "births"), sum(flows)[:2], strict=True):
        world.records.count(name, amount)


def open_workspace(world: World) -> None:
    """Clear the notes on who is without a home, and why."""
    work, room = world.workspace, world.households.room
    work.origin = np.full(room, -1, np.int32)
    work.kind = np.zeros(room, np.uint8)


def clear_ended(world: World) -> None:
    """Zero the rows of households that ended."""
    h = world.households
    unused = np.flatnonzero(h.status[: world.household_rows] == 0)
    ended = unused[h.id[unused] != 0]
    in_parts(ended.size, world.threads, lambda share: h.clear(ended[share]))


def leave_home(world: World, parents: I64) -> None:
    """Let grown children leave: some for another city, the others to search here."""
    h, p = world.households, world.parameters.demography
    parents = parents[h.status[parents] != 0]
    ids = np.empty(parents.size, np.uint64)
    child_ids(parents, h.id, world.year, 1, ids)
    stays = uniforms(world.seed, Purpose.LEAVING, world.year, ids) < p.stay_in_city
    world.records.count("left_home", parents.size)
    found_households(world, ids[stays], parents[stays], LEAVING_HOME)


def split_couples(world: World, rows: I64) -> None:
    """Part couples: one keeps the home and the children, the other searches."""
    h = world.households
    rows = rows[(h.status[rows] != 0) & (h.adults[rows] == 2)]
    ids = np.empty(rows.size, np.uint64)
    child_ids(rows, h.id, world.year, 2, ids)
    new = found_households(world, ids, rows, PARTED)
    separate(h.columns(), rows, new)
    world.records.count("splits", rows.size)


def form_unions(world: World, rows: I64) -> None:
    """Pair single persons of one language and like age; the second moves in with the first."""
    h, d = world.households, world.dwellings
    rows = rows[(h.status[rows] == 1) & (h.adults[rows] == 1)]
    lot: U64 = hashes(world.seed, Purpose.UNION, world.year, h.id[rows])
    order = rows[np.lexsort((lot, h.age[rows] // 4, h.language[rows]))]
    pairs = order[: order.size // 2 * 2].reshape(-1, 2)
    pairs = pairs[h.language[pairs[:, 0]] == h.language[pairs[:, 1]]]
    # Four places for children: larger families stay apart.
    together = (h.children[pairs[:, 0]] > 0).sum(axis=1) + (h.children[pairs[:, 1]] > 0).sum(axis=1)
    pairs = pairs[together <= h.children.shape[1]]
    larger = d.area[h.dwelling[pairs[:, 0]]] >= d.area[h.dwelling[pairs[:, 1]]]
    first = np.where(larger, pairs[:, 0], pairs[:, 1])
    second = np.where(larger, pairs[:, 1], pairs[:, 0])
    persons = h.adults[second].sum() + (h.children[second] > 0).sum()
    unite(h.columns(), d.columns(), tallies.of(world.neighbourhoods), first, second)
    h.clear(second)
    world.records.count("unions", first.size)
    world.records.count("moves_persons", persons)
