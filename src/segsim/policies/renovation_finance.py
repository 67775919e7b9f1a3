"""renovation_finance: grants and guarantees for renovation (rows 4.8, 14.11; rule R4)."""

from typing import ClassVar

import numpy as np

from segsim.parameters import parameter
from segsim.policies.base import POLICIES
from segsim.policies.renovation import RenovationMeasure
from segsim.world import World


@POLICIES.add("renovation_finance")
class RenovationFinance(RenovationMeasure):
    """Pay a part of renovations and guarantee loans that the collateral does not carry."""

    kind: ClassVar[str] = "renovation_finance"

    ltv: float = parameter(
        0.65, "loan per euro of collateral that banks grant for the part without a guarantee",
        source="0.6-0.7, deck row 4.8", low=0, high=1,
    )  # fmt: skip
    guarantee_share: float = parameter(
        0.25, "part of a renovation loan that the state guarantees", low=0, high=0.5
    )
    loss_share: float = parameter(
        0.02, "expected loss on what is guaranteed, set aside when the loan is granted",
        low=0, high=1,
    )  # fmt: skip
    state_share: float = parameter(
        1.0, "share of the grants that the state pays, the city the rest", low=0, high=1
    )

    def apply(self, world: World) -> None:
        """Lower the cost, raise the loan, and arrange for who pays when houses are renovated."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        rules, where = world.institutions, self.where(world)
        cut = self.cut(world, dose)
        ordinary = world.rules.renovation_ltv
        # Collateral has to carry only what is not guaranteed.
        free = np.maximum(self.ltv, ordinary) / (1.0 - self.guarantee_share)
        rules.renovation_ltv = rules.renovation_ltv + dose * where * (free - ordinary)
        self.support(world, "state", self.state_share * cut)
        self.support(world, "city", (1.0 - self.state_share) * cut)
        # Of every loan in the target the dose is guaranteed; it is as large as what is left to pay.
        loan = np.maximum(world.rules.renovation_cost - cut, 0.0)
        fee = dose * where * self.guarantee_share * self.loss_share * loan
        self.support(world, "state", fee, of_cost=False)
