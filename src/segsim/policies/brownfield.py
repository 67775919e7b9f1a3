"""brownfield: a former industrial site becomes a district of homes (row 17.8, Lielahti)."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import MEAN_AREA, POLICIES, Policy, whole_split
from segsim.policies.targets import lift, residents
from segsim.world import BUILDING_TYPES, World
from segsim.world.institutions import Lift, Zoning, split_of
from segsim.world.tables import F64


@POLICIES.add("brownfield")
class Brownfield(Policy):
    """Open a site for building over some years, with a tenure split and services of its own."""

    kind: ClassVar[str] = "brownfield"

    target: str | tuple[str, ...] = parameter(
        "most_room", "where: most_room (the district whose plan has most room), or a list of "
        "districts, or a rule as of other policies",
    )  # fmt: skip
    dwellings_per_year: float = parameter(
        0.3, "dwellings zoned a year, % of the city's stock (500 a year in Tampere)",
        unit="% per year", low=0, high=10,
    )  # fmt: skip
    build_years: int = parameter(
        10, "years in which plots are opened", unit="years", low=1, high=60
    )
    share_ara: float = parameter(0.25, "social rental in what is built", low=0, high=1)
    share_intermediate: float = parameter(
        0.10, "right of occupancy in what is built", low=0, high=1
    )
    share_market: float = parameter(
        0.65, "unregulated in what is built; started only where it pays", low=0, high=1
    )
    building_type: Literal["low_rise", "mid_rise", "high_rise"] = parameter(
        "mid_rise", "type of the new buildings"
    )
    lag_years: int = parameter(3, "zoning to completion", unit="years", low=1, high=15)
    services_gain: float = parameter(
        0.3, "services that come with the site, from the first completions on", unit="sd",
        low=0, high=5,
    )  # fmt: skip
    services_eur: float = parameter(
        200.0, "running them", unit="EUR/resident/year", low=0, high=10_000
    )
    cost_eur_m2: float = parameter(
        3287.0, "building social rental, which public money advances", unit="EUR/m²",
        source="ARA 2024, outside the capital region (Varke)", low=0, high=20_000,
    )  # fmt: skip
    clean_up_eur: float = parameter(
        10_000.0, "cleaning the ground and streets, for a dwelling zoned", unit="EUR",
        low=0, high=500_000,
    )  # fmt: skip

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        whole_split(self.share_ara, self.share_intermediate, self.share_market)
        return self

    def apply(self, world: World) -> None:
        """Zone this year's plots, and hold up the services once the first homes are ready."""
        dose, where = self.dose(world), self.reach(world)
        since = world.calendar - self.first_year(world)
        if dose <= 0.0 or not where.any():
            return
        if since < self.build_years and self.in_force(world) and self.dwellings_per_year > 0.0:
            self._zone(world, dose, where)
        if since >= self.lag_years and self.services_gain > 0.0:
            lift(world, Lift.SERVICES, dose * self.services_gain * where)
            eur = dose * self.services_eur * total(where * residents(world))
            self.charge(world, "city", "opex", eur)

    def _zone(self, world: World, dose: float, where: F64) -> None:
        n = world.neighbourhoods
        room = where * np.maximum(n.infill_capacity, 1.0)
        number = dose * self.dwellings_per_year / 100.0 * int(world.neighbourhoods.stock.sum())
        plots = np.asarray(room * (number / total(room)), np.float64)
        split = split_of(world.rules, self.share_ara, self.share_intermediate)
        kind, advance = BUILDING_TYPES.index(self.building_type), MEAN_AREA * self.cost_eur_m2
        world.institutions.zonings.append(
            Zoning(self.account, plots, kind, self.lag_years, advance, split=split)
        )
        self.charge(world, "city", "capex", self.clean_up_eur * number)
