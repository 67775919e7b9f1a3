"""The last sweep: picking the few feasible vacancies off shelves finds what a tour finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.kernels.listing import LISTING
from segsim.kernels.ring import make_ring
from segsim.kernels.sweep import (
    SHELF_OF,
    SHELVES,
    go_round,
    pick_out,
    shelve,
    tour_of,
    up_to,
)
from segsim.streams import Purpose, base

BITS = 6


def ring_of(charges, tenures, fees):
    homes = np.zeros(len(charges), LISTING)
    homes["id"] = np.arange(len(charges)) * 977 + 5
    homes["charge"], homes["tenure"], homes["fee"] = charges, tenures, fees
    return make_ring(homes, base(3, Purpose.RING, 5), BITS)


homes = st.integers(1, 120).flatmap(
    lambda n: st.tuples(
        st.lists(st.integers(0, 12), min_size=n, max_size=n),
        st.lists(st.integers(0, 3), min_size=n, max_size=n),
        st.lists(st.sampled_from([0, 0, 5]), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.integers(0, n - 1),
    )
)
limits_of = st.lists(st.integers(-1, 12), min_size=SHELVES, max_size=SHELVES)


@given(homes, limits_of, st.integers(0, 9), st.integers(1, 25))
def test_shelves_give_what_a_tour_gives(given_homes, limits, wealth, look_at):
    charges, tenures, fees, gone, start = given_homes
    ring, gone = ring_of(charges, tenures, fees), np.array(gone, np.uint8)
    (stride, inverse), limits = tour_of(gone.size), np.array(limits, np.float64)
    toured, picked = np.empty(look_at, np.int64), np.empty(look_at, np.int64)
    steps, count, shelves = np.empty(look_at, np.int64), 0, shelve(ring)
    seen = go_round(ring, gone, start, stride, limits, float(wealth), toured)
    for shelf in range(SHELVES):
        near = shelves.place[shelves.first[shelf] : up_to(shelves, shelf, limits[shelf])]
        count = pick_out(
            ring, gone, start, inverse, limits, float(wealth), near, picked, steps, count
        )
    assert count == seen
    assert np.array_equal(picked[:count], toured[:count])


@given(homes)
def test_shelves_hold_every_vacancy_once_the_cheapest_first(given_homes):
    charges, tenures, fees, _, _ = given_homes
    ring = ring_of(charges, tenures, fees)
    shelves = shelve(ring)
    assert sorted(shelves.place) == list(range(len(charges)))
    for shelf in range(SHELVES):
        inside = slice(shelves.first[shelf], shelves.first[shelf + 1])
        assert (SHELF_OF[ring.listing["tenure"][shelves.place[inside]]] == shelf).all()
        assert (np.diff(shelves.charge[inside]) >= 0.0).all()
        for limit in (-1.0, 0.0, 6.0, 12.0):
            assert up_to(shelves, shelf, limit) == shelves.first[shelf] + np.count_nonzero(
                shelves.charge[inside] <= limit
            )


@pytest.mark.parametrize("size", [1, 2, 7919, 7927, 2 * 7919, 250_000])
def test_a_tour_meets_every_vacancy_once(size):
    stride, inverse = tour_of(size)
    met = np.arange(size) * stride % size
    assert np.unique(met).size == size
    assert np.array_equal(met * inverse % size, np.arange(size))
