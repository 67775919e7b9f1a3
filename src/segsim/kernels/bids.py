"""Bids of searchers who chose apart from each other, put together."""

from segsim.compiled import kernel
from segsim.world.tables import F64, I32, U64


@kernel
def outbid(offer: F64, winner: I32, other: F64, rival: I32, ids: U64) -> None:
    """Let a ``rival`` win where its offer is higher, or the same and its identity larger.

    ``offer`` and ``winner`` [vacancy] change in place; −1 is nobody, ``ids`` are of searchers.
    """
    for vacancy in range(winner.size):
        new, old = rival[vacancy], winner[vacancy]
        if new < 0:
            continue
        better = old < 0 or other[vacancy] > offer[vacancy]
        if better or (other[vacancy] == offer[vacancy] and ids[new] > ids[old]):
            offer[vacancy], winner[vacancy] = other[vacancy], new
