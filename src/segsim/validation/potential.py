"""T1: a game with a potential. Its stationary law is known to the last digit."""

from collections.abc import Iterator
from itertools import combinations
from math import comb

import numpy as np

from segsim.cities.boards import VON_NEUMANN, groups_of, lattice_board, neighbours
from segsim.kernels.choice import choice_probabilities
from segsim.kernels.outlooks import LikeNeighbours
from segsim.kernels.pools import AnyVacancy
from segsim.kernels.rules import Logit
from segsim.registry import UserError
from segsim.streams import quantiles
from segsim.submodels.board import Board, clear, settle_at, settle_in, turns, worths
from segsim.validation.findings import (
    Effort,
    Figures,
    Finding,
    at_most,
    benchmark,
    near,
)
from segsim.world.tables import F64, I32, I64

SMALL = 5_000
"""Boards with up to so many states have their transition matrix checked."""


def potential_game(
    shape: tuple[int, int] = (3, 3),
    counts: tuple[int, ...] = (3, 3),
    beta: float = 1.0,
    k: int = 1,
    steps: int = 1_000_000,
    seed: int = 1,
) -> Figures:
    """Play Schelling's game with logit choice: u = β × like neighbours, stay or k vacancies.

    With a mover drawn at random the stationary law is π ∝ exp(β × like pairs), whatever k is
    (Zhang 2004, 2011; Young 1998).

    Parameters
    ----------
    shape
        Rows and columns of the torus; von Neumann neighbours.
    counts
        Households of each group; the rest of the sites is vacant.
    beta
        Worth of one like neighbour, in units of the shock.
    k
        Vacancies a mover looks at.
    steps
        Decisions, from a random start.
    seed
        Of every draw.

    Returns
    -------
    dict
        ``like_pairs`` (mean over all decisions) and, for small boards, ``expected_like_pairs``,
        ``transition_matrix_residual`` (max abs πP − π, P by the engine's
        ``choice_probabilities``), ``total_variation`` of the law found, ``states``.
    """
    _refuse(shape, counts, k)
    groups, near = groups_of(list(counts)), neighbours(shape, VON_NEUMANN)
    tile = np.zeros(near.shape[0], np.int64)
    board = lattice_board(near, tile, groups, seed)
    rule, pool, outlook = Logit(1.0, quantiles().gumbel), AnyVacancy(k), LikeNeighbours(beta)
    settle_in(board, outlook, rule, AnyVacancy(1))
    small = number_of_states(near.shape[0], counts) <= SMALL
    found = np.zeros(0, np.int64)
    total = 0
    tally: dict[int, int] = {}
    for film in turns(board, outlook, rule, pool, steps, 1):
        sites = painted(film, board.groups, near.shape[0])
        total += int(like_pairs(sites, near).sum())
        if small:
            found, often = np.unique(codes(sites, len(counts) + 1), return_counts=True)
            for code, times in zip(found.tolist(), often.tolist(), strict=True):
                tally[code] = tally.get(code, 0) + times
    figures: Figures = {"like_pairs": total / steps}
    if small:
        clear(board)
        figures |= exact(board, near, counts, outlook, k, tally, steps)
    return figures


def exact(
    board: Board,
    near: I32,
    counts: tuple[int, ...],
    outlook: LikeNeighbours,
    k: int,
    tally: dict[int, int],
    steps: int,
) -> Figures:
    """Return what the exact matrix says, and how far the visits of the states are from it."""
    states = np.array(list(all_states(near.shape[0], counts)), np.int64)
    pairs = like_pairs(states, near)
    weight = np.exp(outlook.weight * (pairs - pairs.max()))
    law = weight / weight.sum()
    number = {int(code): n for n, code in enumerate(codes(states, len(counts) + 1))}
    visits = np.zeros(law.size)
    for code, times in tally.items():
        visits[number[code]] = times / steps
    after = np.zeros(law.size)
    for n, state in enumerate(states):
        for code, chance in transitions(board, state, outlook, k):
            after[number[code]] += law[n] * chance
    return {
        "expected_like_pairs": float((law * pairs).sum()),
        "transition_matrix_residual": float(np.abs(after - law).max()),
        "total_variation": float(0.5 * np.abs(visits - law).sum()),
        "states": int(law.size),
    }


def transitions(
    board: Board, state: I64, outlook: LikeNeighbours, k: int
) -> Iterator[tuple[int, float]]:
    """Yield the states that can follow and their chances, by the engine's own choice."""
    kinds = int(state.max()) + 1
    sites = np.concatenate([np.flatnonzero(state == g) for g in range(1, kinds)])
    vacant = np.flatnonzero(state == 0)
    settle_at(board, sites)
    subsets = list(combinations(range(vacant.size), min(k, vacant.size)))
    for i, home in enumerate(sites):
        options = np.concatenate([[home], vacant])
        worth = worths(board, outlook, i, options)
        values = np.array([[worth[0], *(worth[1 + v] for v in chosen)] for chosen in subsets])
        chances = np.empty_like(values)
        choice_probabilities(values, chances)
        chances /= board.size * len(subsets)
        for chosen, row in zip(subsets, chances, strict=True):
            for place, chance in zip((0, *(1 + v for v in chosen)), row, strict=True):
                after = state.copy()
                after[home] = 0
                after[options[place]] = state[home]
                yield int(codes(after[None], kinds)[0]), float(chance)
    clear(board)


def all_states(sites: int, counts: tuple[int, ...]) -> Iterator[I64]:
    """Yield every way to put the groups on the sites; 0 is vacant, g + 1 is group g."""

    def fill(state: I64, free: tuple[int, ...], group: int) -> Iterator[I64]:
        if group == len(counts):
            yield state.copy()
            return
        for chosen in combinations(free, counts[group]):
            state[list(chosen)] = group + 1
            yield from fill(state, tuple(j for j in free if j not in chosen), group + 1)
            state[list(chosen)] = 0

    yield from fill(np.zeros(sites, np.int64), tuple(range(sites)), 0)


def number_of_states(sites: int, counts: tuple[int, ...]) -> int:
    """Return how many ways there are to put the groups on the sites."""
    number, free = 1, sites
    for count in counts:
        number, free = number * comb(free, count), free - count
    return number


def painted(film: I32, groups: I64, sites: int) -> I64:
    """Return the group of each site plus 1, 0 where vacant [frame, site]."""
    colours = np.zeros((film.shape[0], sites), np.int64)
    np.put_along_axis(colours, film.astype(np.int64), (groups + 1)[None], axis=1)
    return colours


def codes(states: I64, base: int) -> I64:
    """Return a number for each state [frame]."""
    code = np.zeros(states.shape[0], np.int64)
    for site in range(states.shape[1]):
        code = code * base + states[:, site]
    return code


def like_pairs(states: I64, near: I32) -> F64:
    """Return how many pairs of neighbours are alike [frame]; each pair counts once."""
    j, k = np.nonzero(near > np.arange(near.shape[0])[:, None])
    here, there = states[:, j], states[:, near[j, k]]
    return np.asarray(((here == there) & (here > 0)).sum(axis=1), np.float64)


def _refuse(shape: tuple[int, int], counts: tuple[int, ...], k: int) -> None:
    sites, households = shape[0] * shape[1], sum(counts)
    if min(shape) < 1:
        raise UserError(f"shape: {list(shape)} is not allowed; rows and columns, at least 1.")
    if min(counts, default=0) < 0:
        raise UserError(f"counts: {list(counts)} is not allowed; not below 0.")
    if not 0 < households < sites:
        raise UserError(f"counts: {households} households on {sites} sites leave no vacancy.")
    if k < 1:
        raise UserError(f"k: {k} is not allowed; at least 1.")


PUBLISHED = {0.0: 3.0, 0.5: 3.6309, 1.0: 4.1978, 1.5: 4.6665}
"""Mean like pairs by β on the 3 × 3 torus, three of each group and three vacant."""


@benchmark("T1", "a game with a potential", "Zhang 2004, 2011; Young 1998", exact=True)
def check(effort: Effort) -> Iterator[Finding]:
    """Compare the exact matrix and simulations with π ∝ exp(β × like pairs)."""
    for beta in effort.pick((1.0, 0.0, 0.5, 1.5), 1):
        for k in effort.pick((1, 2, 3), 1):
            found = potential_game(beta=beta, k=k, steps=4_000_000, seed=effort.seed)
            case = f"β = {beta:g}, k = {k}"
            pairs, expected = found["like_pairs"], found["expected_like_pairs"]
            yield near(f"exact like pairs, {case}", PUBLISHED[beta], expected, 5e-5)
            yield at_most(f"max |πP − π|, {case}", 1e-12, found["transition_matrix_residual"])
            yield near(f"like pairs, {case}", expected, pairs, 0.006)
            yield at_most(f"total variation, {case}", 0.02, found["total_variation"])
