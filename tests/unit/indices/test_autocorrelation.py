"""Spatial weights, and Moran's I with them."""

import numpy as np
import pytest

from segsim.indices import (
    Weights,
    dissimilarity,
    lattice_weights,
    matrix_weights,
    moran_i,
    nearest_weights,
)

pytestmark = pytest.mark.filterwarnings("error")

RNG = np.random.default_rng(4)
ROWS, COLUMNS = np.indices((6, 6)).reshape(2, 36)
CHECKER = np.where((ROWS + COLUMNS) % 2, 90, 10)
CLUSTER = np.where(COLUMNS < 3, 90, 10)
COUNTS = RNG.integers(1, 50, (12, 3))
COUNTS_2 = RNG.integers(1, 50, (12, 3))


def of(x):
    return np.stack([x, 100 - x], axis=-1)


def dense(weights):
    matrix = np.zeros((weights.n, weights.n))
    matrix[weights.rows, weights.columns] = weights.values
    return matrix


def by_definition(share, matrix, standardise):
    W = matrix.astype(float)
    if standardise == "row":
        W = W / np.maximum(W.sum(1, keepdims=True), 1e-300)
    z = share - share.mean()
    return len(z) / W.sum() * (z @ W @ z) / (z @ z)


@pytest.mark.parametrize("standardise", ["row", "none"])
@pytest.mark.parametrize("kind", ["rook", "queen", "nearest", "random", "island"])
def test_against_the_definition(kind, standardise):
    if kind in ("rook", "queen"):
        weights = lattice_weights((3, 4), kind)
    elif kind == "nearest":
        weights = nearest_weights(RNG.random((12, 2)), 3)
    else:
        matrix = RNG.random((12, 12)) * (RNG.random((12, 12)) < 0.4)
        matrix[5] *= kind == "random"
        weights = matrix_weights(matrix)
    share = COUNTS[:, 1] / COUNTS.sum(1)
    found = moran_i(COUNTS, group=1, weights=weights, standardise=standardise)
    assert found == pytest.approx(by_definition(share, dense(weights), standardise), abs=1e-13)
    assert found == moran_i(COUNTS, group=1, weights=dense(weights), standardise=standardise)
    assert found == moran_i(COUNTS, values=share, weights=weights, standardise=standardise)


def test_a_checkerboard_and_a_cluster_of_the_same_dissimilarity():
    rook = {"group": 0, "weights": "rook", "grid": (6, 6)}
    assert dissimilarity(of(CHECKER), group=0) == pytest.approx(0.8)
    assert dissimilarity(of(CLUSTER), group=0) == pytest.approx(0.8)
    assert moran_i(of(CHECKER), **rook) == pytest.approx(-1)
    assert moran_i(of(CLUSTER), **rook) == pytest.approx(22 / 27)


def test_named_weights_are_those_of_the_grid():
    for name in ("rook", "queen"):
        weights = lattice_weights((6, 6), name)
        by_name = moran_i(of(CLUSTER), group=0, weights=name, grid=(6, 6))
        assert by_name == moran_i(of(CLUSTER), group=0, weights=weights)


@pytest.mark.parametrize("standardise", ["row", "none"])
def test_uninhabited_areas_are_left_out_with_their_links(standardise):
    counts = COUNTS.copy()
    counts[[2, 7]] = 0
    kept = counts.sum(1) > 0
    matrix = dense(lattice_weights((3, 4), "queen"))
    share = counts[kept, 0] / counts[kept].sum(1)
    expected = by_definition(share, matrix[np.ix_(kept, kept)], standardise)
    options = {"weights": matrix, "standardise": standardise}
    assert moran_i(counts, group=0, **options) == pytest.approx(expected, abs=1e-13)
    values = np.full(12, np.nan)
    values[kept] = share
    assert moran_i(counts, values=values, **options) == pytest.approx(expected, abs=1e-13)


@pytest.mark.parametrize("standardise", ["row", "none"])
def test_a_stack_with_and_without_uninhabited_areas(standardise):
    stack = RNG.integers(0, 9, (3, 2, 12, 3))
    for empties in (False, True):
        if empties:
            stack[0, 0, 3], stack[1, :, ::2], stack[2, 1] = 0, 0, 0
        else:
            stack[..., 0] += 1
        options = {"weights": lattice_weights((3, 4)), "standardise": standardise}
        together = moran_i(stack, group=0, **options)
        alone = [[moran_i(counts, group=0, **options) for counts in row] for row in stack]
        np.testing.assert_allclose(together, alone, rtol=0, atol=1e-13)
        t = stack.sum(-1)
        shares = stack[..., 0] / np.maximum(t, 1)
        np.testing.assert_array_equal(moran_i(stack, values=shares, **options), together)


def test_renumbering_areas_changes_nothing():
    order = RNG.permutation(12)
    matrix = dense(lattice_weights((3, 4)))
    expected = moran_i(COUNTS, group=0, weights=matrix)
    found = moran_i(COUNTS[order], group=0, weights=matrix[np.ix_(order, order)])
    assert found == pytest.approx(expected, abs=1e-13)


def test_undefined_without_differences_or_links():
    assert np.isnan(moran_i(np.full((12, 2), 0.1), group=0, weights="rook", grid=(3, 4)))
    assert np.isnan(moran_i(COUNTS, values=np.full(12, 0.1), weights="rook", grid=(3, 4)))
    assert np.isnan(moran_i(COUNTS, group=0, weights=np.zeros((12, 12))))
    assert np.isnan(moran_i(COUNTS[:1], group=0, weights="rook", grid=(1, 1)))


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"weights": "rook"}, r"weights='rook' needs grid=\(rows, columns\)"),
        ({"weights": "bishop"}, "weights must be 'rook', 'queen' or a matrix, not 'bishop'"),
        ({"weights": "bishop", "grid": (3, 4)}, "not 'bishop'"),
        ({"weights": "rook", "grid": (3, 3)}, r"grid=\(3, 3\) has 9 cells, but there are 12 areas"),
        ({"weights": "rook", "grid": (10**6, 10**6)}, "cells, but there are 12 areas"),
        ({"weights": ["rook"], "grid": (3, 4)}, "'rook' found"),
        ({"weights": "rook", "grid": (3, -4)}, "grid must be two whole numbers above 0"),
        ({"weights": "rook", "grid": (3.5, 4)}, "grid must be two whole numbers above 0"),
        ({"weights": "rook", "grid": 12}, "grid must be two whole numbers above 0"),
        ({"weights": np.ones((12, 3))}, r"a square matrix, not of shape \(12, 3\)"),
        ({"weights": -np.ones((12, 12))}, "weights must not be below 0, -1 found"),
        ({"weights": np.ones((12, 12)), "standardise": "col"}, "standardise must be 'row' or"),
        ({"weights": np.ones((12, 12)), "values": np.ones(12)}, "either group or values"),
        ({"weights": np.ones((12, 12)), "group": None}, "either group or values"),
        (
            {"weights": np.ones((12, 12)), "group": None, "values": [1, 2]},
            r"values must be \[..., area\] of shape \(12,\), not \(2,\)",
        ),
        (
            {"weights": np.ones((12, 12)), "group": None, "values": ["a", *range(11)]},
            r"values must be a full rectangular array of numbers, 'a' found at \[0\]",
        ),
        (
            {"weights": np.ones((12, 12)), "group": None, "values": [np.nan] * 12},
            "values must hold neither nan nor infinite values, nan found at area 0",
        ),
    ],
)
def test_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        moran_i(COUNTS, **({"group": 0} | parameters))


def test_lattices():
    rook, queen = lattice_weights((3, 4)), lattice_weights((3, 4), "queen")
    for weights, reach in ((rook, 1), (queen, 2)):
        rows, columns = np.divmod(np.arange(12), 4)
        down = abs(rows[:, None] - rows)
        right = abs(columns[:, None] - columns)
        near = (np.maximum(down, right) == 1) & (down + right <= reach)
        np.testing.assert_array_equal(dense(weights), near)
    assert len(lattice_weights((1, 1)).values) == 0


def test_nearest_areas():
    places = RNG.random((700, 2))
    weights = nearest_weights(places, 5)
    distance = np.hypot(*(places[:, None] - places).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    expected = np.sort(np.argsort(distance, axis=1)[:, :5], axis=1)
    np.testing.assert_array_equal(weights.columns.reshape(700, 5), expected)
    np.testing.assert_array_equal(weights.rows, np.repeat(np.arange(700), 5))


def test_equally_near_areas_are_taken_in_their_order():
    square = [[0, 0], [1, 0], [-1, 0], [0, 1], [0, -1]]
    assert nearest_weights(square, 2).columns[:2].tolist() == [1, 2]
    assert nearest_weights(np.zeros((4, 2)), 2).columns.tolist() == [1, 2, 0, 2, 0, 1, 0, 1]


@pytest.mark.parametrize(
    ("coords", "k", "message"),
    [
        ([[0, 0], [1, 1]], 2, "k must be a whole number from 1 to 1, not 2"),
        ([[0, 0], [1, 1]], 0, "k must be a whole number from 1 to 1, not 0"),
        ([[0, 0], [1, 1]], 1.5, "k must be a whole number from 1 to 1, not 1.5"),
        ([0, 1, 2], 1, r"coords must be \[area, 2\]"),
        ([[0, np.nan], [1, 1]], 1, "coords must hold neither nan"),
    ],
)
def test_nearest_refused(coords, k, message):
    with pytest.raises(ValueError, match=message):
        nearest_weights(coords, k)


@pytest.mark.parametrize(
    ("rows", "columns", "values", "message"),
    [
        ([0, 1], [1], [1, 1], "columns must be the area number at that end of every link"),
        ([0, 2], [1, 0], [1, 1], "rows must be area numbers from 0 to 1"),
        ([0.0, 1.0], [1, 0], [1, 1], "rows must be the area number"),
        ([0, 1], [1, 0], [1, -1], "weights must not be below 0, -1 found"),
    ],
)
def test_links_are_checked(rows, columns, values, message):
    with pytest.raises(ValueError, match=message):
        Weights(rows, columns, values, 2)
