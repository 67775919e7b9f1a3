"""What each policy moves first: monotone in intensity, by more than two standard errors.

Paired seeds on a small grid; the levers are strong where a small city is too noisy for the
defaults, and early, so that a few years are enough. Prices near stops need a city with some
neighbourhoods at them: a handful of places drifts by more than a line is worth; what concerns the
choice between schools needs several. The same at default levers in a whole city:
`benchmarks/first_stage.py`.
"""

from functools import cache
from statistics import fmean, stdev

import numpy as np
import pytest

from segsim.policies import POLICIES
from segsim.policies.targets import reach
from segsim.policies.tenant_support import rents, tenants
from segsim.submodels.catchments import kilometres_to_schools, pupils_at_home, separation
from segsim.world import Status, Tenure

SEEDS = range(1, 5)
INTENSITIES = (0.0, 0.5, 1.0)
STOPS = tuple((-2400.0, y) for y in (-2400.0, -1200.0, 0.0, 1200.0, 2400.0))
WEST = -1500.0  # metres: beyond it lies the column of districts along the stops


def completed(world, tenure):
    """Return dwellings of a tenure completed over the run."""
    return sum(panel[f"{tenure}_completed"].sum() for panel in world.records.areas.values())


def social_share(start, world):
    """Return the share of social rental in what was completed."""
    tenures = ("owner", "right_of_occupancy", "private_rent", "social_rent")
    return completed(world, "social_rent") / sum(completed(world, tenure) for tenure in tenures)


def dwellings(start, world):
    return world.neighbourhoods.stock.sum()


def dwellings_where_poor(start, world):
    """Return dwellings in the third of neighbourhoods that was poorest at the start."""
    n = start.neighbourhoods
    poorest = np.argsort(n.rank_sum / n.households)[: n.room // 3]
    return world.neighbourhoods.stock.sum(axis=(1, 2))[poorest].sum()


def access_in_the_west(start, world):
    panel = world.records.areas[world.calendar]
    return -panel["access_minutes"][panel["x"] < WEST].mean()


def price_in_the_west(start, world):
    n = world.neighbourhoods
    price = np.log(n.price[np.arange(n.room), n.building_type])
    homes, west = n.stock[:, Tenure.OWNER].sum(axis=1), n.x < WEST
    inside = np.average(price[west], weights=homes[west])
    return inside - np.average(price[~west], weights=homes[~west])


def resources(start, world):
    s = world.schools
    return np.average(s.resources, weights=s.pupils.sum(axis=1))


def outcome_of_resources(start, world):
    s = world.schools
    return np.average(s.boost, weights=s.pupils.sum(axis=1))


def alike(start, world):
    """Return how far catchments are from holding pupils apart by language and low income."""
    pupils, groups = pupils_at_home(world)
    load, members = np.zeros(world.schools.room, int), np.zeros((world.schools.room, 2), int)
    np.add.at(load, world.neighbourhoods.school, pupils)
    np.add.at(members, world.neighbourhoods.school, groups)
    return -separation(load, members).mean()


def in_the_catchment(start, world):
    """Return the share of pupils who did not take a place in another catchment's school."""
    return 1.0 - world.records.flows["pupils_outside"] / world.schools.pupils.sum()


def way_to_the_catchment_school(start, world):
    """Return the mean way of pupils to the school of their catchment, km."""
    n = world.neighbourhoods
    km = kilometres_to_schools(world)[np.arange(n.room), n.school]
    return np.average(km, weights=pupils_at_home(world)[0])


def flow(world, name):
    """Return a flow of households or dwellings over the run."""
    return sum(row[4] for row in world.records.indicators if row[1] == name)


def moved_in(world, tenure):
    """Return the households that moved into a tenure during the run, rows."""
    h, rows = world.households, world.household_rows
    inside = (h.status[:rows] == Status.HOUSED) & (h.tenure[:rows] == tenure)
    return np.flatnonzero(inside & (h.moved[:rows] > 0))


def foreign_among_private_tenants(start, world):
    return (world.households.language[moved_in(world, Tenure.PRIVATE_RENT)] == 1).mean()


def renovated(start, world):
    return flow(world, "renovated")


def evictions_avoided(start, world):
    return -flow(world, "evictions")


def poverty_of_social_tenants(start, world):
    return -world.households.rank[moved_in(world, Tenure.SOCIAL_RENT)].mean()


def rent_relief(start, world):
    """Return what low-income tenants do not pay for housing, share of income."""
    m, h, rules = world.parameters.market, world.households, world.institutions
    rows = tenants(world)
    rows = rows[h.income_class[rows] == 0]
    persons = h.adults[rows] + (h.children[rows] > 0).sum(axis=1)
    rent, income = rents(world, rows), h.income[rows].astype(float)
    counted = np.minimum(rent, m.allowance_cap * rules.rent_cap * (0.6 + 0.4 * persons))
    taper = m.allowance_taper * np.maximum(income - m.basic_income, 0.0)
    paid = rent - np.maximum(rules.allowance_rate * counted - taper, 0.0)
    return -(paid / np.maximum(income, m.basic_income)).mean()


def social_stock(start, world):
    return world.neighbourhoods.stock[:, Tenure.SOCIAL_RENT].sum()


def torn_down(start, world):
    """Return the social homes of the era that are gone from the target, less than 0 if none."""

    def standing(one):
        d, rows = one.dwellings, one.dwelling_rows
        old = (d.built[:rows] >= 1960) & (d.built[:rows] < 2000) & (d.standing[:rows] == 1)
        old &= d.tenure[:rows] == Tenure.SOCIAL_RENT
        return np.count_nonzero(old & targeted(start)[d.neighbourhood[:rows]])

    return standing(start) - standing(world)


def told_to_move(start, world):
    return flow(world, "decanted") + flow(world, "evacuated")


def lived_in(start, world):
    """Return the share of dwellings that are not vacant."""
    return 1.0 - world.neighbourhoods.vacant.sum() / world.neighbourhoods.stock.sum()


def dwellings_on_the_site(start, world):
    site = reach(start, "most_room", 0.0) > 0.0
    return world.neighbourhoods.stock.sum(axis=(1, 2))[site].sum()


def entropy_where_one_sided(start, world):
    """Return the mean entropy of building type × tenure where one of them prevailed."""
    before, after = (one.neighbourhoods.stock.astype(float) for one in (start, world))
    whole = before.sum(axis=(1, 2))
    most = np.maximum(before.sum(axis=1).max(axis=1), before.sum(axis=2).max(axis=1)) / whole
    share = (after / after.sum(axis=(1, 2), keepdims=True)).reshape(whole.size, -1)[most >= 0.6]
    return -(share * np.log(np.maximum(share, 1e-12))).sum(axis=1).mean()


def targeted(start):
    """Return the 30 % of neighbourhoods that were poorest at the start [neighbourhood]."""
    n = start.neighbourhoods
    order = np.argsort(n.rank_sum / n.households, kind="stable")
    return np.isin(np.arange(n.room), order[: round(0.3 * n.room)])


def attachment_in_the_target(start, world):
    h, rows = world.households, world.household_rows
    housed = np.flatnonzero(h.status[:rows] == Status.HOUSED)
    return h.attachment[housed[targeted(start)[h.neighbourhood[housed]]]].mean()


def reputation_of_the_target(start, world):
    return world.neighbourhoods.reputation[targeted(start)].mean()


def price_of_the_target(start, world):
    n, inside = world.neighbourhoods, targeted(start)
    price = np.log(n.price[np.arange(n.room), n.building_type])
    homes = n.stock[:, Tenure.OWNER].sum(axis=1) + 0.01
    return np.average(price[inside], weights=homes[inside]) - np.average(
        price[~inside], weights=homes[~inside]
    )


def skill_in_the_domestic_languages(start, world):
    h = world.households
    return h.skill[(h.status == Status.HOUSED) & (h.language == 1)].mean()


def foreign_language_adults_in_work(start, world):
    return figure(world, "employment_share", "foreign")


def figure(world, name, group):
    """Return the last value of an indicator."""
    return [row[4] for row in world.records.indicators if row[1] == name and row[3] == group][-1]


def pupils_in_weighted_classes(start, world):
    return figure(world, "weighted_share", "all")


def classes_apart_by_income(start, world):
    rows = world.records.indicators
    key = ("dissimilarity", "class", "income_low_rest")
    return [row[4] for row in rows if row[1:4] == key][-1]


def learning_in_the_target(start, world):
    h = world.households
    young = ((h.children > 0) & (h.children <= 7)).any(axis=1) & (h.status == Status.HOUSED)
    return h.learning[young & targeted(start)[h.neighbourhood]].mean()


LEVERS = {
    "integration_employment": {"places_per_1000": 200.0, "employment_gain_pp": 25.0},
    "weighted_classes": {},
    "early_investment": {"learning_gain": 0.5},
    "anti_discrimination": {},
    "renovation_finance": {"cost_cut": 0.3},
    "company_clubs": {"cost_cut": 0.15},
    "housing_social_work": {"workers_per_10k": 3.0},
    "ara_allocation": {"income_cap": 0.3, "priority": "need"},
    "tenant_support": {"swap_share_ara": 0.0},
    "community_developers": {"workers_per_10k": 8.0},
    "safety": {"safety_gain": 3.0},
    "centre_regeneration": {"services_gain": 3.0},
    "reputation_campaign": {"image_gain": 3.0},
    "area_programme": {
        "reputation_gain": 0.3, "community_workers_per_10k": 8.0, "duration_years": None,
    },
    "small_measure": {"community_gain": 0.4, "services_gain": 3.0},
    "tenure_mixing": {
        "share_ara": 0.5, "share_intermediate": 0.2, "share_market": 0.3, "start_year": 2026,
    },
    "infill": {"rate": 2.0, "lag_years": 1, "start_year": 2026, "target": "worst_first"},
    "tram": {
        "stops": STOPS, "open_year": 2027, "build_years": 1, "announce_year": 2025,
        "access_gain_min": 8.0,
    },
    "school_investment": {
        "eur_per_pupil_year": 2_000.0, "start_year": 2026, "duration_years": None,
    },
    "catchment_redraw": {"w_composition": 0.8, "start_year": 2026, "period_years": 2},
    # On a grid the ordinary 15 % are more than are wanted: closing places shows what they do.
    "choice_regime": {"open_seat_share": 0.0, "start_year": 2026},
    "demolition_renewal": {"share_demolished": 0.4, "phase_years": 2, "notice_years": 1},
    # A growing grid has few vacancies above the ordinary.
    "shrink_adaptation": {"vacancy_threshold": 0.02, "lag_years": 1, "least_pupils": 450},
    "brownfield": {"dwellings_per_year": 1.0, "lag_years": 1},
    "stock_diversification": {"share_of_plots": 1.0},
}  # fmt: skip
OBSERVABLES = {
    "integration_employment": (
        skill_in_the_domestic_languages, foreign_language_adults_in_work,
    ),
    "weighted_classes": (pupils_in_weighted_classes, classes_apart_by_income),
    "early_investment": (learning_in_the_target,),
    "anti_discrimination": (foreign_among_private_tenants,),
    "renovation_finance": (renovated,),
    "company_clubs": (renovated,),
    "housing_social_work": (evictions_avoided,),
    "ara_allocation": (poverty_of_social_tenants,),
    "tenant_support": (rent_relief,),
    "community_developers": (attachment_in_the_target,),
    "safety": (reputation_of_the_target,),
    "centre_regeneration": (reputation_of_the_target,),
    "reputation_campaign": (price_of_the_target,),
    "area_programme": (attachment_in_the_target, reputation_of_the_target),
    "small_measure": (attachment_in_the_target, reputation_of_the_target),
    "tenure_mixing": (social_share,),
    "infill": (dwellings, dwellings_where_poor),
    "tram": (access_in_the_west, price_in_the_west),
    "school_investment": (resources, outcome_of_resources),
    "catchment_redraw": (alike, way_to_the_catchment_school),
    "choice_regime": (in_the_catchment,),
    "demolition_renewal": (torn_down, told_to_move),
    "shrink_adaptation": (lived_in,),
    "brownfield": (dwellings_on_the_site,),
    "stock_diversification": (entropy_where_one_sided,),
}  # fmt: skip
SMALL = {"households": 4_000, "burn_in": 3, "city": {"neighbourhood_size": 200}}
LARGE = {**SMALL, "households": 20_000}
# On the grid every renovation pays at the ordinary cost: there is nothing to finance.
DEAR = {**SMALL, "stock": {"renovation_cost": 1_200.0}}
SIZES = {
    **dict.fromkeys(("renovation_finance", "company_clubs"), DEAR),
    **dict.fromkeys(("tram", "catchment_redraw", "choice_regime"), LARGE),
    **dict.fromkeys(("housing_social_work", "reputation_campaign"), LARGE),
    **dict.fromkeys(("weighted_classes", "integration_employment"), LARGE),
}


@pytest.fixture(scope="module")
def run(city):
    """Return a function that gives a city after seven years under a policy of some intensity."""

    @cache
    def call(kind, intensity, seed):
        world = city.settled(seed=seed, **SIZES.get(kind, SMALL))
        if intensity > 0.0:
            policy = {"kind": kind, "intensity": intensity, **LEVERS[kind]}
            city.with_policies(world, {"it": policy})
        return city.live(world, 7)

    return call


def test_every_policy_says_what_it_moves_first():
    assert set(OBSERVABLES) == set(POLICIES.names())


@pytest.mark.parametrize(
    ("kind", "observable"),
    [(kind, observable) for kind, several in OBSERVABLES.items() for observable in several],
    ids=lambda item: item if isinstance(item, str) else item.__name__,
)
def test_what_a_policy_moves_first(city, run, kind, observable):
    def start(seed):
        return city.settled(seed=seed, **SIZES.get(kind, SMALL))

    values = {
        intensity: [float(observable(start(seed), run(kind, intensity, seed))) for seed in SEEDS]
        for intensity in INTENSITIES
    }
    means = [fmean(values[intensity]) for intensity in INTENSITIES]
    assert means[0] < means[1] < means[2]
    gains = [after - before for after, before in zip(values[1.0], values[0.0], strict=True)]
    assert fmean(gains) > 2.0 * stdev(gains) / len(gains) ** 0.5


def test_allowance_that_is_swapped_builds_social_homes_at_the_same_budget(city):
    """What is not paid to tenants is granted to builders, but for the rounding of a home."""

    def after(swap):
        policy = {"kind": "tenant_support", "lag_years": 1, "swap_share_ara": swap}
        world = city.settled(**SMALL)
        return city.live(city.with_policies(world, {"it": policy}), 2)

    paid, swapped = after(0.0), after(0.5)
    first = [sum(e.eur for e in w.ledger.entries if e.year == 2026) for w in (paid, swapped)]
    assert first[1] == pytest.approx(first[0], abs=0.20 * 3287.0 * 52.0)
    assert social_stock(None, swapped) > social_stock(None, paid)
