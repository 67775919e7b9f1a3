"""A handful of people among hundreds of millions: no digit is lost to those who are many."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import segsim.indices as si

pytestmark = pytest.mark.filterwarnings("error")

few, many = st.integers(0, 3), st.integers(0, 10**9)
cities = st.lists(st.tuples(many, few, few), min_size=2, max_size=6)
TOLERANCE = 1e-13


def decimals(counts):
    """Return M, E and the ordinal H of a table, with forty digits."""
    with localcontext(prec=40):
        rows = [[Decimal(int(n)) for n in row] for row in counts]
        N = [sum(column) for column in zip(*rows, strict=True)]
        T = sum(N)
        E = sum(-n / T * (n / T).ln() for n in N if n)
        M = sum(
            n / T * (n * T / (sum(row) * N[g])).ln() for row in rows for g, n in enumerate(row) if n
        )
        return float(M / E), float(M), float(E)


@settings(max_examples=150, deadline=None)
@given(cities)
def test_information(rows):
    counts = np.array(rows)
    if (counts.sum(0) > 0).sum() < 2:
        return
    H, M, E = decimals(counts)
    assert si.theil_h(counts) == pytest.approx(H, abs=TOLERANCE)
    assert si.mutual_information(counts) == pytest.approx(M, rel=1e-11, abs=1e-22)
    assert si.entropy(counts) == pytest.approx(E, rel=1e-12)


@settings(max_examples=150, deadline=None)
@given(cities)
def test_identities_of_two_groups(rows):
    pair = np.array(rows)[:, :2]
    if (pair.sum(0) == 0).any():
        return
    H, _, _ = decimals(pair)
    assert si.theil_h2(pair, group=1) == pytest.approx(H, abs=TOLERANCE)
    assert si.ordinal_h(pair) == pytest.approx(H, abs=1e-12)
    D, G, V = (f(pair, group=1) for f in (si.dissimilarity, si.gini, si.eta2))
    assert si.multigroup_dissimilarity(pair) == pytest.approx(D, abs=TOLERANCE)
    assert si.multigroup_gini(pair) == pytest.approx(G, abs=TOLERANCE)
    for f in (si.relative_diversity, si.normalized_exposure, si.squared_coef_variation):
        assert f(pair) == pytest.approx(V, abs=TOLERANCE)


def test_zero_with_a_sign_is_zero():
    """As rounding of small negative numbers gives."""
    signed, plain = [[-0.0, 10], [5, 5.0]], [[0.0, 10], [5, 5.0]]
    assert si.gini(signed, group=0) == si.gini(plain, group=0) == pytest.approx(2 / 3)
    assert si.multigroup_gini(signed) == si.multigroup_gini(plain)
