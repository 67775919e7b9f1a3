"""T10 and T11: boards on which people weigh the share of their own kind around them."""

from collections.abc import Iterator
from typing import Literal

import numpy as np

from segsim.cities.boards import groups_of, lattice_board, moore, neighbours, tiles
from segsim.indices import dissimilarity
from segsim.kernels.outlooks import LikeNeighbours, OwnShare
from segsim.kernels.pools import AnyVacancy
from segsim.kernels.preferences import Linear, Peak, Preference, Staircase, Threshold
from segsim.kernels.rules import BestResponse, Logit, RestlessBest, Rule
from segsim.registry import UserError, unknown
from segsim.streams import quantiles
from segsim.submodels.board import Board, Watch, company, settle_in, sweep
from segsim.validation.findings import (
    Effort,
    Figures,
    Finding,
    at_least,
    at_most,
    benchmark,
    mean,
    near,
    spread,
    within,
)

FORMS: dict[str, Preference] = {
    "threshold": Threshold(0.5),
    "continuous": Linear(),
    "peaked": Peak(0.5, 0.0),
    "asymmetric": Peak(0.5, 0.5),
    "flat": Peak(0.5, 1.0),
}
"""Forms of F by name; ``staircase`` has its number of steps besides."""


def preference_window(
    form: str = "threshold",
    c: float = 2.0,
    *,
    steps: int = 4,
    size: int = 50,
    vacancy: float = 0.15,
    reach: int = 2,
    k: int = 10,
    sweeps: int = 300,
    tile: int = 5,
    seed: int = 1,
    watch: Watch | None = None,
) -> Figures:
    """Let two equal groups choose by c × F(own share), as Bruch and Mare (2006) ask.

    Parameters
    ----------
    form
        ``threshold`` (1 from ½ on), ``continuous`` (p), ``staircase``, ``peaked`` (2p, then
        2(1 − p)), ``asymmetric`` (2p, then 1.5 − p) or ``flat`` (2p, then 1).
    c
        Weight of F, in units of the shock.
    steps
        Steps of the staircase.
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
        Side of the tiles over which dissimilarity is taken.
    seed
        Of every draw.
    watch
        Is shown the board at the start and after every sweep.

    Returns
    -------
    dict
        ``dissimilarity`` at the end, ``dissimilarity_at_start``, ``own_share`` (mean over
        households with neighbours).
    """
    preference = preference_of(form, steps)
    board = _mixed(size, vacancy, reach, tile, seed)
    start = float(dissimilarity(board.counts(), group=0))
    outlook = OwnShare(preference, np.array([c, c]), np.array([0.5, 0.5]))
    rule = Logit(1.0, quantiles().gumbel)
    sweep(board, outlook, rule, AnyVacancy(k), sweeps, watch)
    return {
        "dissimilarity": float(dissimilarity(board.counts(), group=0)),
        "dissimilarity_at_start": start,
        "own_share": own_share(board),
    }


def integrationists(
    form: str = "asymmetric",
    ties: Literal["stay", "random"] = "stay",
    *,
    steps: int = 4,
    size: int = 40,
    vacancy: float = 0.1,
    reach: int = 1,
    k: int = 10,
    sweeps: int = 300,
    seed: int = 1,
    watch: Watch | None = None,
) -> Figures:
    """Let people who like a half best take the best of k vacancies (Pancs and Vriend 2007).

    Parameters
    ----------
    form
        ``asymmetric``, ``flat``, ``peaked`` and others, as in :func:`preference_window`.
    steps
        Steps of the staircase.
    ties
        What happens where nothing is better than the present site: ``stay``, or ``random`` among
        the best.
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
    seed
        Of every draw.
    watch
        Is shown the board at the start and after every sweep.

    Returns
    -------
    dict
        ``own_share`` (mean over households with neighbours) and ``own_share_at_start``.
    """
    rules: dict[str, Rule] = {"stay": BestResponse(), "random": RestlessBest()}
    if ties not in rules:
        raise unknown("ties", ties, rules)
    board = _mixed(size, vacancy, reach, size, seed)
    start = own_share(board)
    outlook = OwnShare(preference_of(form, steps), np.ones(2), np.array([0.5, 0.5]))
    sweep(board, outlook, rules[ties], AnyVacancy(k), sweeps, watch)
    return {"own_share": own_share(board), "own_share_at_start": start}


def preference_of(form: str, steps: int) -> Preference:
    """Return the form of F of a name."""
    if form == "staircase":
        if steps < 1:
            raise UserError(f"steps: {steps} is not allowed; at least 1.")
        return Staircase(float(steps))
    if form not in FORMS:
        raise unknown("form", form, [*FORMS, "staircase"])
    return FORMS[form]


def own_share(board: Board) -> float:
    """Return the mean share of one's own group around oneself, of those with neighbours."""
    around, alike = company(board)
    return float((alike[around > 0] / around[around > 0]).mean())


def _mixed(size: int, vacancy: float, reach: int, tile: int, seed: int) -> Board:
    shape = (size, size)
    households = int(size * size * (1.0 - vacancy))
    if not 1 < households < size * size:
        raise UserError(f"vacancy: {vacancy} leaves {households} households on {size * size} sites")
    groups = groups_of([households // 2, households - households // 2])
    board = lattice_board(neighbours(shape, moore(reach)), tiles(shape, tile), groups, seed)
    settle_in(board, LikeNeighbours(0.0), BestResponse(), AnyVacancy(1))
    return board


STRENGTHS = (2.0, 4.0, 1.0, 3.0)
WINDOW = {
    ("threshold", 4): (0.68, 0.86, 0.39, 0.79),
    ("continuous", 4): (0.29, 0.86, 0.21, 0.75),
    ("staircase", 4): (0.33, 0.87, 0.20, 0.70),
    ("staircase", 10): (0.34, 0.85, 0.21, 0.73),
}
"""Dissimilarity by form and number of steps, for each of the ``STRENGTHS`` c."""
SHARES = {
    ("asymmetric", "stay"): 0.69,
    ("asymmetric", "random"): 0.74,
    ("flat", "stay"): 0.87,
    ("flat", "random"): 0.95,
}
SYMMETRIC = (0.48, 0.51)


@benchmark("T10", "threshold against continuous preference", "Bruch, Mare 2006; own set-up")
def check(effort: Effort) -> Iterator[Finding]:
    """Compare forms of preference: a threshold segregates more, until preferences are strong."""
    seeds = effort.seeds(6, 2)
    found: dict[tuple[str, float], float] = {}
    for (form, steps), expected in effort.pick(tuple(WINDOW.items()), 2):
        strengths = tuple(zip(STRENGTHS, expected, strict=True))
        for c, figure in effort.pick(strengths, 2):
            rows = [preference_window(form, c, steps=steps, seed=seed) for seed in seeds]
            apart, why = mean(rows, "dissimilarity"), f"s.e. {spread(rows, 'dissimilarity'):.3f}"
            found.setdefault((form, c), apart)
            name = f"{form} {steps}" if form == "staircase" else form
            yield near(f"D, {name}, c = {c:g}", figure, apart, 0.05, why)
    gap = {c: found["threshold", c] - found["continuous", c] for c in (2.0, 4.0)}
    yield at_least("D threshold − D continuous, c = 2", 0.25, gap[2.0])
    yield at_most("D threshold − D continuous, c = 4", 0.05, gap[4.0])
    rows = [preference_window("peaked", 3.0, seed=seed) for seed in seeds]
    yield within("D, peaked, c = 3", 0.15, 0.18, mean(rows, "dissimilarity"), 0.03)


@benchmark("T11", "integrationists", "Pancs, Vriend 2007; own set-up")
def check_integrationists(effort: Effort) -> Iterator[Finding]:
    """Compare own shares where everybody's ideal is a half."""
    seeds = effort.seeds(6, 3)
    for (form, ties), expected in SHARES.items():
        rows = [integrationists(form, ties, seed=seed) for seed in seeds]  # type: ignore[arg-type]
        case = f"{form}, ties {ties}"
        yield near(f"own share, {case}", expected, mean(rows, "own_share"), 0.03)
    rows = [integrationists("peaked", seed=seed) for seed in seeds]
    yield within("own share, symmetric peak", *SYMMETRIC, mean(rows, "own_share"), 0.03)
