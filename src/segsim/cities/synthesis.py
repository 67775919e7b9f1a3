"""From settings to a city at year 0: every marginal of every district, to the household."""

import numpy as np

from segsim.cities import assumptions as a
from segsim.cities.areas import Areas, divide
from segsim.cities.housing import house
from segsim.cities.incomes import set_incomes
from segsim.cities.joint import district_joint, foreign_count
from segsim.cities.layout import Layout, layout
from segsim.cities.people import people
from segsim.cities.prices import set_prices
from segsim.cities.schooling import place_schools, set_catchments
from segsim.cities.settings import CitySettings
from segsim.cities.stock import build_stock
from segsim.cities.table import District, integers
from segsim.parameters import ModelParameters
from segsim.world import BuildingType, Institutions, Line, Neighbourhoods, Transport, World
from segsim.world.institutions import normalised
from segsim.world.tables import F64, I64
from segsim.world.transport import line_gain
from segsim.world.world import City

_MINUTES_AT_CENTRE, _MINUTES_PER_KM = 5.0, 2.4  # assumption: bus, bicycle and car mixed
_FAR_KM = 10.0  # beyond it roads are faster: half the minutes


def synthesise(
    settings: CitySettings, parameters: ModelParameters, seed: int, start_year: int
) -> World:
    """Return the city of ``settings`` at year 0, before burn-in.

    Every district marginal of the table is met exactly; who lives where within a district
    depends on ``seed``. The joint of income, language, tenure and stage of life is an
    assumption (`segsim.cities.assumptions`). Ranks, wealth, permanent and transitory income
    and pupils are left to the engine.
    """
    plan = layout(settings)
    districts = plan.districts
    fallback = city_foreign_share(districts)
    joints = [district_joint(d, settings.social_share, fallback) for d in districts]
    areas = divide(districts, joints, settings.neighbourhood_size)
    p = people(districts, joints, seed, parameters.income.skill_years)
    set_incomes(p, districts, settings.class_limits, seed)
    neighbourhoods = _neighbourhoods(plan, areas, fallback)
    dwellings = build_stock(
        districts,
        areas,
        _flats(areas, plan),
        seed,
        start_year,
        parameters.stock.wear,
        (settings.renovated, settings.oldest_effective),
    )
    house(p, dwellings, areas, seed)
    set_prices(districts, neighbourhoods, dwellings, parameters)
    schools = place_schools(settings.name, districts, areas, parameters.schools.open_share)
    where = p.table.neighbourhood.astype(np.int64)
    set_catchments(schools, neighbourhoods, p.table, where)
    rules = _institutions(parameters, areas.id.size)
    world = World(
        city=_city(settings, plan, fallback),
        parameters=parameters,
        seed=seed,
        start_year=start_year,
        households=p.table,
        dwellings=dwellings,
        neighbourhoods=neighbourhoods,
        schools=schools,
        transport=_transport(settings, plan, areas),
        institutions=rules,
        rules=rules.copy_rules(),
        household_rows=p.table.room,
        dwelling_rows=dwellings.room,
    )
    world.recount()
    share = neighbourhoods.by_language / np.maximum(neighbourhoods.households, 1)[:, None]
    neighbourhoods.memory[:] = share
    return world


def city_foreign_share(districts: list[District]) -> float:
    """Return the foreign-language share of households where it is known, 0 where nowhere."""
    known = [district for district in districts if district.foreign_share is not None]
    households = sum(district.households for district in known)
    return sum(foreign_count(district, 0.0) for district in known) / max(1, households)


def _distance_km(plan: Layout, areas: Areas) -> F64:
    east, north = areas.x - plan.centre[0], areas.y - plan.centre[1]
    return np.asarray(np.sqrt(east * east + north * north) / 1000.0, np.float64)


def _flats(areas: Areas, plan: Layout) -> I64:
    """City blocks near the centre, mid-rise beyond (assumption)."""
    near = _distance_km(plan, areas) <= plan.high_rise_km
    return np.where(near, BuildingType.HIGH_RISE, BuildingType.MID_RISE).astype(np.int64)


def _neighbourhoods(plan: Layout, areas: Areas, share: float) -> Neighbourhoods:
    out = Neighbourhoods(areas.id.size)
    out.id[:], out.x[:], out.y[:] = areas.id, areas.x, areas.y
    out.district[:] = areas.district
    out.vintage[:] = areas.vintage
    flats = _flats(areas, plan)
    out.building_type[:] = np.where(areas.low_rise == 1, BuildingType.LOW_RISE, flats)
    out.community[:] = 0.5
    stock = (areas.occupied + areas.vacant).sum(axis=1)
    growing = np.array([d.since_2000 >= 0.4 for d in plan.districts])[areas.district]
    out.infill_capacity[:] = np.floor(
        stock * np.where(growing, a.INFILL_SHARE_GROWTH, a.INFILL_SHARE)
    )
    out.anchor[:] = _anchors(plan.districts, share)[areas.district]
    return out


def _anchors(districts: list[District], share: float) -> F64:
    """District share ÷ city share [district, language]; 0 where the district's is unknown."""
    out = np.zeros((len(districts), 2))
    for k, district in enumerate(districts):
        if district.foreign_share is not None and 0.0 < share < 1.0:
            own = foreign_count(district, 0.0) / district.households
            out[k] = (1.0 - own) / (1.0 - share), own / share
    return out


def _transport(settings: CitySettings, plan: Layout, areas: Areas) -> Transport:
    km = _distance_km(plan, areas)
    felt = np.minimum(km, _FAR_KM) + 0.5 * np.maximum(km - _FAR_KM, 0.0)
    transport = Transport(_MINUTES_AT_CENTRE + _MINUTES_PER_KM * felt)
    for line in settings.lines:
        stops = np.array(line.stops, np.float64).reshape(-1, 2)
        gain = line_gain(areas.x, areas.y, stops, line.gain_minutes, line.radius_m, line.taper_m)
        transport.lines.append(Line(line.name, stops, line.announced, line.opens, gain))
    return transport


def _institutions(parameters: ModelParameters, neighbourhoods: int) -> Institutions:
    """Rules in force at the start; zoning is left to the engine."""
    social, middle = parameters.stock.share_social, parameters.stock.share_intermediate
    market = max(0.0, 1.0 - social - middle)
    split = np.array([a.MARKET_OWNER * market, middle, (1 - a.MARKET_OWNER) * market, social])
    return Institutions(
        tenure_split=np.tile(normalised(split), (neighbourhoods, 1)),
        steering=np.ones((neighbourhoods, 4)),
        steered_area=np.zeros(neighbourhoods, np.int64),
        ltv=parameters.market.ltv,
        first_ltv=parameters.market.first_ltv,
        acceptance=parameters.market.acceptance,
        income_cap=parameters.market.income_cap,
        allowance_rate=parameters.market.allowance_rate,
    )


def _city(settings: CitySettings, plan: Layout, fallback: float) -> City:
    districts = plan.districts
    foreign = sum(foreign_count(district, fallback) for district in districts)
    return City(
        name=settings.name,
        districts=tuple(district.name for district in districts),
        district_xy=np.array([(district.x, district.y) for district in districts]),
        centre=plan.centre,
        class_limits=settings.class_limits,
        foreign_share=foreign / int(integers(districts, "households").sum()),
        owned_land_share=settings.owned_land_share,
        notes=plan.notes,
    )
