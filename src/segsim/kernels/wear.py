"""Wear, renovation and tearing down of dwellings; one pass over the stock."""

from typing import NamedTuple

import numpy as np

from segsim.compiled import kernel
from segsim.maths import exp
from segsim.streams import draw, mix, uniform
from segsim.world.tables import F32, F64, I32, I64, U8, Dwellings


class WearRules(NamedTuple):
    """Numbers of the stock process; see ``parameters.stock``."""

    wear: float
    hedonic: float
    renovation_age: float
    renovation_rate: float
    renewal: float
    demolition_rate: float


@kernel
def age_dwellings(
    d: Dwellings,
    rows: int,
    r: WearRules,
    price: F64,
    cost: F64,
    loan: F64,
    abandoned: F64,
    year: int,
    key: np.uint64,
    renovated: I64,
    demolished: I64,
) -> int:
    """Age every dwelling; renovate where it pays and can be financed; list what is torn down.

    ``price`` [neighbourhood, type] is EUR/m² of a new dwelling, ``cost`` [neighbourhood] EUR/m²
    of a renovation, ``loan`` [neighbourhood] the loan per euro of collateral, ``abandoned``
    [neighbourhood] multiplies the demolition rate. Renovations are counted into ``renovated``
    [neighbourhood]; empty old dwellings to tear down go to ``demolished``, their number returned.
    """
    torn = 0
    for j in range(rows):
        if d.standing[j] == 0:
            continue
        age = np.float64(d.effective_age[j]) + 1.0
        n = d.neighbourhood[j]
        if age >= r.renovation_age:
            word = draw(key, d.id[j])
            if uniform(word) < r.renovation_rate:
                after = age * (1.0 - r.renewal)
                now = price[n, d.building_type[j]] * exp(-r.wear * r.hedonic * age)
                then = price[n, d.building_type[j]] * exp(-r.wear * r.hedonic * after)
                if then - now > cost[n] and cost[n] <= loan[n] * now:
                    age = after
                    renovated[n] += 1
            empty_and_old = d.occupant[j] < 0 and year - d.built[j] > 40
            if empty_and_old and uniform(mix(word)) < r.demolition_rate * abandoned[n]:
                demolished[torn] = j
                torn += 1
        d.effective_age[j] = age
        d.quality[j] = exp(-r.wear * age)
    return torn


@kernel
def add_quality(rows: int, standing: U8, place: I32, quality: F32, total: F64, homes: I64) -> None:
    """Add up the quality of standing dwellings and their number [neighbourhood], in row order.

    ``standing``, ``place`` (neighbourhood) and ``quality`` are columns of dwellings.
    """
    for j in range(rows):
        if standing[j] == 1:
            total[place[j]] += quality[j]
            homes[place[j]] += 1
