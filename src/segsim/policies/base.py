"""What every policy has: a target, dates, ramp and decay, an intensity, and costs."""

from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np
from pydantic import field_validator, model_validator

from segsim.parameters import Parameters, parameter
from segsim.policies.targets import RULES, reach
from segsim.registry import Registry
from segsim.streams import Purpose, uniforms
from segsim.world import World
from segsim.world.institutions import cause_code
from segsim.world.ledger import CostKind, Payer
from segsim.world.monitoring import Data
from segsim.world.tables import F64

MEAN_AREA = 52.0
"""Mean floor area of new social dwellings, m² [assumption]."""
COUNCIL, COUNCIL_YEARS = 2025, 4
"""A year in which new municipal councils begin, and their term (Finnish municipal elections)."""


class Policy(Parameters, ABC):
    """A measure that acts on the world once a year.

    ``apply`` changes states, constraints and institutions in proportion to ``dose``; at an
    intensity of 0 it must leave the world as it was, to the bit.
    """

    kind: ClassVar[str]

    name: str = parameter("", "name of this instance in the ledger; its key in the configuration")
    intensity: float = parameter(
        1.0, "strength: 0 does nothing, 1 is the full programme", low=0, high=1
    )
    target: str | tuple[str, ...] = parameter(
        "all", "where: all, uniform, worst_first, early_warning, or a list of districts"
    )
    target_share: float = parameter(
        0.3, "share of neighbourhoods reached by worst_first and early_warning", low=0, high=1
    )
    data_lag_years: int = parameter(
        0, "how old the data are by which these two choose", unit="years", low=0, high=20
    )
    data_noise: float = parameter(
        0.0, "error of these data ÷ their spread between neighbourhoods", low=0, high=10
    )
    announce_year: int | None = parameter(
        None, "when it becomes known: nothing happens before; default: the start year",
        unit="year", low=1990, high=2300,
    )  # fmt: skip
    start_year: int | None = parameter(
        None,
        "first year of effect; default: one year after the run's start, or when it is announced",
        unit="year",
        low=1990,
        high=2300,
    )
    duration_years: int | None = parameter(
        None, "years in force; default: to the end of the run", unit="years", low=1, high=300
    )
    ramp_years: int = parameter(
        0, "years from nothing to full strength", unit="years", low=0, high=50
    )
    decay_years: int = parameter(
        0, "years in which the effect fades after the end", unit="years", low=0, high=50
    )

    @field_validator("target", mode="after")
    @classmethod
    def _rule_by_itself(cls, target: str | tuple[str, ...]) -> str | tuple[str, ...]:
        """Read a list of one rule as that rule."""
        rule = isinstance(target, tuple) and len(target) == 1 and target[0] in RULES
        return target[0] if rule else target

    @model_validator(mode="after")
    def _announced_before_start(self) -> Self:
        if (
            self.announce_year is not None
            and self.start_year is not None
            and self.announce_year > self.start_year
        ):
            raise ValueError(
                f"announce_year {self.announce_year} is after start_year {self.start_year}"
            )
        return self

    def first_year(self, world: World) -> int:
        """Return the first calendar year of effect."""
        if self.start_year is not None:
            return self.start_year
        following = world.start_year + 1
        return following if self.announce_year is None else max(following, self.announce_year)

    def dose(self, world: World) -> float:
        """Return this year's strength, 0 to ``intensity``: ramp up, plateau, decay."""
        since = world.calendar - self.first_year(world)
        if since < 0:
            return 0.0
        ramp = min(1.0, (since + 1) / self.ramp_years) if self.ramp_years else 1.0
        lasts = self.lasts(world)
        if lasts is not None and since >= lasts:
            over = since - lasts
            fading = 1.0 - (over + 1) / (self.decay_years + 1)
            ramp *= max(0.0, fading)
        return self.intensity * ramp

    def lasts(self, world: World) -> int | None:
        """Return how many years it is in force: as planned, or until a new council ends it.

        None is to the end of the run. Every council after the first year goes on with the
        programme with the chance ``driver.political_persistence`` (rows 8.6, 17.23).
        """
        chance, first = world.parameters.driver.political_persistence, self.first_year(world)
        if chance < 1.0:
            key = np.array([cause_code(self.account)], np.uint64)
            start = first + 1 + (COUNCIL - first - 1) % COUNCIL_YEARS
            for year in range(start, world.calendar + 1, COUNCIL_YEARS):
                if uniforms(world.seed, Purpose.POLITICS, year, key)[0] >= chance:
                    served = year - first
                    return min(served, self.duration_years or served)
        return self.duration_years

    @property
    def data(self) -> Data:
        """The data by which this programme chooses where it acts (rows 8.5, 13.1, 19.6)."""
        return Data(self.data_lag_years, self.data_noise, cause_code(self.account))

    def reach(self, world: World) -> F64:
        """Return how strongly the target reaches each neighbourhood [neighbourhood], 0 … 1."""
        return reach(world, self.target, self.target_share, self.data)

    def in_force(self, world: World) -> bool:
        """Tell whether this year is one of the programme's own: what decays costs no more."""
        since, lasts = world.calendar - self.first_year(world), self.lasts(world)
        return since >= 0 and (lasts is None or since < lasts)

    @abstractmethod
    def apply(self, world: World) -> None:
        """Act on the world for this year."""

    @property
    def account(self) -> str:
        """The name of this policy in the ledger and in the rules."""
        return self.name or self.kind

    def charge(self, world: World, payer: Payer, kind: CostKind, eur: float) -> None:
        """Enter a cost of this policy in the ledger."""
        world.ledger.charge(self.account, world.calendar, payer, kind, eur)


class CityWide(Policy):
    """A measure on rules that hold in the whole city: it has no target within it."""

    @model_validator(mode="after")
    def _everywhere(self) -> Self:
        if self.target != "all":
            raise ValueError(f"target {self.target!r}: this rule holds in the whole city; only all")
        return self


def whole_split(ara: float, intermediate: float, market: float) -> None:
    """Raise ValueError unless the tenures of what is built add up to the whole."""
    shares = ara + intermediate + market
    if abs(shares - 1.0) > 1e-6:
        raise ValueError(f"share_ara + share_intermediate + share_market must be 1, not {shares:g}")


POLICIES: Registry[type[Policy]] = Registry("policy", "segsim.policies", "segsim.policies")
