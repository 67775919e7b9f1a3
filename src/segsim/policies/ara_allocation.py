"""ara_allocation: who may queue for social rental, and who is served first (evidence 3.3 no 9).

The rules know income, time and need, never language: the law demands equal treatment.
"""

from typing import ClassVar, Literal

import numpy as np

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, CityWide
from segsim.world import Tenure, World
from segsim.world.institutions import QueueRule

RULES = {"queue": QueueRule.WAITING, "lottery": QueueRule.LOTTERY}


@POLICIES.add("ara_allocation")
class AraAllocation(CityWide):
    """Change the income cap of social rental, who comes first, and the quota of the homeless."""

    kind: ClassVar[str] = "ara_allocation"

    income_cap: float = parameter(
        0.5, "income rank up to which social rental is open", unit="rank", low=0, high=1
    )
    priority: Literal["need", "queue", "lottery"] = parameter(
        "queue", "who comes first: need as without a programme, years in the queue, or a lot"
    )
    homeless_quota: float = parameter(
        0.05, "share of turns in which households without a home come first", low=0, high=1
    )
    eur_per_dwelling_year: float = parameter(
        10.0, "administration for a social dwelling", unit="EUR/dwelling/year", low=0, high=1000
    )

    def apply(self, world: World) -> None:
        """Move the cap, and let a share of the turns go by the programme's rules."""
        dose, rules = self.dose(world), world.institutions
        if dose <= 0.0:
            return
        # From the ordinary cap, so that programmes add up in any order.
        moved = rules.income_cap + dose * (self.income_cap - world.rules.income_cap)
        rules.income_cap = min(max(moved, 0.0), 1.0)
        shares = np.zeros(len(QueueRule))
        if self.priority in RULES:
            shares[RULES[self.priority]] = dose
        shares[QueueRule.HOMELESS] = dose * self.homeless_quota
        rules.queue_shares = rules.queue_shares + shares
        if self.in_force(world):
            homes = int(world.neighbourhoods.stock[:, Tenure.SOCIAL_RENT].sum())
            self.charge(world, "city", "opex", dose * self.eur_per_dwelling_year * homes)
