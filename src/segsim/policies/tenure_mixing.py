"""tenure_mixing: plots are given out by tenure (rows 4.4, 7.1, 7.6, 14.10, 17.13)."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.policies.targets import reach
from segsim.world import Tenure, World
from segsim.world.institutions import normalised
from segsim.world.tables import F64

MEAN_AREA = 52.0
"""Mean floor area of new social dwellings, m² [assumption]."""


@POLICIES.add("tenure_mixing")
class TenureMixing(Policy):
    """Give out building plots by a tenure split and steer social rental away from where it is."""

    kind: ClassVar[str] = "tenure_mixing"

    share_ara: float = parameter(
        0.30, "social rental in production", source="Helsinki since 2023: 30/20/50", low=0, high=1
    )
    share_intermediate: float = parameter(
        0.20, "right of occupancy in production", source="Helsinki since 2023", low=0, high=1
    )
    share_market: float = parameter(
        0.50, "unregulated production", source="Helsinki since 2023", low=0, high=1
    )
    ara_cap_per_area: float = parameter(
        0.35, "share of social rental in a neighbourhood above which none is added", low=0, high=1
    )
    steering: Literal["balance", "uniform"] = parameter(
        "balance", "balance: less social rental where there is more; uniform: the same everywhere"
    )
    compliance: float = parameter(
        0.85, "share of private land where land-use agreements bring the split about", low=0, high=1
    )
    land_share_city: float | None = parameter(
        None, "share of plots the city owns; default: the city's own (Helsinki .66)", low=0, high=1
    )

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        shares = self.share_ara + self.share_intermediate + self.share_market
        if abs(shares - 1.0) > 1e-6:
            raise ValueError(
                f"share_ara + share_intermediate + share_market must be 1, not {shares:g}"
            )
        return self

    def apply(self, world: World) -> None:
        """Move the tenure split of production towards the policy's, and steer it by area."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        owned = world.city.owned_land_share
        land = owned if self.land_share_city is None else self.land_share_city
        weight = dose * (land + (1.0 - land) * self.compliance)
        rules = world.institutions
        before = normalised(rules.tenure_split)
        rules.tenure_split = (1.0 - weight) * before + weight * self.split(before)
        where = reach(world, self.target, self.target_share)[:, None]
        rules.steering = rules.steering * (1.0 + weight * where * (self.steer(world) - 1.0))
        self._charge(world, before)

    def split(self, before: F64) -> F64:
        """Return the policy's split by tenure; the market part keeps its own proportions."""
        market = before[[Tenure.OWNER, Tenure.PRIVATE_RENT]]
        owner, private = self.share_market * market / max(float(market.sum()), 1e-9)
        return np.array([owner, self.share_intermediate, private, self.share_ara])

    def steer(self, world: World) -> F64:
        """Return multipliers of production by neighbourhood and tenure [neighbourhood, 4]."""
        n = world.neighbourhoods
        dwellings = np.maximum(n.stock.sum(axis=(1, 2)), 1)
        share = n.stock[:, Tenure.SOCIAL_RENT].sum(axis=1) / dwellings
        city = n.stock[:, Tenure.SOCIAL_RENT].sum() / max(int(n.stock.sum()), 1)
        steer = np.ones((n.room, 4))
        if self.steering == "balance":
            ratio = np.clip((share + 0.02) / (city + 0.02), 0.25, 4.0)
            steer[:, Tenure.SOCIAL_RENT] = 1.0 / ratio
            steer[:, Tenure.OWNER] = np.sqrt(ratio)
        steer[share > self.ara_cap_per_area, Tenure.SOCIAL_RENT] = 0.0
        return steer

    def _charge(self, world: World, before: F64) -> None:
        """Charge the rent forgone on the social dwellings built beyond the ordinary share."""
        rules, n = world.institutions, world.neighbourhoods
        share = rules.tenure_split[Tenure.SOCIAL_RENT]
        extra = max(0.0, 1.0 - float(before[Tenure.SOCIAL_RENT] / max(share, 1e-9)))
        completed = world.workspace.completed
        if completed.size:
            built = completed[:, Tenure.SOCIAL_RENT] * extra
            rules.built[self.name] = rules.built.get(self.name, np.zeros(n.room)) + built
        stock = rules.built.get(self.name, np.zeros(n.room))
        rent = n.rent[np.arange(n.room), n.building_type] - n.social_rent
        yearly = 12.0 * MEAN_AREA * np.maximum(rent, 0.0) * stock
        self.charge(world, "city", "opex", float(yearly.sum()))
