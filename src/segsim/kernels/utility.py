"""Utility of a dwelling to a household, and what the household can pay.

V = β_c ln(y − cost) + β_q quality + β_size fit + appeal_g,n,type − β_I |rank − mean rank|
    + β_S2 max(0, rank − .7) status + β_A access + β_E school + β_b type × life stage
    − β_d ln(1 + km)
The appeal of a neighbourhood (amenity, status, reputation, language terms) is common to all
households of a language group (and of a life stage, where services are held up for some) and is
built once a month (``submodels.surroundings``).
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import part
from segsim.kernels.listing import Listing
from segsim.kernels.setting import (
    MEAN_RANK,
    OWNER_ACCESS,
    SCHOOL,
    STATUS,
    TENANT_ACCESS,
    Finance,
    Surroundings,
    Taste,
    X,
    Y,
)
from segsim.maths import log
from segsim.world.tables import Households

OWNER, OCCUPANCY, PRIVATE, SOCIAL = 0, 1, 2, 3
YOUNG, FAMILY, MIDDLE, OLD = 0, 1, 2, 3
# Taste for small house, mid-rise and high-rise by life stage [4, 3]: assumption.
TYPE_TASTE = np.array([[-1.0, 0.0, 0.5], [1.0, 0.0, 0.0], [0.3, 0.0, 0.0], [-0.3, 0.0, 0.3]])
# Weight of access by life stage: the young twice, families half.
ACCESS_WEIGHT = np.array([2.0, 0.5, 1.0, 1.0])


class Chooser(NamedTuple):
    """One household as far as choice needs it."""

    language: int
    stage: int
    parent: float  # 1 with children under 18
    income: float  # after basic assistance, EUR a year
    rank: float  # 0 … 1
    upper: float  # max(0, rank − .7)
    need: float  # log of the m² it needs
    allowance_cap: float  # largest rent that allowance counts, EUR a year
    allowance_loss: float  # allowance lost to own income, EUR a year
    highest_price: float  # EUR
    highest_rent: float  # before allowance, EUR a year
    wealth: float
    origin: int  # neighbourhood it comes from, −1 from elsewhere
    counted: int  # neighbourhood whose shares it is part of, −1 without a home


@part
def life_stage(age: int, minors: int) -> int:
    """Return the life stage of a household by the age of its head and its children under 18."""
    if minors > 0:
        return FAMILY
    if age < 30:
        return YOUNG
    return MIDDLE if age < 65 else OLD


@part
def highest_rent(limit: float, cap: float, loss: float, rate: float) -> float:
    """Return the largest rent whose cost after allowance is within ``limit``."""
    within_cap = (limit - loss) / max(1.0 - rate, 1e-6)
    if within_cap <= cap:
        return max(limit, within_cap)
    return max(limit, limit + rate * cap - loss)


@part
def people_of(h: Households, i: int) -> tuple[int, int]:
    """Return a household's children under 18, and its persons."""
    minors, persons = np.int64(0), np.int64(h.adults[i])
    for c in range(4):
        persons += h.children[i, c] > 0
        minors += 0 < h.children[i, c] <= 18
    return minors, persons


@part
def allowed_for(persons: int, earned: float, f: Finance) -> tuple[float, float]:
    """Return the largest rent that allowance counts, and the allowance lost to own income."""
    cap = f.allowance_cap * (1.0 + 0.4 * (persons - 1))
    return cap, f.allowance_taper * max(0.0, earned - f.basic_income)


@part
def chooser_of(
    language: int,
    stage: int,
    minors: int,
    persons: int,
    earned: float,
    ranking: int,
    need: float,
    highest_price: float,
    highest_rent: float,
    wealth: float,
    origin: int,
    counted: int,
    f: Finance,
) -> Chooser:
    """Return a household as choice takes it, from what is known of it."""
    rank = np.float64(ranking) / 65535.0
    cap, loss = allowed_for(persons, earned, f)
    return Chooser(
        language,
        stage,
        1.0 if minors > 0 else 0.0,
        max(earned, f.basic_income),
        rank,
        max(0.0, rank - 0.7),
        need,
        cap,
        loss,
        highest_price,
        highest_rent,
        wealth,
        origin,
        counted,
    )


@part
def chooser(h: Households, i: int, origin: int, first_time: bool, f: Finance) -> Chooser:
    """Gather what choice needs of the household in row ``i``."""
    minors, persons = people_of(h, i)
    earned, wealth = np.float64(h.income[i]), np.float64(h.wealth[i])
    ltv = f.first_ltv if first_time else f.ltv
    loan = f.payment_share * earned / f.annuity if h.arrears[i] < 2 else 0.0  # a credit record
    cap, loss = allowed_for(persons, earned, f)
    limit = f.rent_share * max(earned, f.basic_income)
    return chooser_of(
        np.int64(h.language[i]),
        life_stage(np.int64(h.age[i]), minors),
        minors,
        persons,
        earned,
        np.int64(h.rank[i]),
        log(10.0 + 20.0 * persons),
        min(wealth / max(1.0 - ltv, 1e-6), wealth + loan),
        highest_rent(limit, cap, loss, f.allowance_rate),
        wealth,
        origin,
        np.int64(h.neighbourhood[i]) if h.status[i] == 1 else np.int64(-1),
        f,
    )


@part
def cost_of(c: Chooser, charge: float, owned: bool, f: Finance) -> float:
    """Return the yearly cost of a home with this charge after allowance, EUR."""
    return cost_after(charge, c.allowance_cap, c.allowance_loss, owned, f)


@part
def cost_after(charge: float, cap: float, loss: float, owned: bool, f: Finance) -> float:
    """Return the same of a household whose allowance has these limits."""
    allowance = f.allowance_rate * min(charge, cap) - loss
    # A factor instead of a branch, which the processor would guess wrong every third time.
    return charge - max(0.0, allowance) * (0.0 if owned else 1.0)


@part
def cost_to(c: Chooser, o: Listing, f: Finance) -> float:
    """Return the yearly cost of a dwelling to the household after allowance, EUR."""
    return cost_of(c, np.float64(o["charge"]), o["tenure"] == OWNER, f)


@part
def can_pay(c: Chooser, o: Listing, f: Finance) -> bool:
    """Tell whether the household can pay: deposit and loan of an owner home, or rent and fee."""
    if o["tenure"] == OWNER:
        return np.float64(o["charge"]) <= f.user_cost * c.highest_price
    return np.float64(o["charge"]) <= c.highest_rent and np.float64(o["fee"]) <= c.wealth


@part
def left_after(c: Chooser, cost: float, f: Finance) -> float:
    """Return the income left after the cost of a home, EUR a year."""
    return max(c.income - cost, f.cost_floor)


@part
def set_out(c: Chooser, s: Surroundings) -> tuple[float, float, float]:
    """Return where the household comes from (x, y in km) and 1, or 0 where that does not count."""
    if c.origin < 0:
        return 0.0, 0.0, 0.0
    origin = np.uint64(c.origin)
    return s.place[origin, X], s.place[origin, Y], 1.0


@part
def way_to(o: Listing, start: tuple[float, float, float], s: Surroundings) -> float:
    """Return 1 + km from where the household comes from."""
    dx, dy = s.place[o["place"], X] - start[0], s.place[o["place"], Y] - start[1]
    return 1.0 + start[2] * np.sqrt(dx * dx + dy * dy)


@part
def view_of(c: Chooser, s: Surroundings) -> np.uint64:
    """Return the view of ``Surroundings.appeal`` that a household has."""
    return np.uint64(c.language + 2 * min(c.stage, s.appeal.shape[0] // 2 - 1))


@part
def worth(
    c: Chooser, o: Listing, log_left: float, log_way: float, s: Surroundings, t: Taste
) -> float:
    """Return the systematic utility, given the logs of :func:`left_after` and :func:`way_to`."""
    n, kind = o["place"], o["kind"]  # unsigned: Numba then does not look for negative ones
    value = t.cost * log_left
    value += t.quality * np.float64(o["quality"])
    shortfall = c.need - np.float64(o["log_area"])
    weight = 1.0 if shortfall > 0.0 else 0.25
    value -= t.size * weight * shortfall * shortfall
    value += s.appeal[view_of(c, s), n, kind]
    if n == c.counted:
        value -= s.oneself[np.uint64(c.language), n]
    value -= t.similarity * abs(c.rank - s.place[n, MEAN_RANK])
    value += t.upper_status * c.upper * s.place[n, STATUS]
    column = OWNER_ACCESS if o["tenure"] == OWNER else TENANT_ACCESS
    commutes = max(1.0 - t.telework * (2.0 * c.rank - 1.0), 0.0)
    value += t.access * commutes * ACCESS_WEIGHT[np.uint64(c.stage)] * s.place[n, column]
    value += t.school * c.parent * s.place[n, SCHOOL]
    value += t.building_type * TYPE_TASTE[np.uint64(c.stage), kind]
    return value - t.distance * log_way


@part
def utility(c: Chooser, o: Listing, cost: float, s: Surroundings, t: Taste, f: Finance) -> float:
    """Return the systematic utility of a dwelling without the bonus of staying."""
    return worth(c, o, log(left_after(c, cost, f)), log(way_to(o, set_out(c, s), s)), s, t)
