"""The ring of vacancies: a successor of a keyed place, uniform when re-keyed, locally stable."""

import numpy as np
import pytest

from segsim.kernels.listing import LISTING
from segsim.kernels.ring import make_ring, payable, successor
from segsim.streams import Purpose, base, hashes

KEY = base(1, Purpose.RING, 77)


def listed(count, seed=1, charges=None):
    """Return listings of invented dwellings."""
    out = np.zeros(count, LISTING)
    out["id"] = hashes(seed, Purpose.BENCHMARK, 0, np.arange(count, dtype=np.uint64))
    out["row"] = np.arange(count)
    spread = hashes(seed, Purpose.BENCHMARK, 1, np.arange(count, dtype=np.uint64))
    out["charge"] = 2_000.0 + 18_000.0 * (spread / 2.0**64) ** 2 if charges is None else charges
    return out


def bounds(ring, group):
    return int(ring.start[group]), int(ring.start[group + 1])


@pytest.mark.parametrize("count", [1, 2, 3, 17, 300])
def test_a_ring_holds_every_vacancy_once_at_its_keyed_place(count):
    homes = listed(count + 5)
    rows = np.arange(2, 2 + count)
    ring = make_ring(rows, homes, KEY)
    assert sorted(ring.listing["row"]) == rows.tolist()
    assert np.array_equal(ring.place, hashes(1, Purpose.RING, 77, ring.listing["id"]))
    assert np.array_equal(ring.charge, ring.listing["charge"])
    for group in range(ring.start.size - 1):
        first, end = bounds(ring, group)
        assert np.all(np.diff(ring.place[first:end].astype(float)) >= 0.0)
        assert np.all(ring.group[first:end] == group)


def test_an_empty_ring_offers_nothing():
    ring = make_ring(np.zeros(0, np.int64), listed(3), KEY)
    assert ring.place.size == 0
    assert payable(ring, 1e12) == 0


@pytest.mark.parametrize("count", [1, 2, 40, 500])
def test_the_successor_is_the_first_vacancy_at_or_after_a_place(count):
    ring = make_ring(np.arange(count), listed(count), KEY)
    places = hashes(2, Purpose.CANDIDATE, 0, np.arange(300, dtype=np.uint64))
    edges = [
        np.uint64(0),
        np.uint64(2**64 - 1),
        *ring.place[:50],
        *(ring.place[:50] + np.uint64(1)),
    ]
    for group in np.unique(ring.group):
        first, end = bounds(ring, group)
        own = [int(place) for place in ring.place[first:end]]
        for place in [*places, *edges]:
            after = [k for k, other in enumerate(own) if other >= int(place)]
            wanted = first + (after[0] if after else 0)
            assert successor(ring, np.int64(group), place) == wanted


def test_classes_are_ordered_by_charge_and_leave_out_nothing_that_can_be_paid():
    homes = listed(800)
    ring = make_ring(np.arange(800), homes, KEY)
    charge = ring.listing["charge"].astype(float)
    for limit in (0.0, 2_000.0, 2_500.0, 4_321.0, 9_000.0, 17_000.0, 1e9):
        reached = payable(ring, limit)
        assert np.all(charge[reached:] > limit)
        assert reached <= np.sum(charge <= limit * 1.15 + 2_500.0)
    assert payable(ring, 1e12) == 800


def inclusion(ring):
    """Return the chance of each vacancy [listing row] of being a draw: gap × share of its class."""
    count = ring.place.size
    chance = np.zeros(count)
    for group in np.unique(ring.group):
        first, end = bounds(ring, group)
        place = ring.place[first:end]
        gap = (place - np.roll(place, 1)).astype(np.float64) / 2.0**64
        if end - first == 1:
            gap[:] = 1.0
        chance[ring.listing["row"][first:end]] = gap * (end - first) / count
    return chance


def test_every_vacancy_is_drawn_equally_often_when_the_ring_is_rekeyed():
    homes, keys = listed(150), [base(5, Purpose.RING, k) for k in range(600)]
    chances = np.stack([inclusion(make_ring(np.arange(150), homes, key)) for key in keys])
    assert np.allclose(chances.sum(axis=1), 1.0)
    error = chances.std(axis=0, ddof=1) / np.sqrt(len(keys))
    z = (chances.mean(axis=0) - 1.0 / 150) / error
    assert np.max(np.abs(z)) < 4.5
    assert abs((z * z).sum() - 150) < 5.0 * np.sqrt(2.0 * 150)


def test_a_ring_that_is_never_rekeyed_is_biased():
    chance = inclusion(make_ring(np.arange(400), listed(400), KEY)) * 400
    assert chance.std() > 0.5


def draws(ring, bits):
    """Return the listing rows of draws from a whole ring, drawn as the market draws them."""
    pool = ring.place.size
    which = ((bits & np.uint64(0xFFFFFFFF)) * np.uint64(pool)) >> np.uint64(32)
    groups = ring.group[which.astype(np.int64)].astype(np.int64)
    at = [successor(ring, group, word) for group, word in zip(groups, bits, strict=True)]
    return ring.listing["row"][at]


def test_one_more_vacancy_leaves_the_other_draws_as_they_were():
    """Only a draw that now meets the new vacancy may change."""
    homes = listed(200)
    bits = hashes(3, Purpose.CANDIDATE, 0, np.arange(3_000, dtype=np.uint64))
    after = draws(make_ring(np.arange(200), homes, KEY), bits)
    elsewhere = []
    for added in range(0, 200, 40):
        before = draws(make_ring(np.delete(np.arange(200), added), homes, KEY), bits)
        elsewhere.append(np.mean((after != before) & (after != added)) * 200)
    # in units of 1 ÷ vacancies, the share of draws that the new vacancy itself takes
    assert elsewhere == [0.0] * 5


def test_the_order_of_the_rows_does_not_matter():
    homes = listed(300)
    one = make_ring(np.arange(300), homes, KEY)
    other = make_ring(np.arange(300)[::-1].copy(), homes, KEY)
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a, b)
