"""decide_to_move: who searches for a home this year, and from which month."""

import numpy as np

from segsim.kernels.search import LARGEST_GAIN, consider, decide
from segsim.maths import exps, logs
from segsim.parameters import Mobility
from segsim.streams import Purpose, base, hashes
from segsim.submodels.decanting import decant, invite
from segsim.submodels.surroundings import finance, surroundings, taste
from segsim.submodels.threads import in_parts, part_of
from segsim.world import World
from segsim.world.tables import F64, I64, U8
from segsim.world.workspace import Search


def decide_to_move(world: World) -> None:
    """Let every household decide whether to search; those without a home always do."""
    p, h = world.parameters.mobility, world.households
    wants = np.zeros(h.room, np.uint8)
    decant(world)
    odds, now = log_odds(p), surroundings(world)
    search_key = base(world.seed, Purpose.SEARCH, world.year)
    most = 1.0 / (1.0 + exps(-(odds + p.gain * LARGEST_GAIN)))
    forced_key = base(world.seed, Purpose.FORCED, world.year)
    likes, rules = taste(world), finance(world)

    def choose(share: slice) -> None:
        mine, out = part_of(h.columns(), share), wants[share]
        close = np.empty(out.size, np.int64)
        count = consider(
            mine, out.size, now, most, p.lease_end, p.school_event, search_key, forced_key, out,
            close,
        )  # fmt: skip
        decide(
            mine, close[:count], world.workspace.listings, now, likes, rules, odds, p.gain,
            world.aspiration, search_key, out,
        )  # fmt: skip

    in_parts(world.household_rows, world.threads, choose)
    invite(world, wants)
    world.workspace.wants = wants
    world.workspace.search = start_search(world, np.flatnonzero(wants), wants)


def log_odds(p: Mobility) -> F64:
    """Return log-odds of searching without a gain [tenure, age 0 … 120, event or not]."""
    chances = np.array([p.owner, p.right_of_occupancy, p.private_rent, p.social_rent])
    chances = np.clip(chances, 1e-9, 1.0 - 1e-9)
    tenure = logs(chances / (1.0 - chances))
    age = np.arange(121, dtype=np.float64)
    life = np.where(
        age < 40.0,
        p.young * (40.0 - np.maximum(age, 20.0)) / 20.0,
        p.old * (np.minimum(age, 75.0) - 40.0) / 35.0,
    )
    event = np.array([0.0, p.event])
    return np.asarray(tenure[:, None, None] + life[None, :, None] + event, np.float64)


def start_search(world: World, rows: I64, wants: U8) -> Search:
    """Return the year's searchers: a keyed month each, and where they come from."""
    several = in_parts(rows.size, world.threads, lambda share: search_of(world, rows[share], wants))
    return Search(*(np.concatenate(column) for column in zip(*several, strict=True)))


def search_of(world: World, rows: I64, wants: U8) -> Search:
    """Return the search of some households."""
    h, work = world.households, world.workspace
    rounds = np.uint64(world.parameters.market.rounds)
    month = hashes(world.seed, Purpose.MONTH, world.year, h.id[rows]) % rounds
    housed = h.dwelling[rows] >= 0
    origin = np.where(housed, h.neighbourhood[rows].astype(np.int32), np.int32(-1))
    known = min(work.origin.size, h.room)
    if known:
        inside = ~housed & (rows < known)
        origin[inside] = work.origin[rows[inside]]
    return Search(
        rows.astype(np.int32),
        month.astype(np.uint8),
        (wants[rows] == 2).astype(np.uint8),
        origin,
        np.zeros(rows.size, np.uint8),
    )
