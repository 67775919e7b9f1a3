"""The same counts in whatever they come are the same, to the last bit, and no sum overflows."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import segsim.indices as si
from segsim.indices import INDICES

pytestmark = pytest.mark.filterwarnings("error")

ON_COUNTS = [name for name, item in INDICES.items() if item.data == ("counts",)]
LOOSE = [name for name in ON_COUNTS if "weights" not in INDICES.get(name).required]
CONTEXT = {"group": 0, "to": 1, "centre": (0.3, 0.1), "bandwidth": 4, "k": [5, 50]}
shapes = st.tuples(st.integers(1, 6), st.integers(2, 4))
light = settings(max_examples=12, deadline=None)


class Frame:
    """Whatever offers its numbers as an array, as tables of other packages do."""

    def __init__(self, counts):
        self.counts = counts

    def __array__(self, dtype=None, copy=None):
        return np.array(self.counts, dtype)


def forms(counts):
    """Return the counts, each up to 127, as other types and containers."""
    kinds = [np.dtype(letter) for letter in "bBhHiIlLefdgO"]
    found = {kind.name: counts.astype(kind) for kind in kinds}
    wide = np.zeros((counts.shape[0] * 2, counts.shape[1] * 3), np.uint8)
    wide[::2, ::3] = counts
    return found | {
        "list": counts.tolist(),
        "tuple": tuple(map(tuple, counts.tolist())),
        "columns first": np.asfortranarray(counts),
        "every other": wide[::2, ::3],
        "big-endian": counts.astype(">i4"),
        "read only": np.broadcast_to(counts, counts.shape),
        "fractions": [[Fraction(int(n)) for n in row] for row in counts],
        "DataFrame": pd.DataFrame(counts),
        "nullable": pd.DataFrame(counts).astype("Int32"),
        "frame": Frame(counts),
    }


def values(measure, counts):
    """Return what everything that takes counts says of them."""
    n = len(counts) if hasattr(counts, "__len__") else len(np.asarray(counts))
    names = {"areas1": np.arange(n), "areas2": np.arange(1, n + 1)}
    context = {"super_areas": np.arange(n) // 2, "coords": np.arange(2 * n).reshape(n, 2)}
    found = {name: INDICES.get(name).measure(counts, **(CONTEXT | context)) for name in LOOSE}
    return found | {
        "exposure_matrix": si.exposure_matrix(counts),
        "local_segregation": si.local_segregation(counts),
        "mutual_difference": si.mutual_difference(counts, counts, **names),
        "permutation_test": si.permutation_test(counts, permutations=19),
        "moran_i": si.moran_i(counts, group=0, weights=np.ones((n, n))),
        "spatial_dissimilarity": si.spatial_dissimilarity(counts, group=0, weights=np.ones((n, n))),
    }


def same(left, right):
    for name, value in left.items():
        np.testing.assert_array_equal(value, right[name], err_msg=name)


@settings(max_examples=5, deadline=None)
@given(shapes.flatmap(lambda shape: arrays(np.int64, shape, elements=st.integers(0, 127))))
def test_types_and_containers_mean_the_same(measure, counts):
    expected = values(measure, counts)
    for form in forms(counts).values():
        same(values(measure, form), expected)


@light
@given(shapes.flatmap(lambda shape: arrays(np.bool_, shape)))
def test_yes_and_no_are_one_and_zero(measure, counts):
    same(values(measure, counts), values(measure, counts.astype(np.int64)))


TOPS = [np.int8, np.uint8, np.int16, np.uint16, np.int32, np.uint32]


@light
@given(shapes, st.sampled_from(TOPS), st.randoms(use_true_random=False))
def test_the_largest_numbers_of_a_type_do_not_overflow(measure, shape, kind, random):
    top = np.iinfo(kind).max
    counts = np.array([[random.randint(top // 2, top) for _ in range(shape[1])]] * shape[0], kind)
    counts[0, 0] = top
    wide = counts.astype(np.int64)
    for name in LOOSE:
        parameters = CONTEXT | {
            "super_areas": np.arange(shape[0]) // 2,
            "coords": np.arange(2 * shape[0]).reshape(-1, 2),
        }
        found, expected = (INDICES.get(name).measure(n, **parameters) for n in (counts, wide))
        np.testing.assert_array_equal(found, expected, err_msg=name)


@light
@given(arrays(np.int64, 9, elements=st.integers(0, 100)), st.integers(1, 4))
def test_incomes_and_labels_of_any_type(income, areas):
    where = np.arange(9) % areas
    for index in (si.nsi, si.income_variance_ratio, si.centile_gap):
        expected = index(income, where)
        for letter in "bBhHiIlLfdO":
            np.testing.assert_array_equal(index(income.astype(letter), where), expected)
        for labels in (
            where.astype(np.uint8),
            where.tolist(),
            [f"area {i}" for i in where],
            where.astype(float),
            pd.Series(where),
            pd.Categorical.from_codes(where, list("abcd")[:areas]),
        ):
            np.testing.assert_array_equal(index(income, labels), expected)
        np.testing.assert_array_equal(index(pd.Series(income), where), expected)
