"""safety: work against unrest and substance abuse in public places (row 14.4)."""

from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import Programme
from segsim.policies.targets import lift
from segsim.world import World
from segsim.world.institutions import Lift


@POLICIES.add("safety")
class Safety(Programme):
    """Make neighbourhoods safer; their reputation follows with its lag."""

    kind: ClassVar[str] = "safety"

    safety_gain: float = parameter(
        0.5, "safety that the full programme holds up", unit="sd", low=0, high=5
    )
    eur_per_resident_year: float = parameter(
        30.0, "night work, outreach, lighting", unit="EUR/resident/year", low=0, high=10_000
    )
    ramp_years: int = parameter(
        2, "years from nothing to full strength", unit="years", low=0, high=50
    )
    decay_years: int = parameter(
        2, "years in which the effect fades after the end", unit="years", low=0, high=50
    )

    def apply(self, world: World) -> None:
        """Hold up this year's safety."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        lift(world, Lift.SAFETY, dose * self.safety_gain * self.where(world))
        if self.in_force(world):
            cost = self.intensity * self.eur_per_resident_year * self.reached(world)
            self.charge(world, "city", "opex", cost)
