"""school_investment: money for the schools that need it most (rows 5.2, 13.8, 15.5, 17.5)."""

from typing import ClassVar, Self

import numpy as np
from pydantic import model_validator

from segsim.maths import total
from segsim.parameters import parameter
from segsim.policies.base import POLICIES, Policy
from segsim.policies.targets import exact, reach
from segsim.world import World
from segsim.world.monitoring import Series, measured
from segsim.world.need import NeedWeights, need_index
from segsim.world.tables import F64
from segsim.world.works import Unification

BY_NEED = ("all", "worst_first", "early_warning", "uniform")
"""Targets by which schools are chosen one by one, not by the districts that they serve."""


@POLICIES.add("school_investment")
class SchoolInvestment(Policy):
    """Raise the resources of the neediest schools; outcomes follow, and parents see some of it."""

    kind: ClassVar[str] = "school_investment"

    eur_per_pupil_year: float = parameter(
        550.0, "extra money in a chosen school", unit="EUR/pupil/year",
        source="about 166 EUR a pupil of the city, Helsinki 2025 budget (derived)",
        low=0, high=20_000,
    )  # fmt: skip
    target_share: float = parameter(
        0.3, "share of pupils in the schools chosen", source="neediest 30 %", low=0, high=1
    )
    duration_years: int | None = parameter(
        6, "years in force; null: to the end of the run", unit="years", low=1, high=300
    )
    weight_income: float = parameter(1.0, "weight of low income in the need index", low=0, high=10)
    weight_education: float = parameter(1.0, "weight of parents' basic education", low=0, high=10)
    weight_language: float = parameter(1.0, "weight of foreign language", low=0, high=10)
    weight_mobility: float = parameter(1.0, "weight of families that moved lately", low=0, high=10)
    perception_weight: float = parameter(
        0.3, "share of the better outcomes that parents see", low=0, high=1
    )

    unify: bool = parameter(
        False, "whether the schools that stand in the districts of the target become one"
    )
    unified_eur_per_pupil: float = parameter(
        35_000.0, "building the unified school", unit="EUR/pupil", low=0, high=200_000
    )

    @model_validator(mode="after")
    def _unifies_districts(self) -> Self:
        if self.unify and self.target in BY_NEED:
            raise ValueError("unify: the target must be districts, whose schools become one")
        return self

    def apply(self, world: World) -> None:
        """Give the chosen schools their money for this year."""
        dose = self.dose(world)
        pupils = world.schools.pupils.sum(axis=1).astype(np.float64)
        if self.intensity > 0.0 and self.data_lag_years > 0:
            self.known_need(world, pupils)  # statistics begin before the programme does
        if dose <= 0.0:
            return
        rules = world.institutions
        if self.unify:
            where = reach(world, self.target, 1.0)
            cost = self.unified_eur_per_pupil
            rules.unifications.append(Unification(self.account, where, cost))
        chosen = self.choose(world, pupils)
        cost = dose * self.eur_per_pupil_year * total(chosen * pupils)
        if cost <= 0.0:
            return
        rules.school_resources = (
            rules.school_resources + dose * self.eur_per_pupil_year * chosen / 1000
        )
        seen = self.perception_weight - world.rules.school_visibility
        rules.school_visibility = rules.school_visibility + exact(dose * chosen * seen)
        self.charge(world, "city", "opex", cost)

    def choose(self, world: World, pupils: F64) -> F64:
        """Return how fully each school is chosen [school]: neediest first, the last in part."""
        need = self.known_need(world, pupils)
        if self.target not in BY_NEED:
            near = reach(world, self.target, 1.0)
            served = np.bincount(world.neighbourhoods.school, near, minlength=world.schools.room)
            return np.asarray(served > 0.0, np.float64)
        if self.target == "uniform":
            return np.full(world.schools.room, self.target_share)
        budget = self.target_share * total(pupils)
        chosen = np.zeros(world.schools.room)
        for school in np.argsort(-need, kind="stable"):
            if pupils[school] <= 0.0 or budget <= 0.0:
                continue
            chosen[school] = min(1.0, budget / pupils[school])
            budget -= pupils[school]
        return chosen

    def known_need(self, world: World, pupils: F64) -> F64:
        """Return the need of each school as the data have it: of some years ago, not exact.

        For ``early_warning`` it is by how much the need has risen in three years.
        """
        year, series = world.calendar, world.monitoring.need.setdefault(self.account, Series())
        series.note(year, self.need(world, pupils))
        known = series.trend if self.target == "early_warning" else series.known
        return measured(known(year, self.data), world.schools.id, world.seed, year, self.data)

    def need(self, world: World, pupils: F64) -> F64:
        """Return the need index of each school by this programme's weights."""
        weights = NeedWeights(
            self.weight_income, self.weight_education, self.weight_language, self.weight_mobility
        )
        return need_index(world, pupils, weights)
