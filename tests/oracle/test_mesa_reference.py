"""The Mesa reference and the array engine give every household the same home, year after year.

    python tests/oracle/test_mesa_reference.py

prints what the engine gives in a small city: with NUMBA_DISABLE_JIT=1 it runs as plain Python.
"""

import ast
import hashlib
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from segsim.cities import load_city
from segsim.kernels.moves import leave_all
from segsim.kernels.search import BIRTH, DISPLACED
from segsim.model import reference
from segsim.model.burn_in import settled_city
from segsim.model.reference import Household, Relocation
from segsim.model.specification import specification
from segsim.streams import Purpose, uniforms
from segsim.submodels.demography import open_workspace
from segsim.submodels.market import clear_market
from segsim.submodels.mobility import decide_to_move
from segsim.submodels.social_housing import allocate_social_housing
from segsim.submodels.surroundings import list_all
from segsim.world import tallies
from segsim.world.transport import Line
from segsim.world.workspace import PLACED, STAYS

YEARS = 10
OCCUPANCY, PRIVATE = 1, 2
CITY = {"social_share": 0.0, "neighbourhood_size": 200}
CONTENT = {
    "behaviour": {"own_language": 5.0, "services": 0.3, "status_discount": 0.7, "reputation": 0.4},
    "market": {"cost_floor": 12_000},
    "driver": {"remote_work": 0.1},
}


def with_edges(world):
    """Give a city what it has none or few of; return it.

    Services, an open line, credit records, grown children at home, and rights of occupancy instead
    of some rentals.
    """
    n, h, d, rows = world.neighbourhoods, world.households, world.dwellings, world.household_rows
    n.services[:] = np.linspace(-1.0, 1.0, n.room)
    gain = np.linspace(0.0, 1.2, n.room) * world.transport.minutes
    stops = np.zeros((1, 2))
    world.transport.lines.append(Line("open", stops, world.calendar - 5, world.calendar - 1, gain))
    lot = uniforms(world.seed, Purpose.BENCHMARK, 0, h.id[:rows])
    h.arrears[:rows][lot < 0.03] = 2
    h.children[:rows, 0][(lot > 0.8) & (h.children[:rows, 0] > 0)] = 19
    lot = uniforms(world.seed, Purpose.BENCHMARK, 0, d.id)
    d.tenure[(d.tenure == PRIVATE) & (lot < 0.2)] = OCCUPANCY
    housed = h.dwelling >= 0
    h.tenure[housed] = d.tenure[h.dwelling[housed]]
    world.recount()
    list_all(world)
    return world


class Trouble:
    """What befalls some in a year, by row: homes lost, other reasons to leave, births, pardons."""

    def __init__(self, world):
        h, rows = world.households, world.household_rows
        lot = uniforms(world.seed, Purpose.BENCHMARK, world.year, h.id[:rows])
        housed, indebted = h.dwelling[:rows] >= 0, h.arrears[:rows] == 2
        self.evicted = np.flatnonzero(housed & ((lot < 0.03) | (indebted & (world.year == 1))))
        self.displaced = np.flatnonzero(housed & (lot > 0.99))
        self.births = np.flatnonzero((lot > 0.5) & (lot < 0.6))
        self.pardoned = np.flatnonzero(indebted & (world.year == 4))


def engine_year(world):
    """Run relocation as a year of burn-in does, after some trouble; return that."""
    world.year += 1
    open_workspace(world)
    h, work = world.households, world.workspace
    h.event[...] = 0
    work.depth[...] = 0
    list_all(world)
    trouble = Trouble(world)
    h.event[trouble.displaced] = DISPLACED
    h.event[trouble.births] = BIRTH
    h.arrears[trouble.pardoned] = 0
    counts = tallies.of(world.neighbourhoods)
    leave_all(h.columns(), world.dwellings.columns(), counts, trouble.evicted, work.origin)
    for process in (decide_to_move, allocate_social_housing, clear_market):
        process(world)
    return trouble


def reference_year(model, trouble):
    """Run the same year of the reference; rows of households are those of the world."""
    for i in trouble.evicted:
        model.households[i].move(None)
    for i in trouble.displaced:
        model.households[i].must_leave = True
    for i in trouble.births:
        model.households[i].eventful = True
    for i in trouble.pardoned:
        model.households[i].arrears = 0
    model.step()


def digest(pairs):
    """Return the sha256 of pairs of identities: household, dwelling (0 without a home)."""
    return hashlib.sha256(np.array(sorted(pairs), np.uint64).tobytes()).hexdigest()


def engine_homes(world):
    h, rows = world.households, np.flatnonzero(world.households.status)
    home = np.where(h.dwelling[rows] >= 0, world.dwellings.id[h.dwelling[rows]], np.uint64(0))
    return digest(zip(h.id[rows].tolist(), home.tolist(), strict=True))


def reference_homes(model):
    return digest((int(h.id), int(h.home.id) if h.home else 0) for h in model.households)


@pytest.fixture
def seen(monkeypatch):
    """Return counts of what happens in the reference, so that the test is of a real market."""
    counts, bids = Counter(), Counter()
    bid, sweep = Household.bid, Relocation.house_the_rest

    def counted_bid(self, home, margin, time):
        offer = bid(self, home, margin, time)
        counts["refused"] += offer < 0.0
        counts["bids of all it has"] += home.tenure == "owner" and offer in self.budget
        counts["bids below that"] += home.tenure == "owner" and offer < min(self.budget)
        bids[time, home] += 1
        counts["rivals for " + home.tenure] += bids[time, home] > 1
        return offer

    def counted_sweep(self, searchers, time):
        sweep(self, searchers, time)
        counts["housed at last"] += sum(one.home is not None for one in searchers)
        counts["left without"] += sum(one.home is None for one in searchers)

    monkeypatch.setattr(Household, "bid", counted_bid)
    monkeypatch.setattr(Relocation, "house_the_rest", counted_sweep)
    return counts


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_household_lives_where_the_engine_puts_it(city, seen, seed):
    world = with_edges(city.settled(households=5_200, seed=seed, city=CITY, **CONTENT))
    h, d = world.households, world.dwellings
    model = Relocation(world)
    assert len(model.households) >= 5_000
    assert [h.id[i] for i in range(len(model.households))] == [one.id for one in model.households]
    engine, mesa_ = [], []
    for _ in range(YEARS):
        before = h.dwelling.copy()
        seen["homeless before"] += int(np.count_nonzero(h.status == 3))
        trouble = engine_year(world)
        reference_year(model, trouble)
        engine.append(engine_homes(world))
        mesa_.append(reference_homes(model))
        search = world.workspace.search
        moved = search.row[search.state == PLACED]
        seen["stays"] += int(np.count_nonzero(search.state == STAYS))
        seen["evicted"] += trouble.evicted.size
        seen["forced"] += int(np.count_nonzero(search.forced))
        seen["chains"] += int(np.isin(h.dwelling[moved], before[before >= 0]).sum())
        for name, values in (
            ("tenure", d.tenure[h.dwelling[moved]]),
            ("speaks", h.language[moved]),
        ):
            seen.update(f"{name} {value}" for value in values)
    assert mesa_ == engine
    assert len(set(engine)) == YEARS
    assert np.array_equal(model.attained, world.aspiration)
    world.check()
    b = world.parameters.behaviour.model_dump(exclude={"name"})
    assert [name for name, value in b.items() if value == 0.0] == []
    assert (world.schools.perceived < 0.0).any()
    assert {what for what, count in seen.items() if count < 20} == set()
    assert set(seen) >= {f"speaks {g}" for g in range(2)} | {f"tenure {t}" for t in range(3)}


def small_city():
    """Return a small city as it is synthesised, with few looks a year, and short on homes."""
    spec = specification(
        {
            "city": load_city("grid", households=2_000, **CITY).model_dump(),
            "seed": 4,
            "burn_in": {"years": 0},
            **CONTENT,
            "market": {"rounds": 3, "candidates": 5},
        }
    )
    return with_edges(settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year))


def small_run():
    """Return what the engine gives in three years of the small city."""
    world, found = small_city(), []
    for _ in range(3):
        engine_year(world)
        found.append(engine_homes(world))
    return found


@pytest.mark.slow
def test_the_engine_as_plain_python_gives_the_same():
    plain = subprocess.run(
        [sys.executable, __file__],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    world = small_city()
    model, found = Relocation(world), []
    for _ in range(3):
        reference_year(model, engine_year(world))
        found.append(reference_homes(model))
    assert plain.stdout.split() == found == small_run()


def test_a_city_with_social_rental_is_refused(city):
    with pytest.raises(ValueError, match="leaves out the queue"):
        Relocation(city.settled())


def test_the_reference_is_one_short_file_that_stands_alone():
    """It must not lean on the engine that it checks."""
    text = Path(reference.__file__).read_text("utf-8")
    assert len(text.splitlines()) < 250
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(node.module)
    own = {name for name in imported if name.split(".")[0] == "segsim"}
    assert own <= {"segsim.streams", "segsim.parameters", "segsim.maths"}


if __name__ == "__main__":
    print(*small_run(), sep="\n")
