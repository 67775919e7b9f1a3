"""Rules of the housing system: policies change them, submodels read them.

A policy never imports a submodel or another policy: what they share lives here.
"""

from dataclasses import dataclass, field

import numpy as np

from segsim.world.tables import F64


@dataclass(slots=True)
class Project:
    """Dwellings under construction in one neighbourhood."""

    neighbourhood: int
    completes: int  # calendar year
    dwellings: int
    building_type: int
    tenure: int
    cause: str  # "market", "social" or the policy that started it


@dataclass(slots=True)
class Institutions:
    """Rules in force this year.

    Every policy year starts from ``baseline`` values, so that a policy which ends leaves no
    trace but what it did to the state.
    """

    tenure_split: F64  # share of production by Tenure [4]: owner, r-o-o, private, social rent
    steering: F64  # [neighbourhood, 4] multiplies the split where a policy steers it, else 1
    zoned: F64  # [neighbourhood] plots zoned a year, dwellings
    ltv: float
    first_ltv: float
    acceptance: float  # chance that a landlord accepts a foreign-language applicant, against 1
    income_cap: float  # income rank (0 … 1) up to which social rental is open
    allowance_rate: float  # share of rent above the own part that housing allowance pays
    projects: list[Project] = field(default_factory=list)

    def copy_rules(self) -> "Institutions":
        """Return the same rules with an empty project list, to restore them from."""
        return Institutions(
            self.tenure_split.copy(),
            self.steering.copy(),
            self.zoned.copy(),
            self.ltv,
            self.first_ltv,
            self.acceptance,
            self.income_cap,
            self.allowance_rate,
        )

    def restore(self, baseline: "Institutions") -> None:
        """Put the rules of ``baseline`` in force again; projects under way go on."""
        self.tenure_split = baseline.tenure_split.copy()
        self.steering = baseline.steering.copy()
        self.zoned = baseline.zoned.copy()
        for name in ("ltv", "first_ltv", "acceptance", "income_cap", "allowance_rate"):
            setattr(self, name, getattr(baseline, name))


def normalised(split: F64) -> F64:
    """Return a tenure split scaled to sum to one."""
    return np.asarray(split / split.sum(), np.float64)
