"""Cities: their settings and tables, import, and the synthesis of a population."""

from segsim.cities.catalogue import list_cities, load_city, unknown_city
from segsim.cities.importer import ImportReport, import_table
from segsim.cities.settings import CitySettings, OpenLine, city_settings
from segsim.cities.synthesis import synthesise

__all__ = [
    "CitySettings",
    "ImportReport",
    "OpenLine",
    "city_settings",
    "import_table",
    "list_cities",
    "load_city",
    "synthesise",
    "unknown_city",
]
