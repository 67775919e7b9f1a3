"""The ring of vacancies: keyed places, uniform when re-keyed, stable when a vacancy is added."""

import numpy as np
import pytest

from segsim.kernels.listing import LISTING
from segsim.kernels.ring import drawn, make_ring
from segsim.streams import Purpose, base, hashes

KEY = base(1, Purpose.RING, 77)
BITS = 8


def listed(count, seed=1):
    """Return listings of invented dwellings, a third of them owner homes."""
    out = np.zeros(count, LISTING)
    ids = np.arange(count, dtype=np.uint64)
    out["id"] = hashes(seed, Purpose.BENCHMARK, 0, ids)
    out["charge"] = 2_000.0 + 18_000.0 * (hashes(seed, Purpose.BENCHMARK, 1, ids) / 2.0**64) ** 2
    out["tenure"] = np.where(ids % 3 == 0, 0, 2)
    return out


def random_bits(count, seed=2):
    return hashes(seed, Purpose.CANDIDATE, 0, np.arange(count, dtype=np.uint64))


def draws(ring, bits):
    """Return what each draw meets, as positions among the rows of the ring."""
    return ring.index[[drawn(ring, word) for word in bits]]


@pytest.mark.parametrize("count", [1, 2, 3, 17, 300])
def test_a_ring_holds_every_vacancy_once_in_the_order_of_places(count):
    homes = listed(count + 5)
    rows = np.arange(2, 2 + count)
    ring = make_ring(rows, homes, KEY, BITS)
    assert sorted(ring.index) == list(range(count))
    assert np.array_equal(ring.listing, homes[rows[ring.index]])
    assert np.array_equal(np.abs(ring.charge), ring.listing["charge"])
    assert np.array_equal(ring.charge < 0, ring.listing["tenure"] == 0)
    places = hashes(1, Purpose.RING, 77, ring.listing["id"]).tolist()
    assert places == sorted(places)


def test_every_vacancy_is_drawn_equally_often_when_the_ring_is_rekeyed():
    homes, bits, keys = listed(60), random_bits(500), 60
    counts = np.zeros((keys, 60))
    for k in range(keys):
        ring = make_ring(np.arange(60), homes, base(9, Purpose.RING, k), BITS)
        counts[k] = np.bincount(draws(ring, bits), minlength=60)
    error = counts.std(axis=0, ddof=1) / np.sqrt(keys)
    assert np.max(np.abs(counts.mean(axis=0) - 500 / 60) / error) < 4.5


def test_one_more_vacancy_leaves_the_other_draws_as_they_were():
    homes, bits = listed(200), random_bits(3_000)
    after = draws(make_ring(np.arange(200), homes, KEY, BITS), bits)
    elsewhere = []
    for added in range(0, 200, 40):
        kept = np.delete(np.arange(200), added)
        before = kept[draws(make_ring(kept, homes, KEY, BITS), bits)]
        elsewhere.append(float(np.mean((after != before) & (after != added)) * 200))
    # in units of 1 ÷ vacancies, the share of draws that the new vacancy itself takes
    assert np.mean(elsewhere) < 1.0


def test_the_order_of_the_rows_does_not_matter():
    homes = listed(300)
    one = make_ring(np.arange(300), homes, KEY, BITS)
    other = make_ring(np.arange(300)[::-1].copy(), homes, KEY, BITS)
    assert np.array_equal(one.listing, other.listing)
    assert np.array_equal(one.first, other.first)
