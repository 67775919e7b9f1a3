"""The ring of vacancies: keyed places, uniform when re-keyed, stable when a vacancy is added."""

import numpy as np
import pytest

from segsim.kernels.listing import LISTING
from segsim.kernels.ring import (
    LOOKS,
    STEP,
    WINDOW,
    Vacancies,
    draw_feasible,
    following,
    make_ring,
    refill,
    window,
)
from segsim.streams import Purpose, base, hashes, mix

KEY = base(1, Purpose.RING, 77)
BITS = 8
OWNER = 0


def listed(count, seed=1):
    """Return listings of invented dwellings, a third of them owner homes, some with a fee."""
    out = np.zeros(count, LISTING)
    ids = np.arange(count, dtype=np.uint64)
    out["id"] = hashes(seed, Purpose.BENCHMARK, 0, ids)
    out["charge"] = 2_000.0 + 18_000.0 * (hashes(seed, Purpose.BENCHMARK, 1, ids) / 2.0**64) ** 2
    out["tenure"] = np.where(ids % 3 == 0, OWNER, np.where(ids % 7 == 0, 1, 2))
    out["fee"] = np.where(out["tenure"] == 1, 20_000.0, 0.0)
    return out


def random_bits(count, seed=2):
    return hashes(seed, Purpose.CANDIDATE, 0, np.arange(count, dtype=np.uint64))


def windows(ring, bits):
    """Return what each draw takes [draw, WINDOW], as elements of the vacancies."""
    out = np.empty((bits.size, WINDOW), np.int64)
    for k, word in enumerate(bits):
        at = np.uint64(window(ring, word))
        for step in range(WINDOW):
            out[k, step] = ring.index[at]
            at = np.uint64(following(ring, at))
    return out


@pytest.mark.parametrize("count", [1, 2, 3, 17, 300])
def test_a_ring_holds_every_vacancy_once_in_the_order_of_places(count):
    homes = listed(count)
    ring = make_ring(homes, KEY, BITS)
    placed = homes[ring.index]
    assert sorted(ring.index) == list(range(count))
    assert np.array_equal(ring.listing, placed)
    places = hashes(1, Purpose.RING, 77, placed["id"])
    assert np.array_equal(places, np.sort(places))
    buckets = places >> np.uint64(64 - BITS)
    assert np.array_equal(ring.first, np.searchsorted(buckets, np.arange((1 << BITS) + 1)))


@pytest.mark.parametrize("count", [7, 60, 400])  # fewer and more than there are buckets
def test_every_vacancy_is_drawn_equally_often_when_the_ring_is_rekeyed(count):
    homes, bits, keys = listed(count), random_bits(500), 60
    counts = np.zeros((keys, count))
    for k in range(keys):
        ring = make_ring(homes, base(9, Purpose.RING, k), BITS)
        counts[k] = np.bincount(windows(ring, bits).ravel(), minlength=count)
    error = counts.std(axis=0, ddof=1) / np.sqrt(keys)
    assert np.max(np.abs(counts.mean(axis=0) - 500 * WINDOW / count) / error) < 4.8


def test_one_more_vacancy_changes_no_window_but_those_that_meet_it():
    homes, bits = listed(200), random_bits(3_000)
    after = windows(make_ring(homes, KEY, BITS), bits)
    met = 0
    for added in range(0, 200, 40):
        kept = np.delete(np.arange(200), added)
        before = kept[windows(make_ring(homes[kept], KEY, BITS), bits)]
        meets = (after == added).any(axis=1)
        assert np.array_equal(before[~meets], after[~meets])
        met += meets.mean()
    assert met / 5 == pytest.approx(WINDOW / 200, rel=0.5)


def test_the_order_of_the_vacancies_does_not_matter():
    homes = listed(300)
    one, other = make_ring(homes, KEY, BITS), make_ring(homes[::-1].copy(), KEY, BITS)
    assert np.array_equal(one.first, other.first)
    assert np.array_equal(one.index, 299 - other.index)


def means(homes, most, highest, wealth):
    """Return which homes are within means, said plainly."""
    owned = homes["tenure"] == OWNER
    return np.where(
        owned, homes["charge"] <= most, (homes["charge"] <= highest) & (homes["fee"] <= wealth)
    )


def drawn(ring, stream, most, highest, wealth, found, ahead=12):
    """Draw candidates as the market does, with the first windows looked up ahead."""
    return draw_feasible(ring, stream, starts(ring, stream, ahead), most, highest, wealth, found)


def starts(ring, stream, windows):
    """Return where the first windows of a draw begin."""
    words = [mix(np.uint64((int(stream) + (w + 1) * int(STEP)) % 2**64)) for w in range(windows)]
    at = [window(ring, np.uint64(word)) if ring.listing.size else 0 for word in words]
    return np.array(at, np.uint64)


@pytest.mark.parametrize("wealth", [0.0, 30_000.0])
@pytest.mark.parametrize(("most", "highest"), [(9_000.0, 6_000.0), (0.0, 8_000.0), (9e9, 9e9)])
def test_only_what_is_within_means_is_a_candidate(most, highest, wealth):
    homes, found = listed(300), np.empty(21, np.uint64)
    payable = means(homes, most, highest, wealth)
    times = np.zeros(300)
    for k, stream in enumerate(random_bits(400)):
        ring = make_ring(homes, base(9, Purpose.RING, k // 20), BITS)
        count = drawn(ring, stream, most, highest, wealth, found)
        chosen = ring.index[found[:count]]
        assert payable[chosen].all()
        np.add.at(times, chosen, 1)
    assert times[payable].min() > 0
    assert times.sum() == pytest.approx(20 * 400, rel=0.01)


def test_a_household_that_can_pay_for_little_looks_at_a_hundred_vacancies():
    homes, found = listed(300), np.empty(21, np.uint64)
    highest = float(np.sort(homes["charge"][homes["tenure"] == 2])[14])
    payable = means(homes, 0.0, highest, 0.0).mean()
    rings = [make_ring(homes, base(9, Purpose.RING, k), BITS) for k in range(50)]
    counts = [
        drawn(rings[k % 50], stream, 0.0, highest, 0.0, found)
        for k, stream in enumerate(random_bits(1_000))
    ]
    assert np.mean(counts) == pytest.approx(LOOKS * 20 * payable, rel=0.08)
    ring = rings[0]
    assert drawn(ring, KEY, 0.0, -1.0, 0.0, found) == 0
    assert drawn(make_ring(homes[:0], KEY, BITS), KEY, 9e9, 9e9, 9e9, found) == 0


@pytest.mark.parametrize("ahead", [0, 1, 12, 40])
def test_looking_ahead_changes_no_candidate(ahead):
    homes, found = listed(300), np.empty((2, 21), np.uint64)
    ring = make_ring(homes, KEY, BITS)
    for stream in random_bits(50):
        counts = [
            drawn(ring, stream, 5_000.0, 8_000.0, 0.0, out, windows)
            for out, windows in zip(found, (ahead, 25), strict=True)
        ]
        assert counts[0] == counts[1]
        assert np.array_equal(found[0, : counts[0]], found[1, : counts[0]])


@pytest.mark.parametrize("freed", [0, 1, 3, 6])
@pytest.mark.parametrize("taken", [(), (0,), (9,), (2, 5, 8, 9), tuple(range(10))])
def test_what_is_freed_takes_the_place_of_what_is_taken(taken, freed):
    homes, rows = listed(40), np.arange(10, 20)
    vacant = Vacancies(np.empty(20, np.int64), np.zeros(20, LISTING))
    vacant.row[:10], vacant.listing[:10] = rows, homes[rows]
    new = np.arange(30, 30 + freed)
    size = refill(vacant, 10, np.array(taken, np.int64), new, homes)
    expected = {*np.delete(rows, list(taken)), *new}
    assert size == len(expected)
    assert set(vacant.row[:size]) == expected
    assert np.array_equal(vacant.listing[:size], homes[vacant.row[:size]])
