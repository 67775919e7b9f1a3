"""early_investment: more for children of an area from birth on (rows 5.8, 13.4, 13.5, 17.19)."""

from typing import ClassVar

import numpy as np

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.programme import Programme
from segsim.policies.targets import exact
from segsim.world import Status, World
from segsim.world.tables import F64

LAST_EARLY, LAST = 6, 17
"""Ages up to which early learning and childhood go."""


@POLICIES.add("early_investment")
class EarlyInvestment(Programme):
    """Teach the small children of the target more; as adults they earn more, wherever they live.

    What a child has learnt stays when the programme ends or the family moves, but while it is
    under 7 it goes on to follow home and daycare.
    """

    kind: ClassVar[str] = "early_investment"

    learning_gain: float = parameter(
        0.20, "what a child gains that grows up to 7 under the full programme", unit="sd",
        low=0, high=3,
    )  # fmt: skip
    age_to: int = parameter(
        6, "age of the oldest children reached; 17: schoolchildren too", low=6, high=17
    )
    eur_per_child_year: float = parameter(
        1_500.0, "more staff, free hours, support of parents", unit="EUR/child/year",
        low=0, high=50_000,
    )  # fmt: skip
    avoided_eur_per_child_year: float = parameter(
        0.0, "corrective services that a child of the target does not need: 0 unless a study "
        "says otherwise", unit="EUR/child/year", low=0, high=50_000,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Raise what children of the target learn this year."""
        dose, where = self.dose(world), self.where(world)
        if dose <= 0.0:
            return
        gain = exact(dose * self.learning_gain * where)
        added = np.zeros((world.neighbourhoods.room, 2))
        later = (self.age_to - LAST_EARLY) / (LAST - LAST_EARLY)
        added[:, 0], added[:, 1] = gain, exact(later * gain)
        world.institutions.learning = world.institutions.learning + added
        if self.in_force(world):
            children = self.intensity * total(where * self.children(world))
            self.charge(world, "city", "opex", self.eur_per_child_year * children)
            self.charge(world, "city", "opex", -self.avoided_eur_per_child_year * children)

    def children(self, world: World) -> F64:
        """Return the children of the ages reached in each neighbourhood [neighbourhood]."""
        h, rows = world.households, world.household_rows
        # Children are kept as age + 1: who is none becomes 255.
        reached = [h.children[:rows, k] - np.uint8(1) <= self.age_to for k in range(4)]
        count = sum(one.astype(np.uint8) for one in reached) * (h.status[:rows] == Status.HOUSED)
        some = np.flatnonzero(count)
        return np.bincount(h.neighbourhood[some], count[some], world.neighbourhoods.room)
