"""migrate: households leave for and come from other places; then incomes are ranked anew."""

import numpy as np

from segsim.kernels.ageing import emigrate
from segsim.streams import Purpose, base, hashes, uniforms
from segsim.submodels.demography import clear_ended
from segsim.submodels.leftovers import ARRIVING
from segsim.submodels.newhouseholds import newcomer_ids, place_rows, start_earnings
from segsim.submodels.profiles import rates
from segsim.submodels.ranking import rank_incomes
from segsim.submodels.threads import in_parts, part_of
from segsim.world import Language, World, tallies


def migrate(world: World) -> None:
    """Out-migration by age, then as many newcomers as the city's growth leaves room for.

    Slot k of a year has the same attributes whatever else happens: a policy changes only how
    many slots are filled.
    """
    p, h, d = world.parameters, world.households, world.dwellings
    chances, key = rates(p.demography), base(world.seed, Purpose.OUT_MIGRATION, world.year)

    def emigrate_part(share: slice) -> tuple[int, tallies.Tallies]:
        change = tallies.empty(world.neighbourhoods.room)
        left = emigrate(
            part_of(h.columns(), share),
            share.stop - share.start,
            d.columns(),
            change,
            chances,
            p.driver.turnover,
            key,
        )
        return left, change

    left, changes = zip(*in_parts(world.household_rows, world.threads, emigrate_part), strict=True)
    tallies.add(world.neighbourhoods, changes)
    clear_ended(world)
    present = int(np.count_nonzero(h.status[: world.household_rows]))
    target = world.start.households * growth_factor(p.driver.growth, world.year)
    arriving = max(0, round(target) - present)
    arrive(world, arriving)
    world.workspace.unranked = world.neighbourhoods.by_class.copy()
    rank_incomes(world)
    world.records.count("out_migrants", sum(left))
    world.records.count("in_migrants", arriving)


def growth_factor(growth: float, years: int) -> float:
    """Return (1 + growth)^years by whole years, with the same bits everywhere."""
    factor = 1.0
    for _ in range(years):
        factor *= 1.0 + growth
    return factor


def arrive(world: World, count: int) -> None:
    """Add ``count`` newcomers, each like a keyed donor of the synthetic population."""
    h, donors = world.households, world.newcomers
    ids = newcomer_ids(world, count)
    rows = place_rows(world, ids, ARRIVING)
    u = uniforms(world.seed, Purpose.IN_MIGRATION, world.year, ids)
    foreign = (u < world.parameters.driver.foreign_inflow) & (donors.age.shape[1] > 0)
    language = np.where(foreign, Language.FOREIGN, Language.DOMESTIC)
    lot = hashes(world.seed, Purpose.HOUSEHOLD, world.year, ids)
    which = (lot % np.uint64(max(donors.age.shape[1], 1))).astype(np.int64)
    h.language[rows] = language
    for name in ("age", "adults", "education", "employed", "children"):
        getattr(h, name)[rows] = getattr(donors, name)[language, which]
    h.arrival[rows] = np.where(foreign, world.year, h.arrival[rows])
    h.skill[rows] = np.where(foreign, 0.3 * uniforms(world.seed, Purpose.PLACE, 0, ids), 1.0)
    start_earnings(world, rows, np.zeros(count))
