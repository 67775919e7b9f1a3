"""T2: blocks that are best half full. Selfish moves leave most people worse off."""

from collections.abc import Iterator, Mapping
from itertools import product
from math import lgamma
from typing import Any

import numpy as np

from segsim.cities.boards import block_board, groups_of
from segsim.kernels.outlooks import Density, filled
from segsim.kernels.pools import AnyVacancy, EveryBlock
from segsim.kernels.rules import Logit
from segsim.registry import UserError
from segsim.streams import quantiles
from segsim.submodels.board import Watch, settle_in, turns
from segsim.validation.findings import (
    Effort,
    Figures,
    Finding,
    at_most,
    benchmark,
    mean,
    near,
    spread,
)
from segsim.world.tables import F64, I64

SMALL = 5_000
FILMED_WHOLE = 100
"""Up to so many households, every decision is looked at; else one in a sweep."""


def block_city(
    blocks: int = 3,
    capacity: int = 6,
    households: int = 9,
    m: float = 0.5,
    altruism: float = 0.0,
    temperature: float = 0.2,
    steps: int = 4_000_000,
    seed: int = 1,
    averaged: int | None = None,
    watch: Watch | None = None,
) -> Figures:
    """Let households move between blocks by logit on G = Δu + α(ΔU − Δu).

    u(x) = 2x up to half full and m + 2(1 − m)(1 − x) above (Grauwin et al. 2009). A uniform
    household looks at a uniform vacant site.

    Parameters
    ----------
    blocks
        Q: how many blocks there are.
    capacity
        H: sites of a block.
    households
        N: each starts in a random block that is not full.
    m
        Worth of a full block.
    altruism
        α: 0 selfish, 1 for the city as a whole.
    temperature
        T of the logit.
    steps
        Decisions.
    seed
        Of every draw.
    averaged
        The last decisions to average over; by default the last half.
    watch
        Is shown the board at the start and after every frame.

    Returns
    -------
    dict
        ``mean_utility``; ``expected_mean_utility`` under the exact stationary law (which a frozen
        state never reaches); ``total_variation`` of the fillings found where these are few;
        ``empty_blocks`` and ``half_full_blocks`` at the end.
    """
    if not 0 < households < blocks * capacity:
        raise UserError(f"households: {households} leave no vacancy on {blocks * capacity} sites.")
    if not temperature > 0.0:
        raise UserError(f"temperature: {temperature} is not allowed; above 0.")
    every = 1 if households <= FILMED_WHOLE else households
    kept = (steps // 2 if averaged is None else averaged) // every
    if not 0 < kept <= steps // every:
        raise UserError(
            f"averaged: {averaged} of {steps} steps is not allowed; at least {every} of them "
            "(one a household), and no more than there are."
        )
    board = block_board(blocks, capacity, groups_of([households]), seed)
    sites = np.arange(blocks * capacity, dtype=np.int32).reshape(blocks, capacity)
    outlook, rule = Density(m, float(capacity), altruism), Logit(1.0 / temperature, _gumbel())
    settle_in(board, outlook, Logit(0.0, _gumbel()), EveryBlock(sites))
    for _ in turns(board, outlook, rule, AnyVacancy(1), steps // every - kept, every, watch):
        pass
    worth = np.array([filled(m, n / capacity) for n in range(capacity + 1)])
    mean, filling = 0.0, np.zeros((0, blocks), np.int64)
    tally: dict[tuple[int, ...], int] = {}
    small = (capacity + 1) ** blocks <= SMALL
    for film in turns(board, outlook, rule, AnyVacancy(1), kept, every, watch):
        filling = fillings((film // capacity).astype(np.int64), blocks)
        mean += float((filling * worth[filling]).sum()) / households
        if small:
            states, often = np.unique(filling, axis=0, return_counts=True)
            for state, times in zip(states.tolist(), often.tolist(), strict=True):
                tally[tuple(state)] = tally.get(tuple(state), 0) + times
    figures: Figures = {
        "mean_utility": mean / kept,
        "expected_mean_utility": expected_utility(
            blocks, capacity, households, worth, altruism, temperature
        ),
        "empty_blocks": float((filling[-1] == 0).sum()),
        "half_full_blocks": float((filling[-1] * 2 == capacity).sum()),
    }
    if small:
        law = stationary_law(blocks, capacity, households, worth, altruism, temperature)
        gaps = [abs(chance - tally.get(state, 0) / kept) for state, chance in law.items()]
        figures["total_variation"] = 0.5 * sum(gaps)
    return figures


def fillings(block: I64, blocks: int) -> I64:
    """Return how many households each block holds [frame, block]."""
    frames = block.shape[0]
    number = np.arange(frames)[:, None] * blocks + block
    counts = np.bincount(number.ravel(), minlength=frames * blocks)
    return np.asarray(counts.reshape(frames, blocks), np.int64)


def log_weights(capacity: int, worth: F64, altruism: float, temperature: float) -> F64:
    """Return the log weight of a block with n = 0 … H households: sites to choose and potential.

    The game has the potential L = (1 − α) Σ_q Σ_{j ≤ n_q} u(j) + α Σ_q n_q u(n_q).
    """
    n = np.arange(capacity + 1)
    ways = np.array([lgamma(capacity + 1) - lgamma(k + 1) - lgamma(capacity - k + 1) for k in n])
    selfish = np.concatenate([[0.0], np.cumsum(worth[1:])])
    return ways + ((1.0 - altruism) * selfish + altruism * n * worth) / temperature


def expected_utility(
    blocks: int, capacity: int, households: int, worth: F64, altruism: float, temperature: float
) -> float:
    """Return the mean utility under the stationary law, block by block."""
    log_weight = log_weights(capacity, worth, altruism, temperature)
    n = np.arange(capacity + 1)
    # Tilted so that a mean filling is likely: sums over fillings then stay in range.
    tilt = _tilt(log_weight, households / blocks)
    weight = np.exp(log_weight - tilt * n - (log_weight - tilt * n).max())
    weight /= weight.sum()
    rest = np.ones(1)
    for _ in range(blocks - 1):
        rest = np.convolve(rest, weight)[: households + 1]
    rest = np.concatenate([rest, np.zeros(households + capacity + 1 - rest.size)])
    joint = np.array([weight[k] * rest[households - k] if k <= households else 0.0 for k in n])
    return float((joint * n * worth).sum() / joint.sum() * blocks / households)


def stationary_law(
    blocks: int, capacity: int, households: int, worth: F64, altruism: float, temperature: float
) -> dict[tuple[int, ...], float]:
    """Return the chance of every filling of the blocks."""
    log_weight = log_weights(capacity, worth, altruism, temperature)
    states = [s for s in product(range(capacity + 1), repeat=blocks) if sum(s) == households]
    logs = np.array([log_weight[list(state)].sum() for state in states])
    chances = np.exp(logs - logs.max())
    return dict(zip(states, (chances / chances.sum()).tolist(), strict=True))


def _tilt(log_weight: F64, mean: float) -> float:
    """Return the slope at which the mean filling of a block alone is ``mean``."""
    n, low, high = np.arange(log_weight.size), -1e4, 1e4
    for _ in range(200):
        tilt = 0.5 * (low + high)
        weight = np.exp(log_weight - tilt * n - (log_weight - tilt * n).max())
        low, high = (tilt, high) if (weight * n).sum() > mean * weight.sum() else (low, tilt)
    return tilt


def _gumbel() -> F64:
    return quantiles().gumbel


STATIONARY = (
    (0.5, 0.2, 0.0, 0.86112),
    (0.5, 0.2, 0.5, 0.98807),
    (0.5, 0.2, 1.0, 0.99936),
    (0.0, 0.1, 0.0, 0.96933),
)
"""m, T, α and the mean utility, for three blocks of six sites and nine households."""
LARGE: Mapping[str, Any] = {
    "blocks": 36,
    "capacity": 100,
    "households": 1_800,
    "temperature": 0.02,
    "steps": 3_000_000,
}
"""A city in which selfish moves freeze."""
AVERAGED = 1_000_000
FROZEN = {0.0: 0.833, 0.1: 0.937, 0.2: 1.0}
"""Mean utility by α in the ``LARGE`` city, over its last ``AVERAGED`` decisions."""


@benchmark("T2", "blocks that are best half full", "Grauwin et al. 2009", exact=True)
def check(effort: Effort) -> Iterator[Finding]:
    """Compare the stationary mean utility with its closed form."""
    for m, temperature, altruism, expected in effort.pick(STATIONARY, 1):
        found = block_city(
            m=m, temperature=temperature, altruism=altruism, steps=8_000_000, seed=effort.seed
        )
        case = f"α = {altruism:g}, m = {m:g}, T = {temperature:g}"
        yield near(f"exact mean utility, {case}", expected, found["expected_mean_utility"], 6e-6)
        mean_utility = found["mean_utility"]
        yield near(f"mean utility, {case}", found["expected_mean_utility"], mean_utility, 0.001)
        yield at_most(f"total variation, {case}", 0.005, found["total_variation"])


@benchmark("T2b", "selfish moves freeze in an unhappy state", "Grauwin et al. 2009")
def check_frozen(effort: Effort) -> Iterator[Finding]:
    """Compare frozen states; the mean over seeds, since each ends in another one."""
    for altruism, expected in FROZEN.items():
        rows = [
            block_city(**LARGE, altruism=altruism, seed=seed, averaged=AVERAGED)
            for seed in effort.seeds(24, 8)
        ]
        why = f"s.e. {spread(rows, 'mean_utility'):.3f}"
        utility = mean(rows, "mean_utility")
        yield near(f"mean utility, α = {altruism:g}", expected, utility, 0.02, why)
    rows = [block_city(**LARGE, altruism=0.5, seed=seed) for seed in effort.seeds(4, 2)]
    yield near("blocks half full of 36, α = .5", 36, mean(rows, "half_full_blocks"), 0)
