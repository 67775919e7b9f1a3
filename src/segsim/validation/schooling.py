"""T13: fixed homes and free choice of school."""

from collections.abc import Iterator

import numpy as np

from segsim.cities.boards import block_board, groups_of
from segsim.indices import dissimilarity
from segsim.kernels.outlooks import LikeNeighbours, Peers
from segsim.kernels.pools import AnyVacancy, EveryBlock
from segsim.kernels.preferences import Saturating
from segsim.kernels.rules import BestResponse, Logit
from segsim.registry import UserError
from segsim.streams import quantiles
from segsim.submodels.board import Board, Watch, settle_at, settle_in, sweep
from segsim.validation.findings import (
    Effort,
    Figures,
    Finding,
    benchmark,
    mean,
    near,
    rising,
    spread,
    within,
)
from segsim.world.tables import F64, I64


def school_choice(
    threshold: float = 0.5,
    distance_weight: float = 0.2,
    *,
    size: int = 50,
    schools_across: int = 5,
    pupils: int = 2_250,
    room: float = 2.0,
    temperature: float = 0.1,
    sweeps: int = 60,
    seed: int = 1,
    watch: Watch | None = None,
) -> Figures:
    """Let pupils choose schools by own share and distance (Stoica and Flache 2014).

    u = (1 − a)·min(1, p/τ) − a·d/20, with p the share of one's own group at the school without
    oneself, ½ where nobody is; logit at the temperature given; a full school is closed to others.

    Parameters
    ----------
    threshold
        τ: the share that is enough.
    distance_weight
        a: weight of distance against company.
    size
        Rows and columns of the bounded board on which homes lie at random.
    schools_across
        Schools lie on a square grid, so many in a row.
    pupils
        How many there are, in two equal groups.
    room
        Places for each pupil.
    temperature
        Of the logit.
    sweeps
        Decisions by pupil, from the nearest school on.
    seed
        Of every draw.
    watch
        Is shown the board at the start and after every sweep.

    Returns
    -------
    dict
        ``school_dissimilarity`` at the end, ``catchment_dissimilarity`` if all went to the nearest
        school, ``mean_distance``.
    """
    if not 0.0 < threshold <= 1.0:
        raise UserError(f"threshold: {threshold} is not allowed; above 0, up to 1.")
    if not 0.0 <= distance_weight <= 1.0:
        raise UserError(f"distance_weight: {distance_weight} is not allowed; from 0 to 1.")
    groups = groups_of([pupils // 2, pupils - pupils // 2])
    km = distances(random_homes(size, groups, seed), size, schools_across)
    schools, seats = km.shape[1], int(np.ceil(room * pupils / km.shape[1]))
    board = block_board(schools, seats, groups, seed)
    settle_at(board, seats_nearby(km, seats))
    nearest = float(dissimilarity(board.counts(), group=0))
    sites = np.arange(schools * seats, dtype=np.int32).reshape(schools, seats)
    outlook = Peers(
        Saturating(threshold),
        distance_weight * km / 20.0,
        board.dwellings.neighbourhood,
        1.0 - distance_weight,
    )
    rule = Logit(1.0 / temperature, quantiles().gumbel)
    sweep(board, outlook, rule, EveryBlock(sites), sweeps, watch)
    school = board.dwellings.neighbourhood[board.households.dwelling]
    return {
        "school_dissimilarity": float(dissimilarity(board.counts(), group=0)),
        "catchment_dissimilarity": nearest,
        "mean_distance": float(km[np.arange(pupils), school].mean()),
    }


def random_homes(size: int, groups: np.ndarray, seed: int) -> Board:
    """Return a board on which pupils live at random."""
    homes = block_board(1, size * size, groups, seed)
    settle_in(homes, LikeNeighbours(0.0), BestResponse(), AnyVacancy(1))
    return homes


def distances(homes: Board, size: int, across: int) -> F64:
    """Return how far each pupil lives from each school [pupil, school]."""
    row, column = np.divmod(homes.households.dwelling.astype(np.float64), size)
    place = (np.arange(across) + 0.5) * size / across
    north, east = np.repeat(place, across), np.tile(place, across)
    return np.sqrt((row[:, None] - north) ** 2 + (column[:, None] - east) ** 2)


def seats_nearby(km: F64, seats: int) -> I64:
    """Return a seat in the nearest school for each pupil; in the next one where it is full."""
    taken, found = np.zeros(km.shape[1], np.int64), np.empty(km.shape[0], np.int64)
    for i, order in enumerate(np.argsort(km, axis=1, kind="stable")):
        school = next(s for s in order if taken[s] < seats)
        found[i] = school * seats + taken[school]
        taken[school] += 1
    return found


MIXED_HOMES = 0.080
BY_WEIGHT = {0.2: 1.0, 0.5: 0.98, 0.65: 0.77, 0.8: 0.145, 0.9: 0.092}
TOLERANT = (0.074, 0.093)


@benchmark("T13", "choice of school", "Stoica, Flache 2014; own set-up")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare segregation of schools: distance holds it down, τ = .3 keeps it away."""
    seeds = effort.seeds(16, 3)
    apart = []
    for weight, expected in BY_WEIGHT.items():
        rows = [school_choice(0.5, weight, seed=seed) for seed in seeds]
        apart.append(mean(rows, "school_dissimilarity"))
        why = f"s.e. {spread(rows, 'school_dissimilarity'):.3f}"
        yield near(f"school D, τ = .5, a = {weight:g}", expected, apart[-1], 0.05, why)
    yield rising("school D falls with a, τ = .5", [-figure for figure in apart])
    for weight in (0.0, 0.5, 0.9):
        rows = [school_choice(0.3, weight, seed=seed) for seed in seeds]
        found = mean(rows, "school_dissimilarity")
        yield within(f"school D, τ = .3, a = {weight:g}", *TOLERANT, found, 0.05)
    catchment = mean(rows, "catchment_dissimilarity")
    yield near("catchment D, homes at random", MIXED_HOMES, catchment, 0.01)
