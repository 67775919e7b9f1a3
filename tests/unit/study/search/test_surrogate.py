"""The stand-in for the model predicts what it can know, and tells how well."""

import numpy as np
import pytest

from segsim.streams import hashes, normals
from segsim.study.search import surrogate
from segsim.study.search.space import Space
from segsim.study.search.surrogate import features, fit

SPACE = Space.of(["a", "b", "c"], (25, 50, 75, 100), None)


def response(packages):
    x = packages / 100.0
    return x @ [0.4, -1.0, 0.2] + 0.8 * x[:, 1] * (1 - x[:, 1]) - 0.6 * x[:, 0] * x[:, 1]


def test_a_response_of_its_own_kind_is_found():
    tried = SPACE.packages[::3]
    found = fit(tried, response(tried))
    mean, extra = found.predict(SPACE.packages)
    np.testing.assert_allclose(mean, response(SPACE.packages), atol=0.01)
    assert (extra >= 0.0).all()


def test_nothing_does_nothing():
    assert not features(np.zeros((1, 3), np.int64)).any()


def test_predictions_of_left_out_packages_are_those_of_a_fit_without_them(monkeypatch):
    tried = SPACE.packages[::5]
    noise = normals(hashes(1, 26, 0, np.arange(len(tried), dtype=np.uint64)))
    effects = response(tried) + 0.1 * noise
    monkeypatch.setattr(surrogate, "BENDS", (3.0,))
    monkeypatch.setattr(surrogate, "STRICTNESS", (0.01,))
    found = fit(tried, effects)
    for left in (0, 7, len(tried) - 1):
        rest = np.delete(np.arange(len(tried)), left)
        # the penalty is per package: as strict for one fewer
        strict = 0.01 * len(tried) / len(rest)
        monkeypatch.setattr(surrogate, "STRICTNESS", (strict,))
        mean, _ = fit(tried[rest], effects[rest]).predict(tried[[left]])
        assert mean[0] == pytest.approx(found.left_out[left], rel=1e-9)
    assert found.error == pytest.approx(np.mean((effects - found.left_out) ** 2))
    assert found.error > np.mean((effects - found.predict(tried)[0]) ** 2)
