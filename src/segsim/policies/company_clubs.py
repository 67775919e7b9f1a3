"""company_clubs: housing companies renovate together (row 14.11; rule R4)."""

from typing import ClassVar

import numpy as np

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.renovation import RenovationMeasure
from segsim.policies.targets import lift
from segsim.world import Tenure, World
from segsim.world.institutions import Lift


@POLICIES.add("company_clubs")
class CompanyClubs(RenovationMeasure):
    """Bring housing companies together: joint contracts are cheaper, and people meet."""

    kind: ClassVar[str] = "company_clubs"

    cost_cut: float = parameter(
        0.10, "part of the cost that joint contracts save", source="5-15 %: assumption",
        low=0, high=1,
    )  # fmt: skip
    community_gain: float = parameter(
        0.05, "community that a club holds up where all homes are owned", low=0, high=1
    )
    eur_per_dwelling_year: float = parameter(
        15.0, "coordination for an owner-occupied dwelling of the target",
        unit="EUR/dwelling/year", low=0, high=1000,
    )  # fmt: skip
    ramp_years: int = parameter(
        2, "years from nothing to full strength", unit="years", low=0, high=50
    )

    def apply(self, world: World) -> None:
        """Lower the cost of renovation: nobody pays the difference but the coordinators."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        self.cut(world, dose)
        n, where = world.neighbourhoods, self.where(world)
        owned = n.stock[:, Tenure.OWNER].sum(axis=1)
        share = owned / np.maximum(n.stock.sum(axis=(1, 2)), 1)
        lift(world, Lift.COMMUNITY, dose * self.community_gain * where * share)
        if self.in_force(world):
            cost = self.intensity * self.eur_per_dwelling_year * total(where * owned)
            self.charge(world, "city", "opex", cost)
