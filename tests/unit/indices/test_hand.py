"""Every index on an example small enough to be worked out by hand."""

from math import log, sqrt

import pytest

from segsim.indices import INDICES, adjusted, exposure_matrix

HALVES = [[3, 1], [1, 3]]  # p = 3/4 and 1/4, P = 1/2
UNEVEN = [[1, 0], [1, 2]]  # x/X = 1/2, 1/2; y/Y = 0, 1; t = 1, 3; P = 1/2
THREE = [[2, 0, 0], [0, 1, 1]]  # P = 1/2, 1/4, 1/4
LINE = [[4, 0], [3, 1], [0, 4]]  # shares 1, 3/4, 0 on a line of three cells
H_HALVES = 1 + 3 / 4 * log(3 / 4, 2) + 1 / 4 * log(1 / 4, 2)
H_UNEVEN = 1 - 3 / 4 * -(1 / 3 * log(1 / 3, 2) + 2 / 3 * log(2 / 3, 2))
NESTED = [[2, 0], [0, 2], [1, 1], [2, 2]]  # districts: 2:2 with areas apart, 3:3 with areas even


@pytest.mark.parametrize(
    ("name", "counts", "parameters", "value"),
    [
        ("dissimilarity", HALVES, {"group": 0}, 1 / 2),
        ("dissimilarity", UNEVEN, {"group": 0}, 1 / 2),
        ("dissimilarity", THREE, {"group": 1}, 2 / 3),  # 1/2 (0 - 2/3) and (1 - 1/3)
        ("dissimilarity", THREE, {"group": 1, "ref": 2}, 0),
        ("gini", HALVES, {"group": 0}, 1 / 2),
        ("gini", UNEVEN, {"group": 0}, 1 / 2),
        ("theil_h2", HALVES, {"group": 0}, H_HALVES),
        ("theil_h2", UNEVEN, {"group": 0}, H_UNEVEN),
        ("theil_h", UNEVEN, {}, H_UNEVEN),
        ("theil_h", THREE, {}, 2 / 3),  # E = 3/2 ln 2, of which 1/2 ln 2 is left
        ("mutual_information", THREE, {}, log(2)),
        ("entropy", THREE, {}, 1.5 * log(2)),
        ("simpson_interaction", THREE, {}, 5 / 8),
        ("isolation", UNEVEN, {"group": 0}, 1 / 2 * 1 + 1 / 2 * 1 / 3),
        ("isolation", THREE, {"group": 1, "ref": 0}, 1),
        ("exposure", UNEVEN, {"group": 0, "to": 1}, 1 / 2 * 0 + 1 / 2 * 2 / 3),
        ("exposure", UNEVEN, {"group": 1, "to": 0}, 1 / 3),
        ("exposure", THREE, {"group": 1, "to": 2}, 1 / 2),
        ("eta2", UNEVEN, {"group": 0}, 1 / 3),  # (2/3 - 1/2)/(1 - 1/2)
        ("eta2", THREE, {"group": 1}, 1 / 3),  # (1/2 - 1/4)/(1 - 1/4)
        ("atkinson", UNEVEN, {"group": 0, "b": 0.5}, 1 / 2),  # 1 - (sqrt(1/2))^2
        ("atkinson", UNEVEN, {"group": 0, "b": 0.75}, 7 / 8),  # 1 - ((1/2)^(3/4))^4
        ("hutchens_sqrt", UNEVEN, {"group": 0}, 1 - sqrt(1 / 2)),
        ("multigroup_dissimilarity", THREE, {}, 4 / 5),  # 4/(2 * 4 * 5/8)
        ("relative_diversity", THREE, {}, 3 / 5),  # (1/4 + 1/16 + 1/16)/(5/8)
        ("normalized_exposure", THREE, {}, 2 / 3),  # 1/2 + 1/12 + 1/12
        ("squared_coef_variation", THREE, {}, 1 / 2),  # (1/2 + 1/4 + 1/4)/2
        ("ordinal_h", [[1, 1, 0], [0, 0, 1]], {}, 1 - 2 / 3 / (2 * (log(3, 2) - 2 / 3))),
        ("expected_dissimilarity", HALVES, {"group": 0}, 18 / 70),  # |x-2|/2: 2*1/70 + 32/2/70
        ("expected_eta2", HALVES, {"group": 0}, 1 / 7),
        ("adjusted_dissimilarity", HALVES, {"group": 0}, (1 / 2 - 18 / 70) / (1 - 18 / 70)),
        ("adjusted_dissimilarity", [[1, 1], [1, 1]], {"group": 0}, -1),
        ("mutual_between", NESTED, {"super_areas": [0, 0, 1, 1]}, 0),
        ("mutual_within", NESTED, {"super_areas": [0, 0, 1, 1]}, 0.4 * log(2)),
        ("theil_between", NESTED, {"super_areas": [0, 0, 1, 1]}, 0),
        ("theil_within", NESTED, {"super_areas": [0, 0, 1, 1]}, 0.4),
        ("theil_between", [[2, 0], [0, 2]], {"super_areas": ["a", "b"]}, 1),
        # z = (5, 2, -7)/12: 3/3 * (5*2 + 2*(5 - 7)/2 - 7*2)/(25 + 4 + 49)
        ("moran_i", LINE, {"group": 0, "weights": "rook", "grid": (1, 3)}, -6 / 78),
    ],
)
def test_by_hand(name, counts, parameters, value):
    assert INDICES.get(name)(counts, **parameters) == pytest.approx(value, abs=1e-14)


@pytest.mark.parametrize(
    ("name", "value"), [("nsi", sqrt(32 / 35)), ("income_variance_ratio", 32 / 35)]
)
def test_incomes_by_hand(name, value):
    # area means 25, 45, 65 about 45: 2 * (400 + 0 + 400) of 2 * (625 + 225 + 25)
    found = INDICES.get(name)([20, 30, 40, 50, 60, 70], [0, 0, 1, 1, 2, 2])
    assert found == pytest.approx(value, abs=1e-15)


def test_exposure_matrix_by_hand():
    assert exposure_matrix(THREE).tolist() == [[1, 0, 0], [0, 0.5, 0.5], [0, 0.5, 0.5]]


@pytest.mark.parametrize(
    ("value", "expected", "result"),
    [(0.6, 0.2, 0.5), (0.1, 0.2, -0.5), (0.2, 0.2, 0), (1, 0.2, 1), (0, 0.2, -1), (0, 0, 0)],
)
def test_adjusted_by_hand(value, expected, result):
    assert adjusted(value, expected) == pytest.approx(result, abs=1e-15)
