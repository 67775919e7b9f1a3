"""The process overview of a year, as `docs/odd.md` prints it."""

from collections.abc import Callable

from segsim.observation import observe
from segsim.submodels.demography import demography
from segsim.submodels.earning import income
from segsim.submodels.market import clear_market
from segsim.submodels.migration import migrate
from segsim.submodels.mobility import decide_to_move
from segsim.submodels.prices import adjust_prices
from segsim.submodels.reputation import update_reputation
from segsim.submodels.schools import assign_pupils, update_schools
from segsim.submodels.services import update_safety, update_services
from segsim.submodels.social_housing import allocate_social_housing
from segsim.submodels.stock import age_stock
from segsim.world import World
from segsim.world.monitoring import mean_rank

type Process = Callable[[World], None]


def apply_policies(world: World) -> None:
    """Put the ordinary rules in force, then let every policy change what it may change."""
    world.records.flows.clear()
    world.institutions.restore(world.rules)
    world.monitoring.status.note(world.calendar, mean_rank(world.neighbourhoods))
    for policy in sorted(world.policies, key=lambda one: one.name):
        policy.apply(world)


SCHEDULE: tuple[Process, ...] = (
    apply_policies,
    age_stock,
    demography,
    income,
    migrate,
    update_schools,
    decide_to_move,
    allocate_social_housing,
    clear_market,
    adjust_prices,
    assign_pupils,
    update_services,
    update_safety,
    update_reputation,
    observe,
)

BURN_IN: tuple[Process, ...] = (
    decide_to_move,
    allocate_social_housing,
    clear_market,
    adjust_prices,
    assign_pupils,
    update_schools,
    update_safety,
    update_reputation,
)
"""Choice and prices only: calendar, construction and demography are held."""
