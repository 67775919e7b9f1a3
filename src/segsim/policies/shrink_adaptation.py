"""shrink_adaptation: a smaller stock and fewer schools where people leave (row 4.5)."""

from typing import ClassVar

import numpy as np

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.world import World
from segsim.world.works import Clearing, Merger


@POLICIES.add("shrink_adaptation")
class ShrinkAdaptation(Policy):
    """Tear down vacant dwellings where many stand empty, and merge schools with few pupils."""

    kind: ClassVar[str] = "shrink_adaptation"

    share_demolished: float = parameter(
        0.10, "share of the vacant dwellings decided on a year", unit="per year", low=0, high=1
    )
    vacancy_threshold: float = parameter(
        0.12, "vacancy of a neighbourhood above which dwellings are torn down, and down to which",
        low=0, high=0.95,
    )  # fmt: skip
    lag_years: int = parameter(
        2, "decision to tearing down", unit="years", source="1-3 years, deck row 4.5: assumption",
        low=1, high=10,
    )  # fmt: skip
    least_pupils: int = parameter(
        100, "pupils below which a school is merged with the nearest; 0 merges none",
        unit="pupils", low=0, high=2_000,
    )  # fmt: skip
    eur_per_dwelling: float = parameter(
        15_000.0, "tearing down a dwelling", unit="EUR", low=0, high=500_000
    )
    city_share: float = parameter(
        1.0, "share of it that the city pays, the state the rest", low=0, high=1
    )

    def apply(self, world: World) -> None:
        """Decide on this year's vacant dwellings, and say which schools are too small."""
        dose = self.dose(world)
        where = dose * self.reach(world)
        if not np.any(where > 0.0):
            return
        n = world.neighbourhoods
        stock, vacant = n.stock.sum(axis=(1, 2)), n.vacant.sum(axis=(1, 2))
        many = vacant > self.vacancy_threshold * stock
        decided = np.asarray(where * self.share_demolished * vacant * many, np.float64)
        if decided.any():
            stop = np.full(n.room, self.vacancy_threshold)
            due = world.calendar + self.lag_years
            world.institutions.clearings.append(
                Clearing(self.account, due, decided, stop, self.eur_per_dwelling, self.city_share)
            )
        if self.least_pupils > 0:
            world.institutions.mergers.append(Merger(self.account, self.least_pupils * where))
