"""Indices with their expectation under randomness taken off."""

from collections.abc import Callable
from functools import wraps

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, floats, nonzero
from segsim.indices.catalogue import INDICES, index
from segsim.indices.chance.dealing import sections
from segsim.indices.chance.information import expected_theil_h, expected_theil_h2
from segsim.indices.chance.land import expected_delta
from segsim.indices.chance.many_groups import (
    expected_multigroup_dissimilarity,
    expected_normalized_exposure,
    expected_relative_diversity,
    expected_squared_coef_variation,
)
from segsim.indices.chance.pairs import expected_gini, expected_multigroup_gini
from segsim.indices.chance.ranks import (
    expected_income_variance_ratio,
    expected_ordinal_h,
    expected_rank_order_h,
    expected_rank_order_sqrt,
    expected_rank_order_variance_ratio,
)
from segsim.indices.chance.space import expected_knn_isolation, expected_spatial_relative_diversity
from segsim.indices.chance.two_groups import (
    expected_dissimilarity,
    expected_eta2,
    expected_hutchens_sqrt,
    expected_isolation,
)
from segsim.indices.contact import eta2, isolation
from segsim.indices.contrast import multigroup_gini, normalized_exposure, squared_coef_variation
from segsim.indices.diversity import multigroup_dissimilarity, relative_diversity
from segsim.indices.evenness import dissimilarity, gini, theil_h2
from segsim.indices.income import income_variance_ratio
from segsim.indices.inequality import hutchens_sqrt
from segsim.indices.information import theil_h
from segsim.indices.land import delta
from segsim.indices.nearest import knn_isolation
from segsim.indices.ordinal import ordinal_h
from segsim.indices.rank_order import rank_order_h, rank_order_sqrt, rank_order_variance_ratio
from segsim.indices.spatial import spatial_relative_diversity

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
    found, E = floats(value, "value"), floats(expected, "expected")
    try:
        gap = found - E
    except ValueError:
        message = f"value and expected do not fit: shapes {found.shape} and {E.shape}"
        raise ValueError(message) from None
    room = np.where(gap >= 0, 1 - E, E)
    ratio = np.where(room > ROUNDING, gap / nonzero(room), 0.0)
    return np.where(np.isfinite(gap) & (E < 1 - ROUNDING), ratio, np.nan)


CARRINGTON = """References
----------
W. J. Carrington and K. R. Troske (1997), On measuring segregation in samples with small units,
Journal of Business and Economic Statistics 15.
"""
DOCUMENT = """Corrected {what}: what lies beyond chance, with the exact mean.

``(I - E)/(1 - E)`` where the index I is at least its mean E under randomness, otherwise
``(I - E)/E``; 1 is complete segregation, 0 what chance gives. nan also where chance alone gives 1.

"""


def corrected[**P](
    of: Callable[P, Array], mean: Callable[P, Array], what: str
) -> Callable[P, Array]:
    """Register and return an index less its exact mean, see :func:`adjusted`."""
    item = INDICES.registered(of.__name__)
    whole = item.data == ("counts",)

    @wraps(of)
    def correction(*data: P.args, **parameters: P.kwargs) -> Array:
        return adjusted(of(*data, **parameters), mean(*data, **parameters))

    name = f"adjusted_{of.__name__}"
    correction.__name__ = correction.__qualname__ = name
    correction.__doc__ = DOCUMENT.format(what=what) + sections(of, CARRINGTON, whole=whole)
    bounds = (-1.0, 1.0) if item.bounds == (0, 1) else (-np.inf, np.inf)
    reference = "Winship 1977; Carrington and Troske 1997"
    return index(name, bounds=bounds, kind=item.kind, reference=reference)(correction)


adjusted_dissimilarity = corrected(dissimilarity, expected_dissimilarity, "D")
adjusted_eta2 = corrected(eta2, expected_eta2, "eta2")
adjusted_isolation = corrected(isolation, expected_isolation, "isolation")
adjusted_gini = corrected(gini, expected_gini, "Gini index")
adjusted_hutchens_sqrt = corrected(hutchens_sqrt, expected_hutchens_sqrt, "square-root index")
adjusted_theil_h2 = corrected(theil_h2, expected_theil_h2, "H of a group")
adjusted_theil_h = corrected(theil_h, expected_theil_h, "H of all groups")
adjusted_multigroup_dissimilarity = corrected(
    multigroup_dissimilarity, expected_multigroup_dissimilarity, "dissimilarity of all groups"
)
adjusted_multigroup_gini = corrected(
    multigroup_gini, expected_multigroup_gini, "Gini index of all groups"
)
adjusted_relative_diversity = corrected(
    relative_diversity, expected_relative_diversity, "relative diversity R"
)
adjusted_normalized_exposure = corrected(
    normalized_exposure, expected_normalized_exposure, "normalised exposure P"
)
adjusted_squared_coef_variation = corrected(
    squared_coef_variation,
    expected_squared_coef_variation,
    "coefficient of variation C",
)
adjusted_ordinal_h = corrected(ordinal_h, expected_ordinal_h, "ordinal information index")
adjusted_rank_order_h = corrected(rank_order_h, expected_rank_order_h, "H^R")
adjusted_rank_order_variance_ratio = corrected(
    rank_order_variance_ratio, expected_rank_order_variance_ratio, "R^R"
)
adjusted_rank_order_sqrt = corrected(rank_order_sqrt, expected_rank_order_sqrt, "S^R")
adjusted_income_variance_ratio = corrected(
    income_variance_ratio, expected_income_variance_ratio, "variance ratio"
)
adjusted_spatial_relative_diversity = corrected(
    spatial_relative_diversity, expected_spatial_relative_diversity, "spatial R"
)
adjusted_knn_isolation = corrected(
    knn_isolation, expected_knn_isolation, "isolation among the k nearest"
)
adjusted_delta = corrected(delta, expected_delta, "delta")
