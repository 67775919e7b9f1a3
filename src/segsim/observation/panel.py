"""The neighbourhood panel, and households as they are stored on request."""

import numpy as np

from segsim.observation.snapshot import Snapshot
from segsim.submodels.surroundings import journeys, status
from segsim.world import BUILDING_TYPES, LANGUAGES, LIFE_STAGES, TENURES, VINTAGES, World
from segsim.world.need import need_index

type Columns = dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]


def panel(world: World, snapshot: Snapshot) -> Columns:
    """Return the state of every neighbourhood, a column each."""
    n, c = world.neighbourhoods, snapshot.counts
    price, area, rent, rented = snapshot.prices.T
    households = np.maximum(n.households, 1)
    completed = world.workspace.completed
    if not completed.size:  # year 0: nothing has been completed yet
        completed = np.zeros((n.room, 4), np.int64)
    columns: Columns = {
        "neighbourhood": np.arange(n.room),
        "district": np.asarray(world.city.districts)[n.district],
        "x": n.x.copy(),
        "y": n.y.copy(),
        "vintage": np.asarray(VINTAGES)[n.vintage],
        "building_type": np.asarray(BUILDING_TYPES)[n.building_type],
        "households": n.households.copy(),
        "foreign_share": n.by_language[:, 1] / households,
        "low_income_share": n.by_class[:, 0] / households,
        "high_income_share": n.by_class[:, 2] / households,
        "mean_rank": status(world) + 0.5,
        "dwellings": n.stock.sum(axis=(1, 2)),
        "vacant": n.vacant.sum(axis=(1, 2)),
        "price": np.where(area > 0.0, price / np.maximum(area, 1.0), np.nan),
        "rent": np.where(rented > 0.0, rent / np.maximum(12.0 * rented, 1.0), np.nan),
        "access_minutes": -journeys(world)[0],
        "reputation": n.reputation.copy(),
        "community": n.community.copy(),
        "services": n.services.copy(),
        "safety": n.safety.copy(),
        "school_quality": world.institutions.school_names(world.schools.perceived)[n.school],
        "school_resources": world.schools.resources[n.school],
        "school_outcome": world.schools.outcome[n.school],
        "school_need": need_index(world, snapshot.pupils.sum(axis=1).astype(np.float64))[n.school],
        "children": n.children.copy(),
        "persons": c.persons,
    }
    columns["moved_in"] = arrived = c.arrived.sum(axis=1)
    for code, stage in enumerate(LIFE_STAGES):  # nan where nobody moved in
        share = c.arrived[:, code] / np.maximum(arrived, 1)
        columns[f"moved_in_{stage}"] = np.where(arrived > 0, share, np.nan)
    for code, tenure in enumerate(TENURES):
        columns[f"{tenure}_households"] = c.tenure[:, code]
        columns[f"{tenure}_dwellings"] = n.stock[:, code].sum(axis=1)
        columns[f"{tenure}_completed"] = completed[:, code]
    return columns


def households_now(world: World) -> Columns:
    """Return all households with their homes, a column each."""
    h, rows = world.households, world.household_rows
    live = np.flatnonzero(h.status[:rows])
    home = h.dwelling[live]
    inside = home >= 0
    place = np.where(inside, h.neighbourhood[live].astype(np.int64), -1)
    columns: Columns = {
        name: array[live] for name, array in h.arrays() if name not in ("children", "dwelling")
    }
    columns["language"] = np.asarray(LANGUAGES)[h.language[live]]
    columns["children"] = (h.children[live] > 0).sum(axis=1)
    columns["neighbourhood"] = place
    columns["tenure"] = np.where(inside, np.asarray(TENURES)[h.tenure[live]], "")
    return columns
