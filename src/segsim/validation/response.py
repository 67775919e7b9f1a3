"""T6 and T7: a city of blocks, mixed by chance and pulled apart by a linear preference."""

from typing import Literal

import numpy as np

from segsim.cities.boards import block_board, groups_of
from segsim.kernels.outlooks import LikeNeighbours, OwnShare
from segsim.kernels.pools import AnyVacancy
from segsim.kernels.preferences import Linear
from segsim.kernels.rules import BestResponse, Logit
from segsim.registry import UserError
from segsim.streams import quantiles
from segsim.submodels.board import Board, settle_at, settle_in, turns
from segsim.validation.findings import Figures
from segsim.world.tables import F64, I32


def linear_response(
    s: float = 0.5,
    b_ratio: float = 0.5,
    *,
    areas: int = 64,
    size: int = 100,
    vacancy: float = 0.05,
    k: int = 10,
    sweeps: int = 600,
    burn_in: int = 300,
    one_sided: bool = False,
    start: Literal["random", "segregated"] = "random",
    seed: int = 1,
) -> Figures:
    """Give everybody the utility b × own share of the block, and watch shares spread.

    Below b_c the variance of shares is s(1 − s)/n ÷ (1 − b/b_c), times 1 − 1/areas: what moves
    of single households add up to. b_c is 1/(2s(1 − s)), or 1/(s(1 − s)) when only the majority
    has the preference.

    Parameters
    ----------
    s
        Share of the minority.
    b_ratio
        b ÷ b_c.
    areas, size, vacancy, k
        Blocks, dwellings in each, share of them vacant, vacancies a mover looks at.
    sweeps, burn_in
        Decisions by household, in all and before figures are taken, once a sweep.
    one_sided
        Only the majority has the preference.
    start
        Mixed at random, or groups apart.
    seed
        Of every draw.

    Returns
    -------
    dict
        ``variance`` of minority shares weighted by size, ``theory``, ``ratio`` of the two,
        ``dissimilarity`` (mean over sweeps), ``final_dissimilarity``, ``b``.
    """
    _refuse(s, sweeps, burn_in)
    sites = areas * size
    households = int(sites * (1.0 - vacancy))
    minority = int(households * s)
    critical = 1.0 / ((1.0 if one_sided else 2.0) * s * (1.0 - s))
    b = b_ratio * critical
    board = block_board(areas, size, groups_of([minority, households - minority]), seed)
    weights = np.array([0.0 if one_sided else b, b])
    outlook = OwnShare(Linear(1.0), weights, np.array([s, 1.0 - s]))
    rule = Logit(1.0, quantiles().gumbel)
    if start == "random":
        settle_in(board, LikeNeighbours(0.0), BestResponse(1.0), AnyVacancy(1))
    else:
        settle_at(board, np.linspace(0, sites - 1, households).astype(np.int64))
    for _ in turns(board, outlook, rule, AnyVacancy(k), burn_in, households):
        pass
    variances, apart = [], []
    for film in turns(board, outlook, rule, AnyVacancy(k), sweeps - burn_in, households):
        inside = by_block(board, film, size)
        variances.append(share_variance(inside))
        apart.append(np.abs(inside / inside.sum(axis=1, keepdims=True)) @ np.array([1.0, -1.0]))
    d = 0.5 * np.abs(np.concatenate(apart)).sum(axis=1)
    variance = float(np.concatenate(variances).mean())
    theory = s * (1.0 - s) / (households / areas) / (1.0 - b_ratio) * (1.0 - 1.0 / areas)
    return {
        "variance": variance,
        "theory": theory if b_ratio < 1.0 else float("nan"),
        "ratio": variance / theory if b_ratio < 1.0 else float("nan"),
        "dissimilarity": float(d.mean()),
        "final_dissimilarity": float(d[-1]),
        "b": b,
    }


def by_block(board: Board, film: I32, size: int) -> F64:
    """Return households by block and group for every frame [frame, block, group]."""
    frames, blocks = film.shape[0], board.blocks
    number = (np.arange(frames)[:, None] * blocks + film // size) * 2 + board.groups
    counts = np.bincount(number.ravel(), minlength=frames * blocks * 2)
    return counts.reshape(frames, blocks, 2).astype(np.float64)


def share_variance(inside: F64) -> F64:
    """Return the size-weighted variance of the first group's share over blocks [frame]."""
    total = inside.sum(axis=2)
    city = inside[:, :, 0].sum(axis=1, keepdims=True) / total.sum(axis=1, keepdims=True)
    share = np.where(total > 0.0, inside[:, :, 0] / np.maximum(total, 1.0), city)
    return np.asarray((total * (share - city) ** 2).sum(axis=1) / total.sum(axis=1))


def _refuse(s: float, sweeps: int, burn_in: int) -> None:
    if not 0.0 < s < 1.0:
        raise UserError(f"s: {s} is not allowed; between 0 and 1.")
    if not 0 <= burn_in < sweeps:
        raise UserError(f"burn_in: {burn_in} is not allowed; from 0 to below {sweeps} sweeps.")
