"""Counts of one moment at the levels at which indices are taken."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from segsim.kernels.people_survey import People
from segsim.kernels.survey import Counts, price_survey, survey
from segsim.observation.census import count_people
from segsim.submodels.surroundings import asked_rent, list_all
from segsim.submodels.threads import run_all
from segsim.world import LIFE_STAGES, World
from segsim.world.tables import F64, I64


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything observation needs of one year; arrays by neighbourhood unless said."""

    counts: Counts
    language: I64  # [neighbourhood, 2]
    classes: I64  # [neighbourhood, 3]
    prices: F64  # [neighbourhood, 4] sums of price, area, rent, area
    pupils: I64  # [school, 2]
    people: People


def take(world: World) -> Snapshot:
    """Count households and prices as they are at the end of the year."""
    n = world.neighbourhoods
    counts = Counts(
        np.zeros((n.room, 10), np.int64),
        np.zeros((n.room, 4), np.int64),
        np.zeros((2, 4), np.int64),
        np.zeros((n.room, 2, 3), np.int64),
        np.zeros((n.room, 2), np.int64),
        np.zeros(n.room, np.int64),
        np.zeros(4, np.int64),
        np.zeros(n.room),
        np.zeros(n.room, np.int64),
        np.zeros(n.room, np.int64),
        np.zeros(n.room),
        np.zeros((n.room, len(LIFE_STAGES)), np.int64),
    )
    work, prices = world.workspace, np.zeros((n.room, 4))
    if work.listings.size < world.dwelling_rows:
        list_all(world)
    h, rows = world.households.columns(), world.household_rows
    of_prices = partial(
        price_survey,
        world.dwellings.columns(),
        world.dwelling_rows,
        work.listings,
        n.price / np.maximum(work.listed_price, 1e-9),
        asked_rent(world) / np.maximum(work.listed_rent, 1e-9),
        prices,
    )
    # They add up decimals in the order of rows: each is one call, and several go on at once.
    surveys: list[Callable[[], Any]] = [
        partial(count_people, world),
        partial(survey, h, rows, world.year, counts),
        of_prices,
    ]
    people, *_ = run_all(surveys, world.threads)
    return Snapshot(counts, n.by_language, n.by_class, prices, world.schools.pupils, people)


def by_district[Number: (np.int64, np.float64)](
    world: World, counts: NDArray[Number]
) -> NDArray[Number]:
    """Return counts added up by district [district, …], of the type they have."""
    out = np.zeros((len(world.city.districts), *counts.shape[1:]), counts.dtype)
    np.add.at(out, world.neighbourhoods.district, counts)
    return out
