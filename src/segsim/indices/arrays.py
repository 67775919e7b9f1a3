"""Checks and small array steps shared by all indices."""

import operator
from collections.abc import Sized
from typing import Any, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

type Array = NDArray[np.float64]
type Mask = NDArray[np.bool_]

LARGEST = 1e100  # so that squares and their sums are finite


def numbers(given: ArrayLike, key: str, low: float = -np.inf, axes: tuple[str, ...] = ()) -> Array:
    """Return finite numbers as float64, none below ``low``; else a :class:`ValueError`.

    The message says what was found where; ``axes`` are names for the last axes, counted from 0.
    """
    array = floats(given, key, axes)
    if array.size:
        least, most = array.min(), array.max()
        if not (least > -np.inf and most < np.inf):
            found = first(array, ~np.isfinite(array), axes)
            raise ValueError(f"{key} must hold neither nan nor infinite values, {found}")
        if least < low:
            raise ValueError(f"{key} must not be below {low:g}, {first(array, array < low, axes)}")
        if most > LARGEST or least < -LARGEST:
            found = first(array, np.abs(array) > LARGEST, axes)
            raise ValueError(f"{key} must not be beyond {LARGEST:g}, {found}")
    return array


def floats(given: ArrayLike, key: str, axes: tuple[str, ...] = ()) -> Array:
    """Return numbers as float64, nan and infinite ones among them; else a :class:`ValueError`."""
    if isinstance(given, np.ma.MaskedArray) and np.ma.is_masked(given):
        raise ValueError(f"{key} must not hold masked values")
    try:
        array: NDArray[Any] = np.asarray(given)
        if array.dtype.kind not in "biufO" or (array.dtype.kind == "O" and None in array.ravel()):
            raise TypeError
        return array.astype(np.float64, order="C", copy=False)
    except (TypeError, ValueError, OverflowError):
        what = f"{key} must be a full rectangular array of numbers"
        raise ValueError(what + misfit(given, axes)) from None


def number(given: ArrayLike, key: str, low: float, high: float = np.inf) -> float:
    """Return one finite number above ``low`` and below ``high``."""
    between = f"above {low:g}" if high == np.inf else f"between {low:g} and {high:g}"
    try:
        value = numbers(given, key)
    except ValueError:
        value = np.zeros(0)
    if value.ndim or not low < value < high:
        raise ValueError(f"{key} must be a number {between}, not {given!r}")
    return float(value)


def integer(given: SupportsIndex, key: str, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high``."""
    try:
        value = operator.index(given)
    except TypeError:
        value = low - 1
    if not low <= value <= high:
        raise ValueError(f"{key} must be a whole number from {low} to {high}, not {given!r}")
    return value


def positive(array: Array, key: str, axes: tuple[str, ...] = ()) -> Array:
    """Return finite numbers, refused unless all are above 0."""
    if not (array > 0).all():
        raise ValueError(f"{key} must be above 0, {first(array, array <= 0, axes)}")
    return array


def first(array: Array, wrong: Mask, axes: tuple[str, ...]) -> str:
    """Say what is found at the first wrong place, and where that is."""
    place = np.unravel_index(int(wrong.argmax()), array.shape)
    return f"{array[place]:.12g} found{where(tuple(int(i) for i in place), axes)}"


def whole(array: Array, axes: tuple[str, ...]) -> Array:
    """Return counts, refused unless they are whole numbers: an expectation deals out persons."""
    parts = array % 1 != 0
    if parts.any():
        found = first(array, parts, axes)
        raise ValueError(f"counts must be whole numbers, {found}: they are dealt out as persons")
    return array


def where(place: tuple[int, ...], axes: tuple[str, ...]) -> str:
    """Say where a place is: ``" at area 2, group 1 of [3]"``, or ``" at [2, 1]"`` without names."""
    names = axes[-len(place) :] if place else ()
    lead, last = list(place[: len(place) - len(names)]), place[len(place) - len(names) :]
    at = ", ".join(f"{name} {i}" for name, i in zip(names, last, strict=True))
    if at:
        return f" at {at} of {lead}" if lead else f" at {at}"
    return f" at {lead}" if lead else ""


def misfit(given: ArrayLike, axes: tuple[str, ...]) -> str:
    """Say which is the first item that is no number, or not as long as the first."""
    try:
        items = np.asarray(given, object)
    except ValueError:
        return ""
    sized = [isinstance(item, Sized) and getattr(item, "ndim", 1) > 0 for item in items.flat]
    lengths = [len(item) if long else 0 for item, long in zip(items.flat, sized, strict=True)]
    for (place, item), length in zip(np.ndenumerate(items), lengths, strict=True):
        if isinstance(item, str | bytes) or not (length or hasattr(item, "__float__")):
            return f", {item!r} found{where(place, axes)}"
        if length != lengths[0]:
            return f", the part at {list(place)} is not as long as the first"
    return ""


def table(counts: ArrayLike) -> Array:
    """Return counts ``[..., area, group]`` as float64, checked.

    Parameters
    ----------
    counts
        How many of each group live in each area; any leading axes.

    Returns
    -------
    Array
        The same numbers as float64.

    Raises
    ------
    ValueError
        Fewer than two axes, no group column, or a negative, nan or infinite count; the message
        names its area and group, counted from 0.
    """
    array = numbers(counts, "counts", low=0, axes=("area", "group"))
    if array.ndim < 2:
        raise ValueError(f"counts must be [..., area, group], not of shape {array.shape}")
    if array.shape[-1] == 0:
        raise ValueError("counts must have at least one group column")
    return array


def column(group: SupportsIndex, size: int, key: str = "group") -> int:
    """Return the number of a group column, refused when there is no such column."""
    try:
        number = operator.index(group)
    except TypeError:
        number = -1
    if not 0 <= number < size:
        raise ValueError(f"{key} must be a column number from 0 to {size - 1}, not {group!r}")
    return number


def split(
    counts: ArrayLike, group: SupportsIndex, ref: SupportsIndex | None = None
) -> tuple[Array, Array]:
    """Return the focal group ``[..., area]`` and those it is compared with.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group
        Column of the focal group.
    ref
        Column of the group it is compared with; everybody else by default.

    Raises
    ------
    ValueError
        Counts are not counts, a column does not exist, or ``ref`` is ``group``.
    """
    n = table(counts)
    g = column(group, n.shape[-1])
    if ref is None:
        if n.shape[-1] == 2:
            return n[..., g], n[..., 1 - g]
        return n[..., g], n[..., :g].sum(-1) + n[..., g + 1 :].sum(-1)
    r = column(ref, n.shape[-1], "ref")
    if r == g:
        raise ValueError(f"ref must be another group than group, both are {g}")
    return n[..., g], n[..., r]


def nonzero(array: Array) -> Array:
    """Return a divisor: the same numbers with 1 in place of 0."""
    divisor: Array = array + (array == 0)
    return divisor


def shares(x: Array, axis: int = -1) -> Array:
    """Return what each part is of the sum along an axis; zeros where the sum is zero."""
    whole: Array = x.sum(axis, keepdims=True)
    parts: Array = x / nonzero(whole)
    return parts


def ascending(values: Array) -> NDArray[np.intp]:
    """Return the places of numbers from 0 on in rising order along the last axis.

    Places take the last bits of the numbers: whole numbers sort in half the time of a permutation
    of floats, and numbers that differ by less than one part in 10^10 may change places.
    """
    size = values.shape[-1]
    low = np.uint64((1 << max(1, (size - 1).bit_length())) - 1)
    keys = np.add(values, 0.0, order="C").view(np.uint64)  # a copy; -0 becomes 0
    keys &= ~low
    keys |= np.arange(size, dtype=np.uint64)
    keys.sort(axis=-1)
    keys &= low
    return keys.view(np.intp)


def logs(P: Array, rest: Array) -> Array:
    """Return the logs of shares, 0 of a share of 0, from shares and what is left of one.

    A share near one has lost the digits that its log needs; its rest has not.
    """
    value = np.asarray(np.log(nonzero(P)))
    most = P > 0.5
    if most.any():
        value[most] = np.log1p(-rest[most])
    return value


def settle(value: Array, defined: Mask, low: float = 0.0, high: float = 1.0) -> Array:
    """Return the value held to its range, which rounding leaves, and nan where undefined."""
    return np.where(defined, np.minimum(np.maximum(value, low), high) + 0.0, np.nan)


def inhabited(N: Array) -> Mask:
    """Return whether anybody lives in the city of the group sizes ``[..., group]``."""
    return np.asarray(N.sum(-1) > 0)


def several(N: Array) -> Mask:
    """Return whether two groups or more live in the city of the group sizes."""
    return np.asarray((N > 0).sum(-1) > 1)
