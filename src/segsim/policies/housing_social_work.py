"""housing_social_work: workers help tenants in arrears to keep their homes (rows 6.2, 6.3).

Of row 6.3 (agency, a wider choice for who is supported) the model has no state: not built.
"""

from typing import ClassVar

import numpy as np

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.world import Status, World
from segsim.world.tables import F64


@POLICIES.add("housing_social_work")
class HousingSocialWork(Policy):
    """Lower the chance of eviction of tenants in arrears, as far as the caseload reaches."""

    kind: ClassVar[str] = "housing_social_work"

    workers_per_10k: float = parameter(
        2.0, "workers for 10,000 households of the target", unit="workers", low=0, high=100
    )
    caseload: float = parameter(
        40.0, "households in arrears that a worker can support in a year",
        unit="households/worker/year", low=0, high=1000,
    )  # fmt: skip
    effect: float = parameter(
        0.30, "evictions avoided among the supported", source="30 %: assumption", low=0, high=1
    )
    eur_per_worker: float = parameter(
        65_000.0, "a worker's year", unit="EUR/year", source="60-70 thousand EUR: assumption",
        low=0, high=1e6,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Send this year's workers to where households are in arrears."""
        dose = self.dose(world)
        where = self.reach(world)
        if dose <= 0.0:
            return
        households = world.neighbourhoods.households.astype(np.float64)
        workers = dose * self.workers_per_10k * total(where * households) / 10_000.0
        cases = where * self.cases(world)
        covered = min(1.0, self.caseload * workers / max(total(cases), 1.0))
        rules = world.institutions
        rules.eviction = rules.eviction * (1.0 - self.effect * covered * where)
        if self.in_force(world):
            self.charge(world, "city", "opex", workers * self.eur_per_worker)

    def cases(self, world: World) -> F64:
        """Return the households in arrears [neighbourhood]: those who may lose their homes."""
        h, rows = world.households, world.household_rows
        behind = np.flatnonzero((h.status[:rows] == Status.HOUSED) & (h.arrears[:rows] > 0))
        place = h.neighbourhood[behind].astype(np.int64)
        return np.bincount(place, minlength=world.neighbourhoods.room).astype(np.float64)
