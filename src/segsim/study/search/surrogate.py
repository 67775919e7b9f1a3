"""A cheap stand-in for the model: effects of packages from the packages that were tried.

The effect of a package is a sum over its policies and their pairs: linear in each strength, with
a bend (strength × (1 − strength)) and an interaction of every two. It is nothing where nothing is
done. Coefficients are drawn towards zero as far as predictions of left-out packages get better.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

type F64 = NDArray[np.float64]

STRICTNESS = tuple(10.0**power for power in np.arange(-5.0, 2.5, 0.5))
"""Penalties tried, per package."""
BENDS = (3.0, 30.0)
"""How much more a bend or an interaction is penalised than a linear effect."""
CHUNK = 4096


def features(packages: NDArray[np.int64]) -> F64:
    """Return what effects are made of [package, feature]: linear, bends, interactions."""
    x = packages / 100.0
    one, two = np.triu_indices(x.shape[1], 1)
    return np.hstack([x, 4.0 * x * (1.0 - x), x[:, one] * x[:, two]])


@cache
def _penalties(policies: int, bend: float) -> F64:
    rest = policies + policies * (policies - 1) // 2
    return np.concatenate([np.ones(policies), np.full(rest, bend)])


@dataclass(frozen=True, slots=True)
class Surrogate:
    """Ridge regression of one effect, with what it predicts for each tried package without it."""

    coefficients: F64
    spread: F64  # (ΦᵀΦ + penalties)⁻¹
    left_out: F64  # prediction of each tried package by all the others
    error: float  # variance of these predictions' errors, noise of the runs included

    def predict(self, packages: NDArray[np.int64]) -> tuple[F64, F64]:
        """Return the predicted effect of packages, and the variance that strangeness adds."""
        means, extra = [], []
        for start in range(0, len(packages), CHUNK):
            phi = features(packages[start : start + CHUNK])
            means.append(phi @ self.coefficients)
            extra.append(np.einsum("ij,jk,ik->i", phi, self.spread, phi, optimize=True))
        return np.concatenate(means), np.concatenate(extra) * self.error


def fit(packages: NDArray[np.int64], effects: F64) -> Surrogate:
    """Fit effects [package], with the penalty that predicts left-out packages best."""
    phi = features(packages)
    best: Surrogate | None = None
    for bend in BENDS:
        for strictness in STRICTNESS:
            penalty = strictness * len(phi) * _penalties(packages.shape[1], bend)
            spread = np.linalg.inv(phi.T @ phi + np.diag(penalty))
            hat = phi @ spread @ phi.T
            leverage = np.minimum(np.diag(hat), 1.0 - 1e-9)
            left_out = effects - (effects - hat @ effects) / (1.0 - leverage)
            error = float(np.mean((effects - left_out) ** 2))
            if best is None or error < best.error:
                best = Surrogate(spread @ phi.T @ effects, spread, left_out, error)
    assert best is not None, "there are penalties"
    return best
