"""The synthetic city: every marginal of every shipped city, determinism, links and classes."""

import numpy as np
import pytest

from segsim.cities import list_cities, load_city, synthesise
from segsim.cities.joint import foreign_count
from segsim.cities.layout import layout
from segsim.cities.synthesis import city_foreign_share
from segsim.cities.table import integers, numbers
from segsim.parameters import ModelParameters

CITIES = [name for name, _ in list_cities()]


@pytest.mark.parametrize("name", CITIES)
def test_every_marginal_of_every_shipped_city_is_exact(build, marginals, name):
    districts = layout(load_city(name)).districts
    found = marginals(build(name))
    for column, counts in found.items():
        if column == "foreign":
            mean = city_foreign_share(districts)
            wanted = [foreign_count(district, mean) for district in districts]
        elif column == "higher_education":
            size = integers(districts, "households")
            wanted = np.floor(numbers(districts, "higher_education_share") * size + 0.5)
        else:
            wanted = integers(districts, column)
        assert counts.tolist() == list(wanted), column


@pytest.mark.parametrize("name", CITIES)
def test_every_shipped_city_keeps_the_invariants(build, name):
    build(name).check()


@pytest.mark.parametrize("households", [2_000, 2_001, 20_000, 60_000])
def test_the_grid_has_the_households_asked_for(build, marginals, households):
    world = build("grid", households=households)
    world.check()
    assert world.household_rows == households
    assert world.neighbourhoods.households.min() >= 200
    districts = layout(load_city("grid", households=households)).districts
    found = marginals(world)
    for column in ("owner", "income_high", "pensioner", "dwellings", "low_rise"):
        assert found[column].tolist() == integers(districts, column).tolist()


def test_the_same_seed_gives_the_same_bits():
    settings = load_city("grid", households=3_000)
    one, other = (synthesise(settings, ModelParameters(), 5, 2025) for _ in range(2))
    assert one.digest() == other.digest()


def test_another_seed_changes_who_lives_where_but_no_marginal(build, marginals):
    one, other = build("grid", seed=1), build("grid", seed=2)
    assert one.digest() != other.digest()
    assert not np.array_equal(one.households.age, other.households.age)
    for column, counts in marginals(one).items():
        assert counts.tolist() == marginals(other)[column].tolist(), column
    assert np.array_equal(one.households.id, other.households.id)


def test_identities_are_unique(build):
    world = build("tampere")
    for table in (world.households, world.dwellings, world.neighbourhoods, world.schools):
        assert np.unique(table.id).size == table.id.size


def test_income_agrees_with_its_class(build):
    world = build("tampere")
    low, high = world.city.class_limits
    expected = (world.households.income >= low).astype(int) + (world.households.income >= high)
    assert np.array_equal(world.households.income_class, expected)


def test_income_agrees_with_its_class_at_limits_that_no_32_bit_number_holds():
    settings = load_city("grid", households=2_000, class_limits=(23_000.001, 67_600.0001))
    h = synthesise(settings, ModelParameters(), 1, 2025).households
    income = h.income.astype(np.float64)
    expected = (income >= 23_000.001).astype(int) + (income >= 67_600.0001)
    assert np.array_equal(h.income_class, expected)


def test_incomes_of_tampere_are_near_the_register(build):
    """Paavo 2024: mean 42.8 thousand; median about 33 thousand (of district medians)."""
    income = build("tampere").households.income.astype(np.float64)
    assert income.mean() == pytest.approx(42_800, rel=0.03)
    assert np.median(income) == pytest.approx(33_000, rel=0.03)


@pytest.mark.parametrize("name", ["tampere", "helsinki", "vantaa"])
def test_foreign_language_households_rent_more(build, name):
    """Helsinki 2018: 76 % against 46 %; the joint is an assumption that aims at this gap."""
    h, d = build(name).households, build(name).dwellings
    renting = d.tenure[h.dwelling] >= 2
    gap = renting[h.language == 1].mean() - renting[h.language == 0].mean()
    assert 0.25 <= gap <= 0.30


def test_social_rent_is_the_same_share_of_rented_flats_everywhere(build):
    world = build("tampere")
    h, d, n = world.households, world.dwellings, world.neighbourhoods
    home = h.dwelling
    flats = (d.tenure[home] >= 2) & (d.building_type[home] > 0)
    where = n.district[d.neighbourhood[home]][flats]
    social = np.bincount(where[d.tenure[home][flats] == 3], minlength=36)
    assert np.all(np.abs(social - 0.35 * np.bincount(where, minlength=36)) <= 0.5001)
    assert not np.any(d.building_type[d.tenure == 3] == 0)


def test_households_are_possible(build):
    h = build("tampere").households
    oldest = h.children.max(axis=1).astype(int) - 1
    family = oldest >= 0
    assert np.all(h.age[family].astype(int) - oldest[family] >= 18)
    assert h.children.max() <= 18
    assert np.all(h.employed <= h.adults)
    assert not np.any(h.employed[h.age >= 65])
    assert np.all(h.moved < 0)
    foreign = h.language == 1
    assert np.all((h.arrival[foreign] <= -1) & (h.arrival[foreign] >= -25))
    assert np.all(h.arrival[~foreign] == -100)
    assert np.all(h.moved[foreign] >= h.arrival[foreign])
    assert np.all(h.skill[~foreign] == 1.0)
    assert np.all((h.skill[foreign] > 0) & (h.skill[foreign] < 1))


def test_dwellings_are_possible(build):
    d = build("tampere").dwellings
    starts = np.array([1920, 1960, 1980, 2000, 2026])
    assert np.all((d.built >= starts[d.vintage]) & (d.built < starts[d.vintage + 1]))
    assert d.area.min() >= 20
    assert d.area.max() <= 250
    assert d.effective_age.min() >= 0
    assert d.effective_age.max() <= 45
    assert np.allclose(d.quality, np.exp(-0.015 * d.effective_age.astype(float)), rtol=1e-6)


@pytest.mark.parametrize("start_year", [1990, 2000, 2045, 2100])
def test_the_start_year_only_names_the_calendar(start_year):
    settings = load_city("grid", households=2_000)
    world = synthesise(settings, ModelParameters(), 1, start_year)
    world.check()
    assert world.year == 0
    assert world.dwellings.built.max() <= start_year
    assert world.dwellings.effective_age.min() >= 0


def test_larger_households_live_in_larger_homes(build):
    h, d = build("tampere").households, build("tampere").dwellings
    persons = h.adults + np.count_nonzero(h.children, axis=1)
    area = d.area[h.dwelling]
    assert area[persons >= 3].mean() > 1.3 * area[persons == 1].mean()


def test_owner_prices_reproduce_the_district_price(build):
    world = build("tampere")
    d, n = world.dwellings, world.neighbourhoods
    districts = layout(load_city("tampere")).districts
    owned = d.tenure == 0
    price = n.price[d.neighbourhood, d.building_type] * d.quality.astype(float) ** 0.7
    where = n.district[d.neighbourhood]
    mean = np.bincount(where[owned], price[owned]) / np.bincount(where[owned])
    assert np.allclose(mean, numbers(districts, "price_eur_m2"), rtol=1e-5)


def test_prices_of_tampere_fall_with_distance(build):
    """P12: −7 % per km ± 3 points."""
    world = build("tampere")
    away = world.city.district_xy - np.array(world.city.centre)
    km = np.sqrt((away**2).sum(axis=1)) / 1000
    price = numbers(layout(load_city("tampere")).districts, "price_eur_m2")
    slope = np.polyfit(km[km < 12], np.log(price[km < 12]), 1)[0]
    assert -0.10 <= slope <= -0.04


def test_rents_have_the_yield_and_social_rents_the_discount(build):
    world = build("tampere")
    d, n = world.dwellings, world.neighbourhoods
    districts = layout(load_city("tampere")).districts
    weight = integers(districts, "dwellings")
    level = 0.055 / 12 * np.average(numbers(districts, "price_eur_m2"), weights=weight)
    worth = d.quality.astype(float) ** 0.7
    where = n.district[d.neighbourhood]
    private, social = d.tenure == 2, d.tenure == 3
    rent = n.rent[d.neighbourhood, d.building_type] * worth
    by_district = np.bincount(where[private], rent[private]) / np.bincount(where[private])
    assert np.average(by_district, weights=weight) == pytest.approx(level, rel=1e-4)
    assert n.social_rent.max() / n.social_rent.min() < n.rent.max() / n.rent.min()
    cost = (n.social_rent[d.neighbourhood] * worth)[social].mean()
    assert cost == pytest.approx(0.94 * level, rel=0.03)


def test_anchor_is_the_district_share_over_the_city_share(build):
    world = build("tampere")
    districts = layout(load_city("tampere")).districts
    hervanta = next(k for k, d in enumerate(districts) if d.name == "Hervanta")
    row = np.flatnonzero(world.neighbourhoods.district == hervanta)[0]
    assert world.neighbourhoods.anchor[row, 1] == pytest.approx(
        0.22 / world.city.foreign_share, rel=1e-3
    )
    assert world.neighbourhoods.anchor[row, 0] == pytest.approx(
        0.78 / (1 - world.city.foreign_share), rel=1e-3
    )


def test_neighbourhoods_have_one_dominant_building_type_and_at_least_200_households(build):
    world = build("tampere")
    d, n = world.dwellings, world.neighbourhoods
    sizes = {d.name: d.households for d in layout(load_city("tampere")).districts}
    for row in range(n.room):
        whole = sizes[world.city.districts[n.district[row]]]
        assert n.households[row] >= min(200, whole)
    small = np.bincount(d.neighbourhood, d.building_type == 0) / np.bincount(d.neighbourhood)
    assert np.mean(np.maximum(small, 1 - small) > 0.8) > 0.95


@pytest.mark.parametrize("size", [200, 400, 1_000, 5_000])
def test_neighbourhood_size_is_respected(size):
    settings = load_city("grid", households=20_000, neighbourhood_size=size)
    n = synthesise(settings, ModelParameters(), 1, 2025).neighbourhoods
    assert n.households.min() >= 200
    assert n.households.sum() == 20_000


def test_open_tram_sections_belong_to_the_baseline(build):
    transport = build("tampere").transport
    assert [line.opens for line in transport.lines] == [2021, 2025]
    assert transport.lines[0].gain.max() == pytest.approx(6.0)
    assert (transport.gain(2024) > 0).sum() < (transport.gain(2025) > 0).sum()


def test_schools_hold_the_pupils_of_their_catchments(build):
    world = build("tampere")
    h, d, n = world.households, world.dwellings, world.neighbourhoods
    of_age = ((h.children >= 8) & (h.children <= 16)).sum(axis=1)
    school = n.school[d.neighbourhood[h.dwelling]]
    pupils = np.bincount(school, of_age, minlength=world.schools.room)
    assert np.all(world.schools.capacity >= pupils)
    assert of_age.sum() / world.schools.room == pytest.approx(450, rel=0.15)
    assert np.all(np.bincount(n.school, minlength=world.schools.room) > 0)


def test_rules_are_a_copy_of_the_institutions(build):
    world = build("tampere")
    assert world.rules is not world.institutions
    assert world.rules.steering is not world.institutions.steering
    assert world.institutions.tenure_split.shape == (world.neighbourhoods.room, 4)
    assert np.allclose(world.institutions.tenure_split.sum(axis=1), 1.0)
    assert np.allclose(world.institutions.tenure_split[:, 3], 0.20)
    assert not world.institutions.zonings
