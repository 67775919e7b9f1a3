"""Places that a regime of choice opens and closes, and its cap on the way to school."""

import numpy as np
import pytest

from segsim.submodels.schools import assign_pupils

SIZE = {"households": 12_000, "city": {"neighbourhood_size": 200}}


@pytest.fixture
def seated(city):
    """Return a function that seats pupils anew in the first year of a regime."""

    def call(eager=True, years=1, **levers):
        policy = {"kind": "choice_regime", "start_year": 2026, **levers}
        world = city.with_policies(city.settled(**SIZE), {"it": policy})
        city.live(world, years)
        if eager:  # nobody is bound to a school, so that places decide
            schools = world.parameters.schools
            free = schools.model_copy(update={"choice_catchment": 0.0, "choice_distance": 0.0})
            world.parameters = world.parameters.model_copy(update={"schools": free})
        world.records.flows.pop("pupils_outside")
        assign_pupils(world)
        return world

    return call


def outside(world):
    return world.records.flows["pupils_outside"] / world.schools.pupils.sum()


def test_the_more_places_are_open_the_more_pupils_attend_another_school(seated):
    shares = [outside(seated(open_seat_share=share)) for share in (0.0, 0.1, 0.4, 1.0)]
    assert shares[0] == 0.0
    assert shares == sorted(set(shares))


def test_the_share_moves_by_dose_and_reaches_the_schools_of_the_target(city):
    name = city.settled(**SIZE).city.districts[0]
    policy = {
        "kind": "choice_regime", "start_year": 2026, "intensity": 0.5, "open_seat_share": 0.55,
        "target": [name],
    }  # fmt: skip
    world = city.with_policies(city.settled(**SIZE), {"it": policy})
    city.live_until(world, "age_stock")
    n, change = world.neighbourhoods, world.institutions.open_seats
    served = np.isin(np.arange(world.schools.room), n.school[n.district == 0])
    assert served.any()
    assert not served.all()
    assert np.allclose(change, np.where(served, 0.5 * (0.55 - 0.15), 0.0))
    places = (change * world.schools.capacity).sum()
    assert world.ledger.total("it") == pytest.approx(100.0 * places)


def test_closing_places_costs_nothing_and_ends_when_the_regime_ends(seated):
    assert seated(open_seat_share=0.0).ledger.entries == []
    ended = seated(years=2, open_seat_share=0.0, duration_years=1)
    assert outside(ended) > 0.0
    assert not ended.institutions.open_seats.any()


@pytest.mark.parametrize(("intensity", "cap"), [(1.0, 1.0), (0.5, 3.0)])
def test_nobody_goes_farther_than_the_cap_but_to_the_catchment_school(seated, intensity, cap):
    """Half the programme is half-way between the ordinary 5 km and the cap of 1 km."""
    world = seated(open_seat_share=1.0, max_km=1.0, intensity=intensity)
    h, n, s = world.households, world.neighbourhoods, world.schools
    rows = np.flatnonzero(h.school[: world.household_rows] >= 0)
    place, school = h.neighbourhood[rows], h.school[rows]
    km = np.hypot(n.x[place] - s.x[school], n.y[place] - s.y[school]) / 1000.0
    chosen = school != n.school[place]
    assert km[chosen].max() <= cap
    assert chosen.sum() > 0
    assert outside(world) < outside(seated(open_seat_share=1.0))


def test_a_cap_beyond_the_ordinary_one_changes_nothing(seated):
    far, none = (seated(eager=False, max_km=max_km) for max_km in (50.0, None))
    assert far.digest() == none.digest()
