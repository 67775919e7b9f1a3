"""T8: Segregation as NetLogo's models library has it, tick by tick."""

import numpy as np

from segsim.cities.boards import coin_board, moore, neighbours
from segsim.kernels.outlooks import Tolerance
from segsim.kernels.walk import Torus
from segsim.registry import UserError
from segsim.submodels.board import Board, settle_at, tick, unhappy_households
from segsim.validation.findings import Figures


def schelling(
    size: int = 51,
    density: float = 95.0,
    similar_wanted: float = 30.0,
    seed: int = 1,
    max_ticks: int = 1_000,
) -> Figures:
    """Run Schelling's model by the rules of NetLogo's Segregation (Wilensky 1997).

    Every patch is occupied by chance, of either colour by a fair coin. At each tick those with
    fewer similar neighbours than wanted are unhappy; one after the other, in random order, they
    walk in random directions until they come upon a free patch.

    Parameters
    ----------
    size
        Rows and columns of the torus.
    density, similar_wanted
        In percent.
    seed
        Of every draw.
    max_ticks
        Where to stop if somebody is still unhappy.

    Returns
    -------
    dict
        ``percent_similar`` (pooled over all) and ``percent_unhappy`` at the end, both
        ``…_at_start``, and ``ticks``.
    """
    for key, value in (("density", density), ("similar_wanted", similar_wanted)):
        if not 0.0 <= value <= 100.0:
            raise UserError(f"{key}: {value} is not allowed; percent, from 0 to 100.")
    near = neighbours((size, size), moore(1))
    board, sites = coin_board(near, density, seed)
    settle_at(board, sites)
    outlook, torus = Tolerance(similar_wanted), Torus(size, size)
    movers = unhappy_households(board, outlook)
    figures: Figures = {
        "percent_similar_at_start": percent_similar(board),
        "percent_unhappy_at_start": 100.0 * movers.size / max(board.size, 1),
    }
    ticks = 0
    while movers.size and ticks < max_ticks:
        tick(board, torus, movers)
        movers = unhappy_households(board, outlook)
        ticks += 1
    figures["percent_similar"] = percent_similar(board)
    figures["percent_unhappy"] = 100.0 * movers.size / max(board.size, 1)
    figures["ticks"] = ticks
    return figures


def percent_similar(board: Board) -> float:
    """Return similar neighbours of all as a percentage of their neighbours."""
    space, home = board.space, board.households.dwelling
    alike = space.by_group[home, board.groups].sum()
    return float(100.0 * alike / max(int(space.households[home].sum()), 1))
