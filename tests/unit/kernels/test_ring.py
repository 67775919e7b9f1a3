"""The ring of vacancies: keyed places, uniform when re-keyed, stable when a vacancy is added."""

import numpy as np
import pytest

from segsim.kernels.listing import CLASSES, LISTING, class_of
from segsim.kernels.ring import drawn, make_ring, payable
from segsim.streams import Purpose, base, hashes

KEY = base(1, Purpose.RING, 77)
LIMITS = [0.0, *(2_500.0 * 1.15**k for k in range(CLASSES - 1)), np.inf]


def listed(count, seed=1):
    """Return listings of invented dwellings of many charges."""
    out = np.zeros(count, LISTING)
    ids = np.arange(count, dtype=np.uint64)
    out["id"] = hashes(seed, Purpose.BENCHMARK, 0, ids)
    out["charge"] = 2_000.0 + 18_000.0 * (hashes(seed, Purpose.BENCHMARK, 1, ids) / 2.0**64) ** 2
    out["group"] = [class_of(float(charge)) for charge in out["charge"]]
    return out


def random_bits(count, seed=2):
    return hashes(seed, Purpose.CANDIDATE, 0, np.arange(count, dtype=np.uint64))


def places(ring):
    """Return the keyed place of each vacancy of a ring, worked out from its identity."""
    return hashes(1, Purpose.RING, 77, ring.listing["id"])


def span(ring, group):
    return int(ring.start[group]), int(ring.start[group + 1])


@pytest.mark.parametrize("charge", [0.0, 2_499.0, 2_501.0, 2_874.0, 2_876.0, 9_000.0, 1e7])
def test_classes_are_fifteen_per_cent_wide(charge):
    group = class_of(charge)
    assert LIMITS[group] <= charge < LIMITS[group + 1]


@pytest.mark.parametrize("count", [1, 2, 3, 17, 300])
def test_a_ring_holds_every_vacancy_once_by_class_and_place(count):
    homes = listed(count + 5)
    rows = np.arange(2, 2 + count)
    ring = make_ring(rows, homes, KEY)
    assert sorted(ring.row) == rows.tolist()
    assert np.array_equal(ring.listing, homes[ring.row])
    assert np.array_equal(ring.charge, ring.listing["charge"])
    assert np.array_equal(ring.group, ring.listing["group"])
    assert span(ring, CLASSES - 1)[1] == count
    for group in range(CLASSES):
        first, end = span(ring, group)
        assert np.all(ring.group[first:end] == group)
        own = places(ring)[first:end].tolist()
        assert own == sorted(own)


def test_an_empty_ring_offers_nothing():
    ring = make_ring(np.zeros(0, np.int64), listed(3), KEY)
    assert ring.charge.size == 0
    assert payable(ring, 1e12) == 0


@pytest.mark.parametrize("count", [1, 2, 40, 500])
def test_a_draw_is_of_the_bucket_of_its_place_or_of_the_next_that_holds_one(count):
    ring = make_ring(np.arange(count), listed(count), KEY)
    buckets = [int(place) >> int(ring.shift) for place in places(ring)]
    words = [*random_bits(40), np.uint64(0), np.uint64(2**64 - 1)]
    for group in np.unique(ring.group):
        first, end = span(ring, group)
        for word in words:
            want = int(word) >> int(ring.shift)
            here = [v for v in range(first, end) if buckets[v] == want]
            after = [v for v in range(first, end) if buckets[v] > want]
            found = drawn(ring, np.uint8(group), word)
            if here:
                middle = (int(word) >> 32) & 0xFFFF
                assert found == here[middle * len(here) >> 16]
            else:
                assert found == (after[0] if after else first)


def test_nothing_that_can_be_paid_is_left_out():
    ring = make_ring(np.arange(800), listed(800), KEY)
    for limit in (0.0, 2_000.0, 2_500.0, 4_321.0, 9_000.0, 17_000.0, 1e9):
        reached = payable(ring, limit)
        assert np.all(ring.charge[reached:] > limit)
        assert np.all(ring.charge[:reached] <= max(limit * 1.15, 2_500.0) + 1.0)
    assert payable(ring, 1e12) == 800


def inclusion(ring, chance):
    """Return the exact chance of each vacancy [row] of being a draw, adding up over all bits."""
    count = ring.charge.size
    chance[:] = 0.0
    for group in np.unique(ring.group):
        first, end = span(ring, group)
        edges = ring.first[group]
        size = edges[1:] - edges[:-1]
        share = (end - first) / count / size.size
        for bucket, held in enumerate(size):
            v = edges[bucket]
            if held:
                chance[ring.row[v : v + held]] += share / held
            else:
                chance[ring.row[v if v < end else first]] += share
    return chance


def test_every_vacancy_is_drawn_equally_often_when_the_ring_is_rekeyed():
    homes, keys = listed(150), [base(5, Purpose.RING, k) for k in range(300)]
    chances = np.empty((len(keys), 150))
    for k, key in enumerate(keys):
        inclusion(make_ring(np.arange(150), homes, key), chances[k])
    assert np.allclose(chances.sum(axis=1), 1.0)
    error = chances.std(axis=0, ddof=1) / np.sqrt(len(keys)) + 1e-12
    z = (chances.mean(axis=0) - 1.0 / 150) / error
    assert np.max(np.abs(z)) < 4.5
    assert abs((z * z).sum() - 150) < 5.0 * np.sqrt(2.0 * 150)


def test_a_ring_that_is_never_rekeyed_is_biased():
    chance = inclusion(make_ring(np.arange(400), listed(400), KEY), np.empty(400)) * 400
    assert chance.std() > 0.4


def draws(ring, bits):
    """Return the rows of draws from a whole ring, drawn as the market draws them."""
    pool = np.uint64(ring.charge.size)
    which = ((bits & np.uint64(0xFFFFFFFF)) * pool) >> np.uint64(32)
    groups = ring.group[which.astype(np.int64)]
    return ring.row[[drawn(ring, group, word) for group, word in zip(groups, bits, strict=True)]]


def test_draws_meet_every_vacancy_equally_often():
    homes, bits = listed(60), random_bits(2_000)
    counts = np.zeros(60)
    for k in range(20):
        ring = make_ring(np.arange(60), homes, base(9, Purpose.RING, k))
        counts += np.bincount(draws(ring, bits), minlength=60)
    # the spread of a ring's chances is that of gaps, so that 20 rings leave a fifth
    assert np.all(np.abs(counts / counts.mean() - 1.0) < 1.0)
    assert counts.min() > 0


def test_one_more_vacancy_leaves_the_other_draws_as_they_were():
    """Draws that do not meet the new vacancy hardly change: far fewer than those that meet it."""
    homes, bits = listed(200), random_bits(3_000)
    after = draws(make_ring(np.arange(200), homes, KEY), bits)
    elsewhere = []
    for added in range(0, 200, 40):
        before = draws(make_ring(np.delete(np.arange(200), added), homes, KEY), bits)
        elsewhere.append(float(np.mean((after != before) & (after != added)) * 200))
    # in units of 1 ÷ vacancies, the share of draws that the new vacancy itself takes
    assert max(elsewhere) < 1.0


@pytest.mark.parametrize("count", [65, 129])
def test_a_class_that_grows_past_a_power_of_two_leaves_the_other_draws_alone(count):
    """The number of buckets must not hang on the number of vacancies of the largest class."""
    homes, bits = listed(count), random_bits(3_000)
    homes["charge"], homes["group"] = 5_000.0, class_of(5_000.0)
    before = draws(make_ring(np.arange(count - 1), homes, KEY), bits)
    after = draws(make_ring(np.arange(count), homes, KEY), bits)
    assert np.mean((after != before) & (after != count - 1)) * count < 1.0


def test_the_order_of_the_rows_does_not_matter():
    homes = listed(300)
    one = make_ring(np.arange(300), homes, KEY)
    other = make_ring(np.arange(300)[::-1].copy(), homes, KEY)
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a, b)
