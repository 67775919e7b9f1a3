"""infill: dwellings added within built areas (rows 4.4, 17.6, 17.10, 17.14)."""

from typing import ClassVar, Literal

import numpy as np

from segsim.parameters import parameter
from segsim.policies.base import MEAN_AREA, POLICIES, Policy
from segsim.world import BUILDING_TYPES, World
from segsim.world.institutions import Zoning


@POLICIES.add("infill")
class Infill(Policy):
    """Zone plots within built areas beyond the ordinary plan."""

    kind: ClassVar[str] = "infill"

    rate: float = parameter(
        1.0, "dwellings zoned a year, % of the stock of the target", unit="% per year",
        source="Helsinki's stock grows 1-2 % a year", low=0, high=10,
    )  # fmt: skip
    building_type: Literal["low_rise", "mid_rise", "high_rise"] = parameter(
        "mid_rise", "type of the new buildings"
    )
    lag_years: int = parameter(3, "zoning to completion", unit="years", low=1, high=15)
    cost_eur_m2: float = parameter(
        3287.0, "building social rental, which public money advances", unit="EUR/m²",
        source="ARA 2024, outside the capital region (Varke)", low=0, high=20_000,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Zone this year's plots; builders decide what pays, by the tenure split in force.

        What the city advances is charged when they start, for the social dwellings then started:
        the split in force is known only when every policy of the year has acted.
        """
        dose = self.dose(world)
        if dose <= 0.0:
            return
        n = world.neighbourhoods
        where = self.reach(world)
        plots = dose * self.rate / 100.0 * where * n.stock.sum(axis=(1, 2))
        kind = BUILDING_TYPES.index(self.building_type)
        advance = MEAN_AREA * self.cost_eur_m2
        world.institutions.zonings.append(
            Zoning(self.account, np.asarray(plots), kind, self.lag_years, advance)
        )
