"""Indices side by side with PySAL's `segregation`, which is no dependency of segsim.

    uv run --with segregation --with libpysal python benchmarks/indices.py

Ratios are PySAL's time over segsim's in the same run, medians of several calls. PySAL switches
NumPy's warnings off for the whole process when it is imported, hence the imports in this order.
"""

import resource
import sys
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

import segsim.indices as si

RNG = np.random.default_rng(1)


def median(call: Callable[[], object], repeats: int = 7) -> float:
    """Return the median seconds of a call, after one that warms up."""
    call()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return sorted(times)[repeats // 2]


def line(what: str, ours: float, theirs: float | None = None, wanted: str = "") -> None:
    """Print one row of the table."""
    peer = "" if theirs is None else f"{theirs * 1e3:12.2f} {theirs / ours:9.0f}"
    print(f"{what:<58}{ours * 1e3:12.3f}{peer:<22}  {wanted}", flush=True)


def frame(counts: np.ndarray) -> pd.DataFrame:
    """Return a table as PySAL takes it: a column for each group, and everybody."""
    table = pd.DataFrame(counts, columns=[f"g{k}" for k in range(counts.shape[1])])
    table["all"] = counts.sum(1)
    return table


def against_pysal() -> None:
    """Time D, H, Gini and stacks with both."""
    from segregation.multigroup import MultiInfoTheory  # noqa: PLC0415 - may be absent
    from segregation.singlegroup import Dissim, Entropy, Gini  # noqa: PLC0415

    small, large = RNG.integers(1, 200, (400, 2)), RNG.integers(1, 200, (2_500, 2))
    for name, ours, theirs, counts, wanted in (
        ("D, 400 areas", si.dissimilarity, Dissim, small, "10"),
        ("H, 400 areas", si.theil_h2, Entropy, small, "10"),
        ("Gini, 2,500 areas", si.gini, Gini, large, "100"),
    ):
        table = frame(counts)
        same = float(ours(counts, group=0))
        peer = theirs(table, group_pop_var="g0", total_pop_var="all").statistic
        assert abs(same - peer) < 1e-9, (name, same, peer)
        line(
            name,
            median(lambda f=ours, n=counts: f(n, group=0), 51),
            median(lambda f=theirs, t=table: f(t, group_pop_var="g0", total_pop_var="all")),
            f"at least {wanted} times",
        )
    stack = RNG.integers(1, 200, (1_000, 400, 4))
    tables, groups = [frame(counts) for counts in stack], [f"g{k}" for k in range(4)]
    line(
        "H + D + exposure, 1,000 slices of 400 × 4; PySAL's H alone",
        median(
            lambda: (
                si.theil_h(stack),
                si.multigroup_dissimilarity(stack),
                si.exposure_matrix(stack),
            ),
            3,
        ),
        median(lambda: [MultiInfoTheory(table, groups) for table in tables], 1),
        "at least 2 times",
    )


def alone() -> None:
    """Time what PySAL has no match for at this size."""
    counts = RNG.integers(0, 200, (250_000, 2))
    city = RNG.integers(0, 80, 400)
    city = np.stack([city, 375 - city], axis=-1)
    line(
        "corrected D, 150,000 households in 400 areas",
        median(lambda: si.adjusted_dissimilarity(city, group=0), 51),
    )
    line("corrected H, the same", median(lambda: si.adjusted_theil_h(city), 11))
    line(
        "permutation test of H, the same, 999 cities", median(lambda: si.permutation_test(city), 1)
    )
    near, field = si.lattice_weights((50, 50)), RNG.integers(1, 200, (2_500, 4))
    line(
        "Moran's I, 2,500 cells, weights given",
        median(lambda: si.moran_i(field, group=0, weights=near), 51),
    )
    line("Gini, 250,000 areas", median(lambda: si.gini(counts, group=0)), wanted="below 100 ms")
    side = np.arange(500.0) * 250.0
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    people = RNG.poisson([18, 2], (250_000, 2))
    ks = [200, 400, 800, 1_600, 3_200, 6_400]
    for name, coords in (("grid", grid), ("random", RNG.uniform(0.0, 125_000.0, (250_000, 2)))):
        start = time.perf_counter()
        si.knn_isolation(people, group=1, coords=coords, k=ks)
        seconds = time.perf_counter() - start
        line(f"kNN profile, 250,000 areas ({name}), six k", seconds, wanted="below 60,000 ms")
    start = time.perf_counter()
    near = si.kernel_weights(grid, 1_000.0)
    si.spatial_theil_h(people, near=near)
    line("spatial H, 250,000 cells, 1 km", time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"peak memory {peak:.2f} GB (kNN: below 2 GB)")


def main() -> None:
    """Print the table."""
    print(f"{'':<58}{'segsim ms':>12}{'PySAL ms':>12} {'ratio':>9}  wanted")
    alone()
    try:
        against_pysal()
    except ImportError as error:
        sys.exit(f"PySAL is not there ({error}); see the top of this file")


if __name__ == "__main__":
    main()
