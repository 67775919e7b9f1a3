"""Rules of the housing system: policies change them, submodels read them.

A policy never imports a submodel or another policy: what they share lives here.
"""

import hashlib
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace

import numpy as np

from segsim.world.tables import F64, I64


@dataclass(slots=True)
class Project:
    """Dwellings under construction that are completed in one year."""

    completes: int  # calendar year
    cause: str  # "market" or the policy that started it
    building_type: I64  # [neighbourhood]
    dwellings: I64  # [neighbourhood, tenure]


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
    renovation_ltv: F64 = field(default_factory=lambda: np.zeros(0))  # [neighbourhood]
    renovation_cost: F64 = field(default_factory=lambda: np.zeros(0))  # [neighbourhood] EUR/m²
    eviction: F64 = field(default_factory=lambda: np.zeros(0))  # [neighbourhood] a year in arrears
    projects: list[Project] = field(default_factory=list)

    def copy_rules(self) -> "Institutions":
        """Return the same rules with an empty project list, to restore them from."""
        return replace(deepcopy(self), projects=[])

    def restore(self, baseline: "Institutions") -> None:
        """Put the rules of ``baseline`` in force again; projects under way go on."""
        fresh = deepcopy(baseline)
        for rule in fields(self):
            if rule.name != "projects":
                setattr(self, rule.name, getattr(fresh, rule.name))


def cause_code(cause: str) -> int:
    """Return a number below 2^24 that stands for a cause in identities."""
    return int.from_bytes(hashlib.sha256(cause.encode()).digest()[:3], "big")


def normalised(split: F64) -> F64:
    """Return a tenure split scaled to sum to one."""
    return np.asarray(split / split.sum(), np.float64)
