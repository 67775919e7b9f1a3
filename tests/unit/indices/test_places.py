"""Indices of places: what must not change them on any map, and the nearest persons one by one."""

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose

import segsim.indices as si
from segsim.indices import INDICES

pytestmark = pytest.mark.filterwarnings("error")

AROUND = [
    "spatial_theil_h",
    "spatial_relative_diversity",
    "spatial_dissimilarity_ros",
    "spatial_exposure",
]
NEAREST = ["knn_isolation"]
CENTRES = ["absolute_centralization", "relative_centralization"]
PLACED = [*AROUND, *NEAREST, *CENTRES]
CONTEXT = {"group": 0, "to": 1, "bandwidth": 1.5, "k": 7, "centre": (1.0, 2.0)}
light = settings(max_examples=25, deadline=None)


@st.composite
def cities(draw, groups=3):
    """Return counts and places on a small grid: many equal distances, and places used twice."""
    n = draw(st.integers(1, 8))
    cells = st.one_of(st.integers(0, 3), st.integers(0, 500))
    counts = draw(arrays(np.int64, (n, groups), elements=cells))
    return counts, draw(arrays(np.int64, (n, 2), elements=st.integers(0, 4)))


def measure(name, counts, coords, **changes):
    return INDICES.get(name).measure(counts, **(CONTEXT | {"coords": coords} | changes))


def equal(left, right, atol=1e-12):
    assert_allclose(left, right, rtol=0, atol=atol)


@light
@given(cities(), st.randoms(use_true_random=False))
def test_the_order_of_areas_does_not_matter(city, random):
    counts, coords = city
    order = random.sample(range(len(counts)), len(counts))
    for name in PLACED:
        equal(measure(name, counts[order], coords[order]), measure(name, counts, coords))


@light
@given(cities(), st.permutations([0, 1, 2]))
def test_the_order_of_groups_does_not_matter(city, order):
    counts, coords = city
    columns = {"group": order.index(0), "to": order.index(1)}
    for name in PLACED:
        found = measure(name, counts[:, order], coords, **columns)
        equal(found, measure(name, counts, coords))


@light
@given(cities(), st.integers(2, 4), st.sampled_from([0.37, 1e-6, 1e6]))
def test_scale_and_parts_at_the_same_place_do_not_matter(city, parts, factor):
    counts, coords = city
    split, places = np.repeat(counts, parts, axis=0) / parts, np.repeat(coords, parts, axis=0)
    land = {"land_area": np.full(len(places), 3.0)}
    for name in PLACED:
        expected = measure(name, counts, coords)
        equal(measure(name, split, places, **land), expected)
        equal(measure(name, counts * factor, coords, k=7 * factor), expected)


@light
@given(cities(), st.sampled_from([1, 10, 250]), st.integers(-9, 9), st.booleans())
def test_where_the_map_lies_and_its_unit_do_not_matter(city, unit, shift, mirrored):
    counts, coords = city
    turn = np.array([[0, 1], [1, 0]]) if mirrored else np.array([[0, -1], [1, 0]])
    places = coords @ turn * unit + shift
    moved = {"bandwidth": 1.5 * unit, "centre": np.array([1, 2]) @ turn * unit + shift}
    for name in PLACED:
        equal(measure(name, counts, places, **moved), measure(name, counts, coords))


@light
@given(cities(), st.integers(0, 8), st.tuples(st.integers(0, 4), st.integers(0, 4)))
def test_an_empty_place_weighs_nothing(city, row, place):
    counts, coords = city
    row = min(row, len(counts))
    more, places = np.insert(counts, row, 0, axis=0), np.insert(coords, row, place, axis=0)
    for name in [*AROUND, *NEAREST, "relative_centralization"]:
        equal(measure(name, more, places), measure(name, counts, coords))


@light
@given(cities())
def test_surroundings_add_up(city):
    counts, coords = city
    for group in range(3):
        met = [measure("spatial_exposure", counts, coords, group=group, to=to) for to in range(3)]
        if counts[:, group].any():
            equal(sum(met), 1)


@light
@given(cities(groups=2))
def test_centralisation_mirrors_and_land_of_people_is_the_others(city):
    counts, coords = city
    place = {"coords": coords, "centre": (1.0, 2.0)}
    there = si.relative_centralization(counts, group=0, **place)
    equal(si.relative_centralization(counts, group=1, **place), -there)
    t = counts.sum(1)
    if (t > 0).all():  # land in proportion to people: y is then (t - x)
        rest = 1 - counts[:, 0].sum() / t.sum()
        if counts[:, 0].any() and rest > 0:
            land = {"land_area": t}
            absolute = si.absolute_centralization(counts, group=0, **place, **land)
            equal(absolute, rest * there)
            D = si.dissimilarity(counts, group=0)
            equal(si.delta(counts, group=0, **land), rest * D)


@light
@given(cities(groups=2), st.data())
def test_neighbours_are_compared_by_number_and_not_by_order(city, data):
    counts, _ = city
    n = len(counts)
    matrix = data.draw(arrays(np.int64, (n, n), elements=st.integers(0, 2)))
    order = np.array(data.draw(st.permutations(range(n))))
    turned = {"weights": matrix[np.ix_(order, order)]}
    for standardise in ("row", "none"):
        as_is = {"group": 0, "standardise": standardise}
        for index in (si.moran_i, si.spatial_dissimilarity):
            expected = index(counts, weights=matrix, **as_is)
            # without a pattern that rounding leaves, I of nearly equal shares is anything
            equal(index(counts[order], **turned, **as_is), expected, atol=1e-9)
            if (counts.sum(1) > 0).all():
                mirrored = as_is | {"group": 1}
                equal(index(counts, weights=matrix, **mirrored), expected, atol=1e-9)
        gap = si.dissimilarity(counts, group=0) - si.spatial_dissimilarity(
            counts, weights=matrix, **as_is
        )
        assert np.isnan(gap) or -1e-12 <= gap <= 1 + 1e-12


@light
@given(cities(groups=2), st.data())
def test_moran_leaves_out_empty_areas_and_ignores_the_unit_of_values(city, data):
    counts, _ = city
    n = len(counts)
    matrix = data.draw(arrays(np.int64, (n, n), elements=st.integers(0, 2)))
    values = data.draw(arrays(np.int64, n, elements=st.integers(-50, 50)))
    expected = si.moran_i(counts, values=values, weights=matrix)
    equal(si.moran_i(counts, values=7 - 30 * values, weights=matrix), expected, atol=1e-9)
    equal(si.moran_i(counts * 5, values=values, weights=matrix), expected)
    row = data.draw(st.integers(0, n))
    larger = np.insert(np.insert(matrix, row, 1, axis=0), row, 1, axis=1)
    more = np.insert(counts, row, 0, axis=0)
    found = si.moran_i(more, values=np.insert(values, row, 99), weights=larger)
    equal(found, expected, atol=1e-9)


@light
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 40), st.integers(41, 90))
def test_a_checkerboard_and_halves_differ_for_neighbours_alone(height, width, few, many):
    grid = (2 * height, 2 * width)
    row, column = np.indices(grid).reshape(2, -1)
    checker = np.where((row + column) % 2, many, few)
    halves = np.where(column < width, many, few)
    one, two = (np.stack([x, 100 - x], axis=-1) for x in (checker, halves))
    rook = {"group": 0, "weights": "rook", "grid": grid}
    equal(si.dissimilarity(one, group=0), si.dissimilarity(two, group=0))
    equal(si.moran_i(one, **rook), -1)
    if width > 1:
        assert si.moran_i(two, **rook) > si.moran_i(one, **rook)
    D = si.dissimilarity(one, group=0)
    equal(si.spatial_dissimilarity(one, **rook), D - (many - few) / 100)
    assert si.spatial_dissimilarity(two, **rook) >= si.spatial_dissimilarity(one, **rook) - 1e-12


MAPS = ["anywhere", "grid", "line", "one place", "clusters", "nearly a grid"]


def places_on(kind, n, rng):
    """Return n places of a kind."""
    if kind == "grid":
        return rng.integers(0, max(2, int(np.sqrt(n))), (n, 2)) * 250.0
    if kind == "line":
        return np.stack([rng.integers(0, n, n) * 1.0, np.zeros(n)], -1)
    if kind == "one place":
        return np.ones((n, 2))
    if kind == "clusters":
        return rng.normal(0, 1, (n, 2)) + rng.integers(0, 3, (n, 1)) * 300.0
    if kind == "nearly a grid":
        side = max(2, int(np.sqrt(n)))
        return rng.integers(0, side, (n, 2)) * 0.1 * (1 + 1e-14 * rng.random((n, 2)))
    return rng.random((n, 2)) * 1e3


def one_by_one(x, t, places, ks):
    """Return isolation among the k nearest by sorting all distances: whole rings, last in part."""
    near = np.zeros((len(x), len(ks)))
    for i, here in enumerate(places):
        distance = np.hypot(*(places - here).T)
        order = np.argsort(distance)
        d = distance[order]
        # A ring ends where the next distance is larger by more than rounding.
        ends = np.flatnonzero(np.append(np.diff(d) > 1e-9 * d[1:], True))
        T = np.append(0, t[order].cumsum()[ends])
        X = np.append(0, x[order].cumsum()[ends])
        wanted = np.minimum(ks, T[-1])
        near[i] = np.interp(wanted, T, X) / np.maximum(wanted, 1e-300)
    return (x / x.sum()) @ near


def check_profile(n, kind, seed, ks):
    """Compare a stack of two cities, their profiles and single calls with all distances sorted."""
    rng = np.random.default_rng(seed)
    places = places_on(kind, n, rng)
    stack = rng.poisson(rng.gamma(0.5, 12, (2, n, 3))) * (rng.random((2, n, 1)) < 0.8)
    stack[:, 0, 0] += 1
    profile = si.knn_isolation(stack, group=0, coords=places, k=ks)
    assert profile.shape == (2, len(ks))
    for counts, found in zip(stack, profile, strict=True):
        equal(found, one_by_one(counts[:, 0], counts.sum(1), places, ks))
        equal(si.knn_isolation(counts, group=0, coords=places, k=ks), found)
    versus = si.knn_isolation(stack, group=0, ref=2, coords=places, k=ks)
    equal(versus[0], one_by_one(stack[0, :, 0], stack[0][:, [0, 2]].sum(1), places, ks))
    equal(si.knn_isolation(stack, group=0, coords=places, k=ks[-1]), profile[:, -1])


KS = st.lists(st.one_of(st.floats(0.01, 50), st.integers(1, 20_000)), min_size=1, max_size=4)
SEEDS = st.integers(0, 2**32 - 1)


@light
@given(st.integers(1, 30), st.sampled_from(MAPS), SEEDS, KS)
def test_a_profile_is_what_sorting_all_distances_gives(n, kind, seed, ks):
    check_profile(n, kind, seed, ks)


@settings(max_examples=12, deadline=None, phases=[Phase.generate])  # a seed has no simpler one
@given(st.sampled_from([60, 400]), st.sampled_from(MAPS), SEEDS, KS)
def test_a_profile_of_many_places_is_what_sorting_all_distances_gives(n, kind, seed, ks):
    check_profile(n, kind, seed, ks)


def test_the_last_ring_is_whole_on_a_grid_of_uneven_density():
    rng = np.random.default_rng(1)
    row, column = np.indices((40, 40)).reshape(2, -1)
    places = np.stack([column, row], -1) * 250.0
    t = rng.poisson(rng.gamma(2, 10, 1600))
    x = rng.binomial(t, rng.beta(1, 3, 1600))
    found = si.knn_isolation(np.stack([x, t - x], -1), group=0, coords=places, k=[200])
    equal(found, one_by_one(x, t, places, [200]))


@light
@given(cities(groups=2))
def test_the_ends_of_a_profile_are_the_own_place_and_the_city(city):
    counts, coords = city
    own, city_wide = si.knn_isolation(counts, group=0, coords=coords, k=[1e-9, 1e9])
    places, where = np.unique(coords, axis=0, return_inverse=True)
    merged = np.zeros((len(places), 2))
    np.add.at(merged, where.ravel(), counts)
    if counts[:, 0].any():
        equal(city_wide, counts[:, 0].sum() / counts.sum())
        equal(own, si.isolation(merged, group=0))
    else:
        assert np.isnan([own, city_wide]).all()


@pytest.mark.parametrize("name", PLACED)
@light
@given(st.lists(cities(groups=2), min_size=1, max_size=4))
def test_a_stack_gives_what_its_tables_give(name, many):
    n = min(len(counts) for counts, _ in many)
    coords = many[0][1][:n]
    stack = np.stack([counts[:n] for counts, _ in many])
    together = measure(name, stack, coords)
    equal(together, [measure(name, counts, coords) for counts in stack], atol=1e-13)
