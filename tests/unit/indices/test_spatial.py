"""Surroundings, nearest persons, land and centres."""

import numpy as np
import pytest

import segsim.indices as si
from segsim.indices import INDICES

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(6)
ROW, COLUMN = np.indices((5, 6)).reshape(2, 30)
COORDS = np.stack([COLUMN, ROW], axis=-1) * 100.0
COUNTS = RNG.poisson(RNG.gamma(0.5, 20, (30, 3))) + np.eye(30, 3, dtype=int)
COUNTS[4] = COUNTS[17] = 0
CENTRE = (210.0, 190.0)
PARAMETERS = {"group": 0, "to": 1, "coords": COORDS, "centre": CENTRE, "bandwidth": 150, "k": 90}
SURROUNDINGS = [
    "spatial_theil_h",
    "spatial_relative_diversity",
    "spatial_dissimilarity_ros",
    "spatial_exposure",
]
PLACED = [*SURROUNDINGS, "knn_isolation", "absolute_centralization", "relative_centralization"]
LOCAL = dict(
    zip(
        SURROUNDINGS,
        ("theil_h", "relative_diversity", "multigroup_dissimilarity", "exposure"),
        strict=True,
    )
)


def measure(name, counts=COUNTS, **parameters):
    return INDICES.get(name).measure(counts, **(PARAMETERS | parameters))


class TestKernels:
    @pytest.mark.parametrize("kernel", ["uniform", "triangular", "biweight"])
    def test_against_all_distances(self, kernel):
        places = RNG.random((700, 2))
        found = si.kernel_weights(places, 0.1, kernel)
        distance = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
        scaled = distance / 0.1
        plain = {"uniform": scaled**0, "triangular": 1 - scaled, "biweight": (1 - scaled**2) ** 2}
        dense = np.zeros((700, 700))
        dense[found.rows, found.columns] = found.values
        np.testing.assert_allclose(dense, plain[kernel] * (distance <= 0.1), atol=1e-12)
        assert len(found.values) < 0.05 * 700**2

    def test_the_edge_belongs_to_the_uniform_kernel(self):
        places = np.stack([np.arange(10) * 0.1, np.zeros(10)], axis=-1)
        found = si.kernel_weights(places, 0.1, "uniform")
        assert np.bincount(found.rows).tolist() == [2, *[3] * 8, 2]

    def test_no_areas(self):
        assert si.kernel_weights(np.zeros((0, 2)), 1).n == 0

    @pytest.mark.parametrize(
        ("coords", "bandwidth", "kernel", "message"),
        [
            ([1, 2], 1, "uniform", r"coords must be \[area, 2\]"),
            ([[1, 2]], 0, "uniform", "bandwidth must be a number above 0, not 0"),
            ([[1, 2]], 1, "gauss", "kernel must be 'uniform', 'triangular' or 'biweight'"),
        ],
    )
    def test_refused(self, coords, bandwidth, kernel, message):
        with pytest.raises(ValueError, match=message):
            si.kernel_weights(coords, bandwidth, kernel)


@pytest.mark.parametrize("name", SURROUNDINGS)
class TestSurroundings:
    def test_surroundings_of_oneself_are_the_areas(self, name):
        expected = measure(LOCAL[name])
        assert measure(name, bandwidth=1) == pytest.approx(expected, abs=1e-12)

    def test_surroundings_of_everybody_are_the_city(self, name):
        expected = measure(LOCAL[name], COUNTS.sum(0, keepdims=True))
        value = measure(name, bandwidth=1e4, kernel="uniform")
        assert value == pytest.approx(expected, abs=1e-12)

    def test_weights_made_beforehand(self, name):
        near = si.kernel_weights(COORDS, 150, "triangular")
        value = measure(name, coords=None, bandwidth=None, near=near)
        assert value == measure(name, kernel="triangular")

    def test_needs_places_or_fitting_weights(self, name):
        with pytest.raises(ValueError, match="give coords and bandwidth, or near made by"):
            measure(name, coords=None)
        with pytest.raises(ValueError, match="weights are of 1 areas, but there are 30"):
            measure(name, near=si.kernel_weights([[0, 0]], 1))
        with pytest.raises(ValueError, match=r"coords must be \[30, 2\], not of shape \(29, 2\)"):
            measure(name, coords=COORDS[1:])
        with pytest.raises(ValueError, match="near must be Weights"):
            measure(name, near=np.eye(30))


@pytest.mark.parametrize("name", PLACED)
def test_renumbering_areas_changes_nothing(name):
    expected = measure(name)
    for _ in range(5):
        order = RNG.permutation(30)
        assert measure(name, COUNTS[order], coords=COORDS[order]) == pytest.approx(
            expected, abs=1e-12
        )


@pytest.mark.parametrize("name", [*PLACED, "spatial_dissimilarity", "delta"])
def test_a_stack_gives_what_its_tables_give(name):
    stack = RNG.poisson(2, (2, 3, 30, 3))
    stack[0, 0, ::3], stack[1, 1, :, 0], stack[1, 2] = 0, 0, 0
    extra = {"weights": "queen", "grid": (5, 6)} if name == "spatial_dissimilarity" else {}
    together = measure(name, stack, **extra)
    alone = [[measure(name, counts, **extra) for counts in row] for row in stack]
    np.testing.assert_allclose(together, alone, rtol=0, atol=1e-13)


def nearest_by_ring(i, k):
    """Return the share of group 0 among the k persons nearest to an area, ring by ring."""
    squares = ((COORDS - COORDS[i]) ** 2).sum(1)
    x = t = 0.0
    for ring in np.unique(squares):
        inside = squares == ring
        more_x, more_t = COUNTS[inside, 0].sum(), COUNTS[inside].sum()
        if t + more_t >= k:
            return (x + more_x * (k - t) / more_t) / k
        x, t = x + more_x, t + more_t
    return x / t


@pytest.mark.parametrize("k", [0.5, 1, 10, 90, 400, 10**9])
def test_nearest_persons_ring_by_ring(k):
    members = COUNTS[:, 0] / COUNTS[:, 0].sum()
    expected = sum(members[i] * nearest_by_ring(i, k) for i in range(30))
    assert measure("knn_isolation", k=k) == pytest.approx(expected, abs=1e-12)


def test_nearest_persons_of_many_areas():
    counts, places = RNG.poisson(3, (300, 2)) + 1, RNG.random((300, 2))
    own = si.knn_isolation(counts, group=0, coords=places, k=0.1)
    assert own == pytest.approx(si.isolation(counts, group=0), abs=1e-12)
    share = counts[:, 0].sum() / counts.sum()
    assert si.knn_isolation(counts, group=0, coords=places, k=1e6) == pytest.approx(share)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"k": 0}, "k must be above 0, 0 found"),
        ({"coords": COORDS[:5]}, r"coords must be \[30, 2\], not of shape \(5, 2\)"),
    ],
)
def test_nearest_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        measure("knn_isolation", **parameters)


def test_boundaries_by_hand():
    # shares 1, 1/2, 0 on a line: D = 2/3 - 1/6 ... neighbours differ by 1/2 on either side
    line = [[4, 0], [2, 2], [0, 4]]
    found = si.spatial_dissimilarity(line, group=0, weights="rook", grid=(1, 3))
    assert found == pytest.approx(2 / 3 - 1 / 2)


def test_boundaries_of_a_checkerboard_and_a_cluster():
    row, column = np.indices((6, 6)).reshape(2, 36)
    for x, value in (
        (np.where((row + column) % 2, 90, 10), 0),
        (np.where(column < 3, 90, 10), 0.72),
    ):
        counts = np.stack([x, 100 - x], axis=-1)
        found = si.spatial_dissimilarity(counts, group=0, weights="rook", grid=(6, 6))
        assert found == pytest.approx(value, abs=1e-15)


def test_boundaries_standardised_and_without_links():
    p = np.array([1, 0.5, 0.5, 0])
    counts = np.stack([p, 1 - p], axis=-1) * 4
    W = np.array([[0, 2, 0, 0], [2, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 0]])
    D = si.dissimilarity(counts, group=0)
    rows = si.spatial_dissimilarity(counts, group=0, weights=W, standardise="row")
    assert rows == pytest.approx(D - (1 / 2 + 2 / 3 * 1 / 2) / 3)
    assert si.spatial_dissimilarity(counts, group=0, weights=W) == pytest.approx(D - 2 / 6)
    assert si.spatial_dissimilarity(counts, group=0, weights=W * 0) == D
    with pytest.raises(ValueError, match="standardise must be 'row' or 'none'"):
        si.spatial_dissimilarity(counts, group=0, weights=W, standardise="yes")


def test_delta_by_hand():
    counts = [[4, 9], [0, 1], [4, 0]]
    assert si.delta(counts, group=0) == pytest.approx(1 / 3)
    assert si.delta(counts, group=0, land_area=[1, 2, 1]) == pytest.approx(1 / 2)
    assert si.delta(counts, group=0, land_area=7) == si.delta(counts, group=0)
    for land in (0, [1, -1, 1]):
        with pytest.raises(ValueError, match=r"land_area must be above 0, (0|-1) found"):
            si.delta(counts, group=0, land_area=land)


def test_centralisation_by_hand():
    line = {"coords": [[0, 0], [1, 0], [2, 0]], "centre": (0, 0)}
    inner, outer = [[4, 0], [0, 0], [0, 4]], [[0, 4], [0, 0], [4, 0]]
    assert si.relative_centralization(inner, group=0, **line) == 1
    assert si.relative_centralization(outer, group=0, **line) == -1
    # shares of x 1, 1, 1 and of land 1/3, 2/3, 1
    assert si.absolute_centralization(inner, group=0, **line) == pytest.approx(2 / 3)
    wide = si.absolute_centralization(inner, group=0, land_area=[1, 1, 2], **line)
    assert wide == pytest.approx(3 / 4)


def test_equally_distant_areas_are_one_ring():
    cross = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]
    counts = [[1, 1], [5, 0], [0, 5], [2, 3], [3, 2]]
    value = si.relative_centralization(counts, group=0, coords=cross, centre=(0, 0))
    assert value == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("name", ["absolute_centralization", "relative_centralization"])
@pytest.mark.parametrize("wrong", [{"coords": COORDS[1:]}, {"centre": (0, 0, 0)}])
def test_centralisation_refused(name, wrong):
    with pytest.raises(ValueError, match=r"coords must be \[30, 2\] and centre \[2\]"):
        measure(name, **wrong)
