"""What a choice is made in: the surroundings, tastes and finance, as plain arrays and numbers.

Built by the submodels from the world and the parameters, read by every kernel of relocation.
"""

from typing import NamedTuple

from segsim.world.tables import F64


class Surroundings(NamedTuple):
    """Neighbourhoods as households see them this month."""

    # [view, neighbourhood, type]: amenity, status, reputation, services, language terms; a view
    # for each language, or 2 · life stage + language where services are held up for some stages
    appeal: F64
    place: F64  # [neighbourhood, PLACE_ROOM], see the columns below
    oneself: F64  # [language, neighbourhood] what counting oneself among one's own adds to appeal


MEAN_RANK, STATUS, TENANT_ACCESS, OWNER_ACCESS, SCHOOL, X, Y = range(7)
"""Columns of ``Surroundings.place``: ranks 0 … 1, access in 15 minutes, school in sd, km."""
PLACE_ROOM = 8
"""Columns and one unused: a place is a cache line."""


class Taste(NamedTuple):
    """Coefficients of utility; see ``parameters.behaviour``."""

    cost: float
    quality: float
    size: float
    similarity: float
    upper_status: float
    access: float
    telework: float  # how much less access counts at the highest income rank than in the middle
    school: float
    building_type: float
    stay: float
    attachment: float
    distance: float


class Finance(NamedTuple):
    """Rules of what a household can pay; see ``parameters.market``."""

    rent_share: float
    cost_floor: float
    basic_income: float
    ltv: float
    first_ltv: float
    payment_share: float
    annuity: float
    user_cost: float
    occupancy_fee: float
    allowance_rate: float
    allowance_cap: float
    allowance_taper: float
    acceptance: float
    income_cap: float
    refused_arrears: int
