"""The districts of a city as they enter synthesis: from a table or the grid, at any scale."""

from dataclasses import dataclass

from segsim.cities.grid import grid_districts, grid_high_rise_km
from segsim.cities.prices import complete_prices
from segsim.cities.scale import scaled
from segsim.cities.settings import CitySettings, too_many
from segsim.cities.table import District, read_table
from segsim.registry import UserError

JOINT_NOTE = (
    "the joint of income, language, tenure and stage of life within a district is an assumption; "
    "its marginals are exact"
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Districts with a price each, what is central, and notes on what was done to the table."""

    districts: list[District]
    centre: tuple[float, float]  # metres
    high_rise_km: float
    notes: tuple[str, ...]


def layout(settings: CitySettings) -> Layout:
    """Return the districts of ``settings``, scaled to ``settings.households`` where given.

    Raises
    ------
    UserError
        When the table is missing or wrong, or has too many households for its neighbourhoods.
    """
    if settings.kind == "grid":
        found, high_rise_km = grid_districts(settings), grid_high_rise_km(settings)
        return Layout(found, settings.centre, high_rise_km, (*settings.notes, JOINT_NOTE))
    districts = read_table(settings.table_path)
    notes = [*settings.notes, JOINT_NOTE]
    districts, more = complete_prices(districts, settings.centre)
    notes += more
    if settings.households is not None:
        districts, more = scaled(districts, settings.households)
        notes += more
    households = sum(district.households for district in districts)
    problem = too_many(households, settings.neighbourhood_size)
    if problem:  # known only now where the table says how many households there are
        raise UserError(f"city.{problem}")
    return Layout(districts, settings.centre, settings.high_rise_km, tuple(notes))
