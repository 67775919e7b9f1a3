"""P20, P21: where families with children live, and how schools compare with their catchments."""

from collections.abc import Iterator

import numpy as np

from segsim.indices import adjusted_dissimilarity
from segsim.observation.segregation import FOREIGN
from segsim.observation.snapshot import by_district, take
from segsim.validation.findings import Effort, Finding, pattern
from segsim.validation.patterns.estimates import estimate, mean_of, share_of_seeds
from segsim.validation.patterns.paired import figure, live, settled
from segsim.world import World

YEARS = 10
LEAST_SHARE = 0.9


@pattern("P20", "families more apart than the childless", "Finnish studies, as read")
def families(effort: Effort) -> Iterator[Finding]:
    """Compare corrected D of language among households with children and among others."""
    found = [family_gap(live(settled(effort, seed), YEARS)) for seed in effort.seeds(20, 2)]
    for level in ("neighbourhood", "district"):
        gaps = [one[level] for one in found]
        what = f"corrected D, families less childless, {level}s"
        yield estimate(what, 0.02, np.inf, gaps, "year 10")


def family_gap(world: World) -> dict[str, float]:
    """Return corrected D of language of families less that of the childless, by level."""
    now = take(world)
    with_children = now.counts.families
    pairs = {"neighbourhood": (with_children, now.language - with_children)}
    pairs["district"] = tuple(by_district(world, one) for one in pairs["neighbourhood"])  # type: ignore[assignment]
    return {
        level: float(
            adjusted_dissimilarity(those, group=FOREIGN)
            - adjusted_dissimilarity(others, group=FOREIGN)
        )
        for level, (those, others) in pairs.items()
    }


@pattern("P21", "schools against their catchments", "partly by analogy")
def schools(effort: Effort) -> Iterator[Finding]:
    """Compare D of language between schools with that between catchments, choice open and not."""
    seeds = effort.seeds(20, 2)
    gaps = {
        share: [school_gap(settled(effort, seed), share) for seed in seeds]
        for share in (None, 1.0, 0.0)
    }
    for share, name in ((None, "as it is, 15 %"), (1.0, "wide open")):
        true = [gap >= 0.0 for gap in gaps[share]]
        what = f"seeds with D of schools ≥ of catchments, choice {name}"
        yield share_of_seeds(what, LEAST_SHARE, true, f"mean difference {mean_of(gaps[share])}")
    true = [abs(a) < abs(b) for a, b in zip(gaps[0.0], gaps[None], strict=True)]
    what = "seeds with the two closer, choice closed"
    yield share_of_seeds(what, LEAST_SHARE, true, f"mean difference closed {mean_of(gaps[0.0])}")


def school_gap(world: World, open_share: float | None) -> float:
    """Return D of language between schools less that between catchments after ten years."""
    if open_share is not None:
        world.schools.open_share[...] = open_share
    return figure(live(world, YEARS), "dissimilarity_by_choice", "school", "language")
