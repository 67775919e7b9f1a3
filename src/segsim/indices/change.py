"""How mutual information changed between two years, and how much of it new areas explain."""

from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segsim.indices.arrays import Array, nonzero, table
from segsim.indices.catalogue import index
from segsim.indices.grouping import Labels, distinct, labels
from segsim.indices.information import mutual_information

type Part = Literal["M1", "M2", "diff", "additions", "removals"]

PARTS = ("M1", "M2", "diff", "additions", "removals")
FITTED = 1e-13  # margins are met when no share is further off
ROUNDS = 20_000
LOOKS = (999, 1_999, 3_999, 7_999)  # rounds after which it is asked whether they help


class Change(NamedTuple):
    """What the change of M is made of: the five parts add up to ``after - before``."""

    before: float  # M1
    after: float  # M2
    additions: float  # areas that are new
    removals: float  # areas that are gone
    group_margins: float  # other shares of groups, in the areas common to both
    area_margins: float  # other sizes of areas
    structure: float  # who lives where, once margins are the same


class Pair(NamedTuple):
    """Two tables with the same groups, checked, and where the areas of one stand in the other."""

    n1: Array
    n2: Array
    in2: Labels  # the place of every area of the first table in the second, -1 where it has none
    in1: Labels


def pair(counts1: ArrayLike, counts2: ArrayLike, areas1: ArrayLike, areas2: ArrayLike) -> Pair:
    """Return two tables and how their areas match, or say what does not fit."""
    n1, n2 = table(counts1), table(counts2)
    if n1.shape[-1] != n2.shape[-1]:
        raise ValueError(f"groups must be the same, not {n1.shape[-1]} and {n2.shape[-1]}")
    try:
        np.broadcast_shapes(n1.shape[:-2], n2.shape[:-2])
    except ValueError:
        message = f"counts1 and counts2 do not fit: shapes {n1.shape} and {n2.shape}"
        raise ValueError(message) from None
    names1 = labels(areas1, n1.shape[-2:-1], "areas1")
    names2 = labels(areas2, n2.shape[-2:-1], "areas2")
    for key, names in (("areas1", names1), ("areas2", names2)):
        found, number = distinct(names, key)
        often = np.bincount(number, minlength=found.size)
        if (often > 1).any():
            twice = found.tolist()[int(often.argmax())]
            raise ValueError(f"{key} must name every area once, {twice!r} stands there twice")
    return Pair(n1, n2, *matched(names1, names2))


def matched(names1: NDArray[Any], names2: NDArray[Any]) -> tuple[Labels, Labels]:
    """Return the place of every label of either list in the other, -1 where it has none."""
    numbers = {name: place for place, name in enumerate(names2.tolist())}
    in2 = np.array([numbers.get(name, -1) for name in names1.tolist()], np.intp)
    in1 = np.full(names2.size, -1, np.intp)
    in1[in2[in2 >= 0]] = np.flatnonzero(in2 >= 0)
    return in2, in1


def in_common(n: Array, other: Array, place: Labels) -> Array:
    """Return the counts of areas and groups where somebody lives in the other year, 0 elsewhere."""
    areas = np.append(other.sum(-1) > 0, np.zeros((*other.shape[:-2], 1), np.bool_), axis=-1)
    groups = other.sum(-2) > 0
    kept: Array = n * areas[..., place, None] * groups[..., None, :]  # place -1 is put last
    return kept


@index("mutual_difference", bounds=(-np.inf, np.inf), kind="change", reference="Elbers 2021")
def mutual_difference(
    counts1: ArrayLike,
    counts2: ArrayLike,
    *,
    areas1: ArrayLike,
    areas2: ArrayLike,
    method: Literal["shapley"] = "shapley",
    part: Part = "diff",
) -> Array:
    """Change of mutual information M between two tables, or a part of it.

    ``M2 - M1 = additions + removals + the change of M among the areas and groups
    common to both``, with ``additions = M2 - M2(common)`` and ``removals = M1(common) - M1``.

    Parameters
    ----------
    counts1, counts2
        Counts ``[..., area, group]`` before and after, with the same groups.
    areas1, areas2
        Labels of the areas of each, ``[area]``; areas with the same label are the same. An area,
        or a group, of nobody is not there in that year.
    method
        How the parts are told apart; ``"shapley"`` is the only one.
    part
        ``"M1"`` or ``"M2"`` (the totals), ``"diff"``, ``"additions"`` or ``"removals"``.

    Returns
    -------
    Array
        One value for each leading index; nan when nobody lives in a city that is compared.

    Raises
    ------
    ValueError
        Counts are not counts, the groups differ in number, labels do not fit or repeat, or an
        unknown part or method.

    References
    ----------
    B. Elbers (2021), A method for studying differences in segregation across time and space,
    Sociological Methods and Research 52.
    """
    if part not in PARTS:
        raise ValueError(f"part must be one of {', '.join(PARTS)}, not {part!r}")
    if method != "shapley":
        raise ValueError(f"method must be 'shapley', not {method!r}")
    both = pair(counts1, counts2, areas1, areas2)
    M1, M2 = mutual_information(both.n1), mutual_information(both.n2)
    common1 = mutual_information(in_common(both.n1, both.n2, both.in2))
    common2 = mutual_information(in_common(both.n2, both.n1, both.in1))
    values = {
        "M1": M1,
        "M2": M2,
        "diff": M2 - M1,
        "additions": M2 - common2,
        "removals": common1 - M1,
    }
    return np.asarray(values[part])


def decompose_change(
    counts1: ArrayLike, counts2: ArrayLike, *, areas1: ArrayLike, areas2: ArrayLike
) -> Change:
    """Change of mutual information between two years, told apart by what changed.

    Areas and groups that came and went are taken off first, as in :func:`mutual_difference`. Among
    those common to both, each of group shares, area shares and structure (the odds ratios) is that
    of one year or the other in eight tables, made by iterative proportional fitting; a part is its
    Shapley value. Cells without people stay empty, so that margins may be out of reach: then
    those three parts are nan.

    Parameters
    ----------
    counts1, counts2
        Counts ``[area, group]`` before and after, with the same groups.
    areas1, areas2
        Labels of the areas of each, ``[area]``; areas with the same label are the same. An area,
        or a group, of nobody is not there in that year.

    Returns
    -------
    Change
        M before and after, and the parts of the difference.

    Raises
    ------
    ValueError
        Counts are not counts, the groups differ in number, or labels do not fit or repeat.

    References
    ----------
    B. Elbers (2021), A method for studying differences in segregation across time and space,
    Sociological Methods and Research 52. A. Shorrocks (2013), Journal of Economic Inequality 11.
    """
    both = pair(counts1, counts2, areas1, areas2)
    if both.n1.ndim != 2 or both.n2.ndim != 2:
        shapes = f"{both.n1.shape} and {both.n2.shape}"
        raise ValueError(f"counts must be [area, group] of one city each, not of shape {shapes}")

    def entered(part: Part) -> float:
        return float(mutual_difference(counts1, counts2, areas1=areas1, areas2=areas2, part=part))

    first = in_common(both.n1, both.n2, both.in2)[both.in2 >= 0]
    second = in_common(both.n2, both.n1, both.in1)[both.in2[both.in2 >= 0]]
    tables = (t / (float(t.sum()) or 1.0) for t in (first, second))
    groups, sizes, structure = _shapley(*tables)
    return Change(
        entered("M1"),
        entered("M2"),
        entered("additions"),
        entered("removals"),
        groups,
        sizes,
        structure,
    )


def _shapley(p1: Array, p2: Array) -> tuple[float, float, float]:
    """Return what group margins, area margins and structure contribute to M2 - M1."""
    worth: dict[tuple[int, ...], float] = {}
    years = (p1, p2)
    for groups, sizes, structure in product((0, 1), repeat=3):
        fitted = fit(years[structure], years[sizes].sum(1), years[groups].sum(0))
        known = bool(np.isfinite(fitted).all())
        worth[groups, sizes, structure] = float(mutual_information(fitted)) if known else np.nan
    shares = []
    for k in range(3):
        value = 0.0
        for others in product((0, 1), repeat=2):
            before, after = ((*others[:k], year, *others[k:]) for year in (0, 1))
            weight = 1 / 3 if sum(others) != 1 else 1 / 6
            value += weight * (worth[after] - worth[before])
        shares.append(value)
    return shares[0], shares[1], shares[2]


def fit(shares: Array, areas: Array, groups: Array) -> Array:
    """Return the table with the odds ratios of one and the margins given; nan if out of reach."""
    fitted, before = shares.copy(), np.inf
    for round_ in range(ROUNDS if reachable(shares, areas, groups) else 0):
        fitted *= (areas / nonzero(fitted.sum(1)))[:, None]
        fitted *= groups / nonzero(fitted.sum(0))
        off = float(np.abs(fitted.sum(1) - areas).max(initial=0.0))
        if off < FITTED:
            return fitted
        if round_ in LOOKS:
            # Out of reach, or only in the limit of empty cells: rounds no longer bring it nearer.
            if off > before / 3:
                break
            before = off
    return np.full_like(fitted, np.nan) if fitted.size else fitted


def reachable(shares: Array, areas: Array, groups: Array) -> bool:
    """Tell whether whoever has to live somewhere finds an area and a group that is not empty."""
    margins = ((shares.sum(1), areas), (shares.sum(0), groups))
    return all(bool((given > 0)[wanted > 0].all()) for given, wanted in margins)
