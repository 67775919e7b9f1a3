"""demolition_renewal: old social rental torn down and replaced (rows 3.3, 6.5; evidence 3.3 no 8).

The households are told `notice_years` ahead and search; who has found nothing when the house comes
down loses the home. Whole dwellings are drawn, not buildings: the model has none.
"""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from segsim.parameters import parameter
from segsim.policies.base import MEAN_AREA, POLICIES, whole_split
from segsim.policies.programme import Programme
from segsim.world import BUILDING_TYPES, World
from segsim.world.institutions import split_of
from segsim.world.works import RenewalOrder, Terms


@POLICIES.add("demolition_renewal")
class DemolitionRenewal(Programme):
    """Tear down a share of the social rental of 1960-1999 and build more in its place."""

    kind: ClassVar[str] = "demolition_renewal"

    share_demolished: float = parameter(
        0.10, "share of the social dwellings of the era in the target that are torn down",
        source="design of the module", low=0, high=1,
    )  # fmt: skip
    phase_years: int = parameter(
        5, "years over which notice is given, the same number every year", unit="years",
        low=1, high=50,
    )  # fmt: skip
    era: tuple[int, int] = parameter(
        (1960, 1999), "first and last year of building of what is torn down",
        source="design of the module", unit="calendar years",
    )  # fmt: skip
    notice_years: int = parameter(
        2, "from telling the households to tearing down", unit="years",
        source="design of the module", low=1, high=20,
    )  # fmt: skip
    replace_ratio: float = parameter(
        2.0, "dwellings started on the site for each one torn down",
        source="design of the module", low=0, high=10,
    )  # fmt: skip
    share_ara: float = parameter(0.40, "social rental in what is built", low=0, high=1)
    share_intermediate: float = parameter(
        0.10, "right of occupancy in what is built", low=0, high=1
    )
    share_market: float = parameter(
        0.50, "unregulated in what is built; started only where it pays", low=0, high=1
    )
    building_type: Literal["low_rise", "mid_rise", "high_rise"] = parameter(
        "mid_rise", "type of the new buildings"
    )
    lag_years: int = parameter(3, "tearing down to completion", unit="years", low=1, high=15)
    rent_uplift: float = parameter(
        0.15, "social rent of new dwellings above the neighbourhood's", low=0, high=2
    )
    right_to_return: bool = parameter(
        False, "whether who had to leave comes first for the new social homes of the place"
    )
    support_caseload: float = parameter(
        40.0, "households under notice that a worker helps; 0 is no support",
        source="design of the module: 1:40", unit="households/worker", low=0, high=1000,
    )  # fmt: skip
    eur_per_worker: float = parameter(
        65_000.0, "a worker's year", unit="EUR/year", source="60-70 thousand EUR: assumption",
        low=0, high=500_000,
    )  # fmt: skip
    demolition_eur_m2: float = parameter(300.0, "tearing down", unit="EUR/m²", low=0, high=5_000)
    cost_eur_m2: float = parameter(
        3287.0, "building social rental, which public money advances", unit="EUR/m²",
        source="ARA 2024, outside the capital region (Varke)", low=0, high=20_000,
    )  # fmt: skip
    compensation_eur: float = parameter(
        1_500.0, "paid to a household that has to move", unit="EUR", low=0, high=100_000
    )

    @model_validator(mode="after")
    def _possible(self) -> Self:
        whole_split(self.share_ara, self.share_intermediate, self.share_market)
        if self.era[0] > self.era[1]:
            raise ValueError(f"era: {self.era[0]} is after {self.era[1]}")
        return self

    def apply(self, world: World) -> None:
        """Order this year's phase: the same part of what stood at first, of what is left of it."""
        phase = world.calendar - self.first_year(world)
        dose = self.dose(world)
        if dose <= 0.0 or phase >= self.phase_years or not self.in_force(world):
            return
        part = self.share_demolished / self.phase_years
        share = dose * part / (1.0 - part * phase) * self.where(world)
        if np.any(share > 0.0):
            world.institutions.orders.append(
                RenewalOrder(self.account, share, self.era, self.terms(world))
            )

    def terms(self, world: World) -> Terms:
        """Return on what terms; the market part keeps the proportions of the city's own split."""
        return Terms(
            self.notice_years,
            self.replace_ratio,
            split_of(world.rules, self.share_ara, self.share_intermediate),
            BUILDING_TYPES.index(self.building_type),
            self.lag_years,
            self.rent_uplift,
            self.right_to_return,
            self.support_caseload,
            self.demolition_eur_m2,
            MEAN_AREA * self.cost_eur_m2,
            self.eur_per_worker,
            self.compensation_eur,
        )
