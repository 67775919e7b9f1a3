"""The state of a city: households, dwellings, neighbourhoods, schools, transport, ledger."""

from segsim.world.codes import (
    BUILDING_TYPES,
    INCOME_CLASSES,
    LANGUAGES,
    LIFE_STAGES,
    TENURES,
    VINTAGES,
    BuildingType,
    IncomeClass,
    Language,
    Status,
    Tenure,
    Vintage,
)
from segsim.world.institutions import Institutions
from segsim.world.ledger import Ledger
from segsim.world.tables import Dwellings, Households, Neighbourhoods, Schools
from segsim.world.transport import Line, Transport
from segsim.world.world import World

__all__ = [
    "BUILDING_TYPES",
    "INCOME_CLASSES",
    "LANGUAGES",
    "LIFE_STAGES",
    "TENURES",
    "VINTAGES",
    "BuildingType",
    "Dwellings",
    "Households",
    "IncomeClass",
    "Institutions",
    "Language",
    "Ledger",
    "Line",
    "Neighbourhoods",
    "Schools",
    "Status",
    "Tenure",
    "Transport",
    "Vintage",
    "World",
]
