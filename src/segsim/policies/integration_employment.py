"""integration_employment: courses that bring work (rows 13.7, 13.9-13.11, 17.25)."""

from typing import ClassVar, Literal

import numpy as np
from numpy.typing import NDArray

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.streams import Purpose, uniforms
from segsim.world import Language, Status, World
from segsim.world.institutions import Course, cause_code
from segsim.world.tables import F64, I64

WORKING_AGE = 64
CHILD = 7
"""Children below this age keep parents at home."""
WEAK_SKILL = 0.5
"""Skill below which a household's position on the labour market is weak [assumption]."""


@POLICIES.add("integration_employment")
class IntegrationEmployment(Policy):
    """Teach adults without work; afterwards they know more and find work more often.

    A household takes part with one adult at most. Income follows by the ordinary process.
    """

    kind: ClassVar[str] = "integration_employment"

    group: Literal["all", "mothers", "long_term_unemployed", "parents", "weak_position"] = (
        parameter(
            "all", "for whom: foreign-language adults without work (all; mothers: with a child "
            "under 7; long_term_unemployed: where nobody works), or of either language: parents "
            "with a child under 7, weak_position: nobody works, and basic education or weak "
            "language skills",
        )
    )  # fmt: skip
    places_per_1000: float = parameter(
        50.0, "places a year for 1,000 adults of working age of the language(s) the group is of",
        unit="places/1,000 adults/year", low=0, high=1000,
    )  # fmt: skip
    employment_gain_pp: float = parameter(
        5.0, "participants without work who have found it by the end beyond the ordinary",
        unit="percentage points", low=0, high=100,
    )  # fmt: skip
    skill_gain: float = parameter(
        0.15, "share of the way to full skill in the domestic languages that a course teaches",
        low=0, high=1,
    )  # fmt: skip
    lag_years: int = parameter(
        1, "from the place to what it brings: 1-2 years", unit="years",
        source="1-2 years, deck row 13.9: assumption", low=1, high=15,
    )  # fmt: skip
    eur_per_place: float = parameter(
        4_000.0, "a place", unit="EUR/place", source="3-6 thousand EUR: assumption",
        low=0, high=100_000,
    )  # fmt: skip

    def apply(self, world: World) -> None:
        """Open this year's course; it is paid now."""
        dose = self.dose(world)
        if dose <= 0.0 or not self.in_force(world):
            return
        where = self.reach(world)
        rows = self.able(world, where)
        chance = self.chance(world, where, rows, dose)
        h = world.households
        key = h.id[rows] ^ np.uint64(cause_code(self.account))
        chosen = rows[uniforms(world.seed, Purpose.COURSE, world.year, key) < chance]
        if chosen.size == 0:
            return
        course = Course(
            self.account,
            world.calendar + self.lag_years,
            h.id[chosen],
            chosen,
            self.skill_gain,
            self.employment_gain_pp / 100.0,
        )
        world.institutions.courses.append(course)
        self.charge(world, "city", "opex", self.eur_per_place * chosen.size)

    def chance(self, world: World, where: F64, rows: I64, dose: float) -> F64:
        """Return the chance of a place of each household that is able to take part."""
        h, housed = world.households, self.housed(world)
        base = housed if self.of_either else housed[h.language[housed] == Language.FOREIGN]
        base = base[h.age[base] < WORKING_AGE]
        adults = h.adults[base].astype(np.float64)
        places = self.places_per_1000 / 1000.0 * total(where[h.neighbourhood[base]] * adults)
        near = where[h.neighbourhood[rows]]
        return np.asarray(near * (dose * min(1.0, places / max(total(near), 1.0))), np.float64)

    @property
    def of_either(self) -> bool:
        """Whether the group is of both languages."""
        return self.group in ("parents", "weak_position")

    def able(self, world: World, where: F64) -> I64:
        """Return the households of the group with an adult without work, rows."""
        h, housed = world.households, self.housed(world)
        rows = housed[(h.age[housed] < WORKING_AGE) & (h.employed[housed] < h.adults[housed])]
        rows = rows[where[h.neighbourhood[rows]] > 0.0]
        return rows[self.belongs(world, rows)]

    def belongs(self, world: World, rows: I64) -> NDArray[np.bool_]:
        """Tell which households are of the group."""
        h = world.households
        one = (h.language[rows] == Language.FOREIGN) | self.of_either
        nobody = h.employed[rows] == 0
        if self.group in ("mothers", "parents"):  # children are kept as age + 1
            one = one & ((h.children[rows] > 0) & (h.children[rows] <= CHILD)).any(axis=1)
        elif self.group == "long_term_unemployed":
            one = one & nobody
        elif self.group == "weak_position":
            one = nobody & ((h.education[rows] == 0) | (h.skill[rows] < WEAK_SKILL))
        return np.asarray(one, np.bool_)

    @staticmethod
    def housed(world: World) -> I64:
        """Return the households with a home, rows."""
        status = world.households.status[: world.household_rows]
        return np.flatnonzero(status == Status.HOUSED)
