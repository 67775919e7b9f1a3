"""weighted_classes: places in classes with a weighted curriculum (row 17.24)."""

from typing import ClassVar, Literal

import numpy as np

from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.policies.targets import reach_schools
from segsim.world import World
from segsim.world.need import need_index
from segsim.world.tables import F64, I64

LARGEST_SHARE = 0.5
"""Largest share of a school's places that its weighted classes have where they are gathered."""


@POLICIES.add("weighted_classes")
class WeightedClasses(Policy):
    """Open weighted classes to the whole city; who gets in is chosen by aptitude or by lot.

    The target names schools by their catchments. The places come beside those that are open to
    other catchments anyway.
    """

    kind: ClassVar[str] = "weighted_classes"

    seat_share: float = parameter(
        0.15, "places in weighted classes, of all pupils of the target", low=0, high=1
    )
    placement: Literal["concentrated", "even", "low_index"] = parameter(
        "concentrated", "where: gathered in the schools of the best name, as many everywhere, or "
        "gathered in those of the highest need index"
    )  # fmt: skip
    selection: Literal["aptitude", "lottery"] = parameter(
        "aptitude", "how applicants are chosen: by tests (education and income of the family, and "
        "luck), or by lot"
    )  # fmt: skip
    eur_per_seat_year: float = parameter(
        300.0, "tests and teaching beyond the ordinary", unit="EUR/place/year", low=0, high=20_000
    )

    def apply(self, world: World) -> None:
        """Add this year's places."""
        dose = self.dose(world)
        if dose <= 0.0:
            return
        seats = self.seats(world, dose)
        if not seats.any():
            return
        added = np.zeros((world.schools.room, 2), np.int64)
        added[:, 0 if self.selection == "aptitude" else 1] = seats
        world.institutions.weighted_seats = world.institutions.weighted_seats + added
        self.charge(world, "city", "opex", self.eur_per_seat_year * int(seats.sum()))

    def seats(self, world: World, dose: float) -> I64:
        """Return the places of each school [school]."""
        pupils = world.schools.pupils.sum(axis=1).astype(np.float64)
        pupils = pupils * reach_schools(world, self.reach(world))
        if self.placement == "even":
            return np.asarray(dose * self.seat_share * pupils, np.int64)
        # A larger dose has larger classes in the same schools.
        share = max(LARGEST_SHARE, self.seat_share)
        chosen = gathered(pupils, self.order(world), self.seat_share / share)
        return np.asarray(dose * share * chosen, np.int64)

    def order(self, world: World) -> I64:
        """Return the schools in the order in which they get classes [school]."""
        schools = world.schools
        if self.placement == "concentrated":
            return np.argsort(-schools.perceived, kind="stable")
        need = need_index(world, schools.pupils.sum(axis=1).astype(np.float64))
        return np.argsort(-need, kind="stable")


def gathered(pupils: F64, order: I64, share: float) -> F64:
    """Return the pupils of the first schools in order, up to a share of all [school]."""
    before = np.zeros(pupils.size)
    running = np.cumsum(pupils[order])
    before[order] = running - pupils[order]
    return np.asarray(np.clip(share * running[-1] - before, 0.0, pupils), np.float64)
