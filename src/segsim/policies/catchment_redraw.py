"""catchment_redraw: catchments of schools drawn to mix pupils (rows 18.1, 18.2).

A boundary does not move back by itself: when the programme ends, the last catchments stay, and
so do the longer ways, which are charged as long as they last.
"""

from typing import ClassVar

import numpy as np

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.world import World
from segsim.world.institutions import Boundaries, Redraw

TRIPS = 2 * 187
"""Ways to and from school a year [assumption: 187 days of school]."""


@POLICIES.add("catchment_redraw")
class CatchmentRedraw(Policy):
    """Redraw catchments by composition against distance; families see them when they move."""

    kind: ClassVar[str] = "catchment_redraw"

    w_composition: float = parameter(
        0.5, "weight of mixed schools against short ways: 0 gives the nearest school, 1 mixes all "
        "it can within the cap", low=0, high=1,
    )  # fmt: skip
    max_km: float = parameter(
        3.0, "longest way to a catchment school, where one is within", unit="km", low=0, high=100
    )
    period_years: int = parameter(
        5, "years from one redrawing to the next", unit="years", low=1, high=50
    )
    grandfather: bool = parameter(
        True, "whether pupils stay in the school where they are while they live there"
    )
    weight_language: float = parameter(1.0, "weight of separation by language", low=0, high=10)
    weight_income: float = parameter(1.0, "weight of separation by low income", low=0, high=10)
    transport_eur_km: float = parameter(
        0.25, "transport of a pupil whose way to the catchment school has grown, by its growth",
        unit="EUR/km", low=0, high=100,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Pay for the ways that are longer, and say how catchments are to be drawn this year.

        Who draws them (`submodels/catchments.py`) hears every programme of the year first.
        """
        self._charge(world)
        weight = self.dose(world) * self.w_composition * self.reach(world)
        groups = (self.weight_language, self.weight_income)
        if not np.any(weight > 0.0) or max(groups) <= 0.0:
            return
        due = (world.calendar - self.first_year(world)) % self.period_years == 0
        world.institutions.redraws.append(
            Redraw(self.account, weight, groups, self.max_km, self.grandfather, due)
        )

    def _charge(self, world: World) -> None:
        """Charge this year's transport of the pupils seated last autumn, by their longer ways."""
        drawn = world.institutions.boundaries
        share = drawn.due_to.get(self.account, 0.0) if drawn is not None else 0.0
        if drawn is not None and share > 0.0:
            yearly = TRIPS * self.transport_eur_km * longer_ways(world, drawn)
            self.charge(world, "city", "opex", share * yearly)


def longer_ways(world: World, drawn: Boundaries) -> float:
    """Return the kilometres by which ways to catchment schools have grown, over all pupils.

    Who chose another school has no part in it; a catchment that was drawn and left again has.
    """
    h, n, s = world.households, world.neighbourhoods, world.schools
    rows = np.flatnonzero(
        (h.status[: world.household_rows] == 1) & (h.school[: world.household_rows] >= 0)
    )
    place, school = h.neighbourhood[rows], h.school[rows]
    given = (school == n.school[place]) | (drawn.left[place, school] > Boundaries.NEVER)
    rows, place, school = rows[given], place[given], school[given]
    children = h.children[rows]
    pupils = ((children >= 8) & (children <= 16)).sum(axis=1)  # 7-15, as age + 1
    east, north = n.x[:, None] - s.x[None, :], n.y[:, None] - s.y[None, :]
    km = np.sqrt(east * east + north * north) / 1000.0
    grown = km[place, school] - km[place, drawn.ordinary[place]]
    return total(np.maximum(grown, 0.0) * pupils)
