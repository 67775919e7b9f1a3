"""tenure_mixing: plots are given out by tenure (rows 4.4, 7.1, 7.6, 14.10, 17.13)."""

from typing import ClassVar, Literal, Self

import numpy as np
from pydantic import model_validator

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import MEAN_AREA, POLICIES, Policy, whole_split
from segsim.world import Tenure, World
from segsim.world.tables import F64


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
        whole_split(self.share_ara, self.share_intermediate, self.share_market)
        return self

    def apply(self, world: World) -> None:
        """Move the split of production in the target towards the policy's, and steer it there."""
        self._charge(world)
        dose = self.dose(world)
        if dose <= 0.0:
            return
        owned = world.city.owned_land_share
        land = owned if self.land_share_city is None else self.land_share_city
        weight = dose * (land + (1.0 - land) * self.compliance)
        if weight <= 0.0:  # no plot it could decide about
            return
        rules = world.institutions
        where = self.reach(world)
        pull, before, steer = (weight * where)[:, None], rules.tenure_split, self.steer(world)
        room = bool(steer[where > 0.0, Tenure.SOCIAL_RENT].any())
        rules.tenure_split = (1.0 - pull) * before + pull * self.split(before, room)
        rules.steering = rules.steering * (1.0 + pull * (steer - 1.0))
        rules.steered_area = 2 * rules.steered_area + (where > 0.0)
        added = rules.tenure_split[:, Tenure.SOCIAL_RENT] - before[:, Tenure.SOCIAL_RENT]
        rules.social_added[self.account] = np.maximum(added, 0.0)

    def split(self, before: F64, room: bool = True) -> F64:
        """Return the policy's split [neighbourhood, 4]; the market part keeps its proportions.

        Without ``room`` below the cap anywhere in the target the market gets the social share.
        """
        owner, private = before[:, Tenure.OWNER], before[:, Tenure.PRIVATE_RENT]
        ara = self.share_ara if room else 0.0
        free = 1.0 - self.share_intermediate - ara
        market = free / np.maximum(owner + private, 1e-9)
        same = np.ones(len(before))
        middle, social = self.share_intermediate * same, ara * same
        return np.stack([owner * market, middle, private * market, social], axis=1)

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

    def _charge(self, world: World) -> None:
        """Charge the rent forgone on the social dwellings built beyond the ordinary share.

        They stay social, hence also in the years after the policy has ended.
        """
        n = world.neighbourhoods
        stock = world.institutions.built.get(self.account, np.zeros(n.room))
        rent = n.rent[np.arange(n.room), n.building_type] - n.social_rent
        yearly = 12.0 * MEAN_AREA * np.maximum(rent, 0.0) * stock
        self.charge(world, "city", "opex", total(yearly))
