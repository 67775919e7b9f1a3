"""Work and income by language, and who leaves the areas of the lowest incomes."""

from collections.abc import Iterator

import numpy as np

from segsim.kernels.hardship import count_hardship
from segsim.kernels.people_survey import People
from segsim.observation.census import lowest
from segsim.observation.snapshot import Snapshot
from segsim.submodels.earning import in_kind
from segsim.submodels.surroundings import finance
from segsim.world import LANGUAGES, Status, World
from segsim.world.monitoring import mean_rank
from segsim.world.workspace import PLACED

type Figure = tuple[str, str, float]  # indicator, group, value


def work(people: People) -> Iterator[Figure]:
    """Yield employment by language (adults of working age), and incomes against each other."""
    for code, language in enumerate(LANGUAGES):
        adults = max(int(people.adults[code]), 1)
        yield "employment_share", language, int(people.employed[code]) / adults
    mean = people.income / np.maximum(people.households, 1)
    yield "income_ratio", "foreign", float(mean[1]) / max(float(mean[0]), 1e-9)


def exits(world: World, snapshot: Snapshot) -> Iterator[Figure]:
    """Yield the share of households by language that left the areas of low income this year."""
    poor = lowest(mean_rank(world.neighbourhoods))
    search, h = world.workspace.search, world.households
    inside = (search.origin >= 0) & poor[search.origin] & (search.state == PLACED)
    rows = search.row[inside]
    out = (h.status[rows] == Status.HOUSED) & ~poor[h.neighbourhood[rows]]
    left = np.bincount(h.language[rows[out]], minlength=2)
    there = snapshot.language[poor].sum(axis=0)
    for code, language in enumerate(LANGUAGES):
        yield "exit_rate", language, int(left[code]) / max(int(there[code]), 1)


def hardship(world: World, _: Snapshot) -> Iterator[Figure]:
    """Yield the share of children under 18 whose household has too little after housing (17.20).

    What programmes give families in kind counts as income. The cost of an owned home is that of
    using it, as in the choice of a home.
    """
    found = np.zeros(2, np.int64)
    count_hardship(
        world.households.columns(),
        world.household_rows,
        world.workspace.listings,
        in_kind(world),
        finance(world),
        world.parameters.observe.hardship_eur,
        found,
    )
    yield "child_hardship", "all", int(found[1]) / max(int(found[0]), 1)
