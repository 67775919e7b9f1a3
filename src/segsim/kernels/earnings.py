"""Income, employment, language skill, wealth and arrears; income ranks without a sort."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel, part
from segsim.kernels.hardship import minors
from segsim.kernels.listing import Listings
from segsim.kernels.search import JOB
from segsim.kernels.setting import Finance
from segsim.kernels.utility import PRIVATE, chooser, cost_to
from segsim.maths import exp, log
from segsim.streams import cell, draw, mix, uniform
from segsim.world.tables import F32, F64, I64, U8, U16, Households
from segsim.world.tallies import Tallies

# Wealth in years of income by age of head 20, 30 … 80: assumption.
WEALTH_YEARS = np.array([0.3, 0.9, 1.8, 2.8, 3.6, 4.0, 4.0])
CELLS = 65_536  # of income, each with a rank of its own
GROUPS = 30  # adults (2) × age of head (5) × education (3)


class EarningRules(NamedTuple):
    """Numbers of the income process; see ``parameters.income``."""

    persistence: float
    permanent_share: float
    log_foreign_ratio: float
    skill_rate: float
    foreign_wealth: float
    wealth_rate: float
    job_loss: float
    job_finding: float
    job_cost: float
    arrears: float
    low: float  # EUR, limits of the income classes
    high: float


@part
def group_of(h: Households, i: int) -> int:
    """Return the earnings group of a household (0 … 29)."""
    age = np.int64(h.age[i])
    band = 0
    if age >= 65:
        band = 4
    elif age >= 50:
        band = 3
    elif age >= 35:
        band = 2
    elif age >= 25:
        band = 1
    return ((np.int64(h.adults[i]) - 1) * 5 + band) * 3 + np.int64(h.education[i])


@part
def in_labour_force(h: Households, i: int) -> int:
    """Return how many adults are of working age, in work or not."""
    return np.int64(h.adults[i]) if h.age[i] < 64 else 0


@part
def systematic(h: Households, i: int, means: F64, r: EarningRules) -> float:
    """Return the part of log income that group, language skill and employment explain."""
    value = means[group_of(h, i)]
    if h.language[i] == 1:
        value += r.log_foreign_ratio * (1.0 - np.float64(h.skill[i]))
    idle = in_labour_force(h, i) - np.int64(h.employed[i])
    if idle > 0:
        value -= r.job_cost * idle
    return value


@part
def wealth_norm(h: Households, i: int, year: int, r: EarningRules, normal: F64) -> float:
    """Return the wealth that the household tends to: by age, lasting income and arrival."""
    position = min(max((np.float64(h.age[i]) - 20.0) / 10.0, 0.0), 5.999)
    low = np.int64(position)
    years = WEALTH_YEARS[low] + (position - low) * (WEALTH_YEARS[low + 1] - WEALTH_YEARS[low])
    norm = years * np.float64(h.income[i]) * exp(0.6 * normal[cell(mix(h.id[i]))])
    if h.language[i] == 1:
        since = min(max(np.float64(year - h.arrival[i]), 0.0), 10.0) / 10.0
        norm *= r.foreign_wealth + (1.0 - r.foreign_wealth) * since
    return norm


@kernel
def earn(
    h: Households,
    rows: int,
    means: F64,
    sds: F64,
    r: EarningRules,
    normal: F64,
    year: int,
    employment_key: np.uint64,
    earnings_key: np.uint64,
) -> None:
    """Draw this year's employment and income, and let skill and wealth follow."""
    innovation = np.sqrt(1.0 - r.persistence * r.persistence)
    spread = np.sqrt(1.0 - r.permanent_share * r.permanent_share)
    for i in range(rows):
        if h.status[i] == 0:
            continue
        force = in_labour_force(h, i)
        stream = draw(employment_key, h.id[i])
        if force > 0:
            employed = np.int64(h.employed[i])
            before = employed
            for adult in range(force):
                stream = mix(stream)
                if adult < before:
                    if uniform(stream) < r.job_loss:
                        employed -= 1
                elif uniform(stream) < r.job_finding * (0.6 + 0.4 * np.float64(h.skill[i])):
                    employed += 1
            employed = min(max(employed, 0), force)
            if employed != before:
                h.event[i] |= JOB
            h.employed[i] = employed
        else:
            h.employed[i] = 0
        sd = sds[group_of(h, i)] * spread
        shock = normal[cell(draw(earnings_key, h.id[i]))]
        h.transitory[i] = r.persistence * np.float64(h.transitory[i]) + innovation * sd * shock
        if h.language[i] == 1:
            skill = np.float64(h.skill[i])
            h.skill[i] = skill + r.skill_rate * (1.0 - skill)
        level = systematic(h, i, means, r)
        h.income[i] = exp(level + np.float64(h.permanent[i]) + np.float64(h.transitory[i]))
        norm = wealth_norm(h, i, year, r, normal)
        wealth = np.float64(h.wealth[i])
        h.wealth[i] = wealth + r.wealth_rate * (norm - wealth)


@kernel
def count_incomes(status: U8, income: F32, cells: U16, count: I64) -> None:
    """Write the cell of each household's income to ``cells`` and add it to ``count`` [cell].

    ``status`` and ``income`` are columns of households. Cells, :data:`CELLS` in number, have an
    equal log width between 500 and 2,000,000 EUR.
    """
    bottom, top = log(500.0), log(2.0e6)
    scale = (CELLS - 1.0) / (top - bottom)
    for i in range(cells.size):
        if status[i] == 0:
            continue
        at = np.int64((log(max(np.float64(income[i]), 1.0)) - bottom) * scale)
        at = min(max(at, 0), CELLS - 1)
        cells[i] = at
        count[at] += 1


@kernel
def set_ranks(
    h: Households, rows: int, cells: U16, ranks: U16, low: float, high: float, tallies: Tallies
) -> None:
    """Set income ranks, those of their cells, and classes; add what depends on them to tallies."""
    for i in range(rows):
        if h.status[i] == 0:
            continue
        h.rank[i] = ranks[cells[i]]
        income = np.float64(h.income[i])
        h.income_class[i] = 0 if income < low else (2 if income >= high else 1)
        if h.status[i] == 1:
            n = h.neighbourhood[i]
            tallies.rank_sum[n] += np.int64(h.rank[i])
            tallies.by_class[n, h.income_class[i]] += 1


@kernel
def fall_behind(
    h: Households,
    rows: int,
    homes: Listings,
    f: Finance,
    strain: float,
    chance: float,
    eviction: F64,
    in_kind: F64,
    key: np.uint64,
    evicted: I64,
) -> int:
    """Update arrears of tenants and write who is evicted; return how many.

    A tenant whose rent after allowance takes more than ``strain`` of income may fall behind; what
    families are spared for a child (``in_kind`` [neighbourhood], EUR a year) counts as income here;
    after two years in a row eviction follows with the chance ``eviction`` [neighbourhood].
    """
    count = 0
    for i in range(rows):
        if h.status[i] == 0:
            continue
        strained = False
        if h.status[i] == 1 and h.tenure[i] >= PRIVATE:
            o = homes[h.dwelling[i]]
            # Even the full rent is affordable to most: look closer only where it is not.
            if np.float64(o["charge"]) > strain * np.float64(h.income[i]):
                c = chooser(h, np.int64(i), np.int64(-1), np.bool_(True), f)
                spared = in_kind[h.neighbourhood[i]] * minors(h, np.int64(i))
                strained = cost_to(c, o, f) > strain * (c.income + spared)
        if not strained and h.arrears[i] == 0:
            continue
        word = draw(key, h.id[i])
        if strained and uniform(word) < (chance if h.arrears[i] == 0 else 0.5):
            h.arrears[i] = min(5, h.arrears[i] + 1)
            if h.arrears[i] >= 2 and uniform(mix(word)) < eviction[h.neighbourhood[i]]:
                evicted[count] = i
                count += 1
        elif h.arrears[i] > 0:
            h.arrears[i] -= 1
    return count
