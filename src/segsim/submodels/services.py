"""update_services and update_safety: shops follow turnover with a gap, safety its causes."""

import numpy as np

from segsim.kernels.spending import add_incomes
from segsim.maths import exps, logs, standardised, total
from segsim.world import World
from segsim.world.institutions import Lift
from segsim.world.tables import F64

RANGE = 5.0
"""Services stay within so many sd."""


def update_services(world: World) -> None:
    """Let the shops of district centres follow what residents spend, and safety its causes.

    Turnover of a shop is spending over shops, both against the start. Shops close below one
    threshold and open above another: what has closed does not come back at once, also when
    spending does (row 14.6).
    """
    p, n = world.parameters.services, world.neighbourhoods
    districts = len(world.city.districts)
    now = np.bincount(n.district, spending(world), districts)
    start = np.bincount(n.district, n.spending, districts)[n.district]
    live = start > 0.0
    demand = logs(np.maximum(now[n.district], 1.0) / np.where(live, start, 1.0))
    turnover = np.where(live, demand - p.shops * n.services, 0.0)
    low, high = logs(np.array([p.closing, p.opening]))
    gap = np.minimum(turnover - low, 0.0) + np.maximum(turnover - high, 0.0)
    n.services = np.clip(n.services + p.speed * gap / p.shops, -RANGE, RANGE)


def update_safety(world: World) -> None:
    """Let safety follow low incomes and community with a lag."""
    p, n, rules = world.parameters.safety, world.neighbourhoods, world.institutions
    weight = n.households.astype(np.float64)
    poor = n.by_class[:, 0] / np.maximum(weight, 1.0)
    community = np.clip(rules.lifted(n.community, Lift.COMMUNITY), 0.0, 1.0)
    community = community - total(weight * community) / max(total(weight), 1.0)
    target = p.community * community - p.poverty * standardised(poor, weight)
    n.safety = n.safety + p.speed * (target - n.safety)


def spending(world: World) -> F64:
    """Return the disposable income of the households of each neighbourhood, EUR a year."""
    h, eur = world.households, np.zeros(world.neighbourhoods.room)
    add_incomes(world.household_rows, h.status, h.neighbourhood, h.income, eur)
    return eur


def shops(world: World) -> F64:
    """Return the number of shops against the start [neighbourhood]."""
    return exps(world.parameters.services.shops * world.neighbourhoods.services)
