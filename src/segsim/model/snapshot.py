"""Settled cities on disk: NumPy arrays and JSON, no code, written whole or not at all."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np

from segsim.model.burn_in import settled_city
from segsim.model.specification import Specification
from segsim.parameters import ModelParameters
from segsim.world import Dwellings, Households, Institutions, Line, Neighbourhoods, Schools, World
from segsim.world.institutions import Project
from segsim.world.table import Table
from segsim.world.transport import Transport
from segsim.world.world import City

TABLES: dict[str, type[Table]] = {
    "households": Households,
    "dwellings": Dwellings,
    "neighbourhoods": Neighbourhoods,
    "schools": Schools,
}
DONORS = ("age", "adults", "education", "employed", "children")
RULES = (
    "tenure_split", "steering", "steered_area", "renovation_ltv", "renovation_cost", "eviction",
    "school_resources", "school_visibility",
)  # fmt: skip
NUMBERS = (
    "ltv", "first_ltv", "acceptance", "income_cap", "allowance_rate",
)  # fmt: skip


def save(world: World, path: Path) -> None:
    """Write a settled city to ``path``; an existing file is replaced at once or stays."""
    arrays: dict[str, Any] = {}
    for table_name in TABLES:
        table: Table = getattr(world, table_name)
        used = _rows(world, table_name, table)
        arrays |= {f"{table_name}.{name}": array[:used] for name, array in table.arrays()}
    arrays |= {f"newcomers.{name}": getattr(world.newcomers, name) for name in DONORS}
    arrays |= {f"rules.{name}": getattr(world.rules, name) for name in RULES}
    arrays |= {
        "aspiration": world.aspiration,
        "earnings.means": world.earnings.means,
        "earnings.sds": world.earnings.sds,
        "minutes": world.transport.minutes,
        "district_xy": world.city.district_xy,
    }
    for k, line in enumerate(world.transport.lines):
        arrays |= {f"line{k}.stops": line.stops, f"line{k}.gain": line.gain}
    for k, project in enumerate(world.institutions.projects):
        arrays |= {
            f"project{k}.dwellings": project.dwellings,
            f"project{k}.building_type": project.building_type,
        }
    arrays["facts"] = np.frombuffer(json.dumps(_facts(world)).encode(), np.uint8)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(f".{uuid4().hex[:8]}.partial")
    try:
        with partial.open("wb") as file:
            np.savez(file, **arrays)
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise


def _rows(world: World, name: str, table: Table) -> int:
    used = {"households": world.household_rows, "dwellings": world.dwelling_rows}
    return used.get(name, table.room)


def _facts(world: World) -> dict[str, Any]:
    """Return everything that is not an array, in JSON types."""
    city = {key: value for key, value in asdict(world.city).items() if key != "district_xy"}
    return {
        "city": city,
        "seed": world.seed,
        "start": asdict(world.start),
        "numbers": {name: getattr(world.rules, name) for name in NUMBERS},
        "lines": [[line.name, line.announced, line.opens] for line in world.transport.lines],
        "projects": [
            [project.completes - world.calendar, project.cause]
            for project in world.institutions.projects
        ],
    }


def load(path: Path, parameters: ModelParameters, start_year: int) -> World:
    """Read a settled city; ``parameters`` must be those it was settled with."""
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    facts = json.loads(arrays["facts"].tobytes())
    tables = {name: _table(kind, name, arrays) for name, kind in TABLES.items()}
    city = facts["city"]
    for key in ("districts", "centre", "class_limits", "notes"):
        city[key] = tuple(city[key])
    rules = Institutions(**{name: arrays[f"rules.{name}"] for name in RULES}, **facts["numbers"])
    current = rules.copy_rules()
    current.projects = [
        Project(
            completes + start_year,
            cause,
            arrays[f"project{k}.building_type"],
            arrays[f"project{k}.dwellings"],
        )
        for k, (completes, cause) in enumerate(facts["projects"])
    ]
    lines = [
        Line(name, arrays[f"line{k}.stops"], announced, opens, arrays[f"line{k}.gain"])
        for k, (name, announced, opens) in enumerate(facts["lines"])
    ]
    world = World(
        City(**city, district_xy=arrays["district_xy"]),
        parameters,
        facts["seed"],
        start_year,
        **tables,  # type: ignore[arg-type]
        transport=Transport(arrays["minutes"], lines),
        institutions=current,
        rules=rules,
    )
    world.household_rows = arrays["households.id"].shape[0]
    world.dwelling_rows = arrays["dwellings.id"].shape[0]
    world.aspiration = arrays["aspiration"]
    world.earnings.means, world.earnings.sds = arrays["earnings.means"], arrays["earnings.sds"]
    for name in DONORS:
        setattr(world.newcomers, name, arrays[f"newcomers.{name}"])
    world.start.households = facts["start"]["households"]
    world.start.vacancy = facts["start"]["vacancy"]
    return world


def _table(kind: type[Table], name: str, arrays: dict[str, Any]) -> Table:
    table = kind(0)
    for column in kind.SCHEMA:
        setattr(table, column, arrays[f"{name}.{column}"])
    return table


def settle(spec: Specification, path: Path) -> None:
    """Synthesise and burn in the city of a specification and write it to ``path``."""
    save(settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year), path)
