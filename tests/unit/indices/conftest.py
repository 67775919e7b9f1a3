"""What an index needs besides data, so that tests can call every registered index alike."""

from collections.abc import Callable

import numpy as np
import pytest

from segsim.indices import INDICES, matrix_weights


def ring(n):
    """Return weights of areas in a circle."""
    matrix = np.zeros((n, n))
    matrix[np.arange(n), (np.arange(n) + 1) % n] = 1
    return matrix_weights(np.maximum(matrix, matrix.T) if n > 1 else np.zeros((n, n)))


@pytest.fixture(scope="session")
def measure() -> Callable:
    """Return a function that calls an index by name on counts, with every parameter it needs."""

    def call(name, counts, **parameters):
        n = np.shape(counts)[-2]
        context = {
            "group": 0,
            "to": 1,
            "super_areas": np.arange(n) // 2,
            "coords": np.stack([np.arange(n) % 7, np.arange(n) // 7], axis=-1),
            "centre": (0.3, 0.1),
            "bandwidth": 1.5,
            "k": 5,
            "weights": ring(n),
        }
        return INDICES.get(name).measure(counts, **(context | parameters))

    return call
