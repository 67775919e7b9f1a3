"""Moran's I: whether neighbouring areas are alike."""

from typing import Literal, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, Mask, column, floats, nonzero, numbers, table
from segsim.indices.catalogue import index
from segsim.indices.grouping import gather
from segsim.indices.neighbours import Contiguity, as_weights
from segsim.indices.weights import Weights


def variable(n: Array, group: SupportsIndex | None, values: ArrayLike | None) -> tuple[Array, Mask]:
    """Return what is compared between areas ``[..., area]``, and which areas are inhabited."""
    t = n.sum(-1)
    lived_in = np.asarray(t > 0)
    if (group is None) == (values is None):
        raise ValueError("give either group or values, not both and not neither")
    if group is not None:
        return n[..., column(group, n.shape[-1])] / nonzero(t), lived_in
    y = floats(values if values is not None else (), "values")
    if y.shape != t.shape:
        raise ValueError(f"values must be [..., area] of shape {t.shape}, not {y.shape}")
    return numbers(np.where(lived_in, y, 0.0), "values", axes=("area",)), lived_in


@index(
    "moran_i", bounds=(-np.inf, np.inf), kind="spatial", reference="Moran 1950; Cliff and Ord 1981"
)
def moran_i(
    counts: ArrayLike,
    *,
    group: SupportsIndex | None = None,
    values: ArrayLike | None = None,
    weights: Weights | Contiguity | ArrayLike,
    grid: tuple[int, int] | None = None,
    standardise: Literal["row", "none"] = "row",
) -> Array:
    """Moran's I of a group's share, or of another figure of each area such as mean income.

    ``I = n/S0 z'Wz / z'z`` with z the differences from the mean of the n areas and S0 the sum
    of the weights: about -1 (checkerboard) to 1 (clusters), -1/(n - 1) on average without a
    pattern. Areas where nobody lives are left out, with their links, before the weights are
    standardised; areas without neighbours count in n.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group
        Column of the group whose share is compared.
    values
        Instead of a group, the figure ``[..., area]`` to compare; ignored where nobody lives.
    weights
        ``"rook"`` or ``"queen"`` with ``grid``, a matrix ``[area, area]``, or
        :class:`~segsim.indices.Weights` made beforehand.
    grid
        Numbers of rows and columns; cells are counted row by row.
    standardise
        ``"row"``: the weights of every area's links add up to 1; ``"none"``: as they are.

    Returns
    -------
    Array
        One value for each leading index; nan without links or when all areas are the same.

    Raises
    ------
    ValueError
        Counts are not counts, a column does not exist, both or neither of group and values,
        values of a wrong shape or not finite, weights of another number of areas.

    References
    ----------
    P. A. P. Moran (1950), Notes on continuous stochastic phenomena, Biometrika 37.
    A. D. Cliff and J. K. Ord (1981), Spatial Processes.
    """
    n = table(counts)
    y, lived_in = variable(n, group, values)
    links = as_weights(weights, n.shape[-2], grid)
    if standardise not in ("row", "none"):
        raise ValueError(f"standardise must be 'row' or 'none', not {standardise!r}")
    w = links.values
    if not lived_in.all():
        w = w * (lived_in[..., links.rows] & lived_in[..., links.columns])
    if standardise == "row":
        w = w / nonzero(gather(w, links.rows, links.n))[..., links.rows]
    J: Array = lived_in.sum(-1, dtype=np.float64)
    z = np.where(lived_in, y - (y.sum(-1) / nonzero(J))[..., None], 0.0)
    alike = (w * (z[..., links.rows] * z[..., links.columns])).sum(-1)
    top = np.where(lived_in, y, -np.inf).max(-1, initial=-np.inf)
    bottom = np.where(lived_in, y, np.inf).min(-1, initial=np.inf)
    S0, square = w.sum(-1), (z * z).sum(-1)
    moran = J / nonzero(S0) * (alike / nonzero(square))
    return np.where((top > bottom) & (S0 > 0), moran, np.nan)
