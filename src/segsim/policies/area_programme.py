"""area_programme: some years of work in a district, a lähiöohjelma (row 17.16)."""

from typing import ClassVar

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import HALF_LIFE, Programme
from segsim.policies.targets import lift
from segsim.world import World
from segsim.world.institutions import Lift


@POLICIES.add("area_programme")
class AreaProgramme(Programme):
    """Workers, events and publicity in a district for some years; what they did fades later."""

    kind: ClassVar[str] = "area_programme"

    reputation_gain: float = parameter(
        0.05, "reputation won in a full year by publicity, beyond what follows from the place",
        unit="sd per year", low=0, high=2,
    )  # fmt: skip
    community_workers_per_10k: float = parameter(
        2.0, "workers for 10,000 residents, part of the budget", unit="workers", low=0, high=100
    )
    gain_per_worker: float = parameter(
        0.05, "community (0 … 1) that a worker for 10,000 residents holds up", low=0, high=1
    )
    eur_per_resident_year: float = parameter(
        60.0, "budget", unit="EUR/resident/year", low=0, high=10_000
    )
    duration_years: int | None = parameter(
        3, "years in force; null: to the end of the run", unit="years",
        source="3-6 years in Tampere's programmes", low=1, high=300,
    )  # fmt: skip
    ramp_years: int = parameter(
        2, "years from nothing to full strength", unit="years", low=0, high=50
    )
    decay_years: int = parameter(
        2 * HALF_LIFE, "years in which community fades after the end: half of it after half",
        unit="years", source="half-life of 4 years: assumption", low=0, high=50,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Hold up community, and while the programme runs push reputation."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        where = self.where(world)
        gain = dose * self.gain_per_worker * self.community_workers_per_10k
        lift(world, Lift.COMMUNITY, gain * where)
        if not self.in_force(world):
            return
        # Reputation covers its speed's share of the way: this much further away is the gain a year.
        speed = max(world.parameters.reputation.speed, 1e-9)
        lift(world, Lift.REPUTATION, dose * self.reputation_gain / speed * where)
        cost = self.intensity * self.eur_per_resident_year * self.reached(world)
        self.charge(world, "city", "opex", cost)
