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
from segsim.submodels.threads import in_parts, part_of
from segsim.world import World, tallies
from segsim.world.tables import F64, I64


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
    rules, normal = earning_rules(world), quantiles().normal
    keys = [base(world.seed, one, world.year) for one in (Purpose.EMPLOYMENT, Purpose.EARNINGS)]

    def earn_part(share: slice) -> None:
        earn(
            part_of(world.households.columns(), share),
            share.stop - share.start,
            world.earnings.means,
            world.earnings.sds,
            rules,
            normal,
            world.year,
            *keys,
        )

    in_parts(world.household_rows, world.threads, earn_part)
    evict(world)


def in_kind(world: World) -> F64:
    """Return what families are spared for a child under 18 [neighbourhood], EUR a year."""
    return np.zeros(world.neighbourhoods.room) + world.institutions.in_kind


def evict(world: World) -> None:
    """Update arrears; who is evicted loses the home and searches with a credit record."""
    h, d, work = world.households, world.dwellings, world.workspace
    rules, spared = finance(world), in_kind(world)
    key = base(world.seed, Purpose.EVICTION, world.year)

    def evicted(share: slice) -> I64:
        rows = np.empty(share.stop - share.start, np.int64)
        count = fall_behind(
            part_of(h.columns(), share),
            rows.size,
            work.listings,
            rules,
            world.parameters.income.strain,
            world.parameters.income.arrears,
            world.institutions.eviction,
            spared,
            key,
            rows,
        )
        return np.asarray(rows[:count] + share.start, np.int64)

    rows = np.concatenate(in_parts(world.household_rows, world.threads, evicted))
    if world.institutions.renewals:
        rows = rows[~protected(world, rows)]
    leave_all(h.columns(), d.columns(), tallies.of(world.neighbourhoods), rows, work.origin)
    work.kind[rows] = EVICTED
    world.records.count("evictions", rows.size)
    world.records.count("displaced", rows.size)
