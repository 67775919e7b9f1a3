"""Random cities and policies within their declared bounds, and facts worked out anew."""

from pathlib import Path
from types import NoneType, SimpleNamespace
from typing import Literal, get_args, get_origin

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from segsim.model.burn_in import settled_city
from segsim.parameters import ModelParameters, describe
from segsim.policies import POLICIES
from segsim.policies.base import CityWide
from segsim.world import LIFE_STAGES, Status, Tenure

PRESETS = Path(__file__).parents[2] / "configs" / "behaviour"
BEHAVIOURS = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(PRESETS.glob("*.yaml"))]
YEAR = st.integers(2023, 2032)  # the table's year is 2025
POINT = st.tuples(*(st.floats(-5_000.0, 5_000.0),) * 2)
HELD = ("burn_in.", "observe.")
"""Groups that are about a run, not about a city."""


def within(found, whole=False):
    """Return numbers within the bounds of a parameter, its ends and its default often."""
    low, high = found.low, found.high
    between = st.integers(int(low), int(high)) if whole else st.floats(low, high)
    return st.sampled_from([low, high, found.value]) | between


def lever(found, field, targets):
    """Return values of one lever of a policy."""
    kinds = get_args(field.annotation) or (field.annotation,)
    whole = int in kinds
    if found.key == "target":
        return targets
    if bool in kinds:
        return st.booleans()
    if found.key == "stops":
        return st.lists(POINT, min_size=1, max_size=4)
    if found.key in ("target_era", "era"):
        return st.tuples(*(st.integers(1900, 2030),) * 2).map(sorted)
    if found.key == "life_stages":
        return st.lists(st.sampled_from(LIFE_STAGES), min_size=1, unique=True)
    if get_origin(field.annotation) is Literal:
        return st.sampled_from(kinds)
    if found.unit in ("year", "years") and whole:
        values = YEAR if found.unit == "year" else st.integers(int(found.low), 6)
        return values | st.none() if NoneType in kinds else values
    return within(found, whole)


def agreeing(draw, kind, levers):
    """Return levers of which those that hang together agree."""
    if "share_ara" in POLICIES.get(kind).model_fields:
        social = draw(st.floats(0.0, 1.0))
        middle = draw(st.floats(0.0, 1.0)) * (1.0 - social)
        levers |= {"share_ara": social, "share_intermediate": middle}
        levers["share_market"] = 1.0 - social - middle
    if issubclass(POLICIES.get(kind), CityWide):
        levers.pop("target", None)
    if not isinstance(levers.get("target"), list):
        levers.pop("unify", None)  # only the schools of districts become one
    if kind == "tram":
        for name in ("start_year", "duration_years", "ramp_years", "decay_years", "target"):
            levers.pop(name, None)
        levers["open_year"] = draw(YEAR)
        levers["taper_m"] = max(levers.get("taper_m", 1_600.0), levers.get("radius_m", 800.0))
    first = levers.get("open_year", levers.get("start_year"))
    if first is not None and levers.get("announce_year") is not None:
        levers["announce_year"] = min(levers["announce_year"], first)
    return levers


def targets_in(districts):
    """Return targets: a rule, or some districts of a city."""
    some = st.lists(st.sampled_from(districts), min_size=1, max_size=4, unique=True)
    return st.sampled_from(["all", "uniform", "worst_first"]) | some


@st.composite
def policies(draw, districts, least=0, most=2, kinds=None):
    """Return policies of any kind with any levers, {instance: {"kind": …, lever: value}}."""
    found = {}
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=least, max_size=most, unique=True)):
        kind = draw(st.sampled_from(kinds or POLICIES.names()))
        policy = POLICIES.get(kind)
        chosen = {
            one.key: draw(lever(one, policy.model_fields[one.key], targets_in(districts)))
            for one in describe(policy())
            if one.key != "name" and draw(st.booleans())
        }
        found[name] = {"kind": kind, **agreeing(draw, kind, chosen)}
    return found


DECLARED = {
    found.key: found
    for found in describe(ModelParameters())
    if found.low is not None and found.high is not None and not found.key.startswith(HELD)
}


@st.composite
def parameters(draw, most=5, held=()):
    """Return some parameters anywhere within their bounds, {group: {name: value}}."""
    groups = {}
    keys = st.sampled_from(sorted(set(DECLARED) - set(held)))
    for key in draw(st.lists(keys, max_size=most, unique=True)):
        group, name = key.split(".")
        found = DECLARED[key]
        groups.setdefault(group, {})[name] = draw(within(found, isinstance(found.value, int)))
    return groups


@st.composite
def cities(draw):
    """Return the arguments of a city of 2,000 to 6,000 households, with one of the behaviours."""
    groups = draw(parameters())
    groups["behaviour"] = {**draw(st.sampled_from(BEHAVIOURS)), **groups.get("behaviour", {})}
    return {
        "households": draw(st.sampled_from([2_000, 2_500, 3_000, 4_000, 6_000])),
        "seed": draw(st.integers(0, 2**53)),
        "burn_in": draw(st.integers(0, 2)),
        "city": {
            "neighbourhood_size": draw(st.sampled_from([200, 250, 400, 1_000, 6_000])),
            "social_share": draw(st.sampled_from([0.0, 0.35, 1.0])),
        },
        **groups,
    }


@pytest.fixture(scope="session")
def drawn(city):
    """Return the strategies above, what makes cities and policies of them, and settings."""

    def build(**arguments):
        spec = city.specification(**arguments)
        return settled_city(spec.city, spec.parameters(), spec.seed, spec.start_year)

    def measures(policies, **arguments):
        chosen = {name: arguments[name] for name in ("households", "city")}
        return tuple(city.specification(policy=policies, **chosen).policies.values())

    def fixed(examples, steps):
        return settings(
            derandomize=True,
            max_examples=examples,
            stateful_step_count=steps,
            suppress_health_check=list(HealthCheck),
        )

    return SimpleNamespace(
        cities=cities,
        policies=policies,
        parameters=parameters,
        build=build,
        measures=measures,
        settings=fixed,
    )


ROUNDING = 1e-5  # listings are single precision


def vacant(world):
    """Return the rows of vacant dwellings."""
    d, rows = world.dwellings, world.dwelling_rows
    return np.flatnonzero((d.standing[:rows] == 1) & (d.occupant[:rows] < 0))


def numpy_tallies(world):
    """Return the tallies by name."""
    h, d, n = world.households, world.dwellings, world.neighbourhoods
    housed = np.flatnonzero(h.status[: world.household_rows] == Status.HOUSED)
    place = d.neighbourhood[h.dwelling[housed]]
    minors = (h.children[housed] > 0) & (h.children[housed] <= 18)

    def by(*codes, shape=(), weights=1):
        out = np.zeros((n.room, *shape), np.int64)
        np.add.at(out, codes, weights)
        return out

    def dwellings(rows):
        return by(d.neighbourhood[rows], d.tenure[rows], d.building_type[rows], shape=(4, 3))

    return {
        "households": by(place),
        "by_language": by(place, h.language[housed], shape=(2,)),
        "by_class": by(place, h.income_class[housed], shape=(3,)),
        "children": by(place, weights=minors.sum(axis=1)),
        "rank_sum": by(place, weights=h.rank[housed].astype(np.int64)),
        "stock": dwellings(np.flatnonzero(d.standing[: world.dwelling_rows])),
        "vacant": dwellings(vacant(world)),
    }


def seeking(world):
    """Return those without a home as they are, and the prices they meet in the market."""
    h, n, rows = world.households, world.neighbourhoods, world.household_rows
    who = np.flatnonzero((h.status[:rows] != Status.UNUSED) & (h.dwelling[:rows] < 0))
    return SimpleNamespace(
        row=who,
        id=h.id[who],
        earned=h.income[who].astype(np.float64),
        wealth=h.wealth[who].astype(np.float64),
        persons=h.adults[who] + (h.children[who] > 0).sum(axis=1),
        rank=h.rank[who] / 65_535.0,
        record=h.arrears[who] >= 2,
        refused=h.arrears[who] >= world.parameters.market.refused_arrears,
        price=n.price.copy(),
        rent=n.rent.copy(),
        social_rent=n.social_rent.copy(),
    )


def feasible(world, them, some, rows, margin=ROUNDING):
    """Tell which dwellings ``some`` of the seeking could have by `docs/odd.md` [household, row].

    They must be within means by more than ``margin``.
    """
    m, stock, rules, d = (
        world.parameters.market,
        world.parameters.stock,
        world.institutions,
        world.dwellings,
    )
    place, kind, tenure = d.neighbourhood[rows], d.building_type[rows], d.tenure[rows]
    fall = stock.wear * world.parameters.prices.hedonic
    space = d.area[rows] * np.exp(-fall * d.effective_age[rows].astype(np.float64))
    space *= 1.0 + margin
    price, private = them.price[place, kind] * space, them.rent[place, kind]
    social = them.social_rent[place]
    between = np.where(tenure == Tenure.RIGHT_OF_OCCUPANCY, 0.5 * (private + social), private)
    rent = 12.0 * space * np.where(tenure == Tenure.SOCIAL_RENT, social, between)

    earned, wealth = them.earned[some, None], them.wealth[some, None]
    persons, record = them.persons[some, None], them.record[some, None]
    reckoned = np.minimum(rent, m.allowance_cap * rules.rent_cap * (0.6 + 0.4 * persons))
    taper = m.allowance_taper * np.maximum(earned - m.basic_income, 0.0)
    cost = rent - np.maximum(rules.allowance_rate * reckoned - taper, 0.0)
    rents = cost <= m.rent_share * np.maximum(earned, m.basic_income) * (1.0 - margin)
    deposit = (1.0 - rules.first_ltv) * price <= wealth
    loan = np.where(record, 0.0, m.payment_share * earned / m.annuity)
    buys = deposit & (price - wealth <= loan)
    rent_freely, refused = rents & ~record, them.refused[some, None]
    may = {
        Tenure.OWNER: buys,
        Tenure.RIGHT_OF_OCCUPANCY: rent_freely & (m.occupancy_fee * price <= wealth),
        Tenure.PRIVATE_RENT: rent_freely,
        Tenure.SOCIAL_RENT: rents & ~refused & (them.rank[some, None] <= rules.income_cap - margin),
    }
    return np.select([tenure == one for one in may], list(may.values()), default=False)


def passed_over(world, them):
    """Return who of the seeking, now in the city or not, could have a dwelling that is vacant."""
    h = world.households
    housed = (h.id[them.row] == them.id) & (h.status[them.row] == Status.HOUSED)
    left = np.flatnonzero(~housed)
    some = left[:: max(1, left.size // 200)]
    return them.id[some[feasible(world, them, some, vacant(world)).any(axis=1)]]


@pytest.fixture(scope="session")
def afresh():
    """Return what is worked out anew above, with NumPy alone."""
    return SimpleNamespace(
        vacant=vacant,
        tallies=numpy_tallies,
        seeking=seeking,
        feasible=feasible,
        passed_over=passed_over,
        ROUNDING=ROUNDING,
    )
