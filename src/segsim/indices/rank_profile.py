"""Index profiles over the cuts between ordered groups, and their integrals over all ranks."""

from collections.abc import Callable
from math import comb, gamma, log, pi
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, logs, nonzero, numbers, settle, several, shares, table


def entropy_curve(p: Array, q: Array) -> Array:
    """Return the entropy in bits of a share and its rest."""
    return np.asarray(-(p * logs(p, q) + q * logs(q, p)) / log(2))


def variance_curve(p: Array, q: Array) -> Array:
    """Return four times the variance of a share with its rest."""
    return 4 * p * q


def root_curve(p: Array, q: Array) -> Array:
    """Return twice the standard deviation of a share with its rest."""
    return 2 * np.sqrt(p * q)


def entropy_moment(m: int) -> float:
    """Return the mean of p^m on 0..1 weighted by the entropy curve: 1, 1/2, 11/36 and so on."""
    tail = sum((-1.0) ** k * comb(m, k) / (k + 2) ** 2 for k in range(m + 1))
    return 2 / (m + 2) ** 2 + 2 * tail


def variance_moment(m: int) -> float:
    """Return the mean of p^m weighted by the variance curve."""
    return 6 / ((m + 2) * (m + 3))


def root_moment(m: int) -> float:
    """Return the mean of p^m weighted by the root curve."""
    return 8 / pi * gamma(m + 1.5) * gamma(1.5) / gamma(m + 3)


class Shape(NamedTuple):
    """How an index weighs the cuts: its curve at a cut, and the means of p^m under the curve."""

    curve: Callable[[Array, Array], Array]
    moment: Callable[[int], float]


ENTROPY = Shape(entropy_curve, entropy_moment)
VARIANCE = Shape(variance_curve, variance_moment)
ROOT = Shape(root_curve, root_moment)


def rank_order(counts: ArrayLike, shape: Shape, degree: int, thresholds: ArrayLike | None) -> Array:
    """Return the integral of the polynomial fitted to the profile of ``1 - sum t v_i/(T v)``."""
    n = table(counts)
    curve, N = shape.curve, n.sum(-2)
    v = curve(*both_sides(N))
    left = (shares(n.sum(-1))[..., None] * curve(*both_sides(n))).sum(-2)
    return integral(N, 1 - left / nonzero(v), shape, degree, thresholds)


def integral(
    N: Array, profile: Array, shape: Shape, degree: int, thresholds: ArrayLike | None
) -> Array:
    """Return the integral of the polynomial fitted to a profile ``[..., cut]``.

    Without thresholds, cuts with nobody on one side and cuts that repeat the one before are left
    out; thresholds give every cut a place, and where nobody is on one side the profile is 0.
    With fewer cuts than coefficients, the degree is lower.
    """
    if degree not in range(11):
        raise ValueError(f"degree must be a whole number from 0 to 10, not {degree!r}")
    curve, moment = shape
    below, above = both_sides(N)
    parted = (below > 0) & (above > 0)
    v, profile = curve(below, above), np.where(parted, profile, 0.0)
    if thresholds is None:
        place = below
        weight = v * (parted & (N[..., :-1] > 0))
    else:
        place = cut_places(thresholds, below.shape[-1])
        weight = curve(place, 1 - place)
    powers = np.arange(degree + 1)
    kept = powers < (weight > 0).sum(-1)[..., None]
    design = weight[..., None] * place[..., None] ** powers * kept[..., None, :]
    fit = np.linalg.pinv(design) @ (weight * profile)[..., None]
    value = fit[..., 0] @ np.array([moment(int(m)) for m in powers])
    return settle(value, several(N), -np.inf, np.inf)


def both_sides(n: Array) -> tuple[Array, Array]:
    """Return the shares below and above every cut, either exactly 0 where nobody is."""
    t = nonzero(n.sum(-1, keepdims=True))
    return n.cumsum(-1)[..., :-1] / t, n[..., ::-1].cumsum(-1)[..., -2::-1] / t


def cut_places(thresholds: ArrayLike, cuts: int) -> Array:
    """Return the proportions below the cuts, checked."""
    place = numbers(thresholds, "thresholds")
    if place.shape != (cuts,) or not ((place > 0) & (place < 1)).all():
        raise ValueError(f"thresholds must be {cuts} proportions between 0 and 1, one a cut")
    return place
