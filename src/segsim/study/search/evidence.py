"""What runs have shown of the packages that were tried, paired with the baseline by seed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from segsim.study.search.space import Package, Space
from segsim.study.search.target import Target

type F64 = NDArray[np.float64]

OUTCOME = "outcome"
"""The column with the value of the target's indicator."""


@dataclass(frozen=True)
class Evidence:
    """Figures of tried packages by behaviour and seed.

    Attributes
    ----------
    space
        All packages that may be tried.
    tried
        The packages, in the order of ``measured``.
    measured
        Figure → value [package, behaviour, seed].
    baseline
        Figure → value [behaviour, seed] without any policy.
    """

    space: Space
    tried: tuple[Package, ...]
    measured: dict[str, F64]
    baseline: dict[str, F64]

    @classmethod
    def of(cls, rows: pd.DataFrame, space: Space, tried: Sequence[Package]) -> "Evidence":
        """Arrange rows of scenario, behaviour, seed and figures."""
        names = [space.name(package) for package in tried]
        behaviours = list(rows["behaviour"].unique())
        seeds = sorted(rows["seed"].unique())
        table = rows.set_index(["scenario", "behaviour", "seed"])
        order = pd.MultiIndex.from_product([["baseline", *names], behaviours, seeds])
        shape = (len(names) + 1, len(behaviours), len(seeds))
        arranged = table.reindex(order)
        figures = {str(name): arranged[name].to_numpy(np.float64).reshape(shape) for name in table}
        values = {name: array[1:] for name, array in figures.items()}
        return cls(space, tuple(tried), values, {name: a[0] for name, a in figures.items()})

    @property
    def matrix(self) -> NDArray[np.int64]:
        """The packages that were tried [package, policy] in percent."""
        return np.array(self.tried, np.int64).reshape(len(self.tried), len(self.space.policies))

    def effects(self, figure: str) -> F64:
        """Return differences from the baseline [package, behaviour, seed]."""
        return self.measured[figure] - self.baseline[figure]

    def slack(self, target: Target) -> F64:
        """Return by how much packages are on the right side [package, behaviour, seed]."""
        measured = self.effects(OUTCOME) if target.relative else self.measured[OUTCOME]
        return target.sign * (measured - target.bound)


def error_of_mean(values: F64) -> F64:
    """Return the variance of the mean over the last axis; nothing is known of a single value."""
    count = values.shape[-1]
    if count < 2:
        return np.full(values.shape[:-1], np.nan)
    return np.asarray(values.var(axis=-1, ddof=1) / count, np.float64)
