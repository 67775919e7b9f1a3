"""What a site is worth to a household in the classical models, chosen once per run.

Each outlook is one model's utility. The household is nowhere counted while it looks about: it has
left its own site, which it then judges like any other.
"""

from typing import NamedTuple

import numpy as np

from segsim.compiled import formula, variant, variants
from segsim.kernels.preferences import Preference, preferred
from segsim.kernels.spaces import RankedLattice, Space, all_around, like_around
from segsim.world.tables import F64, I32, Households
from segsim.world.tallies import Tallies

FULL_RANK = 65_535.0


class LikeNeighbours(NamedTuple):
    """Zhang: every neighbour of one's own group adds ``weight``."""

    weight: float


class OwnShare(NamedTuple):
    """Schelling, Bruch and Mare: F of the own share, times a weight for each group."""

    form: Preference
    weight: F64  # [group]
    empty: F64  # [group] the share seen where nobody lives


class Tolerance(NamedTuple):
    """NetLogo: 1 if at least ``percent`` of the neighbours are alike, alone too; else 0."""

    percent: float


class Density(NamedTuple):
    """Grauwin et al.: a filled half is best; with ``altruism`` for what others gain or lose.

    Worth is u(x) = 2x up to ½ and ``full`` + 2(1 − full)(1 − x) above, of the filled share x
    of a block of ``capacity`` sites, oneself counted.
    """

    full: float
    capacity: float
    altruism: float


class Status(NamedTuple):
    """Benard and Willer: the mean status of neighbours, where one can pay the price of the site."""

    quality: F64  # [site] 0 … 1
    endogeneity: float  # weight of neighbours' wealth in the price


class Peers(NamedTuple):
    """Stoica and Flache: F of the own share at a school, less the way to it."""

    form: Preference
    way: F64  # [household, school] what the way costs
    school: I32  # [seat]
    weight: float


type Outlook = LikeNeighbours | OwnShare | Tolerance | Density | Status | Peers


@variants
def worth_at(
    outlook: Outlook, space: Space, tallies: Tallies, h: Households, i: int, j: int
) -> float:
    """Return what site ``j`` is worth to household ``i``, which is not counted anywhere."""
    raise NotImplementedError


@variant(worth_at, LikeNeighbours)
def _like_neighbours(
    outlook: LikeNeighbours, space: Space, tallies: Tallies, h: Households, i: int, j: int
) -> float:
    return outlook.weight * like_around(space, tallies, j, h.language[i])


@variant(worth_at, OwnShare)
def _own_share(
    outlook: OwnShare, space: Space, tallies: Tallies, h: Households, i: int, j: int
) -> float:
    group, around = h.language[i], all_around(space, tallies, j)
    share = outlook.empty[group]
    if around > 0:
        share = like_around(space, tallies, j, group) / around
    return outlook.weight[group] * preferred(outlook.form, share)


@variant(worth_at, Tolerance)
def _tolerance(
    outlook: Tolerance, space: Space, tallies: Tallies, h: Households, i: int, j: int
) -> float:
    like = like_around(space, tallies, j, h.language[i])
    enough = 100.0 * like >= outlook.percent * all_around(space, tallies, j)
    return 1.0 if enough else 0.0


@formula
def filled(full: float, share: float) -> float:
    """Return u(share): the worth of a block of which ``share`` is filled."""
    return 2.0 * share if share <= 0.5 else full + 2.0 * (1.0 - full) * (1.0 - share)


@variant(worth_at, Density)
def _density(
    outlook: Density, space: Space, tallies: Tallies, h: Households, i: int, j: int
) -> float:
    others = np.float64(all_around(space, tallies, j))
    before, after = others / outlook.capacity, (others + 1.0) / outlook.capacity
    mine = filled(outlook.full, after)
    return mine + outlook.altruism * others * (mine - filled(outlook.full, before))


@variant(worth_at, Status)
def _status(
    outlook: Status, space: RankedLattice, tallies: Tallies, h: Households, i: int, j: int
) -> float:
    around = all_around(space, tallies, j)
    company, wealth = 0.5, 0.5
    if around > 0:
        company = space.rank_sum[j] / (FULL_RANK * around)
        wealth = space.wealth_sum[j] / (FULL_RANK * around)
    price = (1.0 - outlook.endogeneity) * outlook.quality[j] + outlook.endogeneity * wealth
    return company if price <= np.float64(h.wealth[i]) / FULL_RANK else -1.0


@variant(worth_at, Peers)
def _peers(outlook: Peers, space: Space, tallies: Tallies, h: Households, i: int, j: int) -> float:
    around = all_around(space, tallies, j)
    share = 0.5
    if around > 0:
        share = like_around(space, tallies, j, h.language[i]) / around
    return outlook.weight * preferred(outlook.form, share) - outlook.way[i, outlook.school[j]]
