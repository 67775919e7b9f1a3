"""What dwellings cost and offer this year, one compact record each.

Prices are fixed within a year, so records are made once a year; a candidate is then one cache
line away instead of one for every column of the dwelling table.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segsim.compiled import kernel
from segsim.maths import exp, log
from segsim.world.tables import F64, Dwellings

LISTING = np.dtype(
    [
        ("id", np.uint64),
        ("row", np.int32),  # of the dwelling
        ("place", np.int32),  # neighbourhood
        ("price", np.float32),  # asking price or price the occupancy fee refers to, EUR
        ("charge", np.float32),  # yearly cost of owning, rent or charge, EUR
        ("quality", np.float32),
        ("log_area", np.float32),  # log of m²
        ("kind", np.uint8),  # BuildingType
        ("tenure", np.uint8),  # Tenure
    ]
)
type Listing = Any
"""One record of :data:`LISTING`."""
type Listings = NDArray[np.void]


@kernel
def list_dwellings(
    d: Dwellings,
    rows: int,
    price: F64,
    rent: F64,
    social_rent: F64,
    user_cost: float,
    decay: float,
    out: Listings,
) -> None:
    """Fill ``out`` [dwelling row].

    ``price`` [neighbourhood, type] EUR/m² and ``rent``, ``social_rent`` EUR/m²/month are those
    of new dwellings; ``decay`` is the fall of log price with a year of effective age.
    """
    for j in range(rows):
        if d.standing[j] == 0:
            continue
        n, kind, tenure = d.neighbourhood[j], d.building_type[j], d.tenure[j]
        area = np.float64(d.area[j])
        space = area * exp(-decay * np.float64(d.effective_age[j]))
        asking = price[n, kind] * space
        out[j]["id"] = d.id[j]
        out[j]["row"] = j
        out[j]["place"] = n
        out[j]["kind"] = kind
        out[j]["tenure"] = tenure
        out[j]["quality"] = d.quality[j]
        out[j]["log_area"] = log(area)
        out[j]["price"] = asking
        if tenure == 0:
            out[j]["charge"] = user_cost * asking
        elif tenure == 1:
            # A right of occupancy is charged between the market and the cost rent.
            out[j]["charge"] = 6.0 * (rent[n, kind] + social_rent[n]) * space
        elif tenure == 2:
            out[j]["charge"] = 12.0 * rent[n, kind] * space
        else:
            out[j]["charge"] = 12.0 * social_rent[n] * space
