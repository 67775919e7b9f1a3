"""Rank-order segregation: indices of the whole range of incomes from classes in order."""

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array
from segsim.indices.catalogue import index
from segsim.indices.rank_profile import ENTROPY, ROOT, VARIANCE, rank_order

REFERENCE = "Reardon 2011"


@index("rank_order_h", bounds=(-np.inf, np.inf), kind="ordinal", reference=REFERENCE)
def rank_order_h(
    counts: ArrayLike, *, degree: int = 4, thresholds: ArrayLike | None = None
) -> Array:
    """Rank-order information index H^R: Theil's H averaged over all cuts of the income ranks.

    ``2 ln 2 int_0^1 E2(p) H(p) dp`` of a polynomial H(p), fitted to H at the K - 1 cuts with
    weights E2(p)^2; about 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]`` with groups in order, lowest first.
    degree
        Degree of the polynomial, 0 to 10.
    thresholds
        The K - 1 proportions of the city below the cuts; as observed by default.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts, or degree or thresholds are out of range.

    References
    ----------
    S. F. Reardon (2011), Measures of income segregation, CEPA Working Paper.
    """
    return rank_order(counts, ENTROPY, degree, thresholds)


@index("rank_order_variance_ratio", bounds=(-np.inf, np.inf), kind="ordinal", reference=REFERENCE)
def rank_order_variance_ratio(
    counts: ArrayLike, *, degree: int = 4, thresholds: ArrayLike | None = None
) -> Array:
    """Rank-order variance ratio R^R: eta2 averaged over all cuts of the income ranks.

    ``6 int_0^1 p (1 - p) R(p) dp`` of a polynomial R(p), fitted to eta2 at the K - 1 cuts with
    weights (4p(1 - p))^2; about 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]`` with groups in order, lowest first.
    degree
        Degree of the polynomial, 0 to 10.
    thresholds
        The K - 1 proportions of the city below the cuts; as observed by default.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts, or degree or thresholds are out of range.

    References
    ----------
    S. F. Reardon (2011), Measures of income segregation, CEPA Working Paper.
    """
    return rank_order(counts, VARIANCE, degree, thresholds)


@index("rank_order_sqrt", bounds=(-np.inf, np.inf), kind="ordinal", reference=REFERENCE)
def rank_order_sqrt(
    counts: ArrayLike, *, degree: int = 4, thresholds: ArrayLike | None = None
) -> Array:
    """Rank-order square-root index S^R: Hutchens' index averaged over all income cuts.

    ``8/pi int_0^1 sqrt(p (1 - p)) S(p) dp`` of a polynomial S(p), fitted to Hutchens' index at
    the K - 1 cuts with weights 4p(1 - p); about 0 to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]`` with groups in order, lowest first.
    degree
        Degree of the polynomial, 0 to 10.
    thresholds
        The K - 1 proportions of the city below the cuts; as observed by default.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts, or degree or thresholds are out of range.

    References
    ----------
    S. F. Reardon (2011), Measures of income segregation, CEPA Working Paper.
    """
    return rank_order(counts, ROOT, degree, thresholds)
