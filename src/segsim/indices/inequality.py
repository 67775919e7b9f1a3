"""Unevenness of two groups as inequality: the Atkinson index and Hutchens' square root."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, number, settle, shares, split
from segsim.indices.catalogue import index


@index("atkinson", bounds=(0, 1), kind="two_group", reference="James and Taeuber 1985")
def atkinson(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    b: float = 0.5,
) -> Array:
    """Atkinson index A(b): unevenness, weighted towards areas poor or rich in the group.

    ``A = 1 - P/(1-P) [sum_i t_i (1-p_i)^(1-b) p_i^b / (P T)]^(1/(1-b))
    = 1 - [sum_i (x_i/X)^b (y_i/Y)^(1-b)]^(1/(1-b))``, from 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.
    b
        Between 0 and 1. Below 0.5, areas where x is scarce weigh more; above, where it is
        over-represented.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts, a column does not exist, or b is not between 0 and 1.

    References
    ----------
    D. R. James and K. E. Taeuber (1985), Measures of segregation, Sociological Methodology 15.
    """
    b = number(b, "b", 0, 1)
    x, y = split(counts, group, ref)
    likeness = (shares(x) ** b * shares(y) ** (1 - b)).sum(-1)
    return settle(1 - likeness ** (1 / (1 - b)), (x.sum(-1) > 0) & (y.sum(-1) > 0))


@index("hutchens_sqrt", bounds=(0, 1), kind="two_group", reference="Hutchens 2001")
def hutchens_sqrt(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Hutchens' square-root index: the unevenness that adds up over nested areas.

    ``1 - sum_i sqrt(x_i/X * y_i/Y)``, from 0 to 1; ``A(0.5) = 1 - (1 - it)^2``.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts or a column does not exist.

    References
    ----------
    R. Hutchens (2001), Numerical measures of segregation, Mathematical Social Sciences 42.
    """
    x, y = split(counts, group, ref)
    X, Y = x.sum(-1, keepdims=True), y.sum(-1, keepdims=True)
    return settle(distances(x, y, X, Y).sum(-1), ((X > 0) & (Y > 0))[..., 0])


def distances(x: Array, y: Array, X: Array, Y: Array) -> Array:
    """Return ``(sqrt(x/X) - sqrt(y/Y))^2 / 2``, by area; where it is small no digit is lost.

    They add up to ``1 - sum sqrt(x/X * y/Y)``.
    """
    X, Y = nonzero(X), nonzero(Y)
    gap = (x * Y - y * X) / X / Y
    root: Array = gap / nonzero(np.sqrt(x / X) + np.sqrt(y / Y))
    return root * root / 2
