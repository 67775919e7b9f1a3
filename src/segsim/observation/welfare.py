"""Who gains and who loses: how households of each income quintile and language live."""

from collections.abc import Iterator

import numpy as np

from segsim.kernels.welfare import COST_SHARE, LEFT, QUINTILES, UTILITY, Welfare, count_welfare
from segsim.observation.segregation import LOW, Value
from segsim.observation.snapshot import Snapshot
from segsim.submodels.earning import in_kind
from segsim.submodels.surroundings import finance, journeys, surroundings, taste
from segsim.world import LANGUAGES, World
from segsim.world.tables import F64, I64

CELLS = 2 * QUINTILES
GROUPS = (*(f"q{k + 1}" for k in range(QUINTILES)), *LANGUAGES, "all")
"""Quintiles of the income rank among all households of the city, the lowest first; languages."""
MEMBERS = np.array(
    [
        *(np.arange(CELLS) // 2 == k for k in range(QUINTILES)),
        *(np.arange(CELLS) % 2 == code for code in range(len(LANGUAGES))),
        np.ones(CELLS, bool),
    ],
    np.int64,
)
"""Which cells a group is made of [group, cell]."""


def welfare(world: World, _: Snapshot) -> Iterator[Value]:
    """Yield means over the housed households of each group, of schools over its children.

    The cost of an owned home is that of using it, as in the choice of a home. Utility is of a
    sample and compares a group with itself, in another year or scenario with the same preferences:
    not with other groups.
    """
    counted = count(world)
    sums = MEMBERS @ counted.sums
    homes, children = counted.homes @ MEMBERS.T, counted.children @ MEMBERS.T
    households, pupils = homes.sum(axis=0), children.sum(axis=0)
    figures = {
        "housing_cost_share": mean(sums[:, COST_SHARE], households),
        "left_after_housing": mean(sums[:, LEFT], households),
        "utility": mean(sums[:, UTILITY], MEMBERS @ counted.sample),
    }
    figures |= {name: mean(state @ homes, households) for name, state in places(world).items()}
    # `living` has what is seen of schools by all households, of whom not all have children.
    for name, of in schools_around(world).items():
        figures[name] = mean(of @ children, pupils)[:-1]
    for name, values in figures.items():
        for group, value in zip(GROUPS, values.tolist(), strict=False):
            yield name, "city", group, value


def count(world: World) -> Welfare:
    """Count households with a home as they are at the end of the year."""
    room = world.neighbourhoods.room
    out = Welfare(
        np.zeros((CELLS, 3)),
        np.zeros((room, CELLS), np.int64),
        np.zeros((room, CELLS), np.int64),
        np.zeros(CELLS, np.int64),
    )
    count_welfare(
        world.households.columns(),
        world.household_rows,
        world.workspace.listings,
        in_kind(world),
        surroundings(world),
        taste(world),
        finance(world),
        out,
    )
    return out


def places(world: World) -> dict[str, F64]:
    """Return what is around a household of each neighbourhood, itself included."""
    n = world.neighbourhoods
    low = n.by_class[:, LOW] / np.maximum(n.households, 1)
    return {"neighbourhood_low_income": low, "access_minutes": -journeys(world)[0]}


def schools_around(world: World) -> dict[str, F64]:
    """Return what parents see of the catchment's school, and its outcome [neighbourhood]."""
    n, schools = world.neighbourhoods, world.schools
    names = world.institutions.school_names(schools.perceived)
    return {"school_name": names[n.school], "school_outcome": schools.outcome[n.school]}


def mean(sums: F64, members: I64) -> F64:
    """Return the mean of each group; nan where one has no members."""
    return np.asarray(np.where(members > 0, sums / np.maximum(members, 1), np.nan), np.float64)
