"""small_measure: a park, meals in it, an orchestra (rows 17.17, 17.20, 13.6).

Negative controls: little may follow. What families need not pay themselves is theirs to pay the
rent with; it is no income by which households are ranked.
"""

from typing import ClassVar

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import Programme
from segsim.policies.targets import exact, lift, reach_schools
from segsim.world import World
from segsim.world.institutions import Lift
from segsim.world.tables import F64


@POLICIES.add("small_measure")
class SmallMeasure(Programme):
    """Do something small that residents like."""

    kind: ClassVar[str] = "small_measure"

    community_gain: float = parameter(0.01, "community (0 … 1) that it holds up", low=0, high=1)
    services_gain: float = parameter(0.05, "services that it holds up", unit="sd", low=0, high=5)
    capex_eur_per_resident: float = parameter(
        20.0, "building it, in the first year", unit="EUR/resident", low=0, high=10_000
    )
    eur_per_child_year: float = parameter(
        0.0, "running it, for a child under 18", unit="EUR/child/year", low=0, high=10_000
    )
    school_image: float = parameter(
        0.0, "what parents see beyond the name of the schools there", unit="sd", low=0, high=5
    )
    spared_eur_per_child: float = parameter(
        0.0, "what families need not pay themselves, for a child under 18", unit="EUR/child/year",
        low=0, high=10_000,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Hold up a little community and services."""
        dose, where = self.dose(world), self.where(world)
        if dose <= 0.0:
            return
        lift(world, Lift.COMMUNITY, dose * self.community_gain * where)
        lift(world, Lift.SERVICES, dose * self.services_gain * where)
        rules = world.institutions
        image = dose * self.school_image * reach_schools(world, where)
        rules.school_image = rules.school_image + exact(image)
        rules.in_kind = rules.in_kind + exact(dose * self.spared_eur_per_child * where)
        if not self.in_force(world):
            return
        if world.calendar == self.first_year(world):
            cost = self.intensity * self.capex_eur_per_resident * self.reached(world)
            self.charge(world, "city", "capex", cost)
        self.charge(world, "city", "opex", self.intensity * self.running(world, where))

    def running(self, world: World, where: F64) -> float:
        """Return what the children of the target cost in a year, EUR."""
        return self.eur_per_child_year * total(where * world.neighbourhoods.children)
