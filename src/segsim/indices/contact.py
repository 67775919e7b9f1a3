"""Who meets whom: isolation, exposure, and isolation beyond the city's own mix."""

from typing import SupportsIndex

from numpy.typing import ArrayLike

from segsim.indices.arrays import Array, column, nonzero, settle, split, table
from segsim.indices.catalogue import index


@index("isolation", bounds=(0, 1), kind="two_group", reference="Bell 1954")
def isolation(
    counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None
) -> Array:
    """Isolation xPx: the share of their own group in the area of the average member.

    ``xPx = sum_i (x_i/X) (x_i/t_i)``, from P (even) to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, ref
        Columns of the group x and of the group y, with t = x + y; y is everybody else by
        default.

    Returns
    -------
    Array
        One value for each leading index; 1 when x is everybody, nan when it is absent.

    Raises
    ------
    ValueError
        Counts are not counts or a column does not exist.

    References
    ----------
    W. Bell (1954), A probability model for the measurement of ecological segregation,
    Social Forces 32.
    """
    x, y = split(counts, group, ref)
    size = x.sum(-1)
    return settle((x * (x / nonzero(x + y))).sum(-1) / nonzero(size), size > 0)


@index("exposure", bounds=(0, 1), kind="two_group", reference="Bell 1954; Lieberson 1981")
def exposure(counts: ArrayLike, *, group: SupportsIndex, to: SupportsIndex) -> Array:
    """Exposure gPh: the share of group h in the area of the average member of group g.

    ``gPh = sum_i (n_ig/N_g) (n_ih/t_i)``; over all h it adds up to 1.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.
    group, to
        Columns of the groups g and h.

    Returns
    -------
    Array
        One value for each leading index; nan when g is absent, 0 when only h is.

    Raises
    ------
    ValueError
        Counts are not counts or a column does not exist.

    References
    ----------
    S. Lieberson (1981), An asymmetrical approach to segregation, in C. Peach and others,
    Ethnic Segregation in Cities.
    """
    n = table(counts)
    x = n[..., column(group, n.shape[-1])]
    met = n[..., column(to, n.shape[-1], "to")] / nonzero(n.sum(-1))
    size = x.sum(-1)
    return settle((x * met).sum(-1) / nonzero(size), size > 0)


def exposure_matrix(counts: ArrayLike) -> Array:
    """Exposure of every group to every group: ``exposure`` for all pairs at once.

    Parameters
    ----------
    counts
        Counts ``[..., area, group]``.

    Returns
    -------
    Array
        Values ``[..., group, to]``; rows add up to 1, those of absent groups are nan.

    Raises
    ------
    ValueError
        Counts are not counts.
    """
    n = table(counts)
    sizes = n.sum(-2)[..., None]
    met = n / nonzero(n.sum(-1, keepdims=True))
    return settle(n.swapaxes(-1, -2) @ met / nonzero(sizes), sizes > 0)


@index("eta2", bounds=(0, 1), kind="two_group", reference="Bell 1954; Stearns and Logan 1986")
def eta2(counts: ArrayLike, *, group: SupportsIndex, ref: SupportsIndex | None = None) -> Array:
    """Correlation ratio eta2 = V = R: isolation beyond the group's share of the city.

    ``(xPx - P)/(1 - P) = sum_i t_i (p_i - P)^2 / (T P (1 - P))``, from 0 to 1.

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
    L. B. Stearns and J. R. Logan (1986), Measuring trends in segregation, Urban Affairs
    Quarterly 22.
    """
    x, y = split(counts, group, ref)
    t = x + y
    X, Y = x.sum(-1), y.sum(-1)
    P = X / nonzero(X + Y)
    between = ((x - t * P[..., None]) ** 2 / nonzero(t)).sum(-1)
    return settle(between / nonzero(P * Y), (X > 0) & (Y > 0))
