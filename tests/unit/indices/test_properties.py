"""Identities between indices, and what must not change them, on any table."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

import segsim.indices as si
from segsim.indices import INDICES

pytestmark = pytest.mark.filterwarnings("error")

WHOLE = {name for name in INDICES if name.startswith(("expected_", "adjusted_"))}
ON_COUNTS = [name for name, item in INDICES.items() if item.data == ("counts",)]
ILL = {n for n in ON_COUNTS if "rank_order" in n}  # polynomials through any points
BY_SHARE = [n for n in ON_COUNTS if n not in WHOLE | ILL]  # sizes of areas do not matter
PLACELESS = [n for n in ON_COUNTS if INDICES.get(n).kind != "spatial" and n not in ILL]
UNORDERED = [n for n in ON_COUNTS if INDICES.get(n).kind in ("two_group", "multigroup")]
TWO_GROUP = ["dissimilarity", "gini", "eta2", "theil_h2", "hutchens_sqrt"]

areas = st.integers(1, 8)
groups = st.integers(2, 5)
cells = st.one_of(st.integers(0, 3), st.integers(0, 2000))
tables = st.tuples(areas, groups).flatmap(lambda shape: arrays(np.int64, shape, elements=cells))
pairs = areas.flatmap(lambda n: arrays(np.int64, (n, 2), elements=cells))
close = {"rtol": 0, "atol": 1e-12}
light = settings(max_examples=60, deadline=None)


def equal(left, right):
    assert_allclose(left, right, **close)


@light
@given(tables)
def test_values_stay_within_their_bounds(measure, counts):
    for name in ON_COUNTS:
        few = counts % 50 if name in WHOLE else counts
        value, (low, high) = measure(name, few), INDICES.get(name).bounds
        assert np.isnan(value) or low <= value <= high, name


@light
@given(tables, st.sampled_from([2, 3, 1000]), st.sampled_from([0.37, 1e-9, 1e9]))
def test_scale_does_not_matter(measure, counts, whole, factor):
    for name in BY_SHARE:
        if name == "knn_isolation":
            continue
        equal(measure(name, counts * whole), measure(name, counts))
        equal(measure(name, counts * factor), measure(name, counts))


@light
@given(tables, st.integers(2, 4))
def test_parts_of_the_same_mix_are_one_area(measure, counts, parts):
    split = np.repeat(counts, parts, axis=0) / parts
    districts = np.arange(len(counts)) // 2
    for name in set(BY_SHARE) & set(PLACELESS):
        whole = measure(name, counts, super_areas=districts)
        equal(measure(name, split, super_areas=np.repeat(districts, parts)), whole)


@light
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(measure, counts, random):
    order = random.sample(range(len(counts)), len(counts))
    districts = np.arange(len(counts)) // 2
    for name in PLACELESS:
        few = counts % 50 if name in WHOLE else counts  # sums over outcomes take their time
        value = measure(name, few[order], super_areas=districts[order])
        equal(value, measure(name, few, super_areas=districts))


@light
@given(tables, st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(measure, counts, random):
    order = random.sample(range(counts.shape[1]), counts.shape[1])
    for name in UNORDERED:
        few = counts % 50 if name in WHOLE else counts
        value = measure(name, few[:, order], group=order.index(0), to=order.index(1))
        equal(value, measure(name, few))


@light
@given(tables)
def test_ordered_groups_may_be_read_from_either_end(counts):
    equal(si.ordinal_h(counts[:, ::-1]), si.ordinal_h(counts))


@light
@given(pairs)
def test_two_groups_mirror_each_other(counts):
    whole = {f"{of}_{name}" for name in TWO_GROUP for of in ("expected", "adjusted")}
    for name in [*TWO_GROUP, *sorted(whole)]:
        equal(INDICES.get(name)(counts, group=0), INDICES.get(name)(counts, group=1))
    for b in (0.1, 0.3, 0.5):
        mirrored = 1 - (1 - si.atkinson(counts, group=0, b=b)) ** ((1 - b) / b)
        equal(si.atkinson(counts, group=1, b=1 - b), mirrored)


@light
@given(pairs)
def test_indices_of_two_groups_agree_with_those_of_many(counts):
    eta2 = si.eta2(counts, group=0)
    equal(si.multigroup_gini(counts), si.gini(counts, group=0))
    equal(si.multigroup_dissimilarity(counts), si.dissimilarity(counts, group=0))
    equal(si.theil_h(counts), si.theil_h2(counts, group=0))
    for name in ("relative_diversity", "normalized_exposure", "squared_coef_variation"):
        equal(INDICES.get(name)(counts), eta2)
    equal(si.ordinal_h(counts), si.theil_h(counts))
    equal(si.atkinson(counts, group=0), 1 - (1 - si.hutchens_sqrt(counts, group=0)) ** 2)


@light
@given(tables)
def test_gini_is_never_below_dissimilarity(counts):
    for group in range(counts.shape[1]):
        gap = si.gini(counts, group=group) - si.dissimilarity(counts, group=group)
        assert np.isnan(gap) or gap >= -1e-12


@light
@given(tables)
def test_exposure_adds_up_to_one(counts):
    matrix = si.exposure_matrix(counts)
    for group, row in enumerate(matrix):
        if counts[:, group].any():
            equal(row.sum(), 1)
        equal(row[group], si.isolation(counts, group=group))
        for to, value in enumerate(row):
            equal(value, si.exposure(counts, group=group, to=to))


@light
@given(tables)
def test_eta2_is_isolation_beyond_the_share_of_the_city(counts):
    P = counts[:, 0].sum() / max(counts.sum(), 1)
    if 0 < P < 1:
        equal(si.eta2(counts, group=0), (si.isolation(counts, group=0) - P) / (1 - P))


@light
@given(tables, st.lists(st.sampled_from("abc"), min_size=8, max_size=8))
def test_information_adds_up_over_districts(counts, labels):
    districts = {"super_areas": labels[: len(counts)]}
    between, within = (f(counts, **districts) for f in (si.mutual_between, si.mutual_within))
    equal(between + within, si.mutual_information(counts))
    if (counts.sum(0) > 0).sum() > 1:
        equal(si.theil_h(counts) * si.entropy(counts), si.mutual_information(counts))
    equal(
        si.theil_between(counts, **districts) + si.theil_within(counts, **districts),
        si.theil_h(counts),
    )
    own = [si.mutual_information(counts[np.array(districts["super_areas"]) == s]) for s in "abc"]
    sizes = [counts[np.array(districts["super_areas"]) == s].sum() for s in "abc"]
    if counts.sum():
        equal(within, np.nansum(np.multiply(own, sizes)) / counts.sum())


@light
@given(tables)
def test_information_is_the_mean_of_the_groups(counts):
    own = [si.local_segregation_group(counts, group=g) for g in range(counts.shape[1])]
    if counts.sum():
        mean = np.nansum(own * counts.sum(0)) / counts.sum()
        equal(mean, si.mutual_information(counts))


@light
@given(tables)
def test_information_is_bounded_by_groups_and_by_areas(counts):
    m = si.mutual_information(counts)
    if counts.sum():
        assert m <= min(si.entropy(counts), np.log((counts.sum(1) > 0).sum())) + 1e-12
        assert si.entropy(counts) <= np.log((counts.sum(0) > 0).sum()) + 1e-12
        assert si.simpson_interaction(counts) <= 1 - 1 / (counts.sum(0) > 0).sum() + 1e-12


@light
@given(tables)
def test_an_even_spread_is_zero(measure, counts):
    even = np.outer(np.arange(1, 5), counts.sum(0))
    for name in set(BY_SHARE) & set(PLACELESS):
        if name in ("entropy", "simpson_interaction", "isolation", "exposure"):
            continue
        value = measure(name, even)
        assert np.isnan(value) or value <= 1e-12, name


@pytest.mark.parametrize("name", ON_COUNTS)
def test_a_stack_gives_what_its_tables_give(name, measure):
    rng = np.random.default_rng(7)
    stack = rng.poisson(rng.gamma(0.3, 20, (3, 4, 50, 5)))
    stack[0, 0], stack[1, 1, :, 1:], stack[2, 2, ::2] = 0, 0, 0
    together = measure(name, stack)
    assert together.shape == (3, 4)
    alone = [[measure(name, counts) for counts in row] for row in stack]
    assert_allclose(together, alone, rtol=0, atol=1e-13)


def test_a_stack_of_exposure_matrices():
    stack = np.random.default_rng(8).poisson(2, (3, 4, 50, 5))
    together = si.exposure_matrix(stack)
    assert together.shape == (3, 4, 5, 5)
    assert_allclose(together[2, 1], si.exposure_matrix(stack[2, 1]), rtol=0, atol=1e-13)
    assert_allclose(together[..., 1, 3], si.exposure(stack, group=1, to=3), rtol=0, atol=1e-13)
