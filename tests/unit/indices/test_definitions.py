"""Indices against their definitions in the slowest and plainest form."""

from math import log

import numpy as np
import pytest

from segsim.indices import INDICES

RNG = np.random.default_rng(3)
TABLE = RNG.poisson(RNG.gamma(0.5, 30, (30, 4)))
n = TABLE.astype(float)
t, N, T = n.sum(1), n.sum(0), n.sum()
P, K, J = N / T, n.shape[1], n.shape[0]
x, X, p = n[:, 0], N[0], n[:, 0] / t
y, Y = t - x, T - X


def xlogx(z):
    return z * log(z) if z > 0 else 0.0


def ent(parts):
    return -sum(xlogx(z) for z in np.asarray(parts) / np.sum(parts))


def cuts(row):
    return sum(ent([row[:k].sum(), row[k:].sum()]) for k in range(1, K))


E, mixing = ent(N), sum(P * (1 - P))


@pytest.mark.parametrize(
    ("name", "parameters", "value"),
    [
        ("dissimilarity", {"group": 0}, sum(abs(x / X - y / Y)) / 2),
        (
            "gini",
            {"group": 0},
            sum(t[i] * t[j] * abs(p[i] - p[j]) for i in range(J) for j in range(J))
            / (2 * T**2 * P[0] * (1 - P[0])),
        ),
        (
            "atkinson",
            {"group": 0, "b": 0.3},
            1 - P[0] / (1 - P[0]) * (sum(t * (1 - p) ** 0.7 * p**0.3 / (P[0] * T))) ** (1 / 0.7),
        ),
        ("isolation", {"group": 0}, sum(x / X * p)),
        ("exposure", {"group": 0, "to": 2}, sum(x / X * n[:, 2] / t)),
        ("eta2", {"group": 0}, sum(t * (p - P[0]) ** 2) / (T * P[0] * (1 - P[0]))),
        (
            "theil_h2",
            {"group": 0},
            1 - sum(t[i] * ent([x[i], y[i]]) for i in range(J)) / (T * ent([X, Y])),
        ),
        ("theil_h", {}, 1 - sum(t[i] * ent(n[i]) for i in range(J)) / (T * E)),
        ("mutual_information", {}, E - sum(t[i] * ent(n[i]) for i in range(J)) / T),
        (
            "multigroup_dissimilarity",
            {},
            sum(t[i] * abs(n[i] / t[i] - P) for i in range(J)).sum() / (2 * T * mixing),
        ),
        (
            "normalized_exposure",
            {},
            sum(t[i] * (n[i] / t[i] - P) ** 2 / (1 - P) for i in range(J)).sum() / T,
        ),
        (
            "squared_coef_variation",
            {},
            sum(t[i] * (n[i] / t[i] - P) ** 2 / P for i in range(J)).sum() / T / (K - 1),
        ),
        ("ordinal_h", {}, 1 - sum(t[i] * cuts(n[i]) for i in range(J)) / (T * cuts(N))),
    ],
)
def test_against_its_definition(name, parameters, value):
    assert t.min() > 0
    assert INDICES.get(name)(TABLE, **parameters) == pytest.approx(value, abs=1e-13)


@pytest.mark.parametrize("b", [0, 1, -0.5, 2, float("nan"), "x", None, [0.5, 0.6]])
def test_atkinson_refuses_b_outside_its_range(b):
    with pytest.raises(ValueError, match="b must be a number between 0 and 1, not"):
        INDICES.get("atkinson")(TABLE, group=0, b=b)


def test_gini_of_ties_and_of_many_areas():
    counts = np.repeat(TABLE, 50, axis=0)
    gini = INDICES.get("gini")
    assert gini(counts, group=0) == pytest.approx(gini(TABLE, group=0), abs=1e-12)
