"""All packages that a search may try: each policy absent or at one of some strengths."""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, product
from math import comb

import numpy as np
from numpy.typing import NDArray

from segsim.registry import UserError

type Package = tuple[int, ...]
"""The strength of every policy in percent, 0 where it is absent."""
MOST = 200_000
"""Packages that are listed at most: the surrogate looks at each of them in every round."""


@dataclass(frozen=True)
class Space:
    """Packages of some policies at some strengths."""

    policies: tuple[str, ...]
    percents: tuple[int, ...]  # rising, 100 last
    largest: int  # most policies at once

    @classmethod
    def of(cls, policies: list[str], percents: tuple[int, ...], largest: int | None) -> "Space":
        """Return the space; by default packages are as large as can be listed.

        Raises
        ------
        UserError
            When there are too many packages of the size asked for.
        """
        possible = [
            size for size in range(1, len(policies) + 1) if count(policies, percents, size) <= MOST
        ]
        most = max(possible, default=0)
        wanted = most if largest is None else min(largest, len(policies))
        if wanted > most or not most:
            raise UserError(
                f"largest: packages of up to {wanted} of {len(policies)} policies at "
                f"{len(percents)} strengths are too many to look at; allowed: up to {most}, or "
                "fewer policies or intensities."
            )
        return cls(tuple(sorted(policies)), percents, wanted)

    @cached_property
    def packages(self) -> NDArray[np.int64]:
        """Every package [package, policy] in percent, without the empty one."""
        rows: list[NDArray[np.int64]] = []
        for size in range(1, self.largest + 1):
            strengths = np.array(list(product(self.percents, repeat=size)), np.int64)
            for chosen in combinations(range(len(self.policies)), size):
                block = np.zeros((len(strengths), len(self.policies)), np.int64)
                block[:, chosen] = strengths
                rows.append(block)
        return np.concatenate(rows)

    @cached_property
    def rows(self) -> dict[Package, int]:
        """Where each package stands in the list."""
        return {tuple(package): row for row, package in enumerate(self.packages.tolist())}

    def name(self, package: Package) -> str:
        """Return a package's name as a scenario, ``infill50_tram100``."""
        parts = [f"{p}{n}" for p, n in zip(self.policies, package, strict=True) if n]
        return "_".join(parts) or "baseline"

    def words(self, package: Package) -> str:
        """Return a package as readers read it."""
        parts = [f"{p} {n} %" for p, n in zip(self.policies, package, strict=True) if n]
        return ", ".join(parts) or "no policy"


def count(policies: list[str], percents: tuple[int, ...], largest: int) -> int:
    """Return how many packages of up to ``largest`` policies there are."""
    sizes = range(1, largest + 1)
    return sum(comb(len(policies), size) * len(percents) ** size for size in sizes)
