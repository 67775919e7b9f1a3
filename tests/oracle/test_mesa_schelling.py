"""Schelling's model on the engine beside the example that Mesa ships: the same rule."""

import numpy as np
from mesa.examples.basic.schelling.model import Schelling, SchellingScenario

from segsim.cities.boards import lattice_board, moore, neighbours
from segsim.submodels.board import settle_at, unhappy_households
from segsim.validation import schelling_anywhere
from segsim.validation.netlogo import free, lonely, percent_similar

SIZE, DENSITY, MINORITY, WANTED, TICKS = 30, 80.0, 35.0, 40.0, 3


def example(seed):
    shares = {"density": DENSITY / 100, "minority_pc": MINORITY / 100, "homophily": WANTED / 100}
    return Schelling(SchellingScenario(height=SIZE, width=SIZE, rng=seed, **shares))


def as_board(model):
    """Return a board with the same households on the same sites, site by site."""
    agents = sorted(model.agents, key=lambda agent: agent.cell.coordinate)
    sites = [row * SIZE + column for row, column in (a.cell.coordinate for a in agents)]
    groups = np.array([agent.type for agent in agents], np.uint8)
    near = neighbours((SIZE, SIZE), moore(1), torus=False)
    board = lattice_board(near, np.zeros(SIZE * SIZE, np.int64), groups, 1)
    settle_at(board, np.array(sites))
    return board, np.array([agent.happy for agent in agents])


def test_the_same_households_are_unhappy_on_the_same_board():
    model = example(3)
    for _ in range(TICKS):
        board, happy = as_board(model)
        board.check()
        assert 0 < happy.sum() < board.size
        assert np.array_equal(unhappy_households(board, lonely(WANTED)), np.flatnonzero(~happy))
        model.step()


def test_the_board_is_as_mixed_after_some_ticks_within_sampling_error():
    theirs, ours = [], []
    for seed in range(30):
        model = example(seed)
        for _ in range(TICKS):
            model.step()
        board, happy = as_board(model)
        theirs.append((percent_similar(board), 100.0 * (1.0 - happy.mean())))
        found = schelling_anywhere(SIZE, DENSITY, MINORITY, WANTED, seed, TICKS)
        ours.append((found["percent_similar"], found["percent_unhappy"]))
    a, b = np.array(theirs), np.array(ours)
    error = np.sqrt((a.var(0, ddof=1) + b.var(0, ddof=1)) / len(a))
    assert (np.abs(a.mean(0) - b.mean(0)) < 4.0 * error).all()
    assert (error < (0.6, 0.6)).all()


def test_nobody_moves_where_nothing_is_free():
    full = schelling_anywhere(6, 100.0, 50.0, 90.0, 1, 2)
    assert full["ticks"] == 2
    assert full["percent_similar"] == full["percent_similar_at_start"]
    assert free(as_board(example(1))[0]).free > 0
