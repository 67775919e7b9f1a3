"""Cities without people, areas or groups: defined answers, nan, and never a warning."""

import numpy as np
import pytest

from segsim.indices import INDICES, exposure, exposure_matrix, isolation

pytestmark = pytest.mark.filterwarnings("error")

ON_COUNTS = [name for name, item in INDICES.items() if item.data == ("counts",)]


def with_means(*names):
    """Return the names and those of their means under randomness."""
    return {*names, *(f"expected_{name}" for name in names if f"expected_{name}" in INDICES)}


INFORMATION = with_means("mutual_information", "mutual_between", "mutual_within")
ALWAYS = {"entropy", "simpson_interaction"} | INFORMATION
LOCAL = with_means("local_segregation_group")
TO_OTHERS = with_means("exposure", "spatial_exposure")
CONTACT = with_means("isolation", "knn_isolation") | TO_OTHERS
LAND = with_means("delta", "absolute_centralization") | {"adjusted_delta"}
PLACED = with_means("moran_i", "spatial_dissimilarity") | LAND
SINGLE = {name: 0.7 if name in TO_OTHERS else 0.3 for name in CONTACT}
MIXED = [[10, 20], [30, 5], [0, 40], [7, 7]]


def kinds(*names):
    return [name for name, item in INDICES.items() if item.kind in names]


@pytest.mark.parametrize("name", ON_COUNTS)
class TestEveryIndex:
    @pytest.mark.parametrize("shape", [(3, 2), (1, 1), (0, 2), (0, 1)])
    def test_nobody_is_nan(self, name, shape, measure):
        counts = np.zeros(shape)
        parameters = {"to": 0} if shape[1] == 1 else {}
        assert np.isnan(measure(name, counts, **parameters))

    def test_no_slices_give_no_values(self, name, measure):
        assert measure(name, np.zeros((0, 3, 2))).shape == (0,)
        assert measure(name, np.zeros((2, 0, 3, 2))).shape == (2, 0)

    def test_an_empty_area_weighs_nothing(self, name, measure):
        if name in PLACED:
            pytest.skip("empty land counts, or parts its neighbours: tested apart")
        expected = measure(name, MIXED)
        with_empty = [*MIXED, [0, 0], [0, 0]]
        assert measure(name, with_empty) == pytest.approx(expected, abs=1e-15)

    def test_a_group_absent_from_the_city_changes_nothing(self, name, measure):
        expected = measure(name, MIXED)
        for extra in (1, 2):
            counts = np.insert(MIXED, extra, 0, axis=1)
            parameters = {"to": 2 if extra == 1 else 1}
            assert measure(name, counts, **parameters) == pytest.approx(expected, abs=1e-15)

    def test_one_area(self, name, measure):
        value = measure(name, [[3, 7]])
        if name in ("entropy", "simpson_interaction"):
            assert value > 0
        elif "moran_i" in name:
            assert np.isnan(value)
        else:
            assert value == pytest.approx(SINGLE.get(name, 0), abs=1e-15)

    @pytest.mark.parametrize("counts", [[[4, 0], [3, 0]], [[0, 4], [0, 3]], [[4], [3]]])
    def test_one_group(self, name, counts, measure):
        value = measure(name, counts, to=np.shape(counts)[1] - 1)
        if name in ALWAYS:
            assert value == 0
            assert not np.signbit(value)
        elif name in LOCAL | LAND:
            assert np.isnan(value) == (counts[0][0] == 0)
        elif name not in CONTACT:
            assert np.isnan(value)

    def test_slices_do_not_disturb_each_other(self, name, measure):
        stack = np.array([MIXED, np.zeros((4, 2)), np.eye(4, 2), [[4, 0]] * 4, [[0, 4]] * 4])
        together = measure(name, stack)
        alone = [measure(name, counts) for counts in stack]
        np.testing.assert_allclose(together, alone, rtol=0, atol=1e-15)

    @pytest.mark.parametrize("one", [1e-300, 1e15])
    def test_extreme_counts(self, name, one, measure):
        if "expected" in name or "adjusted" in name:
            one = max(one, 1)
        counts = np.array([[1, 0, 5], [0, 1, 1], [0, 0, 1]]) * one
        assert np.isfinite(measure(name, counts)) or name == "mutual_between"


def test_isolation_of_everybody_is_one_and_of_nobody_nan():
    assert isolation([[4, 0], [3, 0]], group=0) == 1
    assert np.isnan(isolation([[4, 0], [3, 0]], group=1))


def test_exposure_to_an_absent_group_is_zero_and_of_one_nan():
    assert exposure([[4, 0], [3, 0]], group=0, to=1) == 0
    assert np.isnan(exposure([[4, 0], [3, 0]], group=1, to=0))
    np.testing.assert_array_equal(exposure_matrix([[4, 0], [3, 0]]), [[1, 0], [np.nan, np.nan]])


@pytest.mark.parametrize("name", kinds("two_group"))
def test_ref_absent(name, measure):
    if name in TO_OTHERS:
        pytest.skip("exposure has no ref")
    value = measure(name, [[4, 2, 0], [3, 1, 0]], ref=2)
    assert value == 1 if name in CONTACT else np.isnan(value)


@pytest.mark.parametrize(
    "name", [name for name in kinds("multigroup", "ordinal") if "expected" not in name]
)
def test_complete_segregation(name, measure):
    value = measure(name, [[5, 0], [5, 0], [0, 9]], super_areas=[0, 0, 1])
    ends = {"mutual_within": 0, "theil_within": 0, "simpson_interaction": 2 * 10 * 9 / 19**2}
    entropy = -(10 / 19 * np.log(10 / 19) + 9 / 19 * np.log(9 / 19))
    ends |= dict.fromkeys(("entropy", "mutual_information", "mutual_between"), entropy)
    ends["local_segregation_group"] = -np.log(10 / 19)
    assert value == pytest.approx(ends.get(name, 1), abs=1e-15)


def test_one_person_an_area_leaves_corrected_dissimilarity_undefined():
    counts = np.eye(2)[[0, 1, 1, 0, 1]]
    assert INDICES.get("expected_dissimilarity")(counts, group=0) == pytest.approx(1, abs=1e-15)
    assert np.isnan(INDICES.get("adjusted_dissimilarity")(counts, group=0))
