"""What programmes have had decided about the stock: tearing down, and plots given another use.

A policy writes these decisions, the submodels carry them out and keep what is under way.
"""

from dataclasses import dataclass, field

import numpy as np

from segsim.world.ledger import Payer
from segsim.world.tables import F64, I64, U64


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms a programme renews social rental."""

    notice_years: int  # from telling the households to tearing down
    replace_ratio: float  # dwellings started on the site for each one torn down
    split: F64  # [Tenure] of what is started
    building_type: int
    lag_years: int  # start to completion
    rent_uplift: float  # social rent of new dwellings above the old ones', share
    right_to_return: bool
    caseload: float  # decanted households a worker supports, 0 for no support
    demolition_eur_m2: float
    advance: float  # EUR for a social dwelling started
    eur_per_worker: float
    compensation: float  # EUR for a household that moves
    payer: Payer = "city"

    @property
    def covered(self) -> float:
        """Share of the decanted households that the workers reach."""
        return min(1.0, FULL_CASELOAD / self.caseload) if self.caseload > 0.0 else 0.0


FULL_CASELOAD = 40.0
"""Households of which a worker reaches every one [assumption]."""


@dataclass(slots=True)
class RenewalOrder:
    """Social rental of some years of building that a programme wants torn down from this year."""

    policy: str  # its name in the ledger
    share: F64  # [neighbourhood] of the dwellings that stand and are not yet under notice
    era: tuple[int, int]  # first and last year of building
    terms: Terms


@dataclass(slots=True)
class Renewal:
    """Dwellings under notice, then their site and who has left it."""

    policy: str
    terms: Terms
    due: int  # calendar year in which they are torn down
    row: I64  # dwellings that are still lived in
    id: U64
    site: I64  # [neighbourhood] all dwellings that were put under notice
    area: float  # their floor area, m²
    completes: int | None = None  # calendar year of the replacement
    social: I64 = field(default_factory=lambda: np.zeros(0, np.int64))  # [neighbourhood] of it
    left_row: I64 = field(default_factory=lambda: np.zeros(0, np.int64))  # households moved out
    left_id: U64 = field(default_factory=lambda: np.zeros(0, np.uint64))
    left_from: I64 = field(default_factory=lambda: np.zeros(0, np.int64))  # neighbourhoods


@dataclass(slots=True)
class Clearing:
    """Vacant dwellings that a programme will tear down, if they are vacant then."""

    policy: str
    due: int  # calendar year
    dwellings: F64  # [neighbourhood]
    vacancy: F64  # [neighbourhood] share below which nothing more is torn down
    eur_per_dwelling: float
    city_share: float  # of the cost, the state pays the rest


@dataclass(slots=True)
class Merger:
    """Schools that a programme closes this year because few pupils are left."""

    policy: str
    least_pupils: F64  # [neighbourhood] of the catchment of a school that goes on


@dataclass(slots=True)
class Unification:
    """Schools that a programme puts under one roof: those that stand in its target."""

    policy: str
    where: F64  # [neighbourhood] above 0 in the target
    eur_per_pupil: float  # building for every pupil of theirs, which the city pays


@dataclass(slots=True)
class Redirection:
    """A share of the ordinary plots that a programme gives to other buildings this year."""

    policy: str
    share: F64  # [neighbourhood] of the plots
    building_type: I64  # [neighbourhood]
    split: F64  # [neighbourhood, Tenure]
    area: F64  # [neighbourhood] floor area against the ordinary
    eur_per_dwelling: float  # charged to the city for each one started
