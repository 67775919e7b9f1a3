"""Exact means of indices: against every way to deal a small city, and random deals of larger."""

import inspect
from itertools import combinations

import numpy as np
import pytest

import segsim.indices as si
from segsim.indices import INDICES

pytestmark = pytest.mark.filterwarnings("error")

MEANS = sorted(name.removeprefix("expected_") for name in INDICES if name.startswith("expected_"))
CORRECTED = sorted(n.removeprefix("adjusted_") for n in INDICES if n.startswith("adjusted_"))
ON_TABLES = [name for name in MEANS if INDICES.get(name).data == ("counts",)]
DEALT = [name for name in ON_TABLES if name != "moran_i"]  # its mean is over areas, not persons
RNG = np.random.default_rng(5)


def deals(sizes, groups):
    """Return every way to deal persons out, ``[deal, area, group]``; all are equally likely."""
    tables = [np.zeros((0, len(sizes)), int)]
    homes = np.repeat(np.arange(len(sizes)), sizes)

    def place(free, left):
        if len(left) == 1:
            yield [np.bincount(homes[list(free)], minlength=len(sizes))]
            return
        for chosen in combinations(free, left[0]):
            rest = [home for home in free if home not in chosen]
            own = np.bincount(homes[list(chosen)], minlength=len(sizes))
            for others in place(rest, left[1:]):
                yield [own, *others]

    tables = [np.stack(table, axis=-1) for table in place(range(len(homes)), groups)]
    return np.array(tables)


CITIES = {
    "three groups": deals([3, 0, 2, 1, 2], [4, 2, 2]),
    "two groups": deals([1, 4, 2, 0, 3], [3, 7]),
    "a rare group": deals([5, 1, 1, 3, 0], [1, 0, 9]),
    "one person an area": deals([1, 1, 1, 1, 1], [2, 3]),
}


@pytest.mark.parametrize("city", CITIES)
@pytest.mark.parametrize("name", DEALT)
def test_the_mean_is_that_of_all_deals(name, city, measure):
    tables = CITIES[city]
    values = measure(name, tables)
    wanted = values.mean() if np.isfinite(values).all() else np.nan
    found = measure(f"expected_{name}", tables[0])
    assert found == pytest.approx(wanted, abs=1e-12, nan_ok=True)
    same = measure(f"expected_{name}", tables[[1, -1]])
    assert same == pytest.approx([wanted] * 2, abs=1e-12, nan_ok=True)  # margins decide


@pytest.mark.parametrize("name", ["exposure", "spatial_exposure"])
def test_exposure_to_ones_own(name, measure):
    tables = CITIES["three groups"]
    found = measure(f"expected_{name}", tables[0], to=0)
    assert found == pytest.approx(measure(name, tables, to=0).mean(), abs=1e-12)


@pytest.mark.parametrize("name", ["gini", "theil_h2", "hutchens_sqrt", "eta2", "isolation"])
def test_against_another_group(name, measure):
    table = CITIES["three groups"][7]
    of_two = measure(f"expected_{name}", table[:, [0, 2]])
    assert measure(f"expected_{name}", table, ref=2) == pytest.approx(of_two, abs=1e-14)


def test_surroundings_that_leave_an_area_out():
    """Weights may give an area no share in its own surroundings, or no surroundings."""
    matrix = np.array([[0, 2, 1, 0, 0], [1, 0, 0, 0, 3], [0, 0, 0, 0, 0], [1, 1, 1, 1, 1], [0] * 5])
    near, tables = si.matrix_weights(matrix), CITIES["three groups"]
    for name, parameters in (
        ("spatial_exposure", {"group": 0, "to": 1}),
        ("spatial_exposure", {"group": 2, "to": 2}),
        ("spatial_relative_diversity", {}),
    ):
        values = INDICES.get(name)(tables, near=near, **parameters)
        found = INDICES.get(f"expected_{name}")(tables[0], near=near, **parameters)
        assert found == pytest.approx(values.mean(), abs=1e-12)


def test_areas_at_one_place_are_one_ring():
    coords = [[0, 0], [5, 5], [0, 0], [1, 0], [1, 0]]
    tables = CITIES["three groups"]
    for k in (1, 4.5, 6, 100):
        values = si.knn_isolation(tables, group=0, coords=coords, k=k)
        found = si.expected_knn_isolation(tables[0], group=0, coords=coords, k=k)
        assert found == pytest.approx(values.mean(), abs=1e-12)
    profile = si.expected_knn_isolation(tables[:2], group=0, coords=coords, k=[1, 6])
    assert profile.shape == (2, 2)
    assert profile[0, 1] == si.expected_knn_isolation(tables[0], group=0, coords=coords, k=6)


@pytest.mark.parametrize("parameters", [{"group": 0}, {"values": [3.0, 1.0, 9.0, 2.0, 2.5, 0.0]}])
def test_moran_by_shuffling_areas(parameters):
    near = np.diag([1.0, 2, 1, 5, 1], 1) + np.diag([1.0, 1, 1, 0, 1], -1)
    table = np.array([[3, 1], [1, 5], [2, 2], [9, 1], [0, 4], [2, 5]])
    values = []
    for _ in range(4000):
        order = RNG.permutation(6)
        given = {k: np.array(v)[order] for k, v in parameters.items() if k == "values"}
        values.append(si.moran_i(table[order], weights=near, **(parameters | given)))
    found = si.expected_moran_i(table, weights=near, **parameters)
    assert found == pytest.approx(-1 / 5)
    assert abs(np.mean(values) - found) < 4 * np.std(values) / np.sqrt(4000)


def test_variance_ratio_by_shuffling_households():
    values, area = RNG.lognormal(size=40), np.repeat([3, 7, 8, 9], [1, 20, 4, 15])
    stack = RNG.permuted(np.tile(values, (4000, 1)), axis=1)
    ratios = si.income_variance_ratio(stack, area)
    found = si.expected_income_variance_ratio(values, area)
    assert found == pytest.approx(3 / 39)
    assert abs(ratios.mean() - found) < 4 * ratios.std() / np.sqrt(4000)
    assert np.isnan(si.expected_income_variance_ratio(np.ones(4), [0, 0, 1, 1]))
    assert np.isnan(si.expected_income_variance_ratio([], []))
    apart = si.adjusted_income_variance_ratio([1.0, 1.0, 2.0, 2.0], [0, 0, 1, 1])
    assert apart == pytest.approx(1.0)


@pytest.mark.parametrize("name", DEALT)
def test_means_of_a_larger_city(name, measure):
    sizes, draws = np.array([30, 1, 200, 0, 64, 64, 900, 3]), 600
    tables = np.empty((draws, len(sizes), 3))
    people = np.repeat(np.arange(3), [700, 500, 62])
    place = np.repeat(np.arange(len(sizes)), sizes)
    for table in tables:
        flat = np.bincount(place * 3 + RNG.permutation(people), minlength=len(sizes) * 3)
        table[...] = flat.reshape(-1, 3)
    values = measure(name, tables, group=2)
    error = values.std(ddof=1) / np.sqrt(draws)
    assert abs(values.mean() - measure(f"expected_{name}", tables[0], group=2)) < 4.5 * error


@pytest.mark.parametrize("name", CORRECTED)
def test_correction_takes_off_the_mean(name, measure):
    corrected, mean = INDICES.get(f"adjusted_{name}"), INDICES.get(f"expected_{name}")
    assert inspect.signature(corrected.function) == inspect.signature(INDICES.get(name).function)
    assert mean.bounds == INDICES.get(name).bounds
    if name not in ON_TABLES:
        return
    table = np.array([[9, 1, 4], [2, 8, 4], [3, 3, 9], [40, 2, 1]])
    value, chance = measure(name, table), measure(f"expected_{name}", table)
    assert value > chance
    assert measure(corrected.name, table) == pytest.approx((value - chance) / (1 - chance))


def test_every_bounded_index_with_a_mean_is_corrected():
    less_than_complete = {"exposure", "spatial_exposure", "theil_between", "theil_within"}
    bounded = {name for name in MEANS if INDICES.get(name).bounds == (0, 1)}
    assert bounded - less_than_complete <= set(CORRECTED)
    assert set(CORRECTED) <= set(MEANS)


def test_gini_of_hundreds_of_sizes():
    sizes = RNG.integers(1, 120, 150)
    X = 900
    tables = RNG.multivariate_hypergeometric(sizes, X, 400)
    tables = np.stack([tables, sizes - tables], axis=-1)
    values = si.gini(tables, group=0)
    error = values.std(ddof=1) / np.sqrt(400)
    assert abs(values.mean() - si.expected_gini(tables[0], group=0)) < 4 * error
