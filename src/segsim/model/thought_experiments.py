"""Interventions that no city could make, to see what holds a pattern where it is."""

import numpy as np

from segsim.streams import Purpose, hashes
from segsim.submodels.surroundings import shares
from segsim.world import BuildingType, Status, World

PERMUTED = ("language", "arrival", "skill")


def shuffle_languages(world: World) -> None:
    """Permute language among households of equal tenure and income class, all over the city.

    Arrival years and skill go with the language, and the remembered language mix is set to the
    new shares; the anchor, amenities and prices stay. What language segregation is regained
    afterwards is what the model explains without it.
    """
    h = world.households
    rows = np.flatnonzero(h.status[: world.household_rows] == Status.HOUSED)
    cell = h.tenure[rows].astype(np.int64) * 3 + h.income_class[rows]
    lot = hashes(world.seed, Purpose.SHUFFLE, 0, h.id[rows])
    by_id = rows[np.lexsort((h.id[rows], cell))]
    by_lot = rows[np.lexsort((lot, cell))]
    for name in PERMUTED:
        column = getattr(h, name)
        column[by_id] = column[by_lot].copy()
    world.recount()
    world.neighbourhoods.memory = shares(world)


def shuffle_tenures(world: World) -> None:
    """Permute tenure among all flats of the city, homes and vacancies alike."""
    d = world.dwellings
    rows = np.flatnonzero(
        (d.standing[: world.dwelling_rows] == 1)
        & (d.building_type[: world.dwelling_rows] != BuildingType.LOW_RISE)
    )
    lot = hashes(world.seed, Purpose.SHUFFLE, 1, d.id[rows])
    by_id = rows[np.argsort(d.id[rows], kind="stable")]
    d.tenure[by_id] = d.tenure[rows[np.argsort(lot, kind="stable")]].copy()
    lived_in = rows[d.occupant[rows] >= 0]
    world.households.tenure[d.occupant[lived_in]] = d.tenure[lived_in]
    world.recount()
