"""Is it more than chance? An index against the same city with everybody dealt out at random."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, floats, integer, number, table, whole
from segsim.indices.catalogue import INDICES
from segsim.registry import UserError, unknown

MOST_GROUPS = 256
MOST_PERSONS = 1_000_000_000  # a byte each while they are shuffled
STACK = 50  # random cities held at a time


class PermutationTest(NamedTuple):
    """What :func:`permutation_test` found."""

    value: float  # of the index
    expected: float  # its mean over random cities
    low: float  # what the middle part of random cities lies between
    high: float
    p_value: float  # share of cities as large, the real one among them
    p_low: float  # what the p-value would be with endless random cities, as surely as asked
    p_high: float
    permutations: int  # random cities for which the index has a value


def permutation_test(
    counts: ArrayLike,
    index: str | Callable[..., Array] = "theil_h",
    *,
    permutations: int = 999,
    confidence: float = 0.95,
    seed: int = 1,
    **parameters: Any,  # noqa: ANN401
) -> PermutationTest:
    """Compare an index with its values when everybody is dealt out at random over the areas.

    Area sizes and group totals stay; the larger the index the more segregation. The p-value is
    ``(1 + cities at least as large)/(1 + permutations)``, which is never 0.

    Parameters
    ----------
    counts
        Counts ``[area, group]``, whole numbers: one city.
    index
        A registered name or a function of counts ``[..., area, group]``.
    permutations
        How many random cities, at least 19.
    confidence
        Of both intervals, between 0 and 1.
    seed
        Of the random cities: the same seed gives the same ones.
    **parameters
        What the index takes, e.g. ``group=0``.

    Returns
    -------
    PermutationTest
        Value, mean and interval under randomness, p-value and the interval of the p-value
        (Clopper and Pearson) that the number of random cities leaves.

    Raises
    ------
    ValueError
        Counts are not whole counts of one city, or an option is out of range.
    UserError
        An index that does not exist, or a parameter that it needs and is not given.

    References
    ----------
    R. Boisso and others (1994), Occupational segregation in the multidimensional case, Journal of
    Econometrics 61. C. Clopper and E. Pearson (1934), Biometrika 26.
    """
    n = whole(table(counts), ("area", "group"))
    if n.ndim != 2:
        raise ValueError(f"counts must be [area, group] of one city, not of shape {n.shape}")
    if n.shape[1] > MOST_GROUPS:
        raise ValueError(f"counts must have at most {MOST_GROUPS} groups, not {n.shape[1]}")
    if n.sum() > MOST_PERSONS:
        raise ValueError(f"counts must be of at most {MOST_PERSONS:,} persons, not {n.sum():,.0f}")
    permutations = integer(permutations, "permutations", 19, 10**9)
    seed = integer(seed, "seed", 0, 2**63 - 1)
    confidence = number(confidence, "confidence", 0, 1)
    measure = index if callable(index) else named(index, parameters)
    found = values_of(measure(n, **parameters), ())
    cities = shuffled(n, permutations, seed)
    parts = [values_of(measure(stack, **parameters), stack.shape[:1]) for stack in cities]
    value, chance = float(found), np.concatenate(parts)
    chance = chance[np.isfinite(chance)]  # a random city may have no value, as a real one
    if not np.isfinite(value) or not chance.size:
        none = float("nan")
        return PermutationTest(value, none, none, none, none, none, none, int(chance.size))
    tail, trials = (1.0 - confidence) / 2.0, int(chance.size)
    larger = int((chance >= value - 1e-12 * abs(value)).sum())
    low, high = np.quantile(chance, [tail, 1.0 - tail])
    p_low, p_high = clopper_pearson(larger, trials, tail)
    p_value = (1 + larger) / (1 + trials)
    mean = float(chance.mean())
    return PermutationTest(value, mean, float(low), float(high), p_value, p_low, p_high, trials)


def values_of(given: ArrayLike, shape: tuple[int, ...]) -> Array:
    """Return the values of an index, refused unless it has one for every city."""
    value = floats(given, "the index")
    if value.shape != shape:
        raise ValueError(f"the index must give one value a city, not an array {value.shape}")
    return value


def named(name: str, parameters: Mapping[str, Any]) -> Callable[..., Array]:
    """Return a registered index of counts, refused unless it takes just these parameters."""
    item = INDICES.get(name)
    if item.data != ("counts",):
        raise UserError(f"the index {name!r} is no index of counts, and has no permutation test")
    missing = [key for key in item.required if key not in parameters]
    if missing:
        raise UserError(f"the index {name!r} needs {' and '.join(missing)}")
    for key in parameters:
        if key not in item.required + item.optional:
            raise unknown(f"parameters of the index {name!r}", key, item.required + item.optional)
    return item.function


def shuffled(n: Array, permutations: int, seed: int) -> Iterator[Array]:
    """Yield stacks of random cities with the area sizes and group totals of one."""
    from segsim.streams import Purpose, deal  # noqa: PLC0415 - compiles; all else here is light

    totals, sizes = n.sum(0).astype(np.int64), n.sum(1).astype(np.int64)
    for first in range(0, permutations, STACK):
        cities = range(first, min(first + STACK, permutations))
        dealt = [deal(seed, Purpose.PERMUTATION, k, totals, sizes) for k in cities]
        yield np.stack(dealt).astype(np.float64)


def clopper_pearson(hits: int, trials: int, tail: float) -> tuple[float, float]:
    """Return the exact interval of a share of ``trials``, with ``tail`` on either side."""
    from scipy.special import betaincinv  # noqa: PLC0415 - all else here is light

    low = betaincinv(hits, trials - hits + 1, tail) if hits > 0 else 0.0
    high = betaincinv(hits + 1, trials - hits, 1.0 - tail) if hits < trials else 1.0
    return float(low), float(high)
