"""Synthesis and burn-in: a city whose turnover and prices have settled, ready for year 0."""

from segsim.cities import CitySettings, synthesise
from segsim.model.schedule import BURN_IN
from segsim.parameters import Driver, ModelParameters
from segsim.submodels.demography import open_workspace
from segsim.submodels.initialise import initialise
from segsim.submodels.services import spending
from segsim.submodels.stock import start_projects
from segsim.submodels.surroundings import list_all
from segsim.world import World
from segsim.world.workspace import no_search


def settled_city(
    settings: CitySettings,
    parameters: ModelParameters,
    seed: int,
    start_year: int,
    threads: int = 1,
) -> World:
    """Return a city at year 0: synthesised from its table, then burnt in.

    Drivers begin with the calendar: whatever comes, it comes to the same city.
    """
    reference = parameters.model_copy(update={"driver": Driver()})
    world = synthesise(settings, reference, seed, start_year)
    world.threads = threads
    initialise(world)
    burn_in(world)
    world.parameters = parameters
    return world


def burn_in(world: World) -> None:
    """Run choice and prices until turnover is stationary; amenities are solved, then frozen."""
    years = world.parameters.burn_in.years
    world.burning_in = True
    for year in range(-years, 0):
        world.year = year
        open_workspace(world)
        world.households.event[...] = 0  # demography, which does so later, is held
        world.workspace.depth[...] = 0
        list_all(world)
        for process in BURN_IN:
            process(world)
    world.burning_in = False
    world.year = 0
    world.records.flows.clear()
    world.workspace.search = no_search()  # nobody has moved in year 0
    world.institutions.projects.clear()
    world.neighbourhoods.spending = spending(world)
    list_all(world)
    fill_pipeline(world)


def fill_pipeline(world: World) -> None:
    """Start what builders would have started in the years before, so that work is under way."""
    n = world.neighbourhoods
    world.start.vacancy = int(n.vacant.sum()) / int(n.stock.sum())
    for year in range(1 - world.parameters.stock.lag_years, 0):
        world.year = year
        start_projects(world)
    world.year = 0
