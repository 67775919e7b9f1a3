"""stock_diversification: ordinary plots take what a place lacks (rows 8.2, 17.15)."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.world import BuildingType, Status, World
from segsim.world.tables import F64, I64
from segsim.world.works import Redirection

type Truth = NDArray[np.bool_]


@POLICIES.add("stock_diversification")
class StockDiversification(Policy):
    """Where one building type or tenure prevails, build the missing ones, and larger homes."""

    kind: ClassVar[str] = "stock_diversification"

    dominance: float = parameter(
        0.60, "share of one type, or of one tenure, from which a place is one-sided", low=0, high=1
    )
    share_of_plots: float = parameter(
        0.80, "share of the ordinary plots of such a place that is given to what it lacks",
        low=0, high=1,
    )  # fmt: skip
    area_gain: float = parameter(
        0.50, "floor area of these homes above the ordinary, where small homes prevail",
        low=0, high=3,
    )  # fmt: skip
    family_threshold: float = parameter(
        0.20, "share of households with children below which homes are built larger",
        low=0, high=1,
    )  # fmt: skip
    forgone_eur: float = parameter(
        5_000.0, "worth of a plot lost by building something else on it", unit="EUR/dwelling",
        low=0, high=500_000,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Give a share of the ordinary plots of one-sided places to what they lack."""
        dose = self.dose(world)
        share = dose * self.share_of_plots * self.reach(world) * self.one_sided(world)
        if not np.any(share > 0.0):
            return
        kinds = missing_type(world)
        small = (family_share(world) < self.family_threshold) & (kinds != BuildingType.LOW_RISE)
        area = np.where(small, 1.0 + self.area_gain, 1.0)
        split = self.split(world)
        world.institutions.redirections.append(
            Redirection(self.account, share, kinds, split, area, self.forgone_eur)
        )

    def one_sided(self, world: World) -> Truth:
        """Tell where one building type or one tenure has most of the stock [neighbourhood]."""
        types, tenures = shares(world, 1), shares(world, 2)
        return np.asarray(np.maximum(types.max(axis=1), tenures.max(axis=1)) >= self.dominance)

    def split(self, world: World) -> F64:
        """Return the tenures of what is built [neighbourhood, 4].

        Where a tenure prevails, those of which the place has less than the city, by how much less;
        elsewhere the ordinary split.
        """
        tenures, ordinary = shares(world, 2), world.rules.tenure_split
        stock = world.neighbourhoods.stock.sum(axis=(0, 2))
        less = np.maximum(stock / max(int(stock.sum()), 1) - tenures, 0.0)
        whole = less.sum(axis=1, keepdims=True)
        lacking = (tenures.max(axis=1, keepdims=True) >= self.dominance) & (whole > 0.0)
        return np.where(lacking, less / np.maximum(whole, 1e-9), ordinary)


def shares(world: World, over: int) -> F64:
    """Return shares of the stock, summed over axis 1 (tenures) or 2 (types) [neighbourhood, …]."""
    counts = world.neighbourhoods.stock.sum(axis=over)
    return np.asarray(counts / np.maximum(counts.sum(axis=1, keepdims=True), 1), np.float64)


def missing_type(world: World) -> I64:
    """Return what is built where flats prevail, small houses, and elsewhere flats."""
    low = shares(world, 1)[:, BuildingType.LOW_RISE]
    kinds = np.where(low < 0.5, BuildingType.LOW_RISE, BuildingType.MID_RISE)
    return kinds.astype(np.int64)


def family_share(world: World) -> F64:
    """Return the share of households with children under 18 [neighbourhood]."""
    h, rows, room = world.households, world.household_rows, world.neighbourhoods.room
    minor = (h.children[:rows] > 0) & (h.children[:rows] <= 18)
    family = minor[:, 0] | minor[:, 1] | minor[:, 2] | minor[:, 3]
    place = h.neighbourhood[:rows][family & (h.status[:rows] == Status.HOUSED)]
    families = np.bincount(place, minlength=room)
    return np.asarray(families / np.maximum(world.neighbourhoods.households, 1), np.float64)
