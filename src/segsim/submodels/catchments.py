"""Catchments of schools: drawn anew where a programme asks for it, and who keeps the old school."""

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.catchments import Catchments, Ground, improve, no_offers
from segsim.maths import total
from segsim.world import World
from segsim.world.institutions import Boundaries, Redraw
from segsim.world.tables import F64, I64


def redraw_catchments(world: World) -> None:
    """Draw the catchments anew when a programme is due, by all programmes in force this year."""
    plans = sorted(world.institutions.redraws, key=lambda plan: plan.policy)
    if not any(plan.due for plan in plans):
        return
    n, rules = world.neighbourhoods, world.institutions
    before = n.school.astype(np.int64)
    pupils, groups = pupils_at_home(world)
    plan = combined(plans)
    km = kilometres_to_schools(world)
    km[:, world.schools.capacity == 0] = np.inf  # closed
    after = draw_catchments(km, pupils, groups, world.schools.capacity, before, plan)
    kept = rules.boundaries
    if kept is None:
        never = np.full((n.room, world.schools.room), Boundaries.NEVER, np.int64)
        kept = rules.boundaries = Boundaries(before.copy(), never)
    moved = np.flatnonzero(before != after)
    if plan.grandfather:
        kept.left[moved, before[moved]] = world.year
    kept.due_to = shares(plans)
    n.school[:] = after


def combined(plans: list[Redraw]) -> Redraw:
    """Return one plan for several: weights add up, the shorter cap holds."""
    weight = plans[0].weight
    for plan in plans[1:]:
        weight = weight + plan.weight
    share = shares(plans)
    language = total(np.array([share[plan.policy] * plan.groups[0] for plan in plans]))
    income = total(np.array([share[plan.policy] * plan.groups[1] for plan in plans]))
    return Redraw(
        "",
        np.minimum(weight, 1.0),
        (language, income),
        min(plan.max_km for plan in plans),
        any(plan.grandfather for plan in plans),
        True,
    )


def shares(plans: list[Redraw]) -> dict[str, float]:
    """Return the share of each programme in what they want together."""
    weights = [total(plan.weight) for plan in plans]
    whole = total(np.array(weights))
    return {plan.policy: weight / whole for plan, weight in zip(plans, weights, strict=True)}


def draw_catchments(
    kilometres: F64, pupils: I64, groups: I64, capacity: I64, current: I64, plan: Redraw
) -> I64:
    """Return the school of each neighbourhood by composition against distance.

    Starts from the nearest schools (where the plan does not reach, from what there is) and takes
    the move that mixes most per kilometre while it pays. A school has no more pupils than its
    places, or than it has at the start where those are more; nobody gets a school beyond the cap
    unless none is within.

    Parameters
    ----------
    kilometres
        To each school [neighbourhood, school].
    pupils, groups
        Pupils of each neighbourhood, and those of a foreign language and of low income
        [neighbourhood, 2].
    capacity
        Places [school].
    current
        The school there is [neighbourhood].
    """
    nearest = np.argmin(kilometres, axis=1)
    school = np.where(plan.weight > 0.0, nearest, current)
    room, members = capacity.size, np.zeros((capacity.size, 2), np.int64)
    load = np.zeros(room, np.int64)
    np.add.at(load, school, pupils)
    np.add.at(members, school, groups)
    counts, spread = np.array(plan.groups), varied(load, members)
    start = total(counts * separation(load, members))
    everybody = max(int(load.sum()), 1)
    parts = np.maximum(spread * start * everybody, 1e-12)
    allowed = kilometres <= plan.max_km
    allowed[np.arange(school.size), nearest] = True
    ground = Ground(
        pupils,
        groups,
        kilometres,
        allowed.astype(np.int64),
        plan.weight,
        np.where(spread * start > 0.0, counts / parts, 0.0),
        np.maximum(capacity, load),
        1.0 / (everybody * max(plan.max_km, 1e-3)),
    )
    catchments = Catchments(school.astype(np.int64), load, members)
    improve(ground, catchments, no_offers(school.size))
    return catchments.school


def varied(load: I64, members: I64) -> F64:
    """Return P(1 − P) of either group [2]."""
    share = members.sum(axis=0) / max(int(load.sum()), 1)
    return np.asarray(share * (1.0 - share), np.float64)


def separation(load: I64, members: I64) -> F64:
    """Return the variance ratio eta² of either group over schools [2], 0 where all are alike."""
    filled = load > 0
    share = members.sum(axis=0) / max(int(load.sum()), 1)
    spread = varied(load, members)
    out = np.zeros(2)
    for k in range(2):
        away = members[filled, k] / load[filled] - share[k]
        if spread[k] > 0.0:
            out[k] = total(load[filled] * away * away) / (int(load.sum()) * spread[k])
    return out


def pupils_at_home(world: World) -> tuple[I64, I64]:
    """Return pupils by neighbourhood, and those of a foreign language and of low income."""
    h, rows = world.households, world.household_rows
    housed = np.flatnonzero(h.status[:rows] == 1)
    count = pupils_in(h.children[housed])
    place = h.neighbourhood[housed]
    pupils = np.zeros(world.neighbourhoods.room, np.int64)
    groups = np.zeros((world.neighbourhoods.room, 2), np.int64)
    np.add.at(pupils, place, count)
    np.add.at(groups[:, 0], place, count * (h.language[housed] == 1))
    np.add.at(groups[:, 1], place, count * (h.income_class[housed] == 0))
    return pupils, groups


def pupils_in(children: NDArray[np.uint8]) -> I64:
    """Return how many children of 7 to 15 years (kept as age + 1) there are in each row."""
    return np.asarray(((children >= 8) & (children <= 16)).sum(axis=1), np.int64)


def kilometres_to_schools(world: World) -> F64:
    """Return the way from each neighbourhood to each school [neighbourhood, school], km."""
    n, s = world.neighbourhoods, world.schools
    east, north = n.x[:, None] - s.x[None, :], n.y[:, None] - s.y[None, :]
    return np.asarray(np.sqrt(east * east + north * north) / 1000.0, np.float64)


def keep_their_school(world: World, families: I64) -> NDArray[np.bool_]:
    """Tell which families keep the school that was their catchment's before it was redrawn.

    They lived there when the boundary moved, still live there, and have pupils in that school.
    """
    kept = world.institutions.boundaries
    if kept is None:
        return np.zeros(families.size, bool)
    h = world.households
    school = h.school[families]
    left = kept.left[h.neighbourhood[families], np.maximum(school, 0)]
    return np.asarray((school >= 0) & (h.moved[families] < left))
