"""Keyed draws: uniform, independent, and the same for a subset as for the whole."""

from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.streams import (
    TABLE_SIZE,
    Purpose,
    base,
    cell,
    draw,
    hashes,
    mix,
    quantiles,
    uniform,
    uniforms,
)

WORD = 2**64
IDS = np.arange(100_000, dtype=np.uint64)
PURPOSES = list(Purpose)


def splitmix(z):
    """SplitMix64's finaliser (Steele, Lea, Flood 2014) in whole numbers of any size."""
    z = (z + 0x9E3779B97F4A7C15) % WORD
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB % WORD
    return z ^ (z >> 31)


def plain_draw(seed, purpose, time, entity):
    key = splitmix(seed)
    key = splitmix(key ^ int(purpose))
    key = splitmix(key ^ ((time + 1_000_000) % WORD))
    return splitmix(key ^ splitmix(entity))


def chi_square(u, cells=256):
    """Return (χ² − df) ÷ its standard deviation for equal cells of (0, 1)."""
    counts = np.bincount((u * cells).astype(np.int64), minlength=cells)
    expected = u.size / cells
    return (((counts - expected) ** 2 / expected).sum() - (cells - 1)) / np.sqrt(2.0 * (cells - 1))


def bits_of(x, y):
    """Return how many bits differ, elementwise."""
    return np.bitwise_count(np.asarray(x, np.uint64) ^ np.asarray(y, np.uint64)).astype(int)


@given(
    st.integers(0, 2**53),
    st.sampled_from(PURPOSES),
    st.integers(-500, 100_000),
    st.integers(0, WORD - 1),
)
def test_a_draw_is_splitmix64_of_its_key(seed, purpose, time, entity):
    found = hashes(seed, purpose, time, np.array([entity], np.uint64))
    assert int(found[0]) == plain_draw(seed, purpose, time, entity)


def test_the_first_outputs_of_splitmix64_are_the_published_ones():
    """The first two outputs of the reference generator seeded with 0."""
    gamma = 0x9E3779B97F4A7C15
    assert int(mix(np.uint64(0))) == 0xE220A8397B1DCDAF
    assert int(mix(np.uint64(gamma))) == 0x6E789E6AA1B965F4


@given(st.lists(st.integers(0, 99_999), min_size=1, max_size=50), st.sampled_from(PURPOSES))
def test_a_draw_of_a_subset_equals_the_draw_of_the_whole(chosen, purpose):
    whole = uniforms(7, purpose, 3, IDS)
    some = np.array(chosen, np.uint64)
    assert np.array_equal(uniforms(7, purpose, 3, some), whole[chosen])
    assert np.array_equal(hashes(7, purpose, 3, some), hashes(7, purpose, 3, IDS)[chosen])


def test_draws_keep_the_shape_of_their_ids():
    ids = IDS[:12].reshape(3, 4)
    assert uniforms(1, Purpose.TASTE, 0, ids).shape == (3, 4)
    assert uniforms(1, Purpose.TASTE, 0, ids)[1, 2] == uniforms(1, Purpose.TASTE, 0, IDS[:12])[6]
    assert uniforms(1, Purpose.TASTE, 0, np.zeros(0, np.uint64)).size == 0


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 1000, 2**53])
@pytest.mark.parametrize("ids", [IDS, IDS * np.uint64(4096), IDS << np.uint64(44)], ids=str)
def test_sequential_ids_give_uniform_draws(seed, ids):
    for purpose, time in ((Purpose.SEARCH, 0), (Purpose.DEATH, -12), (Purpose.RING, 1283)):
        u = uniforms(seed, purpose, time, ids)
        assert abs(chi_square(u)) < 4.5
        assert abs(u.mean() - 0.5) < 4.0 / np.sqrt(12.0 * u.size)
        assert abs(u.var() - 1 / 12) < 4.0 * np.sqrt(1 / 180 / u.size)
        assert np.unique(u).size > u.size - 3


def test_neighbouring_ids_are_not_correlated():
    u = uniforms(5, Purpose.TASTE, 1, IDS)
    for lag in (1, 2, 3, 64, 1024):
        assert abs(np.corrcoef(u[:-lag], u[lag:])[0, 1]) < 4.0 / np.sqrt(u.size - lag)


def test_every_bit_is_a_fair_coin():
    words = hashes(11, Purpose.MONTH, 4, IDS)
    for bit in range(64):
        share = ((words >> np.uint64(bit)) & np.uint64(1)).mean()
        assert abs(share - 0.5) < 4.5 * 0.5 / np.sqrt(words.size)


@pytest.mark.parametrize("bit", range(0, 64, 7))
def test_a_changed_bit_of_the_id_changes_half_of_the_output(bit):
    ids = IDS[:20_000]
    before = hashes(3, Purpose.BIRTH, 2, ids)
    after = hashes(3, Purpose.BIRTH, 2, ids ^ np.uint64(1 << bit))
    changed = bits_of(before, after)
    assert abs(changed.mean() - 32.0) < 0.2
    assert changed.min() > 8


def test_a_changed_seed_purpose_or_time_changes_half_of_the_output():
    ids = IDS[:20_000]
    before = hashes(3, Purpose.BIRTH, 2, ids)
    for other in ((4, Purpose.BIRTH, 2), (3, Purpose.LEAVING, 2), (3, Purpose.BIRTH, 3)):
        assert abs(bits_of(before, hashes(*other, ids)).mean() - 32.0) < 0.2


def test_purposes_are_independent():
    ids = IDS[:20_000]
    u = np.stack([uniforms(1, purpose, 1, ids) for purpose in PURPOSES])
    r = np.corrcoef(u)[np.triu_indices(len(u), 1)]
    assert np.max(np.abs(r)) < 5.0 / np.sqrt(ids.size)


def test_years_and_seeds_are_independent():
    ids = IDS[:20_000]
    years = [uniforms(1, Purpose.SEARCH, year, ids) for year in range(-12, 13)]
    seeds = [uniforms(seed, Purpose.SEARCH, 0, ids) for seed in range(2, 22)]
    r = np.corrcoef(np.stack(years + seeds))[np.triu_indices(45, 1)]
    assert np.max(np.abs(r)) < 5.0 / np.sqrt(ids.size)


def test_no_two_purposes_share_a_number():
    assert len({int(purpose) for purpose in PURPOSES}) == len(PURPOSES)
    keys = {
        int(base(seed, purpose, time))
        for seed in range(20)
        for purpose in PURPOSES
        for time in range(-15, 40)
    }
    assert len(keys) == 20 * len(PURPOSES) * 55


@pytest.mark.parametrize("word", [0, 1, 2**11 - 1, 2**11, 2**63, WORD - 2**11, WORD - 1])
def test_uniforms_lie_strictly_between_0_and_1(word):
    u = uniform(np.uint64(word))
    assert 0.0 < u < 1.0
    assert np.isfinite(np.log(u / (1.0 - u)))


@given(st.integers(0, WORD - 1))
def test_a_cell_is_the_share_of_the_word(word):
    assert cell(np.uint64(word)) == word * TABLE_SIZE // WORD
    assert abs(uniform(np.uint64(word)) - word / WORD) < 2.0**-52


def test_draw_and_uniform_are_what_uniforms_gives():
    key = base(9, Purpose.SCHOOL, 5)
    assert (
        uniform(draw(key, np.uint64(77)))
        == uniforms(9, Purpose.SCHOOL, 5, np.array([77], np.uint64))[0]
    )


def test_the_table_of_normal_quantiles():
    z = quantiles().normal
    assert z.shape == (TABLE_SIZE,)
    assert np.all(np.diff(z) > 0.0)
    assert np.array_equal(z, -z[::-1])
    assert z.mean() == pytest.approx(0.0, abs=1e-12)
    assert z.std() == pytest.approx(1.0, abs=5e-4)
    normal = NormalDist()
    wanted = [normal.inv_cdf((i + 0.5) / TABLE_SIZE) for i in range(TABLE_SIZE)]
    assert np.allclose(z, wanted, rtol=2e-9, atol=2e-9)


def test_the_table_of_gumbel_quantiles():
    table = quantiles().gumbel
    p = (np.arange(TABLE_SIZE) + 0.5) / TABLE_SIZE
    assert np.allclose(table, -np.log(-np.log(p)), rtol=1e-10, atol=1e-11)
    assert np.all(np.isfinite(table))
    assert table.mean() == pytest.approx(0.5772156649, abs=2e-4)
    assert table.var() == pytest.approx(np.pi**2 / 6, abs=1e-2)


def test_quantiles_are_made_once():
    assert quantiles() is quantiles()


def test_the_largest_of_gumbel_shocks_chooses_like_a_logit():
    """T1's footing: argmax of V + ε is chosen with the probability of the logit."""
    value = np.array([0.0, 0.5, 1.2])
    words = hashes(2, Purpose.TASTE, 0, np.arange(3 * 40_000, dtype=np.uint64).reshape(-1, 3))
    rows = np.floor(words.astype(np.float64) / 2.0**64 * TABLE_SIZE).astype(np.int64)
    shock = quantiles().gumbel[np.minimum(rows, TABLE_SIZE - 1)]
    chosen = np.bincount(np.argmax(value + shock, axis=1), minlength=3) / len(words)
    wanted = np.exp(value) / np.exp(value).sum()
    assert np.all(np.abs(chosen - wanted) < 4.0 * np.sqrt(wanted * (1 - wanted) / len(words)))
