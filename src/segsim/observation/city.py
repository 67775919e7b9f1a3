"""City-wide figures: people, moves, homes, prices, displacement and costs."""

from collections.abc import Iterator

import numpy as np

from segsim.observation.people import exits, hardship, work
from segsim.observation.segregation import FOREIGN, Value
from segsim.observation.snapshot import Snapshot, by_district
from segsim.world import INCOME_CLASSES, LANGUAGES, TENURES, Status, World
from segsim.world.tables import F64

COUNTED = (
    "moves_households", "moves_persons", "forced_moves", "chain_moves", "in_migrants",
    "out_migrants", "births", "deaths", "splits", "unions", "unplaced_left", "evictions",
    "displaced", "decanted", "evacuated", "returned", "completed", "demolished",
    "renovated", "converted", "social_applicants", "pupils_outside", "schools_closed",
)  # fmt: skip
"""Flows of the year recorded as they are."""


def city_figures(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield every figure of the level ``city``; the group is ``all`` unless said."""
    yield from ((n, "city", g, float(v)) for n, g, v in people(snapshot))
    yield from ((n, "city", g, float(v)) for n, g, v in work(snapshot.people))
    for figures in (homes, moves, money, places, exits, hardship):
        yield from ((n, "city", g, float(v)) for n, g, v in figures(world, snapshot))


def people(snapshot: Snapshot) -> Iterator[tuple[str, str, float]]:
    """Yield numbers and shares of households."""
    c = snapshot.counts
    households = max(int(c.status.sum()), 1)
    yield "households", "all", households
    yield "population", "all", int(c.persons.sum())
    yield "homeless_share", "all", int(c.status[Status.HOMELESS]) / households
    yield "seeking", "all", int(c.status[Status.SEEKING])
    housed = max(int(c.status[Status.HOUSED]), 1)
    yield "foreign_share", "all", int(snapshot.language[:, FOREIGN].sum()) / housed
    yield "families_share", "all", int(c.families.sum()) / housed
    for name, count in zip(INCOME_CLASSES, snapshot.classes.sum(axis=0), strict=True):
        yield "income_share", name, int(count) / housed
    yield "income_mean", "all", float(c.income.sum()) / housed
    for code, language in enumerate(LANGUAGES):
        tenants = c.language_tenure[code]
        yield "renting_share", language, int(tenants[2:].sum()) / max(int(tenants.sum()), 1)
        yield "social_share", language, int(tenants[3]) / max(int(tenants.sum()), 1)


def homes(world: World, snapshot: Snapshot) -> Iterator[tuple[str, str, float]]:
    """Yield the stock, its vacancy and who holds it."""
    n = world.neighbourhoods
    stock, vacant = n.stock.sum(axis=(0, 2)), n.vacant.sum(axis=(0, 2))
    yield "dwellings", "all", int(stock.sum())
    yield "vacancy", "all", int(vacant.sum()) / max(int(stock.sum()), 1)
    tenants = snapshot.counts.tenure.sum(axis=0)
    for code, tenure in enumerate(TENURES):
        yield "vacancy", tenure, int(vacant[code]) / max(int(stock[code]), 1)
        yield "tenure_share", tenure, int(tenants[code]) / max(int(tenants.sum()), 1)
    yield "owner_share", "all", int(tenants[0]) / max(int(tenants.sum()), 1)


def moves(world: World, snapshot: Snapshot) -> Iterator[tuple[str, str, float]]:
    """Yield flows of the year and rates of moving within the city."""
    flows, c = world.records.flows, snapshot.counts
    for name in COUNTED:
        yield name, "all", flows.get(name, 0.0)
    tenants = c.tenure.sum(axis=0)
    rates = {
        "move_rate": ("moves_persons", c.persons.sum()),
        "owner_move_rate": ("moves_owner", tenants[0]),
        "private_renter_move_rate": ("moves_private", tenants[2]),
        "social_renter_move_rate": ("moves_social", tenants[3]),
    }
    for name, (flow, base) in rates.items():
        yield name, "all", flows.get(flow, 0.0) / max(float(base), 1.0)
    yield from landing(flows)
    renters = flows.get("moves_private", 0.0) + flows.get("moves_social", 0.0)
    yield "renter_move_rate", "all", renters / max(float(tenants[2:].sum()), 1.0)


def landing(flows: dict[str, float]) -> Iterator[tuple[str, str, float]]:
    """Yield where households landed whom a renewal made move, nan where nobody had to.

    `displaced_down` is the share that moved out of the district into one of lower mean income
    rank; `displaced_km` the mean distance; `displaced_gain` by how much the homes found are worth
    more (utility) than what movers like them attained in the years before, `displaced_content` the
    share for whom they are not worth less; `displaced_homeless` the share without a home at the
    end of the year, of those who moved or lost theirs.
    """
    settled, homeless = flows.get("displaced_settled", 0.0), flows.get("displaced_homeless", 0.0)
    moved = settled if settled > 0.0 else float("nan")
    yield "displaced_down", "all", flows.get("displaced_lower", 0.0) / moved
    yield "displaced_km", "all", flows.get("displaced_metres", 0.0) / 1000.0 / moved
    placed = flows.get("displaced_placed", 0.0)
    placed = placed if placed > 0.0 else float("nan")
    yield "displaced_content", "all", flows.get("displaced_content", 0.0) / placed
    yield "displaced_gain", "all", flows.get("displaced_gain", 0.0) / placed
    everybody = settled + homeless
    share = homeless / everybody if everybody > 0.0 else float("nan")
    yield "displaced_homeless", "all", share


def money(world: World, snapshot: Snapshot) -> Iterator[tuple[str, str, float]]:
    """Yield mean prices and rents (EUR/m²) and what policies cost this year (EUR)."""
    price, area, rent, rented = snapshot.prices.sum(axis=0)
    yield "price_mean", "all", price / max(area, 1.0)
    yield "rent_mean", "all", rent / max(12.0 * rented, 1.0)
    spent = [entry for entry in world.ledger.entries if entry.year == world.calendar]
    yield "cost_total", "all", sum(entry.eur for entry in spent)


def places(world: World, snapshot: Snapshot) -> Iterator[tuple[str, str, float]]:
    """Yield how prices, language, income and renting go together over districts.

    The price gradient is the slope of log price on kilometres from the centre, in % per km,
    over districts weighted by their owner homes; correlations are weighted by households.
    """
    sums = by_district(world, snapshot.prices)
    known, owned = (
        sums[:, 1] > 0.0,
        by_district(world, world.neighbourhoods.stock)[:, 0].sum(axis=1),
    )
    xy, centre = world.city.district_xy, world.city.centre
    km = np.hypot(xy[:, 0] - centre[0], xy[:, 1] - centre[1]) / 1000.0
    if known.sum() > 2:
        level = np.log(sums[known, 0] / sums[known, 1])
        slope = np.polyfit(km[known], level, 1, w=np.sqrt(owned[known]))[0]
        yield "price_gradient", "all", 100.0 * slope
    language = by_district(world, snapshot.language)
    households = language.sum(axis=1).astype(np.float64)
    foreign = language[:, FOREIGN] / np.maximum(households, 1.0)
    low = by_district(world, snapshot.classes)[:, 0] / np.maximum(households, 1.0)
    tenure = by_district(world, snapshot.counts.tenure)
    renting = tenure[:, 2:].sum(axis=1) / np.maximum(tenure.sum(axis=1), 1.0)
    yield "correlation_foreign", "low_income", correlation(foreign, low, households)
    yield "correlation_foreign", "renting", correlation(foreign, renting, households)


def correlation(x: F64, y: F64, weight: F64) -> float:
    """Return the weighted correlation; nan where one of the two does not vary."""
    share = weight / max(float(weight.sum()), 1.0)
    dx, dy = x - (share * x).sum(), y - (share * y).sum()
    spread = float((share * dx * dx).sum() * (share * dy * dy).sum())
    return float((share * dx * dy).sum()) / spread**0.5 if spread > 0.0 else float("nan")
