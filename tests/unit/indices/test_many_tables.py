"""Local values, expectations, corrections and changes on any table."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

import segsim.indices as si
from segsim.indices import INDICES
from segsim.indices.permutation import shuffled

pytestmark = pytest.mark.filterwarnings("error")

EXPECTED = ["expected_dissimilarity", "expected_eta2", "expected_isolation"]
CORRECTED = {
    "adjusted_dissimilarity": ("dissimilarity", "expected_dissimilarity"),
    "adjusted_eta2": ("eta2", "expected_eta2"),
    "adjusted_theil_h": ("theil_h", "expected_theil_h"),
}
cells = st.one_of(st.integers(0, 3), st.integers(0, 90))
tables = st.tuples(st.integers(1, 7), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=cells)
)
stacks = st.tuples(st.integers(1, 3), st.integers(1, 6), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=cells)
)
light = settings(max_examples=40, deadline=None)


def equal(left, right, atol=1e-12):
    assert_allclose(left, right, rtol=0, atol=atol)


@light
@given(tables)
def test_the_mean_of_local_segregation_is_mutual_information(counts):
    local, t = si.local_segregation(counts), counts.sum(1)
    assert (np.isnan(local) == (t == 0)).all()
    if t.any():
        lived_in = t > 0
        equal((local[lived_in] * t[lived_in]).sum() / t.sum(), si.mutual_information(counts))
        rarest = counts.sum(0)[counts.sum(0) > 0].min() / t.sum()
        assert (local[lived_in] >= 0).all()
        assert (local[lived_in] <= -np.log(rarest) + 1e-12).all()


@light
@given(tables, st.randoms(use_true_random=False), st.integers(2, 4), st.sampled_from([0.37, 1e9]))
def test_what_does_not_change_local_segregation(counts, random, parts, factor):
    local = si.local_segregation(counts)
    areas = random.sample(range(len(counts)), len(counts))
    groups = random.sample(range(counts.shape[1]), counts.shape[1])
    equal(si.local_segregation(counts[areas][:, groups]), local[areas])
    equal(si.local_segregation(counts * factor), local)
    equal(si.local_segregation(np.repeat(counts, parts, axis=0) / parts), np.repeat(local, parts))


@light
@given(stacks)
def test_stacks_of_whatever_gives_more_than_a_number(stack):
    for function in (si.local_segregation, si.exposure_matrix):
        equal(function(stack), [function(counts) for counts in stack], atol=1e-13)


@settings(max_examples=25, deadline=None)
@given(stacks)
def test_stacks_of_every_index_on_counts(measure, stack):
    for name, item in INDICES.items():
        if item.data == ("counts",):
            together = measure(name, stack)
            assert together.shape == stack.shape[:1]
            atol = 1e-9 if "rank_order" in name else 1e-13
            equal(together, [measure(name, counts) for counts in stack], atol)


@light
@given(tables)
def test_a_correction_takes_off_the_expectation(measure, counts):
    for name, (index, expected) in CORRECTED.items():
        found, value, chance = (measure(key, counts) for key in (name, index, expected))
        np.testing.assert_array_equal(found, si.adjusted(value, chance))
        if np.isfinite(found):
            assert -1 <= found <= value + 1e-12
            assert np.sign(found) in (0, np.sign(value - chance))
    raw = si.isolation(counts, group=0), si.expected_isolation(counts, group=0)
    eta2 = si.adjusted_eta2(counts, group=0)
    if eta2 > 0:  # isolation corrected in the same way is the same number
        equal(si.adjusted(*raw), eta2)


@light
@given(st.floats(0, 1), st.floats(0, 1))
def test_a_corrected_value_can_be_turned_back(value, chance):
    found = si.adjusted(value, chance)
    assume(1e-6 < chance < 1 - 1e-6)
    assert -1 <= found <= 1
    equal(chance + found * ((1 - chance) if value >= chance else chance), value)


@light
@given(tables)
def test_identities_of_expectations(counts):
    K, T = counts.shape[1], counts.sum()
    assume(T > 0)
    P = counts.sum(0) / T
    for g in range(K):
        if not counts[:, g].any():
            continue
        met = [si.expected_exposure(counts, group=g, to=h) for h in range(K)]
        equal(sum(met), 1)
        own = si.expected_isolation(counts, group=g)
        assert met[g] == own
        for h in range(K):  # any two members of other groups are as likely to meet as any others
            equal(met[h] * counts[:, g].sum(), si_or_zero(counts, h, g) * counts[:, h].sum())
        if P[g] < 1:
            equal(own, P[g] + (1 - P[g]) * si.expected_eta2(counts, group=g))
    E = si.entropy(counts)
    if (P > 0).sum() > 1:
        equal(si.expected_theil_h(counts) * E, si.expected_mutual_information(counts))
    areas = (counts.sum(1) > 0).sum()
    assert si.expected_mutual_information(counts) <= min(E, np.log(areas)) + 1e-12


def si_or_zero(counts, group, to):
    """Return an expected exposure, 0 for a group that is absent."""
    return np.nan_to_num(si.expected_exposure(counts, group=group, to=to))


@settings(max_examples=20, deadline=None)
@given(tables, st.integers(0, 9))
def test_expectations_hang_on_margins_alone(measure, counts, seed):
    other = next(shuffled(counts.astype(float), 1, seed))[0]
    assert (other.sum(0) == counts.sum(0)).all()
    assert (other.sum(1) == counts.sum(1)).all()
    for name in INDICES:
        if name.startswith("expected_") and INDICES.get(name).data == ("counts",):
            atol = 1e-9 if "rank_order" in name else 1e-12
            if name != "expected_moran_i":  # by areas, not by persons
                equal(measure(name, other), measure(name, counts), atol)


@light
@given(tables)
def test_a_pair_is_judged_without_the_others(measure, counts):
    pair = counts[:, [0, counts.shape[1] - 1]]
    for name in [*EXPECTED, "adjusted_dissimilarity", "adjusted_eta2"]:
        found = measure(name, counts, group=0, ref=counts.shape[1] - 1)
        equal(found, measure(name, pair))
        equal(measure(name, counts), measure(name, rest_of(counts)))


def rest_of(counts):
    """Return the first group and all others together."""
    return np.stack([counts[:, 0], counts[:, 1:].sum(1)], axis=-1)


positive = arrays(np.int64, (4, 3), elements=st.integers(1, 300))
PARTS = ("additions", "removals", "group_margins", "area_margins", "structure")
OLD, NEW = np.array(["a", "b", "c", "d"]), np.array(["b", "x", "d", "a"])


@settings(max_examples=25, deadline=None)
@given(positive, positive, st.randoms(use_true_random=False), st.integers(2, 3))
def test_what_does_not_change_the_parts_of_a_change(before, after, random, parts):
    found = si.decompose_change(before, after, areas1=OLD, areas2=NEW)
    assert found.before == si.mutual_information(before)
    assert found.after == si.mutual_information(after)
    for part in ("additions", "removals"):
        alone = si.mutual_difference(before, after, areas1=OLD, areas2=NEW, part=part)
        equal(getattr(found, part), alone)
    one, two = (random.sample(range(4), 4) for _ in range(2))
    groups = random.sample(range(3), 3)
    same = {
        "order": (before[one][:, groups], after[two][:, groups], OLD[one], NEW[two]),
        "scale": (before * 3, after * 0.37, OLD, NEW),
        "parts": (
            np.repeat(before, parts, axis=0) / parts,
            np.repeat(after, parts, axis=0) / parts,
            *([f"{area}{k}" for area in areas for k in range(parts)] for areas in (OLD, NEW)),
        ),
    }
    for one, two, areas1, areas2 in same.values():
        again = si.decompose_change(one, two, areas1=areas1, areas2=areas2)
        equal(again, found, atol=1e-11)


def test_a_change_of_parts_of_a_person_is_that_of_persons():
    before, after = np.array([[9, 1], [5, 5]]), np.array([[4, 1], [2, 2]])
    names = {"areas1": [0, 1], "areas2": [0, 1]}
    found = si.decompose_change(before * 0.01, after * 0.01, **names)
    equal(found, si.decompose_change(before, after, **names))


@settings(max_examples=25, deadline=None)
@given(positive, arrays(np.int64, 3, elements=st.integers(1, 9)), st.integers(1, 9))
def test_margins_alone_leave_the_structure(before, groups, size):
    names = {"areas1": OLD, "areas2": OLD}
    grown = si.decompose_change(before, before * np.array([[size], [1], [1], [2]]), **names)
    equal(grown.structure, 0, atol=1e-11)
    other = si.decompose_change(before, before * groups, **names)
    equal(other.structure, 0, atol=1e-11)
    none = si.decompose_change(before, before * size, **names)
    equal(none[2:], [0] * 5, atol=1e-12)


@light
@given(tables, st.sampled_from(["theil_h", "mutual_information", "multigroup_gini"]))
def test_a_permutation_test_is_the_same_again_and_counts_the_city_itself(counts, name):
    found = si.permutation_test(counts, name, permutations=19, seed=3)
    np.testing.assert_equal(found, si.permutation_test(counts, name, permutations=19, seed=3))
    np.testing.assert_equal(found.value, float(INDICES.get(name)(counts)))
    if np.isnan(found.value):
        assert np.isnan([found.expected, found.low, found.high, found.p_value]).all()
        return
    assert found.p_value * 20 == pytest.approx(round(found.p_value * 20))
    assert 1 / 20 <= found.p_value <= 1
    assert found.p_low <= (found.p_value * 20 - 1) / 19 + 1e-12 <= found.p_high + 2e-12
    assert 0 <= found.low <= found.high
    own = si.permutation_test(counts.tolist(), INDICES.get(name), permutations=19, seed=3)
    np.testing.assert_equal(own, found)


def test_an_undefined_index_has_no_p_value():
    found = si.permutation_test([[4, 0], [3, 0]], "theil_h", permutations=19)
    assert np.isnan([found.p_value, found.p_low, found.p_high]).all()


def test_random_cities_without_a_value_are_left_out():
    line = {"group": 0, "weights": "rook", "grid": (1, 2)}  # two even areas have no Moran's I
    found = si.permutation_test([[3, 1], [1, 3]], "moran_i", permutations=99, **line)
    assert found.expected == -1
    assert found.p_value == 1


@light
@given(tables)
def test_what_cannot_be_otherwise_is_chance(counts):
    one_area = counts[:1] + 1
    found = si.permutation_test(one_area, "theil_h", permutations=19)
    assert (found.value, found.expected, found.p_value) == (0, 0, 1)
    apart = np.diag(counts.sum(0) + 5)
    assert si.permutation_test(apart, "theil_h", permutations=19).p_value == 1 / 20
