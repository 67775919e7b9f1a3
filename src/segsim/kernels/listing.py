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
    {
        "names": [
            "id",
            "price",
            "charge",
            "quality",
            "log_area",
            "place",
            "kind",
            "tenure",
            "fee",
        ],
        "formats": ["u8", "f4", "f4", "f4", "f4", "u2", "u1", "u1", "f4"],
        "offsets": [0, 8, 12, 16, 20, 24, 26, 27, 28],
        "itemsize": 32,  # half a cache line
    }
)
"""Identity; price, EUR; yearly cost of owning, or rent, EUR; quality; log of m²; neighbourhood;
BuildingType; Tenure; fee of a right of occupancy, EUR, else 0."""
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
    occupancy_fee: float,
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
        out[j]["place"] = n
        out[j]["kind"] = kind
        out[j]["tenure"] = tenure
        out[j]["quality"] = d.quality[j]
        out[j]["log_area"] = log(area)
        out[j]["price"] = asking
        out[j]["fee"] = occupancy_fee * asking if tenure == 1 else 0.0
        if tenure == 0:
            charge = user_cost * asking
        elif tenure == 1:
            # A right of occupancy is charged between the market and the cost rent.
            charge = 6.0 * (rent[n, kind] + social_rent[n]) * space
        elif tenure == 2:
            charge = 12.0 * rent[n, kind] * space
        else:
            charge = 12.0 * social_rent[n] * space
        out[j]["charge"] = charge
