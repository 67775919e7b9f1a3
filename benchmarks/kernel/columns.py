"""Records as columns, and draws and utilities of whole columns, for the NumPy program."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.listing import Listings
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
from segsim.kernels.utility import ACCESS_WEIGHT, OWNER, TYPE_TASTE
from segsim.maths import logs
from segsim.world.tables import F64, I64, U64

type Flags = NDArray[np.bool_]
type Records = NDArray[Any]
"""Of ``kernels.seekers.SEEKER``."""
GOLDEN, FIRST, SECOND = (
    np.uint64(0x9E3779B97F4A7C15),
    np.uint64(0xBF58476D1CE4E5B9),
    np.uint64(0x94D049BB133111EB),
)


def mixed(z: U64) -> U64:
    """Return what :func:`segsim.streams.mix` makes of every element."""
    z = z + GOLDEN
    z ^= z >> np.uint64(30)
    z *= FIRST
    z ^= z >> np.uint64(27)
    z *= SECOND
    z ^= z >> np.uint64(31)
    return z


def drawn(key: np.uint64 | U64, entity: U64) -> U64:
    """Return what :func:`segsim.streams.draw` draws for every element."""
    return mixed(key ^ mixed(entity))


def uniform(bits: U64) -> F64:
    """Return numbers strictly between 0 and 1."""
    return ((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52


class Homes(NamedTuple):
    """Dwellings as columns: as they stand on the ring, or those that a block looks at."""

    id: U64
    charge: F64
    fee: F64
    quality: F64
    log_area: F64
    place: I64
    kind: I64
    owned: Flags

    @classmethod
    def of(cls, listing: Listings) -> "Homes":
        """Return the columns of some listings."""
        numbers = (listing[name].astype(np.float64) for name in cls._fields[1:5])
        place, kind = listing["place"].astype(np.int64), listing["kind"].astype(np.int64)
        return cls(listing["id"].copy(), *numbers, place, kind, listing["tenure"] == OWNER)


class People(NamedTuple):
    """Searchers as columns."""

    id: U64
    income: F64
    rank: F64
    upper: F64
    need: F64
    allowance_cap: F64
    allowance_loss: F64
    highest_price: F64
    highest_rent: F64
    wealth: F64
    attachment: F64
    origin: I64
    counted: I64
    language: I64
    stage: I64
    minors: I64
    arrears: I64
    housed: I64

    @classmethod
    def of(cls, facts: Records, f: Finance) -> "People":
        """Return the columns of some records, and what follows from them."""
        earned, rank = facts["income"].astype(np.float64), facts["ranking"] / 65535.0
        given = ("highest_price", "highest_rent", "wealth", "attachment")
        numbers = (facts[name].astype(np.float64) for name in given)
        codes = (facts[name].astype(np.int64) for name in cls._fields[11:])
        return cls(
            facts["id"].copy(),
            np.maximum(earned, f.basic_income),
            rank,
            np.maximum(0.0, rank - 0.7),
            facts["need"].copy(),
            f.allowance_cap * (1.0 + 0.4 * (facts["persons"].astype(np.int64) - 1)),
            f.allowance_taper * np.maximum(0.0, earned - f.basic_income),
            *numbers,
            *codes,
        )


def cost_to(who: People, homes: Homes, f: Finance) -> F64:
    """Return the yearly cost of homes [look, searcher] after allowance."""
    allowance = np.minimum(homes.charge, who.allowance_cap)
    allowance *= f.allowance_rate
    allowance -= who.allowance_loss
    np.maximum(allowance, 0.0, out=allowance)
    allowance[homes.owned] = 0.0
    return np.subtract(homes.charge, allowance, out=allowance)


def worth(who: People, homes: Homes, cost: F64, s: Surroundings, t: Taste, f: Finance) -> F64:
    """Return the systematic utility of homes [look, searcher], added in the order of segsim."""
    n, views, places = homes.place, s.appeal.shape[0], s.appeal.shape[1]
    value = logs(np.maximum(who.income - cost, f.cost_floor))
    value *= t.cost
    value += t.quality * homes.quality
    shortfall = who.need - homes.log_area
    weight = np.where(shortfall > 0.0, t.size * 1.0, t.size * 0.25)
    value -= weight * shortfall * shortfall
    view = who.language + 2 * np.minimum(who.stage, views // 2 - 1)
    value += s.appeal.ravel().take((n + view * places) * 3 + homes.kind)
    look, column = np.nonzero(n == who.counted)
    value[look, column] -= s.oneself[who.language[column], n[look, column]]
    value -= t.similarity * np.abs(who.rank - s.place[:, MEAN_RANK].take(n))
    value += t.upper_status * who.upper * s.place[:, STATUS].take(n)
    commutes = np.maximum(1.0 - t.telework * (2.0 * who.rank - 1.0), 0.0)
    access = np.concatenate((s.place[:, TENANT_ACCESS], s.place[:, OWNER_ACCESS]))
    access = access.take(n + homes.owned * places)
    value += t.access * commutes * ACCESS_WEIGHT[who.stage] * access
    value += t.school * (who.minors > 0) * s.place[:, SCHOOL].take(n)
    value += (t.building_type * TYPE_TASTE).ravel().take(who.stage * 3 + homes.kind)
    value -= t.distance * logs(way_to(who, n, s))
    return value


def way_to(who: People, n: I64, s: Surroundings) -> F64:
    """Return 1 + km from where searchers come from, 1 from elsewhere."""
    inside = who.origin >= 0
    x, y = s.place[:, X], s.place[:, Y]
    dx = x.take(n) - np.where(inside, x[who.origin], 0.0)
    dy = y.take(n) - np.where(inside, y[who.origin], 0.0)
    dx *= dx
    dy *= dy
    dx += dy
    np.sqrt(dx, out=dx)
    dx *= inside
    dx += 1.0
    return dx
