"""P18: what one new block does to the prices of its neighbours."""

from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate
from segsim.validation.patterns.paired import (
    build,
    kilometres,
    live,
    owner_stock,
    price_change,
    settled,
)
from segsim.world import BuildingType, Tenure, Vintage, World
from segsim.world.tables import I64

FLATS = 150
SITES = 6
YEARS = 5
NEAR_KM = 0.3
STEADY = 0.5
"""Change that is no trend, log points a year: it would need six years to cross the range
[assumption]."""


@pattern("P18", "one infill block in prices", "Kurvinen & Vihola 2016; Ahvenniemi et al. 2018")
def check(effort: Effort) -> Iterator[Finding]:
    """Put a block into one mid-rise neighbourhood after the other, each in a run of its own."""
    found = [neighbours_gain(settled(effort, seed)) for seed in effort.seeds(8, 2)]
    level = [float(np.mean(one)) for one in found]
    trend = [(one[-1] - one[0]) / (YEARS - 1) for one in found]
    why = f"{SITES} sites each, own neighbourhood and centres within 300 m"
    yield estimate("price of neighbours, mean of five years, %", 0.0, 3.0, level, why)
    yield estimate("its trend, % a year", -STEADY, STEADY, trend, f"±{STEADY}: assumption")


def neighbours_gain(world: World) -> list[float]:
    """Return log points of price within 300 m of a block by year, mean over sites."""
    weight, near = owner_stock(world), kilometres(world) <= NEAR_KM
    plain, without = deepcopy(world), []
    for _ in range(YEARS):
        without.append(deepcopy(live(plain)))
    gains = np.zeros((SITES, YEARS))
    for k, site in enumerate(sites(world)):
        given, homes = deepcopy(world), np.zeros(near.shape[0])
        homes[site] = FLATS

        def block(world: World, homes: np.ndarray = homes) -> None:
            if world.year == 1:
                build(world, homes, BuildingType.MID_RISE)

        for year in range(YEARS):
            live(given, 1, {"age_stock": block})
            gains[k, year] = price_change(given, without[year], near[site], weight)
    return [float(gain) for gain in gains.mean(axis=0)]


def sites(world: World) -> I64:
    """Return neighbourhoods of mid-rise blocks of 1960 to 1999, from cheap to dear."""
    n = world.neighbourhoods
    old = (n.vintage == Vintage.FROM_1960_TO_1979) | (n.vintage == Vintage.FROM_1980_TO_1999)
    mid = n.building_type == BuildingType.MID_RISE
    owned = n.stock[:, Tenure.OWNER, BuildingType.MID_RISE] > 0
    rows = np.flatnonzero(old & mid & owned)
    rows = rows[np.argsort(n.price[rows, BuildingType.MID_RISE], kind="stable")]
    steps = (np.arange(SITES) + 0.5) / SITES * rows.size
    return np.asarray(rows[steps.astype(np.int64)], np.int64)
