"""How far the areas of one group are from the city."""

from typing import SupportsIndex

import numpy as np
from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, nonzero, settle, shares, table
from segsim.indices.catalogue import index


def local_segregation(counts: ArrayLike) -> Array:
    """Local segregation of every area: how far its mix is from that of the city.

    ``L_i = sum_g p_ig ln(p_ig/P_g)``, from 0 to -ln of the smallest P_g; weighted by people its
    mean is M: ``sum_i t_i/T L_i = M``. For maps: where does segregation lie?

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.

    Returns
    -------
    Array
        One value for each area, ``[..., area]``; nan where nobody lives.

    Raises
    ------
    ValueError
        Counts are not counts.

    References
    ----------
    O. Alonso-Villar and C. Del Rio (2010), Local versus overall segregation measures,
    Mathematical Social Sciences 60.
    """
    n = table(counts)
    p, P = shares(n), shares(n.sum(-2))[..., None, :]
    value = (p * np.log(nonzero(p / nonzero(P)))).sum(-1)
    return settle(value, n.sum(-1) > 0, high=np.inf)


@index(
    "local_segregation_group",
    bounds=(0, np.inf),
    kind="multigroup",
    reference="Alonso-Villar and Del Rio 2010",
)
def local_segregation_group(counts: ArrayLike, *, group: SupportsIndex) -> Array:
    """Local segregation L_g: how far a group's areas are from the city; M is its mean.

    ``L_g = sum_i n_ig/N_g ln(p_ig/P_g)``, from 0 to -ln P_g; ``sum_g P_g L_g = M``.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group
        Column of the group g.

    Returns
    -------
    Array
        One value for each leading index; 0 when g is everybody, nan when it is absent.

    Raises
    ------
    ValueError
        Counts are not counts or the column does not exist.

    References
    ----------
    O. Alonso-Villar and C. Del Rio (2010), Local versus overall segregation measures,
    Mathematical Social Sciences 60.
    """
    n = table(counts)
    x, t = n[..., column(group, n.shape[-1])], n.sum(-1)
    X = x.sum(-1)
    P = X / nonzero(t.sum(-1))
    ratio = x / nonzero(t) / nonzero(P)[..., None]
    return settle((shares(x) * np.log(nonzero(ratio))).sum(-1), X > 0, high=np.inf)
