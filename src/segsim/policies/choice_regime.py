"""choice_regime: places open to other catchments, and a cap on the way (rows 18.3, 18.4)."""

from typing import ClassVar

import numpy as np

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.policies.targets import reach_schools
from segsim.world import World
from segsim.world.tables import F64


@POLICIES.add("choice_regime")
class ChoiceRegime(Policy):
    """Open places of schools to other catchments, or close them; cap the way to a chosen school.

    The target names schools by their catchments for the places, and homes for the cap. Several
    programmes add up; the shorter cap holds.
    """

    kind: ClassVar[str] = "choice_regime"

    open_seat_share: float = parameter(
        0.20, "places open to other catchments; below the ordinary share it closes some",
        low=0, high=1,
    )  # fmt: skip
    max_km: float | None = parameter(
        None, "longest way to a chosen school; null: as it is", unit="km", low=0, high=100
    )
    place_eur: float = parameter(
        100.0, "admission to a place opened", unit="EUR/place/year", low=0, high=10_000
    )

    def apply(self, world: World) -> None:
        """Move the open share in the target towards the policy's, and the cap on the way."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        schools, rules = world.schools, world.institutions
        where = self.reach(world)
        at_schools = reach_schools(world, where)
        change = dose * (self.open_seat_share - schools.open_share) * at_schools
        rules.open_seats = rules.open_seats + change
        opened = total(np.maximum(change, 0.0) * schools.capacity)
        self.charge(world, "city", "opex", self.place_eur * opened)
        self._cap(world, dose * where)

    def _cap(self, world: World, pull: F64) -> None:
        ordinary = world.parameters.schools.max_km
        if self.max_km is None or self.max_km >= ordinary:
            return
        cap = ordinary - pull * (ordinary - self.max_km)
        world.institutions.way_cap = np.minimum(world.institutions.way_cap, cap)
