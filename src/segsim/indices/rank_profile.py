"""Index profiles over the cuts between ordered groups, and their integrals over all ranks."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from math import comb, factorial, log
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import (
    Array,
    first,
    integer,
    logs,
    nonzero,
    numbers,
    settle,
    several,
    shares,
    table,
)


def entropy_curve(p: Array, q: Array) -> Array:
    """Return the entropy in bits of a share and its rest."""
    return np.asarray(-(p * logs(p, q) + q * logs(q, p)) / log(2))


def variance_curve(p: Array, q: Array) -> Array:
    """Return four times the variance of a share with its rest."""
    return 4 * p * q


def root_curve(p: Array, q: Array) -> Array:
    """Return twice the standard deviation of a share with its rest."""
    return 2 * np.sqrt(p * q)


def entropy_moment(m: int) -> Fraction:
    """Return the mean of p^m on 0..1 weighted by the entropy curve: 1, 1/2, 11/36 and so on."""
    tail = sum(Fraction((-1) ** k * comb(m, k), (k + 2) ** 2) for k in range(m + 1))
    return Fraction(2, (m + 2) ** 2) + 2 * tail


def variance_moment(m: int) -> Fraction:
    """Return the mean of p^m weighted by the variance curve."""
    return Fraction(6, (m + 2) * (m + 3))


def root_moment(m: int) -> Fraction:
    """Return the mean of p^m weighted by the root curve."""
    return Fraction(4 * factorial(2 * m + 2), 4 ** (m + 1) * factorial(m + 1) * factorial(m + 2))


class Shape(NamedTuple):
    """How an index weighs the cuts: its curve at a cut, and the means of p^m under the curve."""

    curve: Callable[[Array, Array], Array]
    moment: Callable[[int], Fraction]


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
    degree = integer(degree, "degree", 0, 10)
    curve = shape.curve
    below, above = both_sides(N)
    parted = (below > 0) & (above > 0)
    v, profile = curve(below, above), np.where(parted, profile, 0.0)
    if thresholds is None:
        place = below
        weight = v * (parted & (N[..., :-1] > 0))
    else:
        place = cut_places(thresholds, below.shape[-1])
        weight = curve(place, 1 - place)
    place, weight = (np.broadcast_to(part, profile.shape) for part in (place, weight))
    value = np.zeros(profile.shape[:-1])
    moments = legendre_moments(shape.moment, degree)
    for slice_ in np.ndindex(value.shape):
        value[slice_] = fitted(place[slice_], weight[slice_], profile[slice_], moments)
    return settle(value, several(N), -np.inf, np.inf)


def fitted(place: Array, weight: Array, profile: Array, moments: Array) -> float:
    """Return the integral of the weighted least-squares polynomial through one profile.

    In Legendre's polynomials and with the heaviest cuts first, so that digits last where classes
    are uneven and the degree is high.
    """
    used = np.argsort(-weight, kind="stable")[: int((weight > 0).sum())]
    terms = min(moments.size, used.size)
    if not terms:
        return 0.0
    w = weight[used]
    q, r = np.linalg.qr(w[:, None] * legendre(2 * place[used] - 1, terms))
    return float(np.linalg.solve(r, q.T @ (w * profile[used])) @ moments[:terms])


def legendre(x: Array, terms: int) -> Array:
    """Return the first Legendre polynomials at x, ``[x, term]``."""
    rows = [np.ones_like(x), x]
    for m in range(1, terms - 1):
        rows.append(((2 * m + 1) * x * rows[m] - m * rows[m - 1]) / (m + 1))
    return np.stack(rows[:terms], axis=-1)


@lru_cache(maxsize=64)
def legendre_moments(moment: Callable[[int], Fraction], degree: int) -> Array:
    """Return the weighted means on 0..1 of Legendre's polynomials of 2p - 1, added up exactly."""
    means = [
        sum((-1) ** (m + k) * comb(m, k) * comb(m + k, k) * moment(k) for k in range(m + 1))
        for m in range(degree + 1)
    ]
    return np.array([float(mean) for mean in means])


def both_sides(n: Array) -> tuple[Array, Array]:
    """Return the shares below and above every cut, either exactly 0 where nobody is."""
    t = nonzero(n.sum(-1, keepdims=True))
    return n.cumsum(-1)[..., :-1] / t, n[..., ::-1].cumsum(-1)[..., -2::-1] / t


def cut_places(thresholds: ArrayLike, cuts: int) -> Array:
    """Return the proportions below the cuts, checked."""
    place = numbers(thresholds, "thresholds")
    if place.shape != (cuts,):
        raise ValueError(f"thresholds must be {cuts} proportions, one a cut, not {place.shape}")
    wrong = (place <= 0) | (place >= 1) | (np.diff(place, prepend=0.0) <= 0)
    if wrong.any():
        found = first(place, wrong, ("cut",))
        raise ValueError(f"thresholds must rise between 0 and 1, {found}")
    return place
