"""Dissimilarity less the differences across the boundaries between areas."""

from typing import Literal, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, split
from segsim.indices.catalogue import index
from segsim.indices.evenness import dissimilarity
from segsim.indices.grouping import gather
from segsim.indices.neighbours import Contiguity, as_weights
from segsim.indices.weights import Weights


def links_of(
    given: Weights | Contiguity | ArrayLike,
    n: int,
    grid: tuple[int, int] | None,
    standardise: Literal["row", "none"],
) -> tuple[Weights, Array]:
    """Return the links between n areas, and their weights, by rows where asked."""
    links = as_weights(given, n, grid)
    if standardise not in ("row", "none"):
        raise ValueError(f"standardise must be 'row' or 'none', not {standardise!r}")
    w = links.values
    if standardise == "row":
        w = w / nonzero(gather(w, links.rows, links.n))[links.rows]
    return links, w


@index("spatial_dissimilarity", bounds=(-1, 1), kind="spatial", reference="Morrill 1991")
def spatial_dissimilarity(
    counts: ArrayLike,
    *,
    group: SupportsIndex,
    ref: SupportsIndex | None = None,
    weights: Weights | Contiguity | ArrayLike,
    grid: tuple[int, int] | None = None,
    standardise: Literal["row", "none"] = "none",
) -> Array:
    """Spatial dissimilarity D(adj): D less the mean difference in share between neighbours.

    ``D - sum_ij c_ij |p_i - p_j| / sum_ij c_ij``, at most D and below 0 when neighbours differ
    more than areas do. Areas without people count with p = 0.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y; y is everybody else by default.
    weights
        ``"rook"`` or ``"queen"`` with ``grid``, a matrix ``[area, area]``, or
        :class:`~segsim.indices.Weights` made beforehand.
    grid
        Numbers of rows and columns; cells are counted row by row.
    standardise
        ``"none"``: weights as they are; ``"row"``: those of every area's links add up to 1.

    Returns
    -------
    Array
        One value for each leading index, D without links; nan when either group is absent.

    Raises
    ------
    ValueError
        Counts are not counts, a column does not exist, or weights of another number of areas.

    References
    ----------
    R. L. Morrill (1991), On the measure of geographic segregation, Geography Research Forum 11.
    """
    x, y = split(counts, group, ref)
    links, w = links_of(weights, x.shape[-1], grid, standardise)
    p = x / nonzero(x + y)
    across = (w * np.abs(p[..., links.rows] - p[..., links.columns])).sum(-1) / nonzero(w.sum(-1))
    D = dissimilarity(np.stack((x, y), axis=-1), group=0)
    return settle(D - across, np.isfinite(D), low=-1)
