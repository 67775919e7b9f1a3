"""Make a synthetic city ready to run: ranks, earnings, donors of newcomers, amenities."""

import numpy as np

from segsim.kernels.founding import group_moments, lasting_parts
from segsim.maths import logs, total
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.demography import open_workspace
from segsim.submodels.earning import earning_rules
from segsim.submodels.profiles import rates
from segsim.submodels.ranking import rank_incomes
from segsim.submodels.reputation import condition
from segsim.submodels.schools import assign_pupils, update_schools
from segsim.submodels.surroundings import access, list_all, status
from segsim.world import Tenure, World
from segsim.world.tables import F64

DONORS = 4096


def initialise(world: World) -> None:
    """Fill what synthesis leaves open; the marginals of the table stay as they are."""
    h, rows = world.households, world.household_rows
    set_rules(world)
    rank_incomes(world)
    start_earnings_profile(world)
    choose_donors(world)
    world.start.households = int(np.count_nonzero(h.status[:rows]))
    world.start.vacancy = 1.0 - world.start.households / int(world.neighbourhoods.stock.sum())
    list_all(world)
    open_workspace(world)
    world.workspace.depth = np.zeros(world.dwellings.room, np.uint8)
    assign_pupils(world)
    update_schools(world)
    guess_amenities(world)


def set_rules(world: World) -> None:
    """Complete the institutions by neighbourhood, and keep them as the rules without policies."""
    p, room, rules = world.parameters, world.neighbourhoods.room, world.institutions
    rules.renovation_ltv = np.full(room, p.stock.renovation_ltv)
    rules.renovation_cost = np.full(room, p.stock.renovation_cost)
    rules.eviction = np.full(room, p.income.eviction)
    rules.school_resources = np.zeros(world.schools.room)
    rules.school_visibility = np.full(world.schools.room, p.schools.perception_weight)
    world.rules = rules.copy_rules()


def start_earnings_profile(world: World) -> None:
    """Take group means and spreads of log income from the population, and split residuals."""
    h, rows, rules = world.households, world.household_rows, earning_rules(world)
    log_income = logs(np.maximum(h.income[:rows].astype(np.float64), 1.0))
    earnings = world.earnings
    group_moments(h.columns(), rows, log_income, rules, earnings.means, earnings.sds)
    lasting_parts(
        h.columns(),
        rows,
        log_income,
        earnings.means,
        earnings.sds,
        rules,
        quantiles().normal,
        0,
        base(world.seed, Purpose.EARNINGS, 0),
    )


def expected_arrivals(world: World) -> F64:
    """Return arrivals by age of head that keep the age structure as it is [121].

    What is missing after a year of ageing, deaths, unions, splits, leaving home and
    out-migration; smoothed over five years of age.
    """
    h, rows = world.households, world.household_rows
    r, p = rates(world.parameters.demography), world.parameters
    live = np.flatnonzero(h.status[:rows])
    age = h.age[live].astype(np.int64)
    owner = (h.dwelling[live] >= 0) & (h.tenure[live] == Tenure.OWNER)
    single = h.adults[live] == 1
    factor = p.driver.turnover * np.where(owner, 0.5, 1.3)
    now = _smooth(np.bincount(age, minlength=121).astype(np.float64))
    stays = (1.0 - r.death * _share(age, single)) * (
        1.0 - r.out_migration * _share(age, factor)
    ) - 0.5 * r.union * _share(age, single)
    joins = r.split * _share(age, ~single)
    nxt = np.zeros(121)
    nxt[1:] = (now * (stays + joins))[:-1]
    nineteen = int(np.isin(h.children[live], (18, 19)).sum())
    nxt[19] += 0.5 * nineteen * p.demography.stay_in_city
    wanted = np.maximum(now * (1.0 + p.driver.growth) - nxt, 0.0)
    wanted[:18] = 0.0
    wanted[80:] = 0.0
    return np.asarray(_smooth(wanted), np.float64)


def _share(
    age: np.ndarray[tuple[int], np.dtype[np.int64]],
    what: np.ndarray[tuple[int], np.dtype[np.generic]],
) -> F64:
    """Return the mean of ``what`` by age, smoothed [121]."""
    hits = np.bincount(age, what.astype(np.float64), minlength=121)
    return _smooth(hits) / np.maximum(
        _smooth(np.bincount(age, minlength=121).astype(np.float64)), 1e-9
    )


def _smooth(x: F64) -> F64:
    """Return the moving mean over five ages."""
    out = np.zeros(x.size)
    padded = np.concatenate([np.zeros(2), x, np.zeros(2)])
    for shift in range(5):
        out += padded[shift : shift + x.size] / 5.0
    return out


def choose_donors(world: World) -> None:
    """Choose whom newcomers resemble: donors by language, weighted by expected arrivals by age."""
    h, rows = world.households, world.household_rows
    arrivals = expected_arrivals(world)
    live = np.flatnonzero(h.status[:rows])
    live = live[np.argsort(h.id[live], kind="stable")]
    count = np.bincount(h.age[live], minlength=121)
    donors = world.newcomers
    chosen = []
    for language in range(2):
        group = live[h.language[live] == language]
        if group.size == 0:
            group = live
        age = h.age[group]
        own = np.bincount(age, minlength=121)
        weight = arrivals[age] / np.maximum(own[age] if language == 0 else count[age], 1)
        mass = np.cumsum(weight)
        at = (np.arange(DONORS) + 0.5) / DONORS * mass[-1]
        chosen.append(group[np.minimum(np.searchsorted(mass, at), group.size - 1)])
    for name in ("age", "adults", "education", "employed", "children"):
        setattr(donors, name, np.stack([getattr(h, name)[rows_] for rows_ in chosen]))


def guess_amenities(world: World) -> None:
    """Start amenities where the city's mean household is indifferent between neighbourhoods."""
    b, p, n = world.parameters.behaviour, world.parameters, world.neighbourhoods
    h, rows = world.households, world.household_rows
    live = h.status[:rows] != 0
    income = total(h.income[:rows][live].astype(np.float64)) / max(int(live.sum()), 1)
    space = 60.0 * condition(world)
    cost = p.market.user_cost * n.price * space[:, None]
    left = np.maximum(income - cost, 0.3 * income)
    stock = n.stock.sum(axis=1).astype(np.float64)
    value = (
        b.cost * logs(left)
        + (b.status * status(world) + b.access * access(world)[1] + b.quality * condition(world))[
            :, None
        ]
    )
    mean = total((value * stock).ravel()) / max(total(stock.ravel()), 1.0)
    n.amenity = mean - value
