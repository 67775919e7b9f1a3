"""update_reputation: reputation, community and memory of neighbourhoods follow with a lag."""

from functools import partial

import numpy as np

from segsim.kernels.attach import attach
from segsim.kernels.wear import add_quality
from segsim.maths import standardised
from segsim.submodels.surroundings import shares, status
from segsim.submodels.threads import run_all
from segsim.world import World
from segsim.world.institutions import Lift
from segsim.world.tables import F64


def update_reputation(world: World) -> None:
    """Let reputation follow composition, condition, services, safety and school; sticky."""
    p, n, rules = world.parameters.reputation, world.neighbourhoods, world.institutions
    of_homes, bonds = run_all([partial(condition, world), partial(bond, world)], world.threads)
    weight = n.households.astype(np.float64)
    share = shares(world)
    target = (
        p.status * standardised(status(world), weight)
        - p.foreign * standardised(np.ascontiguousarray(share[:, 1]), weight)
        + p.condition * standardised(of_homes, weight)
        + p.services * rules.lifted(n.services, Lift.SERVICES)
        + p.safety * rules.lifted(n.safety, Lift.SAFETY)
        + p.school * world.schools.perceived[n.school]
    )
    target = rules.lifted(target, Lift.REPUTATION)
    n.reputation = n.reputation + p.speed * (target - n.reputation)
    mean_bond = bonds / np.maximum(weight, 1.0)
    n.community = np.clip(n.community + p.speed * (mean_bond - n.community), 0.0, 1.0)
    rate = world.parameters.behaviour.memory
    n.memory = n.memory + rate * (share - n.memory) * (weight > 0.0)[:, None]


def bond(world: World) -> F64:
    """Let attachment grow, faster in a close community; return its sum by neighbourhood."""
    n, h, sums = world.neighbourhoods, world.households, np.zeros(world.neighbourhoods.room)
    lifted = world.institutions.lifted(n.community, Lift.COMMUNITY)
    growth = world.parameters.reputation.attachment * (0.5 + np.clip(lifted, 0.0, 1.0))
    attach(world.household_rows, h.status, h.neighbourhood, h.attachment, growth, sums)
    return sums


def condition(world: World) -> F64:
    """Return the mean quality of dwellings by neighbourhood."""
    d, rows, room = world.dwellings, world.dwelling_rows, world.neighbourhoods.room
    quality, homes = np.zeros(room), np.zeros(room, np.int64)
    add_quality(rows, d.standing, d.neighbourhood, d.quality, quality, homes)
    return quality / np.maximum(homes, 1)
