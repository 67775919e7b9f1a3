"""Areas, groups or people that are not there, on any table: defined answers and never a warning."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

import segsim.indices as si
from segsim.indices import INDICES

pytestmark = pytest.mark.filterwarnings("error")

ON_COUNTS = [name for name, item in INDICES.items() if item.data == ("counts",)]
FITTED = [name for name in ON_COUNTS if "rank_order" in name]  # polynomials
EXACT = [name for name in ON_COUNTS if name not in FITTED]
LAND = ("delta", "expected_delta", "adjusted_delta")
LAND += ("absolute_centralization", "expected_absolute_centralization")
EMPTY_LAND = ("spatial_dissimilarity", "expected_spatial_dissimilarity", *LAND)
MORAN = ("moran_i", "expected_moran_i")
LOCAL = ("local_segregation_group", "expected_local_segregation_group")
SCALELESS = {
    name
    for name, item in INDICES.items()
    if item.data == ("counts",) and item.kind in ("multigroup", "ordinal")
} - {"entropy", "simpson_interaction", *LOCAL}
DIVIDED = [name for name in SCALELESS if "mutual" not in name]  # undefined with one group
MET = ("exposure", "expected_exposure", "spatial_exposure", "expected_spatial_exposure")
OWN = ("isolation", "expected_isolation", "knn_isolation", "expected_knn_isolation")
OF_A_GROUP = ("gini", "dissimilarity", "eta2", "theil_h2", "atkinson", "hutchens_sqrt")
cells = st.one_of(st.integers(0, 2), st.integers(0, 200))
tables = st.tuples(st.integers(1, 6), st.integers(2, 4)).flatmap(
    lambda shape: arrays(np.int64, shape, elements=cells)
)
light = settings(max_examples=25, deadline=None)


def equal(left, right, atol=1e-12, name=""):
    assert_allclose(left, right, rtol=0, atol=atol, err_msg=name)


def atol(name):
    return 1e-8 if name in FITTED else 1e-12


@light
@given(tables, st.lists(st.integers(0, 6), min_size=1, max_size=3))
def test_areas_without_people_weigh_nothing(measure, counts, rows):
    rows = [min(row, len(counts)) for row in rows]
    n = len(counts)
    more = np.insert(counts, rows, 0, axis=0)
    old = np.insert(np.arange(n), rows, n)  # who each row was; n for a new one
    coords = np.stack([old % 3, old // 3], axis=-1)
    for name in EXACT + FITTED:
        if name in (*EMPTY_LAND, *MORAN):
            continue
        context = {"super_areas": old // 2, "coords": coords}
        whole = {"super_areas": np.arange(n) // 2, "coords": coords[old < n]}
        found, expected = measure(name, more, **context), measure(name, counts, **whole)
        equal(found, expected, atol(name), name)
    local = si.local_segregation(more)
    assert np.isnan(local[old == n]).all()
    equal(local[old < n], si.local_segregation(counts))
    equal(si.exposure_matrix(more), si.exposure_matrix(counts))


@light
@given(tables, st.lists(st.integers(0, 4), min_size=1, max_size=3))
def test_groups_absent_from_the_city_are_skipped(measure, counts, columns):
    K = counts.shape[1]
    columns = [min(column, K) for column in columns]
    more = np.insert(counts, columns, 0, axis=1)
    old = np.insert(np.arange(K), columns, K)
    where = {"group": int(np.flatnonzero(old == 0)[0]), "to": int(np.flatnonzero(old == 1)[0])}
    for name in EXACT + FITTED:
        equal(measure(name, more, **where), measure(name, counts), atol(name), name)
    equal(si.local_segregation(more), si.local_segregation(counts))
    matrix = si.exposure_matrix(more)
    equal(matrix[np.ix_(old < K, old < K)], si.exposure_matrix(counts))
    assert np.isnan(matrix[old == K]).all()
    lived_in = counts.sum(0) > 0
    assert (matrix[old < K][lived_in][:, old == K] == 0).all()  # nobody meets them


@light
@given(tables)
def test_one_group_alone(measure, counts):
    alone = counts * (np.arange(counts.shape[1]) == 0)
    if not alone.any():
        return
    for name in ON_COUNTS:
        value = measure(name, alone)
        if name in DIVIDED:
            assert np.isnan(value), name
        elif name in SCALELESS or name in ("entropy", "simpson_interaction", *MET):
            equal(value, 0, 1e-15, name)
        elif name in OWN:
            equal(value, 1, 1e-15, name)
        elif name in LOCAL:
            equal(value, 0, 1e-15, name)
        elif name in LAND:
            assert np.isfinite(value), name
        else:
            assert np.isnan(value), name
    local = si.local_segregation(alone)
    assert (local[alone.sum(1) > 0] == 0).all()


@light
@given(tables)
def test_a_focal_group_that_is_absent(measure, counts):
    absent = counts * (np.arange(counts.shape[1]) > 0)
    for name in ON_COUNTS:
        if INDICES.get(name).per != "table" and name not in MORAN:
            assert np.isnan(measure(name, absent)), name
    if absent[:, 1].any():
        for name in MET:
            assert measure(name, absent, group=1, to=0) == 0, name
    assert np.isnan(measure("moran_i", absent))


@light
@given(st.lists(st.integers(1, 300), min_size=2, max_size=4), st.integers(0, 3))
def test_one_area_is_even(measure, row, empties):
    counts = np.vstack([[row], np.zeros((empties, len(row)), int)])
    P = row[0] / sum(row), row[1] / sum(row)
    known = dict.fromkeys(OWN, P[0]) | dict.fromkeys(MET, P[1])
    known |= {"entropy": si.entropy([row]), "simpson_interaction": si.simpson_interaction([row])}
    for name in ON_COUNTS:
        value = measure(name, counts)
        if name in MORAN:
            assert np.isnan(value)
        elif name not in EMPTY_LAND:
            equal(value, known.get(name, 0), 1e-9 if name in FITTED else 1e-12, name)
    equal(si.local_segregation([row]), [0])
    for name in ("delta", "absolute_centralization", "spatial_dissimilarity"):
        equal(measure(name, [row]), 0, name=name)


@light
@given(st.integers(0, 4), st.integers(2, 4), st.integers(0, 2))
def test_nobody_is_undefined(measure, areas, groups, slices):
    empty = np.zeros((slices, areas, groups), int)
    for name in ON_COUNTS:
        found = measure(name, empty)
        assert found.shape == (slices,)
        assert np.isnan(found).all(), name
    for function in (si.local_segregation, si.exposure_matrix):
        assert np.isnan(function(empty)).all()
    assert si.local_segregation(empty).shape == (slices, areas)
    assert si.exposure_matrix(empty).shape == (slices, groups, groups)
    nobody = np.zeros((areas, groups), int)
    found = si.permutation_test(nobody, "theil_h", permutations=19)
    assert np.isnan([found.value, found.p_value]).all()
    names = {"areas1": np.arange(areas), "areas2": np.arange(areas)}
    assert np.isnan(si.mutual_difference(nobody, nobody, **names))
    assert np.isnan(si.decompose_change(nobody, nobody, **names)[:2]).all()


@light
@given(tables, tables)
def test_a_change_of_any_two_tables_raises_nothing(before, after):
    K = min(before.shape[1], after.shape[1])
    before, after = before[:, :K], after[:, :K]
    names = {"areas1": np.arange(len(before)), "areas2": np.arange(len(after)) + 1}
    M1, M2, diff, more, less = (
        si.mutual_difference(before, after, part=part, **names)
        for part in ("M1", "M2", "diff", "additions", "removals")
    )
    equal(diff, M2 - M1)
    both = min(len(before) - 1, len(after))
    groups = before.any(0) & after.any(0)
    areas = before[1 : both + 1].any(1) & after[:both].any(1)
    one, two = before[1 : both + 1][areas][:, groups], after[:both][areas][:, groups]
    common = si.mutual_information(two) - si.mutual_information(one) if groups.any() else np.nan
    equal(more + less + common, diff if np.isfinite(common) else np.nan)


@light
@given(tables, st.sampled_from([1e-100, 1e-9, 1e9, 1e12]))
def test_very_many_and_very_few_people(measure, counts, factor):
    for name in ON_COUNTS:
        if name.startswith(("expected", "adjusted")):
            if factor > 1:
                measure(name, counts * factor)
        elif name not in FITTED:
            equal(measure(name, counts * factor, k=5 * factor), measure(name, counts), name=name)


@light
@given(tables)
def test_every_person_in_a_place_of_their_own(measure, counts):
    people = np.repeat(np.eye(counts.shape[1], dtype=int), np.minimum(counts.sum(0), 3), axis=0)
    several = (people.sum(0) > 0).sum() > 1
    for name in ("dissimilarity", "eta2", "theil_h", "gini", "hutchens_sqrt", "multigroup_gini"):
        assert np.isnan(measure(f"adjusted_{name}", people)), name
        value = measure(f"expected_{name}", people)
        if people[:, 0].any() and several:
            equal(value, 1, name=name)
    for name in (*OF_A_GROUP, *DIVIDED):
        if "theil_between" in name or "theil_within" in name or name.startswith("adjusted"):
            continue
        value = measure(name, people)
        assert np.isnan(value) or value == pytest.approx(1, abs=1e-9) or name in FITTED, name
