"""Segregation of ordered groups, such as income classes."""

from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, nonzero, settle, several, shares, table
from segsim.indices.catalogue import index
from segsim.indices.rank_profile import both_sides, entropy_curve


@index("ordinal_h", bounds=(0, 1), kind="ordinal", reference="Reardon 2009")
def ordinal_h(counts: ArrayLike) -> Array:
    """Ordinal information index H^O: Theil's H at every cut between ordered groups.

    ``sum_i t_i (v - v_i) / (T v)``, where v is the sum over the K - 1 cuts of the two-group
    entropy of the cumulative share, in the city and in area i; from 0 to 1. Groups absent
    from the city are skipped and make no cut.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]`` with groups in order, lowest first.

    Returns
    -------
    Array
        One value for each leading index; nan with fewer than two groups in the city.

    Raises
    ------
    ValueError
        Counts are not counts.

    References
    ----------
    S. F. Reardon (2009), Measures of ordinal segregation, in Y. Flückiger, S. F. Reardon and
    J. Silber (eds), Occupational and Residential Segregation.
    """
    n = table(counts)
    N = n.sum(-2)
    made = (N > 0)[..., :-1]
    v = (entropy_curve(*both_sides(N)) * made).sum(-1)
    v_i = (entropy_curve(*both_sides(n)) * made[..., None, :]).sum(-1)
    mean_v_i = (shares(n.sum(-1)) * v_i).sum(-1)
    return settle(1 - mean_v_i / nonzero(v), several(N))
