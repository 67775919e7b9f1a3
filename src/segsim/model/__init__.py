"""The model of one run: a Mesa model, its schedule, and settled cities to start from."""

from pathlib import Path

from segsim.model.burn_in import settled_city
from segsim.model.model import SegregationModel
from segsim.model.schedule import SCHEDULE
from segsim.model.snapshot import save
from segsim.model.specification import Specification, specification

__all__ = [
    "SCHEDULE",
    "SegregationModel",
    "Specification",
    "settle",
    "specification",
    "warm_up",
]


def settle(spec: Specification, path: Path) -> None:
    """Synthesise and burn in the city of a specification and write it to ``path``."""
    save(settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year), path)


def warm_up() -> None:
    """Compile every kernel by running a very small city for two years."""
    small = {"city": {"name": "grid", "kind": "grid", "households": 2000}, "seed": 1, "years": 2}
    spec = specification(small | {"burn_in": {"years": 1}})
    SegregationModel(spec).run(2)
