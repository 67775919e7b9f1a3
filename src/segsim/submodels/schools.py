"""update_schools and assign_pupils: learning, outcome, perceived quality, choice of schools."""

from functools import reduce

import numpy as np

from segsim.kernels.pupils import Families, compose, nearest_schools, prefer, seat
from segsim.maths import exp, standardised
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.catchments import keep_their_school, redraw_catchments
from segsim.submodels.clearing import merge_schools, unify_schools
from segsim.submodels.learning import learn_early
from segsim.submodels.threads import in_parts, part_of
from segsim.submodels.weighted import seat_in_classes
from segsim.world import World
from segsim.world.tables import F64, I64

NEARBY = 4
"""Schools beside the catchment's that a family considers."""
FEW = 256
"""Neighbourhoods whose distances to all schools are worth a thread."""


def update_schools(world: World) -> None:
    """Let outcomes follow families, peers and resources, and let parents see them with a lag.

    Catchments are drawn anew first, so that families can move by them this year.
    """
    merge_schools(world)
    unify_schools(world)
    redraw_catchments(world)
    learn_early(world)
    p, schools = world.parameters.schools, world.schools
    ranks = recount(world)
    pupils = schools.pupils.sum(axis=1).astype(np.float64)
    several = np.maximum(pupils, 1.0)
    family = standardised(ranks / (65535.0 * several), pupils)
    burden = schools.pupils[:, 1] / several + schools.low_income / several
    peers = -standardised(burden, pupils)
    schools.resources = world.institutions.school_resources.copy()
    follow = 1.0 - exp(-1.0 / p.outcome_lag)
    schools.boost = schools.boost + follow * (p.resources * schools.resources - schools.boost)
    schools.outcome = p.family * family + p.peers * peers + schools.boost
    visible = np.clip(world.institutions.school_visibility, 0.0, 1.0)
    hidden = (1.0 - visible) * schools.boost
    seen = (1.0 - p.composition_weight) * (schools.outcome - hidden)
    seen = seen + p.composition_weight * peers
    schools.perceived = schools.perceived + p.perception * (seen - schools.perceived)


def assign_pupils(world: World) -> None:
    """Seat pupils: the catchment school, or another where it is preferred and seats are open."""
    p, schools, n = world.parameters.schools, world.schools, world.neighbourhoods
    rows = world.household_rows
    options, kilometres = nearby(world)
    options[:, 1:][kilometres[:, 1:] > world.institutions.way_cap[:, None]] = -1  # out of bounds
    preferred = np.full(rows, -1, np.int16)
    lot = np.zeros(rows, np.uint64)
    school_of = n.school.astype(np.int64)
    who = families(world)
    seen = world.institutions.school_names(schools.perceived)
    key, gumbel = base(world.seed, Purpose.SCHOOL, 0), quantiles().gumbel

    def prefer_part(share: slice) -> None:
        prefer(
            part_of(who, share),
            share.stop - share.start,
            school_of,
            options,
            kilometres,
            seen,
            p.choice_quality,
            p.choice_distance,
            p.choice_catchment,
            p.max_km,
            key,
            gumbel,
            schools.id,
            preferred[share],
            lot[share],
        )

    in_parts(rows, world.threads, prefer_part)
    in_classes = seat_in_classes(world, who, preferred)
    choosing = np.flatnonzero(preferred >= 0)
    keeps = keep_their_school(world, choosing)
    stay = choosing[keeps]
    preferred[stay] = who.school[stay]
    elsewhere = ~keeps & (preferred[choosing] != school_of[who.neighbourhood[choosing]])
    # Places in the own school are safe: only who wants another needs a turn.
    order = choosing[elsewhere]
    order = order[np.argsort(lot[order], kind="stable")]
    open_share = np.clip(schools.open_share + world.institutions.open_seats, 0.0, 1.0)
    seats = (open_share * schools.capacity).astype(np.int64)
    who.school[choosing] = preferred[choosing]
    outside = seat(who, order, preferred, school_of, seats)
    recount(world)
    world.records.count("pupils_outside", outside + in_classes)


def recount(world: World) -> I64:
    """Recount the pupils of schools; return the sum of their income ranks [school]."""
    schools, who = world.schools, families(world)

    def compose_part(share: slice) -> tuple[I64, I64, I64]:
        pupils = np.zeros((schools.room, 2), np.int64)
        low, ranks = np.zeros((2, schools.room), np.int64)
        compose(part_of(who, share), share.stop - share.start, pupils, low, ranks)
        return pupils, low, ranks

    found = in_parts(world.household_rows, world.threads, compose_part)
    pupils, low, ranks = (reduce(np.add, each) for each in zip(*found, strict=True))
    schools.pupils[...], schools.low_income[...] = pupils, low
    return np.asarray(ranks, np.int64)


def families(world: World) -> Families:
    """Return the columns of households that concern schools."""
    return Families(*(getattr(world.households, name) for name in Families._fields))


def nearby(world: World) -> tuple[I64, F64]:
    """Return the catchment and nearest schools of each neighbourhood and their kilometres."""
    n, s = world.neighbourhoods, world.schools
    shape = (n.room, min(NEARBY + 1, s.room))
    options, km = np.zeros(shape, np.int64), np.empty(shape)
    own = n.school.astype(np.int64)

    def nearest_part(share: slice) -> None:
        nearest_schools(n.x[share], n.y[share], s.x, s.y, own[share], options[share], km[share])

    in_parts(n.room, world.threads, nearest_part, least=FEW)
    return options, km
