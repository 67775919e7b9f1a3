"""T12: people who look for company of high status, and prices that such company drives up."""

from collections.abc import Iterator

from segsim.cities.boards import moore, neighbours, ranked_board, site_values, tiles
from segsim.indices import income_variance_ratio
from segsim.kernels.outlooks import LikeNeighbours, Status
from segsim.kernels.pools import AnyVacancy
from segsim.kernels.rules import BestResponse
from segsim.registry import UserError
from segsim.submodels.board import Watch, settle_in, sweep
from segsim.validation.findings import (
    Effort,
    Figures,
    Finding,
    at_least,
    benchmark,
    mean,
    near,
    spread,
)


def status_sorting(
    correlation: float = 0.9,
    endogeneity: float = 0.9,
    *,
    size: int = 50,
    vacancy: float = 0.15,
    reach: int = 1,
    k: int = 20,
    sweeps: int = 60,
    tile: int = 5,
    seed: int = 1,
    watch: Watch | None = None,
) -> Figures:
    """Let people move to neighbours of higher status where they can pay (Benard, Willer 2007).

    Price of a site = (1 − e) × its quality + e × neighbours' mean wealth. Of k vacancies people
    take the one with the highest mean status that they can pay, if it is better than their own.

    Parameters
    ----------
    correlation
        Of status and wealth, both standings of normals.
    endogeneity
        e: how far neighbours make the price.
    size
        Rows and columns of the torus.
    vacancy
        Share of the sites that are vacant.
    reach
        How far Moore neighbourhoods reach.
    k
        Vacancies a mover looks at.
    sweeps
        Decisions by household.
    tile
        Side of the tiles over which variance is split.
    seed
        Of every draw.
    watch
        Is shown the board at the start and after every sweep.

    Returns
    -------
    dict
        ``eta2_status`` and ``eta2_wealth``: shares of variance between tiles, with what chance
        alone gives, ``null``.
    """
    if not -1.0 <= correlation <= 1.0:
        raise UserError(f"correlation: {correlation} is not allowed; from -1 to 1.")
    if not 0.0 <= endogeneity <= 1.0:
        raise UserError(f"endogeneity: {endogeneity} is not allowed; from 0 to 1.")
    shape = (size, size)
    households = int(size * size * (1.0 - vacancy))
    if not 1 < households < size * size:
        raise UserError(f"vacancy: {vacancy} leaves {households} households on {size * size} sites")
    near = neighbours(shape, moore(reach))
    board = ranked_board(near, tiles(shape, tile), households, correlation, seed)
    settle_in(board, LikeNeighbours(0.0), BestResponse(), AnyVacancy(1))
    outlook = Status(site_values(board), endogeneity)
    sweep(board, outlook, BestResponse(), AnyVacancy(k), sweeps, watch)
    h = board.households
    where = board.dwellings.neighbourhood[h.dwelling]
    return {
        "eta2_status": float(income_variance_ratio(h.rank, where)),
        "eta2_wealth": float(income_variance_ratio(h.wealth, where)),
        "null": (board.blocks - 1) / (households - 1),
    }


STATUS = {(0.0, 0.0): 0.039, (0.9, 0.0): 0.164, (0.0, 0.9): 0.040, (0.9, 0.9): 0.394}
WEALTH = {(0.0, 0.0): 0.064, (0.9, 0.0): 0.175, (0.0, 0.9): 0.156, (0.9, 0.9): 0.477}
"""η² by (ρ, e)."""


@benchmark("T12", "status and prices that company makes", "Benard, Willer 2007; own set-up")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare sorting by status and wealth; correlation and endogeneity strengthen each other."""
    sorted_by: dict[tuple[float, float], float] = {}
    for case, expected in STATUS.items():
        rho, e = case
        rows = [status_sorting(rho, e, seed=seed) for seed in effort.seeds(24, 4)]
        sorted_by[case] = mean(rows, "eta2_status")
        for key, figure in (("eta2_status", expected), ("eta2_wealth", WEALTH[case])):
            why = f"s.e. {spread(rows, key):.3f}"
            name = f"η² of {key[5:]}, ρ = {rho:g}, e = {e:g}"
            yield near(name, figure, mean(rows, key), 0.04, why)
    alone = max(sorted_by[0.9, 0.0], sorted_by[0.0, 0.9])
    yield at_least("η² of status: both − the larger alone", 0.05, sorted_by[0.9, 0.9] - alone)
