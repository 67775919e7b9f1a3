"""Weighted classes: how many places there are, where, who gets them, and for how long."""

import numpy as np
import pytest

from segsim.submodels.catchments import pupils_in
from segsim.world.need import need_index

SIZE = {"households": 12_000, "city": {"neighbourhood_size": 200}}


def lived(city, years=1, **levers):
    policy = {"kind": "weighted_classes", "start_year": 2026, **levers}
    world = city.with_policies(city.settled(**SIZE), {"it": policy})
    return city.live(world, years)


def planned(city, **levers):
    """Return a city in which the places of the year have been set."""
    policy = {"kind": "weighted_classes", "start_year": 2026, **levers}
    return city.live_until(city.with_policies(city.settled(**SIZE), {"it": policy}), "age_stock")


def sitting(world):
    """Return the rows of families with pupils in a weighted class."""
    return np.flatnonzero(world.households.weighted > 0)


@pytest.mark.parametrize("placement", ["concentrated", "even", "low_index"])
def test_there_are_as_many_places_as_the_share_says(city, placement):
    world = planned(city, placement=placement, seat_share=0.15)
    seats, pupils = world.institutions.weighted_seats, world.schools.pupils.sum(axis=1)
    assert seats.sum() == pytest.approx(0.15 * pupils.sum(), abs=seats.shape[0])
    assert not seats[:, 1].any()
    assert world.ledger.total("it") == pytest.approx(300.0 * seats.sum())
    share = seats[:, 0] / pupils
    if placement == "even":
        assert np.allclose(share, 0.15, atol=0.01)
    else:
        last = np.flatnonzero(share == 0.0)
        by = world.schools.perceived
        if placement == "low_index":
            by = need_index(world, pupils.astype(float))
        assert last.size > 0
        assert by[share > 0.0].min() >= by[last].max()


def test_places_by_lot_are_kept_apart_from_those_by_aptitude(city):
    seats = planned(city, selection="lottery").institutions.weighted_seats
    assert seats[:, 1].sum() > 0
    assert not seats[:, 0].any()


def test_no_school_seats_more_than_it_has_places_for(city):
    world = lived(city, years=3)
    h, rows = world.households, sitting(world)
    taken = np.bincount(h.school[rows], pupils_in(h.children[rows]), world.schools.room)
    assert taken.sum() > 100
    assert np.all(taken <= world.institutions.weighted_seats.sum(axis=1))


def test_classes_draw_pupils_out_of_their_catchments(city):
    world = lived(city)
    without = city.live(city.settled(**SIZE), 1)
    assert world.records.flows["pupils_outside"] > without.records.flows["pupils_outside"] + 50


def test_tests_of_aptitude_choose_by_background_and_lots_do_not(city):
    """The mean income rank in classes above that of all families with pupils."""

    def above(selection):
        world = lived(city, selection=selection, placement="even")
        h, rows = world.households, sitting(world)
        pupils = np.flatnonzero((h.status == 1) & (h.school >= 0))
        return h.rank[rows].mean() / 65_535 - h.rank[pupils].mean() / 65_535

    assert above("aptitude") > 0.1
    assert abs(above("lottery")) < 0.05


def test_a_place_is_kept_while_there_are_places(city):
    world = lived(city, placement="even")
    h, rows = world.households, sitting(world)
    before = {int(h.id[i]): int(h.school[i]) for i in rows}
    city.live(world, 1)
    h = world.households
    there = [i for i in np.flatnonzero(h.school >= 0) if int(h.id[i]) in before]
    kept = [h.weighted[i] > 0 and h.school[i] == before[int(h.id[i])] for i in there]
    assert len(kept) > 50
    assert np.mean(kept) > 0.95


def test_classes_end_with_the_programme(city):
    world = lived(city, years=2, duration_years=1)
    assert sitting(world).size == 0
    assert not world.institutions.weighted_seats.any()


def test_the_cap_on_the_way_holds_for_classes_too(city):
    cap = {"kind": "choice_regime", "start_year": 2026, "max_km": 0.5, "open_seat_share": 0.15}
    classes = {"kind": "weighted_classes", "start_year": 2026}
    world = city.with_policies(city.settled(**SIZE), {"cap": cap, "classes": classes})
    city.live(world, 1)
    h, n, s, rows = world.households, world.neighbourhoods, world.schools, sitting(world)
    place, school = h.neighbourhood[rows], h.school[rows]
    km = np.hypot(n.x[place] - s.x[school], n.y[place] - s.y[school]) / 1000.0
    assert rows.size > 0
    assert km[n.school[place] != school].max(initial=0.0) <= 0.5
