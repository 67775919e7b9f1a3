"""Figures that are read off a board as it is, by the functions of the models themselves."""

from collections.abc import Callable

import numpy as np

from segsim.indices import dissimilarity, income_variance_ratio
from segsim.kernels.outlooks import Tolerance, filled
from segsim.study.classics.classic import Values
from segsim.submodels.board import Board, unhappy_households
from segsim.validation.lattices import own_share
from segsim.validation.netlogo import percent_similar


def similar(board: Board, _: Values) -> float:
    """Return similar neighbours of all, in percent."""
    return percent_similar(board)


def unhappy(board: Board, values: Values) -> float:
    """Return how many have fewer similar neighbours than they want, in percent."""
    found = unhappy_households(board, Tolerance(values["similar_wanted"]))
    return 100.0 * found.size / max(board.size, 1)


def apart(board: Board, _: Values) -> float:
    """Return the dissimilarity of the two groups between blocks or tiles."""
    return float(dissimilarity(board.counts(), group=0))


def own(board: Board, _: Values) -> float:
    """Return the mean share of one's own group around oneself."""
    return own_share(board)


def utility(board: Board, values: Values) -> float:
    """Return the mean worth of the blocks to those who live there."""
    inside, capacity = board.tallies.households, values["capacity"]
    worth = np.array([filled(values["m"], n / capacity) for n in range(capacity + 1)])
    return float((inside * worth[inside]).sum() / board.size)


def between_tiles(column: str) -> Callable[[Board, Values], float]:
    """Return a measure: the share of the variance of a rank that lies between tiles."""

    def eta2(board: Board, _: Values) -> float:
        h = board.households
        where = board.dwellings.neighbourhood[h.dwelling]
        return float(income_variance_ratio(getattr(h, column), where))

    return eta2
