"""Bids of searchers who chose apart from each other, put together."""

from segsim.kernels.bids import outbid
from segsim.world.tables import F64, I32, U64

type Bids = tuple[F64, I32]  # the best offer for each vacancy, and whose it is (−1: nobody's)


def strongest(rounds: list[Bids], ids: U64) -> I32:
    """Return who wins each vacancy; of equal offers that of the larger identity."""
    offer, winner = rounds[0]
    for other, rival in rounds[1:]:
        outbid(offer, winner, other, rival, ids)
    return winner
