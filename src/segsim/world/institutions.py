"""Rules of the housing system: policies change them, submodels read them.

A policy never imports a submodel or another policy: what they share lives here.
"""

import hashlib
from copy import deepcopy
from dataclasses import dataclass, field, fields, replace
from enum import IntEnum
from typing import ClassVar

import numpy as np

from segsim.maths import total
from segsim.world.ledger import Payer
from segsim.world.tables import F64, I64, U64
from segsim.world.works import Clearing, Merger, Redirection, Renewal, RenewalOrder, Unification


@dataclass(slots=True)
class Project:
    """Dwellings under construction that are completed in one year."""

    completes: int  # calendar year
    cause: str  # MARKET or the programme that started it, see policy_cause
    building_type: I64  # [neighbourhood]
    dwellings: I64  # [neighbourhood, tenure]
    due_to: dict[str, F64] = field(default_factory=dict)  # social dwellings by policy, see built
    area: F64 | None = None  # [neighbourhood] floor area against the ordinary


class Lift(IntEnum):
    """What programmes hold up in neighbourhoods while they last."""

    COMMUNITY = 0
    SAFETY = 1
    SERVICES = 2
    REPUTATION = 3  # what reputation tends to
    IMAGE = 4  # what households see beyond reputation


class QueueRule(IntEnum):
    """Who comes first in the turns for social rental that do not go by need."""

    WAITING = 0  # years in the queue
    LOTTERY = 1
    HOMELESS = 2  # who has no home at all


@dataclass(slots=True)
class Zoning:
    """Plots that a programme opens this year beyond the ordinary plan."""

    policy: str  # its name in the ledger
    dwellings: F64  # [neighbourhood]
    building_type: int
    lag_years: int
    advance: float = 0.0  # EUR that is advanced for a social dwelling started here
    payer: Payer = "city"  # who advances it
    social: bool = False  # for social rental alone, whatever the split in force
    split: F64 | None = None  # [Tenure] of its own, whatever the split in force

    @property
    def cause(self) -> str:
        """What stands for the programme in identities."""
        return policy_cause(self.policy)


@dataclass(slots=True)
class Redraw:
    """How a programme wants the catchments of schools drawn."""

    policy: str  # its name in the ledger
    weight: F64  # [neighbourhood] of composition against distance, 0 … 1; 0: left alone
    groups: tuple[float, float]  # what separation by language and by low income counts
    max_km: float  # no catchment reaches further while a school is within
    grandfather: bool  # whether pupils stay in the school where they are
    due: bool  # whether it redraws this year, or would have its say when another does


@dataclass(slots=True)
class Course:
    """Teaching under way: who takes part, and what it brings them when it is over."""

    policy: str  # its name in the ledger
    completes: int  # calendar year
    participants: U64  # identities of their households; an adult of each
    rows: I64  # where these stood: a household keeps its row as long as there is one
    skill_gain: float  # share of the way to full skill in the domestic languages
    job_chance: float  # that a participant without work has found it by the end


@dataclass(slots=True)
class Boundaries:
    """Catchments that a programme has drawn: they stay until one is drawn anew."""

    NEVER: ClassVar[int] = -(2**15)

    ordinary: I64  # [neighbourhood] school before any programme
    # [neighbourhood, school] year in which pupils of the place lost this catchment and kept it
    left: I64
    due_to: dict[str, float] = field(default_factory=dict)  # share of each policy in the last


_LASTING = ("projects", "built", "boundaries", "courses", "renewals", "clearings")
"""What is under way or done: no rule, hence not put back."""


@dataclass(slots=True)
class Support:
    """Public money for each m² that is renovated this year."""

    policy: str  # its name in the ledger
    payer: Payer
    eur_m2: F64  # [neighbourhood]
    of_cost: bool  # a part of the cost, of which there is no more than the whole; else a fee


@dataclass(slots=True)
class Institutions:
    """Rules in force this year.

    Every policy year starts from ``baseline`` values, so that a policy which ends leaves no
    trace but what it did to the state.
    """

    tenure_split: F64  # [neighbourhood, Tenure] share of what is built on its plots, adds to 1
    steering: F64  # [neighbourhood, 4] multiplies the split where a policy steers it, else 1
    ltv: float
    first_ltv: float
    acceptance: float  # chance that a landlord accepts a foreign-language applicant, against 1
    income_cap: float  # income rank (0 … 1) up to which social rental is open
    allowance_rate: float  # share of rent above the own part that housing allowance pays
    renovation_ltv: F64 = field(default_factory=lambda: np.zeros(0))  # [neighbourhood]
    # [neighbourhood] EUR/m², below 0 where programmes would cut more than there is
    renovation_cost: F64 = field(default_factory=lambda: np.zeros(0))
    eviction: F64 = field(default_factory=lambda: np.zeros(0))  # [neighbourhood] a year in arrears
    school_resources: F64 = field(default_factory=lambda: np.zeros(0))  # [school] 1,000 EUR a pupil
    # [school] share of what resources achieve that parents see, before it is cut to 0 … 1
    school_visibility: F64 = field(default_factory=lambda: np.zeros(0))
    # [school], or [1] for all: added to the share of places open to other catchments
    open_seats: F64 = field(default_factory=lambda: np.zeros(1))
    # [neighbourhood], or [1] for all: longest way to a chosen school, km, where below the ordinary
    way_cap: F64 = field(default_factory=lambda: np.full(1, np.inf))
    # [neighbourhood] steering moves dwellings between places of the same number only
    steered_area: I64 = field(default_factory=lambda: np.zeros(0, np.int64))
    # by policy [neighbourhood]: what it added to the share of social rental in production
    social_added: dict[str, F64] = field(default_factory=dict)
    lifts: F64 = field(default_factory=lambda: np.zeros((1, len(Lift))))  # [neighbourhood, Lift]
    # [life stage, neighbourhood], or [1, 1] for all: services held up for some life stages alone
    stage_services: F64 = field(default_factory=lambda: np.zeros((1, 1)))
    # shares of the turns for social rental by QueueRule; the rest go by need
    queue_shares: F64 = field(default_factory=lambda: np.zeros(len(QueueRule)))
    rent_cap: float = 1.0  # largest rent that allowance counts, against the ordinary one
    # [neighbourhood, type], or [1, 1] for all: what private landlords must ask less, EUR/m²/month
    rent_cut: F64 = field(default_factory=lambda: np.zeros((1, 1)))
    supports: list[Support] = field(default_factory=list)  # for renovations, this year
    zonings: list[Zoning] = field(default_factory=list)  # beyond the ordinary plan, this year
    redraws: list[Redraw] = field(default_factory=list)  # of catchments, by those in force
    # [school], or [1] for all, × 2: places in weighted-curriculum classes by aptitude and by lot
    weighted_seats: I64 = field(default_factory=lambda: np.zeros((1, 2), np.int64))
    # [neighbourhood], or [1] for all, × 2: sd that programmes add to what children under 7 learn,
    # and to what those of 7 to 17 do
    learning: F64 = field(default_factory=lambda: np.zeros((1, 2)))
    # [neighbourhood], or [1] for all: what families are spared for a child under 18, EUR a year
    in_kind: F64 = field(default_factory=lambda: np.zeros(1))
    # [school], or [1] for all: sd that parents see beyond the name a school has
    school_image: F64 = field(default_factory=lambda: np.zeros(1))
    orders: list[RenewalOrder] = field(default_factory=list)  # to tear down and renew, this year
    mergers: list[Merger] = field(default_factory=list)  # of schools, this year
    unifications: list[Unification] = field(default_factory=list)  # of schools, this year
    redirections: list[Redirection] = field(default_factory=list)  # of ordinary plots, this year
    projects: list[Project] = field(default_factory=list)
    # by policy [neighbourhood]: social dwellings completed beyond the ordinary share
    built: dict[str, F64] = field(default_factory=dict)
    boundaries: Boundaries | None = None  # None: nobody has redrawn the catchments
    courses: list[Course] = field(default_factory=list)
    renewals: list[Renewal] = field(default_factory=list)  # under notice, or being replaced
    clearings: list[Clearing] = field(default_factory=list)  # decided, not yet torn down

    def copy_rules(self) -> "Institutions":
        """Return the same rules without what is under way, to restore them from."""
        nothing = {rule: type(getattr(self, rule))() for rule in _LASTING if rule != "boundaries"}
        return replace(deepcopy(self), boundaries=None, **nothing)

    def lifted(self, state: F64, what: Lift) -> F64:
        """Return a state of neighbourhoods with what programmes hold up [neighbourhood]."""
        return np.asarray(state + self.lifts[:, what], np.float64)

    def school_names(self, perceived: F64) -> F64:
        """Return the quality of schools that parents see [school], by what they perceive."""
        return np.asarray(perceived + self.school_image, np.float64)

    def restore(self, baseline: "Institutions") -> None:
        """Put the rules of ``baseline`` in force again; what is under way or built stays."""
        fresh = deepcopy(baseline)
        for rule in fields(self):
            if rule.name not in _LASTING:
                setattr(self, rule.name, getattr(fresh, rule.name))


MARKET = "market"
"""Cause of what is started on the ordinary plan."""


def policy_cause(name: str) -> str:
    """Return the cause of what a policy starts: never that of the market, whatever its name."""
    return f"policy.{name}"


def cause_code(cause: str) -> int:
    """Return a number below 2^24 that stands for a cause in identities."""
    return int.from_bytes(hashlib.sha256(cause.encode()).digest()[:3], "big")


def normalised(split: F64) -> F64:
    """Return a tenure split [4] scaled to sum to one."""
    return np.asarray(split / total(split), np.float64)


def split_of(rules: Institutions, social: float, middle: float) -> F64:
    """Return a tenure split [Tenure] of social rental, right of occupancy and the market.

    The market's part is divided between owners and private landlords as the rules divide it.
    """
    owner, private = rules.tenure_split[0, 0], rules.tenure_split[0, 2]
    free = (1.0 - social - middle) / max(owner + private, 1e-9)
    return np.array([owner * free, middle, private * free, social])
