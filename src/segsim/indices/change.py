"""How mutual information changed between two years, and how much of it new areas explain."""

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segsim.indices.arrays import Array, table
from segsim.indices.catalogue import index
from segsim.indices.information import mutual_information

type Part = Literal["M1", "M2", "diff", "additions", "removals"]

PARTS = ("M1", "M2", "diff", "additions", "removals")


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
