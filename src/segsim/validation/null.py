"""T5: nobody prefers anything. What dissimilarity is left is chance, and known exactly."""

from collections.abc import Iterator

import numpy as np

from segsim.cities.boards import block_board, groups_of, seeds_of
from segsim.indices import dissimilarity, expected_dissimilarity
from segsim.kernels.outlooks import LikeNeighbours
from segsim.kernels.pools import AnyVacancy
from segsim.kernels.rules import BestResponse
from segsim.registry import UserError
from segsim.submodels.board import settle_in
from segsim.validation.findings import (
    Effort,
    Figures,
    Finding,
    benchmark,
    near,
)


def null_city(
    areas: int = 100, size: int = 25, share: float = 0.5, replications: int = 100, seed: int = 1
) -> Figures:
    """House people at random in full areas of equal size, again and again.

    Parameters
    ----------
    areas, size
        Areas and dwellings in each; all are taken.
    share
        Share of the group; its number is rounded down.
    replications, seed
        Independent cities.

    Returns
    -------
    dict
        ``dissimilarity`` (mean), ``standard_error``, ``expected`` (exact: hypergeometric).
    """
    total = areas * size
    minority = int(total * share)
    if not 0 < minority < total:
        raise UserError(f"share: {share} of {total} leaves a group of {minority}.")
    groups, found = groups_of([minority, total - minority]), np.empty(replications)
    for number, replicate in enumerate(seeds_of(seed, replications)):
        board = block_board(areas, size, groups, replicate)
        settle_in(board, LikeNeighbours(0.0), BestResponse(), AnyVacancy(1))
        found[number] = dissimilarity(board.counts(), group=0)
    expected = expected_dissimilarity(board.counts(), group=0)
    error = found.std(ddof=1) / np.sqrt(replications) if replications > 1 else np.nan
    return {
        "dissimilarity": float(found.mean()),
        "standard_error": float(error),
        "expected": float(expected),
    }


CASES = (
    (100, 25, 0.5, 0.1604),
    (64, 100, 0.15, 0.1102),
    (100, 50, 0.1, 0.1840),
    (400, 250, 0.1, 0.0837),
)


@benchmark("T5", "dissimilarity by chance", "hypergeometric; Winship 1977", exact=True)
def check(effort: Effort) -> Iterator[Finding]:
    """Compare mean dissimilarity of random cities with its exact expectation."""
    for areas, size, share, expected in effort.pick(CASES, 3):
        replications = 100 if areas == 400 else 400
        found = null_city(areas, size, share, replications, effort.seed)
        case = f"{areas} × {size}, p = {share:g}"
        error = found["standard_error"]
        yield near(f"exact D, {case}", expected, found["expected"], 5e-5)
        yield near(
            f"D, {case}",
            found["expected"],
            found["dissimilarity"],
            3.0 * error,
            "3 s.e.",
        )
