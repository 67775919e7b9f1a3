"""Relocation by compiled kernels beside the same rule told by Mesa agents, in one run.

Both begin with the same settled city, without social rental, which the reference leaves out, and
live the same years, two at a turn: who considers moving, twelve monthly rounds, the last sweep,
and what movers attained. The kernels do more in their year: they list every dwelling and gather
the searchers anew, serve an empty queue and count moves. After every turn both have every household
in the same home (sha256), or the row does not hold.

Each size is a process of its own: ``python benchmarks/speed/reference.py 10000 5`` prints what five
turns found, as JSON.
"""

import gc
import hashlib
import json
import sys
from collections.abc import Mapping
from statistics import median
from typing import Any

import numpy as np
from alone import resident, said_by
from rows import Pair, Row, seconds_of, spoken

from segsim.model.burn_in import settled_city
from segsim.model.reference import Relocation
from segsim.study.plan import single
from segsim.submodels.demography import open_workspace
from segsim.submodels.market import clear_market
from segsim.submodels.mobility import decide_to_move
from segsim.submodels.social_housing import allocate_social_housing
from segsim.submodels.surroundings import list_all
from segsim.world import World

WANTED = 100.0
"""Times as fast, at least."""
YEARS = 2
"""Lived in one go: a single one of few households would begin with the other side's caches."""
SIZES = {10_000: 7, 100_000: 3}
"""Turns by number of households."""


def measure(sizes: Mapping[int, int] = SIZES) -> list[Row]:
    """Return a row of time and one of memory for each number of households."""
    rows: list[Row] = []
    for size, turns in sizes.items():
        found = json.loads(said_by(__file__, size, turns))
        number, pair = found["households"], Pair(found["kernels"], found["agents"])
        same = found["homes"]["kernels"] == found["homes"]["agents"]
        homes = "the same homes" if same else "OTHER HOMES"
        each = (median(times) / YEARS / number for times in (pair.ours, pair.theirs))
        ours, theirs = (f"{spoken(seconds)} a household" for seconds in each)
        fast = same and pair.ratio >= WANTED
        what = f"a year of relocation, {number:,} households, beside Mesa agents ({homes})"
        rows.append(Row(what, ours, theirs, pair.ratio, pair.spread, f"≥ {WANTED:.0f}", fast))
        bytes_ = [found["bytes"][who] / number for who in ("kernels", "agents")]
        ours, theirs = (f"{each:,.0f} B a household" for each in bytes_)
        what = f"memory of that city, {number:,} households, beside Mesa agents"
        rows.append(Row(what, ours, theirs, bytes_[1] / bytes_[0]))
    return rows


def city(households: int) -> World:
    """Return a settled city of the grid without social rental."""
    spec = single(["city=grid", f"city.households={households}", "city.social_share=0"])
    return settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year)


def relocate(world: World) -> None:
    """Live a year in which nothing happens but moving house."""
    world.year += 1
    open_workspace(world)
    world.households.event[...] = 0
    world.workspace.depth[...] = 0
    list_all(world)
    for process in (decide_to_move, allocate_social_housing, clear_market):
        process(world)


def digest(pairs: list[tuple[int, int]]) -> str:
    """Return the sha256 of the identities of households and of their homes, 0 for none."""
    return hashlib.sha256(np.array(sorted(pairs), np.uint64).tobytes()).hexdigest()


def homes_of_kernels(world: World) -> str:
    """Return the digest of who lives where, by the tables."""
    h, rows = world.households, np.flatnonzero(world.households.status)
    homes = np.where(h.dwelling[rows] >= 0, world.dwellings.id[h.dwelling[rows]], np.uint64(0))
    return digest(list(zip(h.id[rows].tolist(), homes.tolist(), strict=True)))


def homes_of_agents(model: Relocation) -> str:
    """Return the digest of who lives where, by the agents."""
    homes = ((one.id, one.home.id if one.home else 0) for one in model.households)
    return digest([(int(who), int(home)) for who, home in homes])


def live_both(households: int, turns: int) -> dict[str, Any]:
    """Let both live the same years in turn; return times, homes and memory of each."""
    relocate(city(2_000))  # loads all machine code
    gc.collect()
    empty = resident()
    world = city(households)
    relocate(world)
    gc.collect()
    settled = resident()
    model = Relocation(world)
    agents = resident() - settled
    lives = {"kernels": lambda: relocate(world), "agents": model.step}
    times: dict[str, list[float]] = {name: [] for name in lives}
    homes: dict[str, list[str]] = {name: [] for name in lives}
    for turn in range(turns):
        for name in lives if turn % 2 == 0 else reversed(lives):
            times[name].append(sum(seconds_of(lives[name]) for _ in range(YEARS)))
        homes["kernels"].append(homes_of_kernels(world))
        homes["agents"].append(homes_of_agents(model))
    number = len(model.households)
    memory = {"kernels": settled - empty, "agents": agents}
    return {"households": number, **times, "homes": homes, "bytes": memory}


if __name__ == "__main__":
    json.dump(live_both(int(sys.argv[1]), int(sys.argv[2])), sys.stdout)
