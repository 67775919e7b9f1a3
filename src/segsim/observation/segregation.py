"""Segregation by language and income at every level, with chance subtracted where it can be."""

from collections.abc import Iterator

import numpy as np

from segsim import indices
from segsim.observation.neighbours import weights
from segsim.observation.snapshot import Snapshot, by_district
from segsim.world import Language, Status, World
from segsim.world.tables import F64, I64

type Value = tuple[str, str, str, float]  # indicator, level, group, value

LOW, HIGH = 0, 2
FOREIGN = int(Language.FOREIGN)


def segregation(world: World, snapshot: Snapshot) -> Iterator[Value]:
    """Yield every index of the default set that is of counts."""
    c = snapshot.counts
    levels = {
        "neighbourhood": (snapshot.language, snapshot.classes, c.decile, c.tenure, c.families),
        "district": tuple(
            by_district(world, x)
            for x in (snapshot.language, snapshot.classes, c.decile, c.tenure, c.families)
        ),
    }
    for level, (language, classes, deciles, tenure, families) in levels.items():
        yield from two_groups(level, "language", language, FOREIGN, None)
        yield from evenness(level, "language_families", families, FOREIGN)
        yield (
            "moran_i",
            level,
            "language",
            _number(indices.moran_i(language, group=FOREIGN, weights=weights(world, level))),
        )
        yield from income(level, classes, deciles)
        tenants = np.stack([tenure[:, 0] + tenure[:, 1], tenure[:, 2] + tenure[:, 3]], axis=1)
        yield from evenness(level, "tenure", tenants, 1)
        ranks = np.asarray(deciles @ (np.arange(10) + 0.5), np.float64)
        mean = ranks / np.maximum(deciles.sum(axis=1), 1)
        yield (
            "moran_i",
            level,
            "income",
            _number(indices.moran_i(deciles, values=mean, weights=weights(world, level))),
        )


def two_groups(
    level: str,
    name: str,
    counts: I64,
    group: int,
    ref: int | None,
) -> Iterator[Value]:
    """Yield the indices of one group against another (the rest without ``ref``)."""
    pair = counts if ref is None else counts[:, [group, ref]]
    focal = group if ref is None else 0
    yield from evenness(level, name, pair, focal)
    yield "isolation", level, name, _number(indices.isolation(pair, group=focal))
    yield "exposure", level, name, _number(indices.exposure(pair, group=focal, to=1 - focal))
    yield "eta2", level, name, _number(indices.eta2(pair, group=focal))
    yield "theil_h", level, name, _number(indices.theil_h(pair))


def evenness(level: str, name: str, counts: I64, group: int) -> Iterator[Value]:
    """Yield dissimilarity of a group from the rest, as it is and corrected for chance."""
    yield "dissimilarity", level, name, _number(indices.dissimilarity(counts, group=group))
    yield (
        "adjusted_dissimilarity",
        level,
        name,
        _number(indices.adjusted_dissimilarity(counts, group=group)),
    )


def income(level: str, classes: I64, deciles: I64) -> Iterator[Value]:
    """Yield the indices of income: low against high, either against the rest, ordered deciles."""
    yield from two_groups(level, "income_low_high", classes, LOW, HIGH)
    for name, group in (("income_low_rest", LOW), ("income_high_rest", HIGH)):
        rest = np.stack([classes[:, group], classes.sum(axis=1) - classes[:, group]], axis=1)
        yield from evenness(level, name, rest, 0)
    yield "theil_h", level, "income", _number(indices.theil_h(classes))
    yield "ordinal_h", level, "income", _number(indices.ordinal_h(deciles))


def sorting(world: World, _: Snapshot) -> Iterator[Value]:
    """Yield the neighbourhood sorting index of household income."""
    for level in ("neighbourhood", "district"):
        values, place = incomes(world, level == "neighbourhood")
        yield "nsi", level, "income", _number(indices.nsi(values, place))


def incomes(world: World, inside: bool) -> tuple[F64, I64]:
    """Return income and area of every household with a home: neighbourhood, or else district."""
    h, rows = world.households, world.household_rows
    housed = np.flatnonzero(h.status[:rows] == Status.HOUSED)
    place = h.neighbourhood[housed].astype(np.int64)
    if not inside:
        place = world.neighbourhoods.district[place].astype(np.int64)
    return h.income[housed].astype(np.float64), place


def _number(value: F64) -> float:
    return float(value)
