"""How mutual information changed between two years, and how much of it new areas explain."""

from itertools import product
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segsim.indices.arrays import Array, nonzero, table
from segsim.indices.catalogue import index
from segsim.indices.information import mutual_information

type Part = Literal["M1", "M2", "diff", "additions", "removals"]

PARTS = ("M1", "M2", "diff", "additions", "removals")
FITTED = 1e-13  # margins are met when no share is further off
ROUNDS = 20_000


class Change(NamedTuple):
    """What the change of M is made of: the five parts add up to ``after - before``."""

    before: float  # M1
    after: float  # M2
    additions: float  # areas that are new
    removals: float  # areas that are gone
    group_margins: float  # other shares of groups, in the areas common to both
    area_margins: float  # other sizes of areas
    structure: float  # who lives where, once margins are the same


def area_labels(given: ArrayLike, n: int, key: str) -> NDArray[Any]:
    """Return the labels of n areas, refused unless all differ."""
    names: NDArray[Any] = np.asarray(given)
    if names.shape != (n,):
        raise ValueError(f"{key} must be {n} labels, not of shape {names.shape}")
    if len(np.unique(names)) < n:
        raise ValueError(f"{key} must name every area once")
    return names


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

    ``M2 - M1 = additions + removals + the change of M among the areas common to both``, with
    ``additions = M2 - M2(common areas)`` and ``removals = M1(common areas) - M1``.

    Parameters
    ----------
    counts1, counts2
        Counts ``[..., area, group]`` before and after, with the same groups.
    areas1, areas2
        Labels of the areas of each, ``[area]``; areas with the same label are the same.
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
    n1, n2 = table(counts1), table(counts2)
    if n1.shape[-1] != n2.shape[-1]:
        raise ValueError(f"groups must be the same, not {n1.shape[-1]} and {n2.shape[-1]}")
    names1 = area_labels(areas1, n1.shape[-2], "areas1")
    names2 = area_labels(areas2, n2.shape[-2], "areas2")
    M1, M2 = mutual_information(n1), mutual_information(n2)
    common1 = mutual_information(n1[..., np.isin(names1, names2), :])
    common2 = mutual_information(n2[..., np.isin(names2, names1), :])
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

    Areas that came and went are taken off first, as in :func:`mutual_difference`. Among the areas
    common to both, each of group shares, area shares and structure (the odds ratios) is that of
    one year or the other in eight tables, made by iterative proportional fitting; a part is its
    Shapley value. Cells without people stay empty, so that margins may be out of reach: then
    those three parts are nan.

    Parameters
    ----------
    counts1, counts2
        Counts ``[area, group]`` before and after, with the same groups.
    areas1, areas2
        Labels of the areas of each, ``[area]``; areas with the same label are the same.

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

    def entered(part: Part) -> float:
        return float(mutual_difference(counts1, counts2, areas1=areas1, areas2=areas2, part=part))

    names1, names2 = np.asarray(areas1), np.asarray(areas2)
    common = np.intersect1d(names1, names2)
    tables = [
        table(counts)[np.argsort(names)[np.searchsorted(np.sort(names), common)]]
        for counts, names in ((counts1, names1), (counts2, names2))
    ]
    groups, sizes, structure = _shapley(*(t / (float(t.sum()) or 1.0) for t in tables))
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
    fitted = shares.copy()
    for _ in range(ROUNDS):
        fitted *= (areas / nonzero(fitted.sum(1)))[:, None]
        fitted *= groups / nonzero(fitted.sum(0))
        if np.abs(fitted.sum(1) - areas).max(initial=0.0) < FITTED:
            return fitted
    return np.full_like(fitted, np.nan) if fitted.size else fitted
