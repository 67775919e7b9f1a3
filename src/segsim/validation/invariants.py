"""T18: what must hold in every city, whatever the configuration."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from segsim.cities import load_city
from segsim.kernels.choice import Keys, market_round
from segsim.kernels.seekers import gather_seekers
from segsim.model.burn_in import settled_city
from segsim.model.schedule import SCHEDULE
from segsim.model.specification import Specification, specification
from segsim.model.warming import warm_up
from segsim.policies import POLICIES
from segsim.streams import Purpose, base, quantiles
from segsim.submodels.marketplace import Market, ring_of
from segsim.submodels.surroundings import finance, surroundings, taste
from segsim.submodels.vacancies import vacant, vacant_rows
from segsim.validation.findings import Effort, Finding, benchmark, near
from segsim.world import Status, Tenure, World
from segsim.world.tables import I64
from segsim.world.workspace import Search, Seekers

HOUSEHOLDS, YEARS, BURN_IN = 4_000, 6, 4
IMPROVED = 8
BETTER = 0.5
"""What is added to the quality of a vacancy, 1 when new."""


@benchmark("T18", "invariants of a city", "always", exact=True)
def check(effort: Effort) -> Iterator[Finding]:
    """Live some years in small cities and look at every process."""
    warm_up()
    breaches = {"broken by a process": 0, "unplaced though a home is feasible": 0}
    changed = lost = improved = 0
    for seed in effort.seeds(6, 2):
        world = _city(_specified(seed, 1.0))
        idle, plain = _city(_specified(seed, 0.0)), _city(_specified(seed, None))
        for _ in range(YEARS):
            world.year += 1
            for process in SCHEDULE:
                if process.__name__ == "clear_market":
                    fewer, looked_at = choosers_lost(deepcopy(world))
                    lost, improved = lost + fewer, improved + looked_at
                process(world)
                breaches["broken by a process"] += not _sound(world)
                if process.__name__ == "clear_market":
                    breaches["unplaced though a home is feasible"] += unplaced(world)
            _live(idle)
            _live(plain)
        changed += idle.digest() != plain.digest()
    for what, times in breaches.items():
        yield near(what, 0, times, 0)
    yield near("cities changed by policies that do nothing", 0, changed, 0)
    yield near(f"choosers lost by {improved} improved vacancies", 0, lost, 0)


def choosers_lost(world: World) -> tuple[int, int]:
    """Return how many choosers improved vacancies lost, each alone, and how many were improved.

    Shocks and candidates are frozen and nobody moves: every searcher chooses for itself.
    """
    market = _open_market(world)
    before = choices(market)
    wanted = np.unique(before[before >= 0])[:IMPROVED]
    lost = 0
    for vacancy in wanted:
        market.open.listing["quality"][vacancy] += BETTER
        after = choices(market)
        market.open.listing["quality"][vacancy] -= BETTER
        lost += int(np.count_nonzero((before == vacancy) & (after != vacancy)))
    return lost, int(wanted.size)


def choices(market: Market) -> I64:
    """Return the vacancy that every searcher would apply for, −1 for none, all in one round."""
    search, seekers, world = market.search, market.seekers, market.world
    ring, now = ring_of(market, market.open, 0, 2), surroundings(world)
    keys = Keys(
        market.key(Purpose.CANDIDATE, 0),
        base(world.seed, Purpose.TASTE, world.year),
        market.key(Purpose.LANDLORD, 0),
    )
    chosen = np.full(search.row.size, -1, np.int64)
    for a in range(search.row.size):
        one = Search(
            search.row[a : a + 1],
            search.month[a : a + 1],
            search.forced[a : a + 1],
            search.origin[a : a + 1],
            search.state[a : a + 1].copy(),  # written to
        )
        alone = Seekers(seekers.facts[a : a + 1], seekers.home[a : a + 1])
        offer = np.zeros(market.open.size)
        winner = np.full(market.open.size, -1, np.int32)
        market_round(
            one,
            alone,
            world.parameters.market.rounds,
            ring,
            world.parameters.market.candidates,
            keys,
            quantiles().gumbel,
            now,
            market.taste,
            market.finance,
            offer,
            winner,
        )
        chosen[a] = int(winner.argmax()) if winner.max(initial=-1) >= 0 else -1
    return chosen


def unplaced(world: World) -> int:
    """Return how many households have no home though one is vacant that they could have."""
    h, money = world.households, finance(world)
    rows = np.flatnonzero(
        (h.status[: world.household_rows] == Status.SEEKING)
        | (h.status[: world.household_rows] == Status.HOMELESS)
    )
    homes = np.concatenate([vacant_rows(world, False), vacant_rows(world, True)])
    none = np.zeros(rows.size, np.uint8)
    search = Search(rows.astype(np.int32), none, none, np.full(rows.size, -1, np.int32), none)
    facts = gather_seekers(h, world.workspace.listings, search, money).facts
    listing = world.workspace.listings[homes]
    owned, social = listing["tenure"] == Tenure.OWNER, listing["tenure"] == Tenure.SOCIAL_RENT
    count = 0
    for who in facts:
        within = np.where(
            owned,
            listing["charge"] <= money.user_cost * who["highest_price"],
            (listing["charge"] <= who["highest_rent"]) & (listing["fee"] <= who["wealth"]),
        )
        served = (who["ranking"] / 65535.0 <= money.income_cap) & (
            who["arrears"] < money.refused_arrears
        )
        allowed = np.where(social, served, owned | (who["arrears"] < 2))
        count += bool((within & allowed).any())
    return count


def _open_market(world: World) -> Market:
    search = world.workspace.search
    return Market(
        world,
        search,
        world.workspace.seekers,
        taste(world),
        finance(world),
        vacant(world, vacant_rows(world, False)),
        vacant(world, vacant_rows(world, True)),
    )


def _sound(world: World) -> bool:
    try:
        world.check()
    except AssertionError:
        return False
    return True


def _live(world: World) -> None:
    world.year += 1
    for process in SCHEDULE:
        process(world)


def _specified(seed: int, intensity: float | None) -> Specification:
    policies: dict[str, Mapping[str, Any]] = {}
    if intensity is not None:
        policies = {name: {"kind": name, "intensity": intensity} for name in POLICIES}
    content = {
        "city": load_city("grid", households=HOUSEHOLDS).model_dump(),
        "seed": seed,
        "policy": policies,
        "burn_in": {"years": BURN_IN},
    }
    return specification(content)


def _city(spec: Specification) -> World:
    world = settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year)
    world.policies = tuple(spec.policies.values())
    return world
