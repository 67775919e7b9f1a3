"""The Mesa model: steps, copies, panel; same seed same bits, whatever the way there."""

import os
import subprocess
import sys
from copy import deepcopy
from types import ModuleType

import mesa
import numpy as np
import pytest

import segsim.model
from segsim.model import SCHEDULE
from segsim.model.snapshot import load, save, settle
from segsim.registry import UserError


def test_a_step_is_a_year(model_of):
    model = model_of()
    assert model.year == 2025
    model.step()
    assert model.year == 2026
    assert model.steps == 1
    assert model.world.year == 1


def test_run_for_is_as_many_steps(model_of):
    one, other = model_of(), model_of()
    one.run_for(3)
    for _ in range(3):
        other.step()
    assert one.year == other.year == 2028
    assert one.digest() == other.digest()


def test_run_goes_to_the_horizon(model_of):
    model = model_of(years=2)
    assert model.run() is model
    assert model.year == 2027
    assert model.run(1).year == 2028


def test_same_seed_same_digest(model_of):
    assert model_of(seed=4).run(2).digest() == model_of(seed=4).run(2).digest()


def test_another_seed_gives_another_city(model_of):
    one, other = model_of(seed=4), model_of(seed=5)
    assert one.digest() != other.digest()
    assert one.run(1).digest() != other.run(1).digest()


def test_other_parameters_give_another_city(model_of):
    one, other = model_of().run(1), model_of(behaviour={"own_language": 0.0}).run(1)
    assert one.digest() != other.digest()


def test_a_copy_goes_on_identically(model_of):
    model = model_of(policy={"line": {"kind": "tram", "open_year": 2028, "build_years": 1}}).run(2)
    copy = deepcopy(model)
    assert copy.digest() == model.digest()
    model.run(3)
    assert copy.year == 2027  # untouched by what the other did
    copy.run(3)
    assert copy.digest() == model.digest()
    assert copy.indicators.equals(model.indicators)
    assert copy.areas.equals(model.areas)
    assert copy.ledger.equals(model.ledger)


def test_a_copy_shares_nothing_with_the_original(model_of):
    model = model_of()
    copy = deepcopy(model)
    copy.world.households.wealth[...] = 0.0
    copy.world.institutions.steering[...] = 0.0
    copy.world.records.count("moves", 1)
    assert model.world.households.wealth.any()
    assert model.world.institutions.steering.all()
    assert "moves" not in model.world.records.flows


@pytest.mark.parametrize("burn_in", [0, 3])
def test_a_settled_city_from_disk_is_the_one_built_in_place(city, model_of, tmp_path, burn_in):
    arguments = {
        "name": "tampere", "households": 4_000, "burn_in": burn_in,
        "policy": {"mix": {"kind": "tenure_mixing"}, "line": {"kind": "tram", "open_year": 2028}},
    }  # fmt: skip
    path = tmp_path / "deep" / "settled.npz"
    settle(city.specification(**arguments), path)
    stored, built = model_of(path, **arguments), model_of(**arguments)
    assert stored.digest() == built.digest()
    stored.run(3)
    built.run(3)
    assert stored.digest() == built.digest()
    assert stored.indicators.equals(built.indicators)
    assert stored.ledger.equals(built.ledger)
    assert [file.name for file in path.parent.iterdir()] == ["settled.npz"]  # nothing half-written


def test_a_settled_city_holds_no_code(city, tmp_path):
    path = tmp_path / "settled.npz"
    settle(city.specification(), path)
    with np.load(path, allow_pickle=False) as file:
        assert all(file[name].dtype != object for name in file.files)


def test_storing_and_loading_keeps_the_state(city, tmp_path):
    world = city.settled()
    path = tmp_path / "city.npz"
    save(world, path)
    other = load(path, world.parameters, world.start_year)
    assert other.digest() == world.digest()
    assert other.city.districts == world.city.districts
    assert np.array_equal(other.city.district_xy, world.city.district_xy)
    assert other.start == world.start
    assert len(other.institutions.projects) == len(world.institutions.projects)
    for mine, own in zip(other.institutions.projects, world.institutions.projects, strict=True):
        assert (mine.completes, mine.cause) == (own.completes, own.cause)
        assert np.array_equal(mine.dwellings, own.dwellings)
    other.check()


def test_policies_and_horizon_have_no_part_in_burn_in(city):
    plain = city.specification()
    other = city.specification(policy={"fill": {"kind": "infill"}}, years=7)
    assert plain.burn_in_key() == other.burn_in_key()
    assert plain.key() != other.key()
    assert city.specification(seed=2).burn_in_key() != plain.burn_in_key()
    assert city.specification(burn_in=3).burn_in_key() != plain.burn_in_key()
    assert city.specification(market={"candidates": 9}).burn_in_key() != plain.burn_in_key()


def test_the_order_of_policies_does_not_matter(model_of):
    """Equal keys mean equal results, and the key does not know an order."""
    mix = {
        "kind": "tenure_mixing",
        "share_ara": 0.6,
        "share_intermediate": 0.0,
        "share_market": 0.4,
    }
    content = {
        "b": mix,
        "a": {"kind": "tenure_mixing"},
        "c": {"kind": "infill", "lag_years": 1, "rate": 4},
    }
    one = model_of(policy=content)
    other = model_of(policy=dict(reversed(content.items())))
    assert one.spec.key() == other.spec.key()
    assert one.run(4).digest() == other.run(4).digest()
    assert sorted(one.ledger.itertuples(index=False)) == sorted(
        other.ledger.itertuples(index=False)
    )


def test_neighbourhoods_are_registered_agents(ran):
    agents = ran.agents
    assert len(agents) == ran.world.neighbourhoods.room
    assert sum(agent.households for agent in agents) == np.count_nonzero(
        ran.world.households.status == 1
    )
    first = agents[0]
    n = ran.world.neighbourhoods
    assert first.foreign_share == n.by_language[0, 1] / n.households[0]
    assert first.low_income_share == n.by_class[0, 0] / n.households[0]
    assert first.mean_rank == n.rank_sum[0] / (65_535 * n.households[0])
    assert first.vacant == n.vacant[0].sum()
    assert first.price == n.price[0, n.building_type[0]]
    assert first.reputation == n.reputation[0]
    assert len({agent.name for agent in agents}) == len(agents)


def test_households_are_not_registered(ran):
    assert {type(agent).__name__ for agent in ran.agents} == {"Neighbourhood"}


def test_the_data_collector_keeps_a_panel_of_neighbourhoods(ran):
    panel = ran.datacollector.get_agenttype_vars_dataframe(type(ran.agents[0]))
    years = ran.world.year + 1
    assert len(panel) == years * ran.world.neighbourhoods.room
    last = panel.loc[ran.steps]
    assert np.array_equal(last["households"].to_numpy(), ran.world.neighbourhoods.households)
    assert np.allclose(last["mean_rank"], ran.areas.query("year == 2028")["mean_rank"])
    collected = ran.datacollector.get_model_vars_dataframe()
    assert collected["year"].tolist() == [2025, 2026, 2027, 2028]


def test_every_process_is_timed(ran):
    names = {process.__name__ for process in SCHEDULE} | {"settle", "collect", "accounts"}
    assert set(ran.timings) == names
    assert all(seconds >= 0.0 for seconds in ran.timings.values())


def test_nothing_of_mesa_is_shadowed(ran):
    for name in ("observe", "scenario", "time", "batch"):
        assert name not in vars(type(ran))


def test_households_of_the_years_asked_for_are_stored(ran):
    tables = ran.household_tables
    assert sorted(tables) == [2025, 2027]
    table = tables[2027]
    assert set(table["language"]) == {"domestic", "foreign"}
    assert table["id"].is_unique
    assert set(table["tenure"]) <= {
        "owner",
        "right_of_occupancy",
        "private_rent",
        "social_rent",
        "",
    }


def test_a_misspelt_policy_is_refused_before_anything_is_built(city):
    with pytest.raises(UserError, match="Did you mean 'infill'"):
        city.specification(policy={"x": {"kind": "infil"}})


def test_every_name_of_the_package_is_the_thing_and_not_its_module():
    """`specification` is a function and a module: importing one must not hide the other."""
    for name in segsim.model.__all__:
        assert not isinstance(getattr(segsim.model, name), ModuleType), name


PLAIN = """
from segsim.cities import load_city
from segsim.model.model import SegregationModel
from segsim.model.specification import specification
spec = specification({
    "city": load_city("grid", households=2000).model_dump(),
    "seed": 3, "burn_in": {"years": 0}, "market": {"rounds": 2, "candidates": 4},
})
digest = SegregationModel(spec).run(1).digest()
print(digest)
"""


@pytest.mark.slow
def test_plain_python_gives_the_same_digest():
    """With NUMBA_DISABLE_JIT=1 the kernels run as they are written."""
    plain = subprocess.run(
        [sys.executable, "-c", PLAIN],
        env=os.environ | {"NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    compiled: dict[str, str] = {}
    exec(PLAIN, compiled)
    assert plain.stdout.strip() == compiled["digest"]


def test_a_model_is_a_mesa_model(ran):
    assert isinstance(ran, mesa.Model)
    assert ran.running
