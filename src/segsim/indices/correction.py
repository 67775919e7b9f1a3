"""Indices with their expectation under randomness taken off."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero
from segsim.indices.catalogue import index
from segsim.indices.evenness import dissimilarity
from segsim.indices.randomness import expected_dissimilarity

ROUNDING = 1e-12  # an expectation this near to 0 or 1 leaves no room to differ from it


def adjusted(value: ArrayLike, expected: ArrayLike) -> Array:
    """Return how far an index lies from its expectation, on the way to its limit.

    ``(I - E)/(1 - E)`` where I >= E, otherwise ``(I - E)/E``: 1 is complete segregation, 0 is
    what chance gives, -1 is more even than chance allows.

    Parameters
    ----------
    value
        Values of an index that runs from 0 to 1.
    expected
        Its expectations, of a shape that fits.

    Returns
    -------
    Array
        Adjusted values; nan where either is nan, or where chance alone gives 1.

    References
    ----------
    W. J. Carrington and K. R. Troske (1997), On measuring segregation in samples with small
    units, Journal of Business and Economic Statistics 15.
    """
    gap = np.asarray(value, np.float64) - np.asarray(expected, np.float64)
    E = np.asarray(expected, np.float64)
    room = np.where(gap >= 0, 1 - E, E)
    ratio = np.where(room > ROUNDING, gap / nonzero(room), 0.0)
    return np.where(np.isfinite(gap) & (E < 1 - ROUNDING), ratio, np.nan)


@index(
    "adjusted_dissimilarity",
    bounds=(-1, 1),
    kind="two_group",
    reference="Winship 1977; Carrington and Troske 1997",
)
def adjusted_dissimilarity(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Corrected D: dissimilarity beyond what a random spread gives, with the exact mean.

    ``(D - E[D])/(1 - E[D])`` where D >= E[D], otherwise ``(D - E[D])/E[D]``; from -1 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.

    Returns
    -------
    Array
        One value for each leading index; nan when either group is absent, or when every area
        holds one person.

    Raises
    ------
    ValueError
        Counts are not whole counts or a column does not exist.

    References
    ----------
    W. J. Carrington and K. R. Troske (1997), On measuring segregation in samples with small
    units, Journal of Business and Economic Statistics 15.
    """
    return adjusted(
        dissimilarity(counts, group=group, ref=ref),
        expected_dissimilarity(counts, group=group, ref=ref),
    )
