"""Classical models as configurations of the engine, and the benchmarks they must meet.

Every function takes free parameters and returns a plain dictionary of figures.
"""

from segsim.validation.blocks import block_city
from segsim.validation.inequality import income_market
from segsim.validation.lattices import integrationists, preference_window
from segsim.validation.netlogo import schelling, schelling_anywhere
from segsim.validation.null import null_city
from segsim.validation.potential import potential_game
from segsim.validation.pricing import bid_rent, price_equilibrium
from segsim.validation.response import linear_response
from segsim.validation.schooling import school_choice
from segsim.validation.status import status_sorting
from segsim.validation.tolerance import bounded_neighbourhood

__all__ = [
    "bid_rent",
    "block_city",
    "bounded_neighbourhood",
    "income_market",
    "integrationists",
    "linear_response",
    "null_city",
    "potential_game",
    "preference_window",
    "price_equilibrium",
    "schelling",
    "schelling_anywhere",
    "school_choice",
    "status_sorting",
]
