"""What the measures on renovation share: where, at what price, and who pays the difference."""

from typing import Self

import numpy as np
from pydantic import model_validator

from segsim.parameters import parameter
from segsim.policies.base import Policy
from segsim.world import World
from segsim.world.codes import VINTAGE_START
from segsim.world.institutions import Support
from segsim.world.ledger import Payer
from segsim.world.tables import F64

STEP = 1.0 / 1024.0
"""Cuts are whole numbers of these, EUR/m²: in any order they add up to the same bits."""


class RenovationMeasure(Policy):
    """Lower the cost of renovating in neighbourhoods that were mostly built in some years."""

    cost_cut: float = parameter(
        0.10, "part of the cost of a renovation that falls away", low=0, high=1
    )
    max_eur_m2: float = parameter(
        900.0, "cost of a renovation of which a part is cut at most", unit="EUR/m²", low=0,
        high=10_000,
    )  # fmt: skip
    target_era: tuple[int, int] = parameter(
        (1960, 1999), "first and last year of building of the main part of a neighbourhood",
        source="design of the module", unit="calendar years",
    )  # fmt: skip

    @model_validator(mode="after")
    def _era_in_order(self) -> Self:
        first, last = self.target_era
        if first > last:
            raise ValueError(f"target_era: {first} is after {last}")
        return self

    def where(self, world: World) -> F64:
        """Return how strongly the measure reaches each neighbourhood, 0 … 1."""
        first, last = self.target_era
        since = np.array([-9999, *VINTAGE_START[1:]])
        until = np.array([*VINTAGE_START[1:], 9999])
        touched = (since <= last) & (until > first)  # vintages that overlap with the era
        era = touched[world.neighbourhoods.vintage]
        return self.reach(world) * era

    def cut(self, world: World, dose: float) -> F64:
        """Lower the cost of renovation; return by how much [neighbourhood], EUR/m²."""
        rules = world.institutions
        eligible = np.minimum(world.rules.renovation_cost, self.max_eur_m2)
        cut = np.rint(dose * self.cost_cut * self.where(world) * eligible / STEP) * STEP
        rules.renovation_cost = rules.renovation_cost - cut
        return np.asarray(cut, np.float64)

    def support(self, world: World, payer: Payer, eur_m2: F64, *, of_cost: bool = True) -> None:
        """Let ``payer`` pay for each m² that will be renovated this year, a part of its cost."""
        if eur_m2.any():
            world.institutions.supports.append(Support(self.account, payer, eur_m2, of_cost))
