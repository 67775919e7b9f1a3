"""income: employment and earnings, language skill, wealth, arrears and evictions."""

import numpy as np

from segsim.kernels.earnings import EarningRules, earn, fall_behind
from segsim.kernels.moves import leave_all
from segsim.maths import exp, log
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.courses import complete_courses
from segsim.submodels.decanting import protected
from segsim.submodels.leftovers import EVICTED
from segsim.submodels.surroundings import finance
from segsim.world import World, tallies
from segsim.world.tables import F64


def earning_rules(world: World) -> EarningRules:
    """Return the numbers of the income process."""
    p = world.parameters.income
    low, high = world.city.class_limits
    return EarningRules(
        p.persistence,
        p.permanent_share,
        log(p.foreign_ratio),
        1.0 - exp(-1.0 / p.skill_years),
        p.foreign_wealth,
        1.0 - exp(-1.0 / p.wealth_years),
        p.job_loss,
        p.job_finding,
        p.job_loss_cost,
        p.arrears,
        low,
        high,
    )


def income(world: World) -> None:
    """Draw employment and income; tenants who cannot pay fall behind and may be evicted."""
    complete_courses(world)
    earn(
        world.households.columns(),
        world.household_rows,
        world.earnings.means,
        world.earnings.sds,
        earning_rules(world),
        quantiles().normal,
        world.year,
        base(world.seed, Purpose.EMPLOYMENT, world.year),
        base(world.seed, Purpose.EARNINGS, world.year),
    )
    evict(world)


def in_kind(world: World) -> F64:
    """Return what families are spared for a child under 18 [neighbourhood], EUR a year."""
    return np.zeros(world.neighbourhoods.room) + world.institutions.in_kind


def evict(world: World) -> None:
    """Update arrears; who is evicted loses the home and searches with a credit record."""
    h, d, work = world.households, world.dwellings, world.workspace
    evicted = np.empty(world.household_rows, np.int64)
    count = fall_behind(
        h.columns(),
        world.household_rows,
        work.listings,
        finance(world),
        world.parameters.income.strain,
        world.parameters.income.arrears,
        world.institutions.eviction,
        in_kind(world),
        base(world.seed, Purpose.EVICTION, world.year),
        evicted,
    )
    rows = evicted[:count]
    if world.institutions.renewals:
        rows = rows[~protected(world, rows)]
    leave_all(h.columns(), d.columns(), tallies.of(world.neighbourhoods), rows, work.origin)
    work.kind[rows] = EVICTED
    world.records.count("evictions", rows.size)
    world.records.count("displaced", rows.size)
