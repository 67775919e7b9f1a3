"""The model of one run: a city, plain or as a Mesa model, its schedule, settled cities.

Names are loaded when first used: Mesa and pandas take seconds to import, and not all need them.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from segsim.model.model import SegregationModel as SegregationModel
    from segsim.model.schedule import SCHEDULE as SCHEDULE
    from segsim.model.simulation import Simulation as Simulation
    from segsim.model.snapshot import settle as settle
    from segsim.model.specification import Specification as Specification
    from segsim.model.warming import load as load
    from segsim.model.warming import warm_up as warm_up

_WHERE = {
    "SCHEDULE": "schedule",
    "SegregationModel": "model",
    "Simulation": "simulation",
    "Specification": "specification",
    "load": "warming",
    "settle": "snapshot",
    "warm_up": "warming",
}

__all__ = [
    "SCHEDULE",
    "SegregationModel",
    "Simulation",
    "Specification",
    "load",
    "settle",
    "warm_up",
]


def __getattr__(name: str) -> Any:  # noqa: ANN401
    if name not in _WHERE:
        raise AttributeError(f"module 'segsim.model' has no attribute {name!r}")
    return getattr(import_module(f"segsim.model.{_WHERE[name]}"), name)
