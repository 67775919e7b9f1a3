"""All randomness of segsim: keyed draws, no stateful generator.

A draw is a SplitMix64 hash of (seed, purpose, time, entity id). A draw for a subset equals the
draw for the whole, nothing depends on order, threads or processes, and a policy that does
nothing leaves every other draw as it was.

Source: Steele, Lea, Flood (2014), "Fast splittable pseudorandom number generators".
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from segsim.compiled import formula, kernel
from segsim.maths import log

TABLE_SIZE = 16_384
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_M1 = np.uint64(0xBF58476D1CE4E5B9)
_M2 = np.uint64(0x94D049BB133111EB)
_S27, _S30, _S31, _S12, _S50 = (np.uint64(s) for s in (27, 30, 31, 12, 50))
_UNIT = 2.0**-52


class Purpose(IntEnum):
    """What a draw is for: part of its key, so that no two uses share a number."""

    SYNTHESIS = 1
    DWELLING = 2
    HOUSEHOLD = 3
    SEARCH = 4
    MONTH = 5
    RING = 6
    CANDIDATE = 7
    TASTE = 8
    LANDLORD = 9
    QUEUE = 10
    DEATH = 11
    UNION = 12
    SPLIT = 13
    BIRTH = 14
    LEAVING = 15
    EMPLOYMENT = 16
    EARNINGS = 17
    OUT_MIGRATION = 18
    IN_MIGRATION = 19
    RENOVATION = 20
    CONSTRUCTION = 21
    INVESTMENT = 22
    EVICTION = 23
    SCHOOL = 24
    POLICY = 25
    BENCHMARK = 26
    SHUFFLE = 27
    DEMOLITION = 28
    FORCED = 29
    PLACE = 30
    PERMUTATION = 31
    MEASUREMENT = 32
    POLITICS = 33
    COURSE = 41
    WEIGHTED_CLASS = 42
    LEARNING = 43
    RESAMPLING = 51
    BOOTSTRAP = 52


@formula
def mix(z: np.uint64) -> np.uint64:
    """Return the SplitMix64 finaliser of ``z``: every input bit reaches every output bit."""
    z = z + _GOLDEN
    z = (z ^ (z >> _S30)) * _M1
    z = (z ^ (z >> _S27)) * _M2
    return z ^ (z >> _S31)


@kernel
def _base(seed: int, purpose: int, time: int) -> np.uint64:
    z = mix(np.uint64(seed))
    z = mix(z ^ np.uint64(purpose))
    return mix(z ^ np.uint64(time + 1_000_000))


def base(seed: int, purpose: int, time: int) -> np.uint64:
    """Return the key shared by all entities for one seed, purpose and time."""
    return np.uint64(_base(seed, int(purpose), time))


@formula
def draw(key: np.uint64, entity: np.uint64) -> np.uint64:
    """Return the 64 random bits of one entity under a key made by :func:`base`."""
    return mix(key ^ mix(entity))


@formula
def uniform(bits: np.uint64) -> float:
    """Return a number strictly between 0 and 1 from 64 random bits (53 are used)."""
    return (np.float64(bits >> _S12) + 0.5) * _UNIT


@formula
def cell(bits: np.uint64) -> np.uint64:
    """Return the row of a quantile table (0 … 16,383) from 64 random bits."""
    return bits >> _S50


@kernel
def _fill_uniform(key: np.uint64, ids: NDArray[np.uint64], out: NDArray[np.float64]) -> None:
    for i in range(ids.size):
        out[i] = uniform(draw(key, ids[i]))


@kernel
def _fill_bits(key: np.uint64, ids: NDArray[np.uint64], out: NDArray[np.uint64]) -> None:
    for i in range(ids.size):
        out[i] = draw(key, ids[i])


def uniforms(seed: int, purpose: int, time: int, ids: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return one uniform number in (0, 1) per id, shape as ``ids``."""
    out = np.empty(ids.shape)
    _fill_uniform(base(seed, purpose, time), ids.ravel(), out.ravel())
    return out


def hashes(seed: int, purpose: int, time: int, ids: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return one 64-bit hash per id: new identities and sort keys, shape as ``ids``."""
    out = np.empty(ids.shape, np.uint64)
    _fill_bits(base(seed, purpose, time), ids.ravel(), out.ravel())
    return out


@kernel
def _deal(
    key: np.uint64,
    people: NDArray[np.uint8],
    sizes: NDArray[np.int64],
    out: NDArray[np.int64],
) -> None:
    """Deal ``people`` of groups over areas of ``sizes``, by a Fisher-Yates shuffle."""
    at, left = 0, np.uint64(people.size)
    for area in range(sizes.size):
        for _ in range(sizes[area]):
            pick = at + np.int64(draw(key, np.uint64(at)) % left)
            group = people[pick]
            people[pick] = people[at]
            out[area, group] += 1
            at += 1
            left -= np.uint64(1)


def deal(
    seed: int, purpose: int, time: int, totals: NDArray[np.int64], sizes: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return everybody dealt out at random over areas: counts [area, group].

    Parameters
    ----------
    seed, purpose, time
        Key of the draws, as for :func:`base`.
    totals, sizes
        Persons of each group and in each area; both add up to the same.
    """
    people = np.repeat(np.arange(totals.size, dtype=np.uint8), totals)
    out = np.zeros((sizes.size, totals.size), np.int64)
    _deal(base(seed, purpose, time), people, sizes, out)
    return out


# Numerator and denominator of the centre (a, b) and of the tail (c, d), highest power first.
_ACKLAM = (
    (-39.69683028665376, 220.9460984245205, -275.9285104469687)
    + (138.3577518672690, -30.66479806614716, 2.506628277459239),
    (-54.47609879822406, 161.5858368580409, -155.6989798598866)
    + (66.80131188771972, -13.28068155288572),
    (-0.007784894002430293, -0.3223964580411365, -2.400758277161838)
    + (-2.549732539343734, 4.374664141464968, 2.938163982698783),
    (0.007784695709041462, 0.3224671290700398, 2.445134137142996, 3.754408661907416),
)


def _normal_quantiles() -> NDArray[np.float64]:
    """Return standard normal quantiles at the mid-points (Acklam's rational approximation)."""
    a, b, c, d = _ACKLAM
    half = TABLE_SIZE // 2
    out = np.empty(TABLE_SIZE)
    for i in range(half):
        p = (i + 0.5) / TABLE_SIZE
        if p < 0.02425:
            q = float(np.sqrt(-2.0 * log(p)))
            top = ((((c[0] * q + c[1]) * q + c[2]) * q + c[3]) * q + c[4]) * q + c[5]
            bottom = (((d[0] * q + d[1]) * q + d[2]) * q + d[3]) * q + 1.0
        else:
            q = p - 0.5
            r = q * q
            top = (((((a[0] * r + a[1]) * r + a[2]) * r + a[3]) * r + a[4]) * r + a[5]) * q
            bottom = ((((b[0] * r + b[1]) * r + b[2]) * r + b[3]) * r + b[4]) * r + 1.0
        out[i] = top / bottom
        out[TABLE_SIZE - 1 - i] = -out[i]
    return out


def _gumbel_quantiles() -> NDArray[np.float64]:
    """Return standard Gumbel quantiles at the table's mid-points."""
    return np.array([-log(-log((i + 0.5) / TABLE_SIZE)) for i in range(TABLE_SIZE)])


class Quantiles(NamedTuple):
    """Quantile tables [16,384] from which shocks are read by the top 14 bits of a hash.

    Small enough to stay in the processor's cache, where a larger table costs more than it gives.
    """

    gumbel: NDArray[np.float64]
    normal: NDArray[np.float64]


_tables: list[Quantiles] = []


def quantiles() -> Quantiles:
    """Return the shared quantile tables, built on first use."""
    if not _tables:
        _tables.append(Quantiles(_gumbel_quantiles(), _normal_quantiles()))
    return _tables[0]


def normals(bits: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return a standard normal number for each 64 random bits, e.g. a hashed identity."""
    rows = (bits >> _S50).astype(np.int64)
    return np.asarray(quantiles().normal[rows], np.float64)
