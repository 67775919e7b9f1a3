"""centre_regeneration: shops and services in district centres (rows 14.7, 17.4, 17.9, 17.11).

Access in the model is the journey to the city's centre: a local centre changes services alone.
Those for some life stages count in their choice of a home alone, not in reputation.
"""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import Programme
from segsim.policies.targets import exact, lift
from segsim.world import LIFE_STAGES, World
from segsim.world.institutions import Lift
from segsim.world.tables import F64


@POLICIES.add("centre_regeneration")
class CentreRegeneration(Programme):
    """Rebuild local centres; households value the services, and reputation follows."""

    kind: ClassVar[str] = "centre_regeneration"

    services_gain: float = parameter(
        0.5, "services that the rebuilt centre holds up", unit="sd", low=0, high=5
    )
    life_stages: tuple[Literal["young", "families", "middle", "elderly"], ...] = parameter(
        LIFE_STAGES, "whom the services are for; households in other stages do not value them"
    )
    capex_eur_per_resident: float = parameter(
        1_000.0, "building, spread evenly over the ramp", unit="EUR/resident", low=0, high=100_000
    )
    city_share: float = parameter(
        0.3, "share of the cost that the city pays, the owners of the premises the rest",
        low=0, high=1,
    )  # fmt: skip
    ramp_years: int = parameter(
        3, "years of building: services come with them", unit="years", low=0, high=50
    )

    @model_validator(mode="after")
    def _for_somebody(self) -> Self:
        if not self.life_stages:
            raise ValueError("life_stages: the services must be for somebody")
        return self

    def apply(self, world: World) -> None:
        """Hold up this year's services; the years of building are paid as they pass."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        self.hold_up(world, dose * self.services_gain * self.where(world))
        years = max(self.ramp_years, 1)
        building = world.calendar - self.first_year(world) < years
        if building and self.in_force(world):
            yearly = self.intensity * self.capex_eur_per_resident * self.reached(world) / years
            self.charge(world, "city", "capex", self.city_share * yearly)
            self.charge(world, "owners", "capex", (1.0 - self.city_share) * yearly)

    def hold_up(self, world: World, services: F64) -> None:
        """Hold up services [neighbourhood] for everybody, or for some life stages alone."""
        meant = np.isin(LIFE_STAGES, self.life_stages)
        if meant.all():
            lift(world, Lift.SERVICES, services)
        else:
            rules = world.institutions
            rules.stage_services = rules.stage_services + np.outer(meant, exact(services))
