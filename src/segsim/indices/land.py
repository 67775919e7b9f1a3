"""Concentration on the land."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, numbers, positive, settle, shares, table
from segsim.indices.catalogue import index


def land_shares(land_area: ArrayLike, n: int) -> Array:
    """Return every area's share of the land, of equal areas for a single number."""
    land = positive(numbers(land_area, "land_area"), "land_area", ("area",))
    if land.shape not in ((), (n,)):
        raise ValueError(f"land_area must be one number or [{n}], not of shape {land.shape}")
    return shares(np.broadcast_to(land, (n,)))


@index("delta", bounds=(0, 1), kind="spatial", reference="Duncan, Cuzzort and Duncan 1961")
def delta(counts: ArrayLike, *, group: SupportsIndex, land_area: ArrayLike = 1.0) -> Array:
    """Delta: the share of a group that would have to move for one density everywhere.

    ``1/2 sum_i |x_i/X - a_i/A|`` with land areas a, from 0 to 1. Empty land counts.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group
        Column of the group x.
    land_area
        Land of every area ``[area]``, or one number for all; equal by default.

    Returns
    -------
    Array
        One value for each leading index; nan when the group is absent.

    Raises
    ------
    ValueError
        Counts are not counts, the column does not exist, or an area has no land.

    References
    ----------
    O. D. Duncan, R. P. Cuzzort and B. Duncan (1961), Statistical Geography.
    """
    n = table(counts)
    x = n[..., column(group, n.shape[-1])]
    gaps = np.abs(shares(x) - land_shares(land_area, n.shape[-2]))
    return settle(gaps.sum(-1) / 2, x.sum(-1) > 0)
