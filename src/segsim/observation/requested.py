"""The further indices that a study names (`observe.indices`): which can be, and their values."""

from collections.abc import Iterator

import numpy as np

from segsim.indices import INDICES, Index
from segsim.observation.neighbours import weights
from segsim.observation.segregation import FOREIGN, LOW, Value, incomes
from segsim.observation.snapshot import Snapshot, by_district
from segsim.registry import UserError
from segsim.world import World

COUNTS, PEOPLE, CHANGE = ("counts",), ("values", "area"), ("counts1", "counts2")
"""What an index may read: the counts of a year, income and area of every household, or the counts
of the first year observed and of this one."""

OFFERED = ("weights", "coords", "centre", "k", "bandwidth", "b", "super_areas", "group", "to")
"""What an index of counts may ask for beside them."""


def obstacle(index: Index) -> str:
    """Say why the observation of a year cannot record an index, "" where it can."""
    if index.data not in (COUNTS, PEOPLE, CHANGE):
        return f"it reads {' and '.join(index.data)}, which a run does not know"
    offered = {COUNTS: OFFERED, CHANGE: ("areas1", "areas2")}.get(index.data, ())
    missing = [key for key in index.required if key not in offered]
    return f"it needs {' and '.join(missing)}, which a run does not know" if missing else ""


def recordable() -> list[str]:
    """Return the names of the indices that a study may name."""
    return [name for name, index in INDICES.items() if not obstacle(index)]


def requested(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield the indices that the study names, by language and income class at both levels."""
    for name in world.parameters.observe.indices:
        index = INDICES.get(name)
        for level in ("neighbourhood", "district"):
            yield from _values(world, snapshot, level, name, index)


def _values(
    world: World, snapshot: Snapshot, level: str, name: str, index: Index
) -> Iterator[Value]:
    inside = level == "neighbourhood"
    if index.data == PEOPLE:
        yield name, level, "income", float(index.measure(*incomes(world, inside)))
        return
    n = world.neighbourhoods
    coords = np.stack([n.x, n.y], axis=1) if inside else world.city.district_xy
    offered = {
        "weights": weights(world, level),
        "coords": coords,
        "centre": np.asarray(world.city.centre),
        "k": 1000,
        "bandwidth": 2000.0,
        "b": 0.5,
        "super_areas": n.district if inside else np.zeros(len(coords), np.int64),
    }
    tables = {
        "language": snapshot.language,
        "income": snapshot.counts.decile if index.kind == "ordinal" else snapshot.classes,
    }
    for group, table in tables.items():
        counts = table if inside else by_district(world, table)
        focal = FOREIGN if group == "language" else LOW
        if index.data == CHANGE:
            before = world.records.first.setdefault((level, group), counts.copy())
            names = np.arange(len(counts))
            value = index.measure(before, counts, areas1=names, areas2=names)
        else:
            value = index.measure(counts, **offered, group=focal, to=1 - focal)
        if value.ndim != 0:
            raise UserError(
                f"observe.indices: {name!r} is not allowed: it gives {value.size} values for "
                f"{group} and not one. Allowed: {', '.join(recordable())}."
            )
        yield name, level, group, float(value)
