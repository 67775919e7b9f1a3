"""P23: who leaves the areas of low income when the own income rises."""

from collections.abc import Iterator

import numpy as np

from segsim.observation.census import lowest
from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate, quotient
from segsim.validation.patterns.paired import live, settled
from segsim.world import LANGUAGES, Status, World
from segsim.world.monitoring import mean_rank
from segsim.world.tables import F64

YEARS = 10
COLUMNS = ("id", "status", "adults", "rank", "neighbourhood")


@pattern("P23", "leaving low-income areas after an income rise", "spatial assimilation, Finland")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare by language how the chance to leave follows a rise of the income rank."""
    found = [slopes(settled(effort, seed)) for seed in effort.seeds(20, 2)]
    native, foreign = ([float(one[code]) for one in found] for code in (0, 1))
    for language, values in zip(LANGUAGES, (native, foreign), strict=True):
        yield estimate(f"slope, {language}, exits per unit of rank", 0.0, np.inf, values)
    yield quotient("slope, domestic against foreign", 1.1, 2.5, native, foreign)


def slopes(world: World, years: int = YEARS) -> F64:
    """Return how the chance to leave the poorest fifth rises with the income rank [language].

    Of households that live there at the end of a year, have as many adults a year later and a
    higher rank (0 to 1), the share that then lives in none of these places; all years together.
    """
    sums = np.zeros((2, 5))  # n, x, y, xx, xy
    h = world.households
    for _ in range(years):
        rows = world.household_rows
        was = {name: getattr(h, name)[:rows].copy() for name in COLUMNS}
        poor = lowest(mean_rank(world.neighbourhoods))
        live(world)
        stays = (was["id"] == h.id[:rows]) & (was["adults"] == h.adults[:rows])
        for status in (was["status"], h.status[:rows]):
            stays &= status == Status.HOUSED
        there = np.flatnonzero(stays & poor[was["neighbourhood"]])
        rise = (h.rank[there].astype(np.float64) - was["rank"][there]) / 65535.0
        there, rise = there[rise > 0.0], rise[rise > 0.0]
        left = (~poor[h.neighbourhood[there]]).astype(np.float64)
        for code in range(2):
            mine = h.language[there] == code
            x, y = rise[mine], left[mine]
            sums[code] += (x.size, x.sum(), y.sum(), (x * x).sum(), (x * y).sum())
    n, x, y, xx, xy = sums.T
    return np.asarray((n * xy - x * y) / (n * xx - x * x), np.float64)
