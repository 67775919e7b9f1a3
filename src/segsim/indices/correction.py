"""Indices with their expectation under randomness taken off."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero
from segsim.indices.catalogue import index
from segsim.indices.chance import expected_theil_h
from segsim.indices.contact import eta2
from segsim.indices.evenness import dissimilarity
from segsim.indices.information import theil_h
from segsim.indices.randomness import expected_dissimilarity, expected_eta2

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


@index("adjusted_eta2", bounds=(-1, 1), kind="two_group", reference="Winship 1977")
def adjusted_eta2(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Corrected eta2: the correlation ratio beyond what a random spread gives.

    ``(eta2 - E)/(1 - E)`` where eta2 >= E, otherwise ``(eta2 - E)/E``; isolation corrected in the
    same way is the same number above chance. From -1 to 1.

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
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    return adjusted(eta2(counts, group=group, ref=ref), expected_eta2(counts, group=group, ref=ref))


@index("adjusted_theil_h", bounds=(-1, 1), kind="multigroup", reference="Winship 1977")
def adjusted_theil_h(counts: ArrayLike) -> Array:
    """Corrected H: Theil's H of all groups beyond what a random spread gives.

    ``(H - E[H])/(1 - E[H])`` where H >= E[H], otherwise ``(H - E[H])/E[H]``; from -1 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``, whole numbers.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city, or when
        every area holds one person.

    Raises
    ------
    ValueError
        Counts are not whole counts.

    References
    ----------
    C. Winship (1977), A revaluation of indexes of residential segregation, Social Forces 55.
    """
    return adjusted(theil_h(counts), expected_theil_h(counts))
