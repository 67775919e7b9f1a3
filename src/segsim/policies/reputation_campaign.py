"""reputation_campaign: a brand for districts (row 14.8). A negative control: little may follow."""

from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import Programme
from segsim.policies.targets import lift
from segsim.world import World
from segsim.world.institutions import Lift


@POLICIES.add("reputation_campaign")
class ReputationCampaign(Programme):
    """Make districts look better than they are, for as long as it is paid for."""

    kind: ClassVar[str] = "reputation_campaign"

    image_gain: float = parameter(
        0.2, "what households see beyond the reputation that a place has", unit="sd", low=0, high=5
    )
    eur_per_year: float = parameter(
        200_000.0, "the campaign", unit="EUR/year", source="0.1-0.3 million a year: assumption",
        low=0, high=1e8,
    )  # fmt: skip
    decay_years: int = parameter(
        1, "years in which the effect fades after the end", unit="years", low=0, high=50
    )

    def apply(self, world: World) -> None:
        """Hold up this year's image."""
        dose, where = self.dose(world), self.where(world)
        if dose <= 0.0 or not where.any():
            return
        lift(world, Lift.IMAGE, dose * self.image_gain * where)
        if self.in_force(world):
            self.charge(world, "city", "opex", self.intensity * self.eur_per_year)
