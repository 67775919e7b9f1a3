"""centre_regeneration: shops and services in the centres of districts (rows 14.7, 17.4, 17.9).

Access in the model is the journey to the city's centre: a local centre changes services alone.
"""

from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import Programme
from segsim.policies.targets import lift
from segsim.world import World
from segsim.world.institutions import Lift


@POLICIES.add("centre_regeneration")
class CentreRegeneration(Programme):
    """Rebuild local centres; households value the services, and reputation follows."""

    kind: ClassVar[str] = "centre_regeneration"

    services_gain: float = parameter(
        0.5, "services that the rebuilt centre holds up", unit="sd", low=0, high=5
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

    def apply(self, world: World) -> None:
        """Hold up this year's services; the years of building are paid as they pass."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        lift(world, Lift.SERVICES, dose * self.services_gain * self.where(world))
        years = max(self.ramp_years, 1)
        building = world.calendar - self.first_year(world) < years
        if building and self.in_force(world):
            yearly = self.intensity * self.capex_eur_per_resident * self.reached(world) / years
            self.charge(world, "city", "capex", self.city_share * yearly)
            self.charge(world, "owners", "capex", (1.0 - self.city_share) * yearly)
