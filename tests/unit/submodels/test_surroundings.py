"""Neighbourhoods as households see them: access, language terms, status; dwellings as listed."""

import numpy as np
import pytest

from segsim.submodels.surroundings import (
    LEAST_RATIO,
    access,
    city_shares,
    counting_oneself,
    lasting_appeal,
    list_all,
    shares,
    status,
    surroundings,
)
from segsim.world import Line

OWNER = 0


@pytest.fixture
def world(city):
    return city.settled(households=3_000)


def changed(world, **groups):
    update = {
        name: getattr(world.parameters, name).model_copy(update=values)
        for name, values in groups.items()
    }
    world.parameters = world.parameters.model_copy(update=update)
    return world


def add_line(world, opens, announced, gain=6.0):
    gains = np.zeros(world.neighbourhoods.room)
    gains[2] = gain
    world.transport.lines.append(Line("test", np.zeros((1, 2)), announced, opens, gains))


def test_access_is_minutes_to_the_centre_in_quarters_of_an_hour(world):
    tenants, owners = access(world)
    assert np.allclose(tenants, -world.transport.minutes / 15.0)
    assert np.array_equal(tenants, owners)


def test_access_improves_for_all_once_a_line_runs(world):
    before = access(world)
    add_line(world, opens=world.calendar, announced=world.calendar - 5)
    after = access(world)
    assert np.allclose(after[:, 2] - before[:, 2], 6.0 / 15.0)
    others = np.delete(np.arange(world.neighbourhoods.room), 2)
    assert np.array_equal(after[:, others], before[:, others])


def test_no_journey_takes_less_than_no_time(world):
    add_line(world, opens=world.calendar, announced=world.calendar - 5, gain=60.0)
    assert np.all(access(world) <= 0.0)


def test_owners_anticipate_an_announced_line_and_tenants_do_not(world):
    before = access(world)
    add_line(world, opens=world.calendar + 3, announced=world.calendar)
    tenants, owners = access(world)
    assert np.array_equal(tenants, before[0])
    assert 0.0 < owners[2] - before[1, 2] < 6.0 / 15.0


def test_nobody_anticipates_what_is_not_announced_or_believed(world):
    before = access(world)
    add_line(world, opens=world.calendar + 3, announced=world.calendar + 1)
    assert np.array_equal(access(world), before)
    add_line(world, opens=world.calendar + 3, announced=world.calendar)
    changed(world, prices={"credibility": 0.0})
    assert np.array_equal(access(world), before)


def test_remote_work_lowers_the_weight_of_access(world):
    before = access(world)
    changed(world, driver={"remote_work": 0.25})
    assert np.allclose(access(world), 0.75 * before)


def test_status_is_the_mean_rank_less_a_half(world):
    n = world.neighbourhoods
    assert np.allclose(status(world), n.rank_sum / (65_535 * n.households) - 0.5)
    n.households[0], n.rank_sum[0] = 0, 0
    assert status(world)[0] == 0.0
    n.by_language[0] = 0
    assert shares(world)[0].tolist() == [0.0, 0.0]


def test_the_shares_of_the_city_are_those_of_its_table(world):
    assert city_shares(world).sum() == pytest.approx(1.0)
    assert city_shares(world)[1] == world.city.foreign_share


def test_lasting_appeal_is_amenity_reputation_services_memory_and_anchor(world):
    n, b = world.neighbourhoods, world.parameters.behaviour
    n.services[:] = np.linspace(-1.0, 1.0, n.room)
    n.anchor[3] = 0.0  # unknown: the term is nothing
    n.memory[4] = (1.0, 0.0)  # nobody: the ratio is floored
    found = lasting_appeal(world)
    for g in (0, 1):
        ratio = np.maximum(n.memory[:, g] / city_shares(world)[g], LEAST_RATIO)
        anchor = np.where(n.anchor[:, g] > 0.0, np.maximum(n.anchor[:, g], LEAST_RATIO), 1.0)
        wanted = b.reputation * n.reputation + b.services * n.services
        wanted = (
            wanted + b.own_language_network * np.log(ratio) + b.language_anchor * np.log(anchor)
        )
        assert np.allclose(found[g], n.amenity + wanted[:, None], atol=1e-12)
    assert np.all(np.isfinite(found))


def test_own_language_and_status_work_on_appeal(world):
    changed(world, behaviour={"own_language": 2.0, "status": 1.5, "status_discount": 0.5})
    found = surroundings(world)
    lasting = lasting_appeal(world)
    for g, weight in ((0, 1.5), (1, 1.0)):
        wanted = weight * status(world) + 2.0 * shares(world)[:, g]
        assert np.allclose(found.appeal[g] - lasting[g], wanted[:, None], atol=1e-12)


def test_without_preferences_every_neighbourhood_is_its_amenity(world):
    names = ("own_language", "own_language_network", "language_anchor", "status")
    names += ("status_discount", "reputation", "services")
    changed(world, behaviour=dict.fromkeys(names, 0.0))
    assert np.array_equal(surroundings(world).appeal, np.stack([world.neighbourhoods.amenity] * 2))


def test_surroundings_may_be_asked_with_what_stays_within_a_year(world):
    lasting, reach = lasting_appeal(world), access(world)
    one, other = surroundings(world), surroundings(world, lasting, reach)
    assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))
    assert np.array_equal(lasting, lasting_appeal(world))  # and it is not used up


def test_places_hold_rank_status_access_school_and_kilometres(world):
    n, place = world.neighbourhoods, surroundings(world).place
    reach = access(world)
    columns = [status(world) + 0.5, status(world), reach[0], reach[1]]
    columns += [world.schools.perceived[n.school], n.x / 1000.0, n.y / 1000.0]
    assert np.array_equal(place[:, :7], np.stack(columns, axis=1))


def test_what_a_home_costs_by_tenure(world):
    """Charges a year: user cost of the price, rent, cost rent, or between the last two."""
    list_all(world)
    d, n, p = world.dwellings, world.neighbourhoods, world.parameters
    rows = np.flatnonzero(d.standing[: world.dwelling_rows])
    listings = world.workspace.listings[rows]
    place, kind, tenure = d.neighbourhood[rows], d.building_type[rows], d.tenure[rows]
    worth = d.area[rows] * np.exp(
        -p.stock.wear * p.prices.hedonic * d.effective_age[rows].astype(float)
    )
    price, rent, social = n.price[place, kind], n.rent[place, kind], n.social_rent[place]
    assert np.allclose(listings["price"], price * worth, rtol=1e-6)
    wanted = np.choose(
        tenure,
        [p.market.user_cost * price, 6.0 * (rent + social), 12.0 * rent, 12.0 * social],
    )
    assert np.allclose(listings["charge"], wanted * worth, rtol=1e-6)
    assert np.allclose(listings["log_area"], np.log(d.area[rows]), rtol=1e-6)
    assert np.array_equal(listings["kind"], kind)
    assert np.array_equal(listings["quality"], d.quality[rows])


def test_the_own_language_share_excludes_the_chooser(world):
    """With the household's own share taken off, what is left is the share among the others."""
    n = world.neighbourhoods
    n.by_language[0] = (n.households[0] - 1, 1)  # one household alone with its language
    n.by_language[1] = (n.households[1], 0)
    left = shares(world).T - counting_oneself(world)
    for place in range(n.room):
        for language in range(2):
            same, others = int(n.by_language[place, language]), int(n.households[place]) - 1
            assert left[language, place] == pytest.approx(max(same - 1, 0) / others)
    assert left[1, 0] == 0.0
    weight = world.parameters.behaviour.own_language
    assert np.array_equal(surroundings(world).oneself, weight * counting_oneself(world))


def test_services_for_some_life_stages_add_to_their_view_alone(world):
    plain, n, b = surroundings(world).appeal, world.neighbourhoods, world.parameters.behaviour
    held = np.zeros((4, n.room))
    held[3, 2] = 2.0
    world.institutions.stage_services = held
    found = surroundings(world).appeal
    assert found.shape == (8, n.room, 3)
    for stage in range(4):
        for g in range(2):
            gain = np.where(np.arange(n.room) == 2, b.services * held[stage], 0.0)
            assert np.allclose(found[2 * stage + g] - plain[g], gain[:, None], atol=1e-12)


def test_services_for_every_stage_are_services(world):
    world.institutions.stage_services = np.full((4, 1), 0.5)
    staged = surroundings(world).appeal
    world.institutions.stage_services = np.zeros((1, 1))
    world.neighbourhoods.services[:] += 0.5
    assert np.allclose(staged, np.tile(surroundings(world).appeal, (4, 1, 1)), atol=1e-12)
