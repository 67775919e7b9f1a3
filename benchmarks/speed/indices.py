"""Indices beside PySAL's `segregation`, which is no dependency of segsim; large ones alone.

PySAL switches NumPy's warnings off for the whole process when it is imported; it is imported last.
"""

from collections.abc import Callable
from functools import partial
from statistics import median

import numpy as np
import pandas as pd
from alone import peak
from rows import Row, seconds_of, side_by_side, spoken

import segsim.indices as si

RNG = np.random.default_rng(1)
REPEAT = 7


def measure() -> list[Row]:
    """Return the rows of large indices, and of those that PySAL has too."""
    rows = [*alone(), *neighbours()]
    try:
        return [*against_pysal(), *rows]
    except ImportError as error:
        return [Row("indices beside PySAL", f"not installed ({error.name})"), *rows]


def frame(counts: np.ndarray) -> pd.DataFrame:
    """Return a table as PySAL takes it: a column for each group, and everybody."""
    table = pd.DataFrame(counts, columns=[f"g{k}" for k in range(counts.shape[1])])
    table["all"] = counts.sum(1)
    return table


def beside(
    what: str, ours: Callable[[], object], theirs: Callable[[], object], least: int, many: int = 20
) -> Row:
    """Return the row of one index by both; ``many`` calls of ours at a time."""

    def often() -> None:
        for _ in range(many):
            ours()

    often()
    theirs()
    pair = side_by_side(often, theirs, REPEAT)
    ratios = [many * ratio for ratio in pair.ratios]
    return Row(
        f"{what}, beside PySAL",
        spoken(median(pair.ours) / many),
        spoken(median(pair.theirs)),
        median(ratios),
        (min(ratios), max(ratios)),
        f"≥ {least}",
        median(ratios) >= least,
    )


def against_pysal() -> list[Row]:
    """Time D, H, Gini and stacks with both, and see that they agree."""
    from segregation.multigroup import MultiInfoTheory  # noqa: PLC0415 - may be absent
    from segregation.singlegroup import Dissim, Entropy, Gini  # noqa: PLC0415

    small, large = RNG.integers(1, 200, (400, 2)), RNG.integers(1, 200, (2_500, 2))
    rows = []
    for name, ours, theirs, counts, least in (
        ("D, 400 areas", si.dissimilarity, Dissim, small, 10),
        ("H, 400 areas", si.theil_h2, Entropy, small, 10),
        ("Gini, 2,500 areas", si.gini, Gini, large, 100),
    ):
        call = partial(theirs, frame(counts), group_pop_var="g0", total_pop_var="all")
        same = float(ours(counts, group=0))
        assert abs(same - call().statistic) < 1e-9, (name, same, call().statistic)
        rows.append(beside(name, partial(ours, counts, group=0), call, least))
    stack = RNG.integers(1, 200, (1_000, 400, 4))
    tables, groups = [frame(counts) for counts in stack], [f"g{k}" for k in range(4)]

    def three() -> None:
        si.theil_h(stack)
        si.multigroup_dissimilarity(stack)
        si.exposure_matrix(stack)

    def theirs() -> None:
        for table in tables:
            MultiInfoTheory(table, groups)

    what = "H, D and exposure of 1,000 slices of 400 areas and 4 groups (PySAL: H alone)"
    return [*rows, beside(what, three, theirs, 2, many=1)]


def timed(what: str, call: Callable[[], object], repeat: int, most: float | None = None) -> Row:
    """Return the row of a median call, after one that warms up unless it is the only one."""
    if repeat > 1:
        call()
    seconds = median(seconds_of(call) for _ in range(repeat))
    wanted = "" if most is None else f"≤ {spoken(most)}"
    return Row(
        what, spoken(seconds), wanted=wanted, holds=None if most is None else seconds <= most
    )


def alone() -> list[Row]:
    """Return the rows of what PySAL has no match for at this size."""
    counts = RNG.integers(0, 200, (250_000, 2))
    city = RNG.integers(0, 80, 400)
    city = np.stack([city, 375 - city], axis=-1)
    name = "150,000 households in 400 areas"
    near, field = si.lattice_weights((50, 50)), RNG.integers(1, 200, (2_500, 4))
    return [
        timed(f"corrected D, {name}", partial(si.adjusted_dissimilarity, city, group=0), 51),
        timed(f"corrected H, {name}", partial(si.adjusted_theil_h, city), 11),
        timed(f"permutation test of H, 999 cities, {name}", partial(si.permutation_test, city), 1),
        timed(
            "Moran's I, 2,500 cells, weights given",
            partial(si.moran_i, field, group=0, weights=near),
            51,
        ),
        timed("Gini, 250,000 areas", partial(si.gini, counts, group=0), 7, 0.1),
    ]


def neighbours() -> list[Row]:
    """Return the rows of indices over neighbours among 250,000 areas."""
    side = np.arange(500.0) * 250.0
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    people = RNG.poisson([18, 2], (250_000, 2))
    ks = [200, 400, 800, 1_600, 3_200, 6_400]
    places = {"grid": grid, "random": RNG.uniform(0.0, 125_000.0, (250_000, 2))}
    rows = [
        timed(
            f"kNN profile, 250,000 areas ({name}), six k",
            partial(si.knn_isolation, people, group=1, coords=coords, k=ks),
            1,
            60.0,
        )
        for name, coords in places.items()
    ]

    def spatial() -> None:
        si.spatial_theil_h(people, near=si.kernel_weights(grid, 1_000.0))

    rows.append(timed("spatial H, 250,000 cells, 1 km", spatial, 1))
    most = peak()
    what = "memory of all this at most"
    rows.append(Row(what, f"{most / 1e9:.2f} GB", wanted="≤ 2 GB", holds=most <= 2e9))
    return rows
