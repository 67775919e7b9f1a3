"""community_developers: workers who bring residents together (rows 14.2, 14.3, 13.12)."""

from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import HALF_LIFE, Programme
from segsim.policies.targets import lift
from segsim.world import World
from segsim.world.institutions import Lift


@POLICIES.add("community_developers")
class CommunityDevelopers(Programme):
    """Hold up community by paid workers; people then grow attached sooner, and stay."""

    kind: ClassVar[str] = "community_developers"

    workers_per_10k: float = parameter(
        2.0, "workers for 10,000 residents of the target", unit="workers", low=0, high=100
    )
    gain_per_worker: float = parameter(
        0.05, "community (0 … 1) that a worker for 10,000 residents holds up", low=0, high=1
    )
    eur_per_worker: float = parameter(
        65_000.0, "a worker's year", unit="EUR/year", source="60-70 thousand EUR: assumption",
        low=0, high=1e6,
    )  # fmt: skip
    ramp_years: int = parameter(
        3, "years from nothing to full strength", unit="years", source="deck row 14.3: assumption",
        low=0, high=50,
    )  # fmt: skip
    decay_years: int = parameter(
        2 * HALF_LIFE, "years in which the effect fades after the end: half of it after half",
        unit="years", source="half-life of 3-5 years, deck row 14.3: assumption", low=0, high=50,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Hold up this year's community; workers are paid from the first year on."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        gain = dose * self.gain_per_worker * self.workers_per_10k
        lift(world, Lift.COMMUNITY, gain * self.where(world))
        if self.in_force(world):
            workers = self.intensity * self.workers_per_10k * self.reached(world) / 10_000.0
            self.charge(world, "city", "opex", workers * self.eur_per_worker)
