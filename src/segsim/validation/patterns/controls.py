"""P25: negative controls, of which no segregation may change."""

from collections.abc import Iterator
from copy import deepcopy

from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate
from segsim.validation.patterns.paired import figure, live, settled, with_policy
from segsim.world import World

CONTROLS = {"park": "park", "park_meals": "meals in parks", "reputation_campaign": "brand"}
YEARS = 5
LIMIT = 0.005


@pattern("P25", "measures too small to matter", "negative controls")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare corrected D of language after five years with and without each measure."""
    found = [changes(settled(effort, seed)) for seed in effort.seeds(20, 2)]
    for preset, name in CONTROLS.items():
        values = [one[preset] for one in found]
        what = f"change of corrected D of language, neighbourhoods, {name}"
        yield estimate(what, -LIMIT, LIMIT, values)


def changes(world: World) -> dict[str, float]:
    """Return the change of corrected D of language by each control."""
    plain = _apart(deepcopy(world))
    return {name: _apart(with_policy(world, name)) - plain for name in CONTROLS}


def _apart(world: World) -> float:
    return figure(live(world, YEARS), "adjusted_dissimilarity", "neighbourhood", "language")
