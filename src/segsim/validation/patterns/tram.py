"""P17: what an announced and then running tram line is worth in prices."""

from collections.abc import Iterator
from copy import deepcopy

import numpy as np

from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate, mean_of, quotient
from segsim.validation.patterns.paired import live, owner_stock, price_change, settled, with_policy
from segsim.world import World

LINE, OPENS = "tram_linnainmaa", 2032
AFTER = 5
"""Years from opening to the last look."""
NEAR_M, FAR_M = 800.0, 1600.0
ABOUT_NOTHING = 1.0
"""What is still about 0, log points [assumption]."""

type Looks = dict[tuple[str, str], float]


@pattern("P17", "a tram line in prices", "hedonic studies of the Tampere tram and the Jokeri line")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare prices along the line with those of the same city without it."""
    found = [worth(settled(effort, seed)) for seed in effort.seeds(20, 2)]
    before, after = ([one["near", when] for one in found] for when in ("before", "after"))
    times = {"before": "in the year before opening", "after": f"{AFTER} years after opening"}
    for (when, time), values in zip(times.items(), (before, after), strict=True):
        new = mean_of([one["new", when] for one in found])
        why = f"{new} where no line ran before"
        yield estimate(f"price within 800 m {time}, %", 4.0, 10.0, values, why)
    for when in ("before", "after"):
        far = [one["far", when] for one in found]
        what = f"price beyond 1,600 m {when} opening, %"
        yield estimate(what, -ABOUT_NOTHING, ABOUT_NOTHING, far, "±1: assumption")
    yield quotient("part of the effect before opening", 0.5, np.inf, before, after)


def worth(plain: World) -> Looks:
    """Return log points of price by distance, in the year before opening and years after it."""
    given, plain = with_policy(plain, LINE), deepcopy(plain)
    n, weight = plain.neighbourhoods, owner_stock(plain)
    stops = np.array(given.policies[0].stops)  # type: ignore[attr-defined]
    away = np.hypot(n.x[:, None] - stops[:, 0], n.y[:, None] - stops[:, 1]).min(axis=1)
    places = {"near": away <= NEAR_M, "far": away > FAR_M}
    places["new"] = places["near"] & (plain.transport.gain(plain.calendar) == 0.0)
    found: Looks = {}
    for when, year in (("before", OPENS - 1), ("after", OPENS + AFTER)):
        for world in (given, plain):
            live(world, year - world.calendar)
        for place, where in places.items():
            found[place, when] = price_change(given, plain, where, weight)
    return found
