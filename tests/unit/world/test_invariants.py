"""`World.check` sees every kind of broken state, and every process keeps the rules."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from segsim.model.schedule import BURN_IN, SCHEDULE
from segsim.world import Status
from segsim.world.world import InvariantError

POLICIES = {
    "mix": {"kind": "tenure_mixing", "start_year": 2026},
    "fill": {"kind": "infill", "rate": 4.0, "lag_years": 1, "target": "worst_first"},
    "line": {"kind": "tram", "open_year": 2028, "build_years": 2},
    "money": {"kind": "school_investment", "start_year": 2027, "duration_years": 1},
}


def housed(world, k=0):
    return int(np.flatnonzero(world.households.status[: world.household_rows] == 1)[k])


def vacant(world):
    return int(np.flatnonzero((world.dwellings.standing == 1) & (world.dwellings.occupant < 0))[0])


def two_homes(world):
    world.dwellings.occupant[vacant(world)] = housed(world)


def shared_home(world):
    world.households.dwelling[housed(world, 1)] = world.households.dwelling[housed(world)]


def home_that_does_not_stand(world):
    world.dwellings.standing[world.households.dwelling[housed(world)]] = 0


def home_beyond_the_table(world):
    world.households.dwelling[housed(world)] = world.dwelling_rows


def negative_home(world):
    world.households.dwelling[housed(world)] = -1


def forgotten_occupant(world):
    world.dwellings.occupant[world.households.dwelling[housed(world)]] = -1


def occupant_beyond_the_table(world):
    world.dwellings.occupant[vacant(world)] = world.household_rows


def swapped_homes(world):
    h, one, other = world.households, housed(world), housed(world, 1)
    h.dwelling[[one, other]] = h.dwelling[[other, one]]


def seeking_at_home(world):
    world.households.status[housed(world)] = Status.SEEKING


def homeless_at_home(world):
    world.households.status[housed(world)] = Status.HOMELESS


def seeking_pointing_at_a_vacancy(world):
    i = housed(world)
    world.dwellings.occupant[world.households.dwelling[i]] = -1
    world.households.status[i] = Status.SEEKING
    world.recount()


def negative_wealth(world):
    world.households.wealth[housed(world)] = -0.01


def negative_income(world):
    world.households.income[housed(world)] = -1.0


def nobody_at_home(world):
    world.households.adults[housed(world)] = 0


def negative_quality(world):
    world.dwellings.quality[vacant(world)] = -0.1


def no_space(world):
    world.dwellings.area[vacant(world)] = 0.0


def tally(name, place=(0,)):
    def broken(world):
        getattr(world.neighbourhoods, name)[place] += 1

    broken.__name__ = f"wrong_{name}"
    return broken


FAULTS = [
    two_homes,
    shared_home,
    home_that_does_not_stand,
    home_beyond_the_table,
    negative_home,
    forgotten_occupant,
    occupant_beyond_the_table,
    swapped_homes,
    seeking_at_home,
    homeless_at_home,
    seeking_pointing_at_a_vacancy,
    negative_wealth,
    negative_income,
    nobody_at_home,
    negative_quality,
    no_space,
    tally("households"),
    tally("by_language", (0, 1)),
    tally("by_class", (0, 2)),
    tally("children"),
    tally("rank_sum"),
    tally("stock", (0, 3, 1)),
    tally("vacant", (0, 0, 0)),
]


@pytest.mark.parametrize("broken", FAULTS, ids=lambda f: f.__name__)
def test_every_kind_of_broken_state_is_seen(city, broken):
    world = city.settled()
    world.check()
    broken(world)
    with pytest.raises(InvariantError):
        world.check()


def test_an_amount_that_is_no_number_is_seen(city):
    world = city.settled()
    world.households.wealth[housed(world)] = np.nan
    with pytest.raises(InvariantError):
        world.check()


def test_a_negative_price_is_seen(city):
    """Nothing is negative: not the prices of neighbourhoods either."""
    world = city.settled()
    world.neighbourhoods.price[0, 1] = -1.0
    with pytest.raises(InvariantError):
        world.check()


def test_the_message_says_which_rule_and_how_often(city):
    world = city.settled()
    world.households.wealth[[housed(world), housed(world, 1)]] = -1.0
    with pytest.raises(InvariantError, match="negative amount or no adult: 2 times"):
        world.check()
    world = city.settled()
    world.neighbourhoods.children[1] += 1
    with pytest.raises(InvariantError, match="the tally 'children' differs"):
        world.check()


def test_a_recount_repairs_tallies_and_nothing_else(city):
    world = city.settled()
    right = world.digest()
    for name in (
        "households",
        "by_language",
        "by_class",
        "children",
        "rank_sum",
        "stock",
        "vacant",
    ):
        getattr(world.neighbourhoods, name)[...] = 7
    world.recount()
    world.check()
    assert world.digest() == right


def lived(world, years, schedule=SCHEDULE):
    """Check after every process of some years; yield the world after each year."""
    for _ in range(years):
        world.year += 1
        for process in schedule:
            process(world)
            try:
                world.check()
            except InvariantError as error:
                raise AssertionError(f"{process.__name__} in year {world.year}: {error}") from error
        yield world


def test_every_process_keeps_the_rules_over_years(city):
    for world in lived(city.settled(households=3_000), 5):
        assert not np.any(world.households.status == Status.SEEKING)


def test_rows_without_an_entity_are_zero(city):
    for world in lived(city.settled(households=3_000), 6):
        gone = world.dwellings.standing == 0
        assert not [name for name, array in world.dwellings.arrays() if array[gone].any()]
        unused = world.households.status == 0
        assert not [name for name, array in world.households.arrays() if array[unused].any()]


def test_every_process_keeps_the_rules_with_all_policies(city):
    world = city.with_policies(city.settled(households=3_000), POLICIES)
    for _ in lived(world, 6):
        pass


def test_the_rules_hold_in_burn_in(city):
    world = city.settled(burn_in=0)
    world.burning_in = True
    for _ in lived(world, 2, BURN_IN):
        pass


def test_identities_stay_unique(city):
    for world in lived(city.settled(households=3_000), 4):
        ids = world.households.id[world.households.status != 0]
        assert np.unique(ids).size == ids.size
        homes = world.dwellings.id[world.dwellings.standing != 0]
        assert np.unique(homes).size == homes.size


GROUPS = {
    "market": {"candidates": [1, 60], "rounds": [1, 2, 12], "rent_share": [0.1, 0.45]},
    "mobility": {"lease_end": [0.0, 1.0], "owner": [0.0, 1.0], "gain": [0.0, 5.0]},
    "demography": {"birth": [0.0, 1.0], "split": [0.0, 1.0], "union": [1.0], "mortality": [0, 10]},
    "income": {"eviction": [1.0], "arrears": [1.0], "job_loss": [0.0, 1.0]},
    "driver": {"growth": [-0.1, 0.1], "turnover": [0.0, 5.0], "foreign_inflow": [0.0, 1.0]},
    "stock": {"demolition_rate": [0.1], "conversion_rate": [1.0], "vacancy_response": [0.0, 5.0]},
    "schools": {"open_share": [0.0, 1.0], "max_km": [0.0, 100.0]},
}


@st.composite
def extremes(draw):
    """Return parameters at their extremes for some of the groups."""
    chosen = draw(st.lists(st.sampled_from(sorted(GROUPS)), unique=True, max_size=4))
    return {
        group: {
            name: draw(st.sampled_from(values))
            for name, values in GROUPS[group].items()
            if draw(st.booleans())
        }
        for group in chosen
    }


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.integers(0, 2**53),
    extremes(),
    st.lists(st.sampled_from(sorted(POLICIES)), unique=True, max_size=3),
)
def test_the_rules_hold_for_any_seed_parameters_and_policies(city, seed, parameters, policies):
    world = city.settled(seed=seed, burn_in=1, **parameters)
    city.with_policies(world, {name: POLICIES[name] for name in policies})
    for _ in lived(world, 3):
        pass


def test_a_city_may_shrink_to_almost_nothing(city):
    world = city.settled(driver={"growth": -0.1, "turnover": 5.0})
    for _ in lived(world, 4):
        pass
    assert np.count_nonzero(world.households.status) < 1_500
