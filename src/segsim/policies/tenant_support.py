"""tenant_support: housing allowance against social building (row 7.5; evidence 3.3 no 10)."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from segsim.kernels.listing import LISTING, list_dwellings
from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import MEAN_AREA, POLICIES, CityWide
from segsim.world import BuildingType, Status, Tenure, World
from segsim.world.institutions import Zoning
from segsim.world.tables import F64, I64


@POLICIES.add("tenant_support")
class TenantSupport(CityWide):
    """Change the housing allowance, and swap a share of it for grants to social building."""

    kind: ClassVar[str] = "tenant_support"

    allowance_rate: float = parameter(
        0.80, "share of the capped rent that housing allowance pays", source=".70-.80, recalled",
        low=0, high=1,
    )  # fmt: skip
    rent_cap: float | None = parameter(
        None, "largest yearly rent counted for one person; default: as without a programme",
        unit="EUR/year", low=0, high=30_000,
    )  # fmt: skip
    swap_share_ara: float = parameter(
        0.0, "share of the allowance that goes to social building instead, at the same budget",
        low=0, high=1,
    )  # fmt: skip
    grant_share: float = parameter(
        0.20, "share of the cost of a social dwelling that the state grants", low=0.01, high=1
    )
    cost_eur_m2: float = parameter(
        3287.0, "building social rental", unit="EUR/m²",
        source="ARA 2024, outside the capital region (Varke)", low=100, high=20_000,
    )  # fmt: skip
    lag_years: int = parameter(3, "grant to completion", unit="years", low=1, high=15)

    def apply(self, world: World) -> None:
        """Set the allowance; the state pays what it costs more, and builds with what is swapped."""
        dose, rules, before = self.dose(world), world.institutions, world.rules
        if dose <= 0.0:
            return
        kept = self.allowance_rate * (1.0 - self.swap_share_ara)
        ordinary = max(world.parameters.market.allowance_cap, 1e-9)
        cap = 1.0 if self.rent_cap is None else self.rent_cap / ordinary
        # From the ordinary rules, so that programmes add up in any order.
        rate = rules.allowance_rate + dose * (kept - before.allowance_rate)
        rules.allowance_rate = min(max(rate, 0.0), 1.0)
        rules.rent_cap = max(0.0, rules.rent_cap + dose * (cap - before.rent_cap))
        self.pay(world, dose, kept, cap)

    def pay(self, world: World, dose: float, kept: float, cap: float) -> None:
        """Charge the change of the allowances, by who rents at the beginning of the year."""
        before, tenancies = world.rules, rent_roll(world)

        def spent(rate: float, limit: float) -> float:
            rate = before.allowance_rate + dose * (rate - before.allowance_rate)
            return tenancies.allowances(rate, before.rent_cap + dose * (limit - before.rent_cap))

        now = spent(kept, cap)
        unswapped = now if self.swap_share_ara == 0.0 else spent(self.allowance_rate, cap)
        today = tenancies.allowances(before.allowance_rate, before.rent_cap)
        self.charge(world, "state", "opex", now - today)
        if unswapped > now:
            self.build(world, unswapped - now)

    def build(self, world: World, eur: float) -> None:
        """Grant social dwellings where the plan has room; they are charged when they start."""
        grant = self.grant_share * self.cost_eur_m2 * MEAN_AREA
        room = np.maximum(world.neighbourhoods.infill_capacity, 0.0)
        plots = room * (eur / grant / max(total(room), 1e-9))
        kind, lag = int(BuildingType.MID_RISE), self.lag_years
        zoning = Zoning(self.account, plots, kind, lag, grant, payer="state", social=True)
        world.institutions.zonings.append(zoning)


@dataclass(frozen=True, slots=True)
class RentRoll:
    """What tenants pay and have, by which their allowance goes."""

    rent: F64  # [tenant] EUR/year
    limit: F64  # [tenant] the largest rent that counts without a programme, EUR/year
    own: F64  # [tenant] what their income takes off the allowance, EUR/year

    def allowances(self, rate: float, cap: float) -> float:
        """Return the allowances of a year at a rate and a cap against the ordinary, EUR."""
        counted = np.minimum(self.rent, cap * self.limit)
        return total(np.maximum(rate * counted - self.own, 0.0))


def rent_roll(world: World) -> RentRoll:
    """Return what all tenants pay and have now."""
    m, h = world.parameters.market, world.households
    renting = tenants(world)
    persons = h.adults[renting].astype(np.int64) + (h.children[renting] > 0).sum(axis=1)
    above = np.maximum(h.income[renting].astype(np.float64) - m.basic_income, 0.0)
    limit = np.asarray(m.allowance_cap * (0.6 + 0.4 * persons), np.float64)
    return RentRoll(rents(world, renting), limit, m.allowance_taper * above)


def tenants(world: World) -> I64:
    """Return the households that pay a rent, rows."""
    h, rows = world.households, world.household_rows
    return np.flatnonzero((h.status[:rows] == Status.HOUSED) & (h.tenure[:rows] != Tenure.OWNER))


def rents(world: World, renting: I64) -> F64:
    """Return the yearly rent of the homes of some households as they stand, EUR."""
    p, n = world.parameters, world.neighbourhoods
    listings = np.zeros(world.dwellings.room, LISTING)
    list_dwellings(
        world.dwellings.columns(),
        world.dwelling_rows,
        n.price,
        n.rent,
        n.social_rent,
        p.market.user_cost,
        p.market.occupancy_fee,
        p.stock.wear * p.prices.hedonic,
        listings,
    )
    return listings["charge"][world.households.dwelling[renting]].astype(np.float64)
