"""Weighted-curriculum classes: families apply, and the apt or the lucky are admitted (17.24)."""

import numpy as np

from segsim.kernels.classes import admit, apply_for_classes
from segsim.kernels.pupils import Families, nearest_schools
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.catchments import pupils_in
from segsim.world import World
from segsim.world.tables import F64, I16, I64

NEAREST = 8
"""Schools with weighted classes that a family considers, beside its own if that has them."""


def seat_in_classes(world: World, who: Families, preferred: I16) -> int:
    """Seat families in weighted classes; return the pupils who thereby leave their catchment.

    ``preferred`` [row] is the ordinary school each family would take; it becomes −1 for those
    seated here. Who sits in a class keeps its place while there is one; the others are admitted
    by aptitude or by lot. Nothing happens where no programme gives places.
    """
    seats = world.institutions.weighted_seats
    if not seats.any():
        if who.weighted.any():
            who.weighted[:] = 0
        return 0
    wants, admitted = np.full(who.id.size, -1, np.int16), np.zeros(who.id.size, np.uint8)
    left = np.broadcast_to(seats, (world.schools.room, 2)).copy()
    by_aptitude, by_lot = applicants(world, who, preferred, left, wants)
    for sitting in (1, 0):
        for kind, order in enumerate((by_aptitude, by_lot)):
            admit(who, order, wants, left, kind, admitted, sitting)
    found = np.flatnonzero(admitted)
    who.weighted[:] = admitted
    who.school[found] = wants[found]
    preferred[found] = -1
    own = world.neighbourhoods.school[who.neighbourhood[found]]
    return int(pupils_in(who.children[found])[wants[found] != own].sum())


def applicants(
    world: World, who: Families, preferred: I16, seats: I64, wants: I16
) -> tuple[I64, I64]:
    """Let families apply (``wants`` [row]); return their rows by aptitude and by lot."""
    p, n, s = world.parameters.schools, world.neighbourhoods, world.schools
    options, kilometres = class_options(world, np.flatnonzero(seats.sum(axis=1) > 0))
    lot, aptitude = np.zeros(wants.size, np.uint64), np.zeros(wants.size)
    apply_for_classes(
        who,
        world.household_rows,
        preferred,
        options,
        kilometres,
        n.x,
        n.y,
        s.x,
        s.y,
        world.institutions.school_names(s.perceived),
        p.choice_quality,
        p.choice_distance,
        p.weighted_appeal,
        p.aptitude_noise,
        seats,
        base(world.seed, Purpose.WEIGHTED_CLASS, 0),
        quantiles().gumbel,
        quantiles().normal,
        s.id,
        wants,
        aptitude,
        lot,
    )
    rows = np.flatnonzero(wants >= 0)
    tested, drawn = (rows if seats[:, kind].any() else rows[:0] for kind in (0, 1))
    by_aptitude = tested[np.lexsort((lot[tested], -aptitude[tested]))]
    return by_aptitude, drawn[np.argsort(lot[drawn], kind="stable")]


def class_options(world: World, with_classes: I64) -> tuple[I64, F64]:
    """Return the nearest schools with weighted classes [neighbourhood, k], and their kilometres.

    −1 is beyond the cap on the way to a chosen school; without one a class may be anywhere.
    """
    n, s = world.neighbourhoods, world.schools
    shape = (n.room, min(NEAREST, with_classes.size) + 1)
    options, kilometres = np.zeros(shape, np.int64), np.empty(shape)
    at = np.full(s.room, -1, np.int64)
    at[with_classes] = np.arange(with_classes.size)
    own = at[n.school]
    nearest_schools(n.x, n.y, s.x[with_classes], s.y[with_classes], own, options, kilometres)
    found = np.isfinite(kilometres)
    options = np.where(found, with_classes[options], -1)
    beyond = kilometres > world.institutions.way_cap[:, None]
    options[beyond & (options != n.school[:, None])] = -1
    return options, kilometres
