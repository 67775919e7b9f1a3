"""Spaces, preferences, outlooks, rules and pools: the parts that a classical model is made of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segsim.cities.boards import (
    VON_NEUMANN,
    block_board,
    chessboard,
    coins,
    groups_of,
    lattice_board,
    moore,
    neighbours,
    ranked_board,
    tiles,
)
from segsim.compiled import kernel
from segsim.kernels.choice import NO_CHOICE, Best, choice_probabilities, taste_shock, weigh
from segsim.kernels.outlooks import Density, LikeNeighbours, OwnShare, Status, Tolerance
from segsim.kernels.pools import AnyVacancy, EveryBlock, candidates
from segsim.kernels.preferences import Linear, Peak, Saturating, Staircase, Threshold, preferred
from segsim.kernels.rules import BestResponse, Logit, RestlessBest, score
from segsim.kernels.walk import Anywhere, arrival
from segsim.streams import Purpose, base, draw, hashes, quantiles
from segsim.submodels.board import company, settle_at, settle_in, sweep, tick, worths

NOBODY_CARES = LikeNeighbours(0.0), BestResponse(), AnyVacancy(1)


def lattice(shape=(5, 6), counts=(8, 9), seed=3, offsets=None, torus=True):
    near = neighbours(shape, offsets or moore(1), torus)
    board = lattice_board(near, tiles(shape, 2), groups_of(counts), seed)
    settle_in(board, *NOBODY_CARES)
    return board


@pytest.mark.parametrize(
    ("form", "share", "value"),
    [
        (Linear(), 0.3, 0.3),
        (Threshold(0.5), 0.5, 1.0),
        (Threshold(0.5), 0.49, 0.0),
        (Staircase(4.0), 0.74, 0.5),
        (Staircase(5.0), 3 / 5, 0.6),
        (Staircase(10.0), 0.7, 0.7),
        (Peak(0.5, 0.0), 0.25, 0.5),
        (Peak(0.5, 0.0), 0.75, 0.5),
        (Peak(0.5, 0.5), 1.0, 0.5),
        (Peak(0.5, 0.5), 0.75, 0.75),
        (Saturating(0.3), 0.15, 0.5),
        (Saturating(0.3), 0.9, 1.0),
    ],
)
def test_forms_of_preference(form, share, value):
    assert preferred(form, share) == pytest.approx(value, abs=1e-8)


def test_neighbours_of_a_torus_and_of_a_bounded_board():
    near = neighbours((3, 4), moore(1))
    assert all(len(set(row) - {-1}) == 8 for row in near.tolist())
    bounded = neighbours((3, 4), moore(1), torus=False)
    assert sorted(set(bounded[0].tolist()) - {-1}) == [1, 4, 5]


@given(st.integers(1, 5), st.integers(1, 5))
def test_neighbours_are_mutual_distinct_and_never_oneself(rows, columns):
    near = neighbours((rows, columns), VON_NEUMANN)
    pairs = {(j, int(k)) for j, row in enumerate(near) for k in row if k >= 0}
    assert all((k, j) in pairs and k != j for j, k in pairs)
    assert len(pairs) == (near >= 0).sum()


def test_a_double_edge_of_a_narrow_torus_counts_once():
    assert (neighbours((2, 3), VON_NEUMANN) >= 0).sum() == 2 * 9
    assert (neighbours((3, 3), VON_NEUMANN) >= 0).sum() == 2 * 18


def test_a_chessboard_sees_what_a_bounded_lattice_of_the_same_households_sees():
    groups, sites = coins(7 * 7, 80.0, 0.5, 3)
    near = neighbours((7, 7), moore(1), torus=False)
    boards = chessboard(7, groups, 3), lattice_board(near, np.zeros(49, np.int64), groups, 3)
    for board in boards:
        settle_at(board, sites)
    for _ in range(4):
        seen = [company(board) for board in boards]
        assert all(np.array_equal(a, b) for a, b in zip(*seen, strict=True))
        assert np.array_equal(boards[0].households.dwelling, boards[1].households.dwelling)
        for board in boards:
            tick(board, Anywhere(49 - board.size), np.arange(0, board.size, 2))
            board.check()


@pytest.mark.parametrize("kind", ["blocks", "lattice", "ranked"])
def test_tallies_and_what_is_seen_equal_a_recount_after_many_moves(kind):
    if kind == "blocks":
        board = block_board(6, 5, groups_of([10, 9]), 4)
    elif kind == "lattice":
        board = lattice_board(neighbours((5, 6), moore(1)), tiles((5, 6), 2), groups_of([9, 9]), 4)
    else:
        board = ranked_board(neighbours((5, 6), moore(2)), tiles((5, 6), 2), 20, 0.5, 4)
    settle_in(board, *NOBODY_CARES)
    rule = Logit(1.0, quantiles().gumbel)
    outlook = OwnShare(Linear(), np.full(2, 2.0), np.full(2, 0.5))
    sweep(board, outlook, rule, AnyVacancy(3), 50)
    board.check()
    if kind == "blocks":
        return
    h, space = board.households, board.space
    at = np.full(board.dwellings.room, -1)
    at[h.dwelling] = np.arange(board.size)
    for j, row in enumerate(space.near):
        around = [at[k] for k in row if k >= 0 and at[k] >= 0]
        assert space.households[j] == len(around)
        for group in range(space.by_group.shape[1]):
            assert space.by_group[j, group] == sum(h.language[i] == group for i in around)
        if kind == "ranked":
            assert space.rank_sum[j] == sum(int(h.rank[i]) for i in around)
            assert space.wealth_sum[j] == sum(int(h.wealth[i]) for i in around)


def test_company_is_what_lives_around():
    board = lattice()
    around, alike = company(board)
    h = board.households
    at = np.full(board.dwellings.room, -1)
    at[h.dwelling] = np.arange(board.size)
    for i in range(board.size):
        near = [at[k] for k in board.space.near[h.dwelling[i]] if k >= 0 and at[k] >= 0]
        assert (around[i], alike[i]) == (
            len(near),
            sum(h.language[i] == h.language[k] for k in near),
        )
    blocks = block_board(4, 6, groups_of([7, 8]), 1)
    settle_in(blocks, *NOBODY_CARES)
    around, alike = company(blocks)
    assert int(around.sum()) == int(
        (blocks.tallies.households * (blocks.tallies.households - 1)).sum()
    )
    assert (alike <= around).all()


def test_outlooks_judge_a_site_without_the_household_itself():
    board = block_board(2, 6, groups_of([3, 3]), 1)
    settle_at(board, np.array([0, 1, 6, 2, 7, 8]))  # block 0: A A B, block 1: A B B
    sites = np.array([0, 6, 9])
    share = OwnShare(Linear(), np.array([10.0, 0.0]), np.array([0.4, 0.6]))
    assert worths(board, share, 0, sites) == pytest.approx([5.0, 10 / 3, 10 / 3])
    assert worths(board, share, 3, sites) == pytest.approx([0.0, 0.0, 0.0])
    filled = Density(0.5, 6.0, 0.0)
    assert worths(board, filled, 0, sites) == pytest.approx([1.0, 0.5 + 1 / 3, 0.5 + 1 / 3])
    # With altruism also what the others gain: 2 of u(3/6) − u(2/6), 3 of u(4/6) − u(3/6).
    kind = Density(0.5, 6.0, 1.0)
    wanted = [1.0 + 2 / 3, 5 / 6 - 0.5, 5 / 6 - 0.5]
    assert worths(board, kind, 0, sites) == pytest.approx(wanted)
    board.check()


def test_who_is_alone_tolerates_it_and_a_full_share_counts_in_whole_numbers():
    shape = (4, 4)
    board = lattice_board(neighbours(shape, moore(1), False), tiles(shape, 4), groups_of([2, 2]), 1)
    settle_at(board, np.array([0, 1, 4, 15]))  # A A / B, and a lone B in the corner
    home = board.households.dwelling
    at = [worths(board, Tolerance(50.0), i, home[i : i + 1])[0] for i in range(4)]
    assert at == [1.0, 1.0, 0.0, 1.0]


def test_status_is_out_of_reach_where_it_cannot_be_paid():
    board = ranked_board(neighbours((3, 3), moore(1)), tiles((3, 3), 3), 2, 1.0, 1)
    board.households.rank[:], board.households.wealth[:] = [60_000, 10_000], [20_000.0, 30_000.0]
    settle_at(board, np.array([0, 4]))
    quality = np.linspace(0.0, 0.8, 9)
    worth = worths(board, Status(quality, 0.0), 0, np.array([0, 8]))
    assert worth == pytest.approx([10_000 / 65_535, -1.0])
    dear = worths(board, Status(quality, 1.0), 0, np.array([8]))  # price is its neighbour's wealth
    assert dear == pytest.approx([-1.0])


@given(st.lists(st.floats(-700.0, 700.0), min_size=1, max_size=9), st.floats(-5.0, 5.0))
def test_choice_probabilities_are_a_softmax(values, shift):
    out, moved = np.empty((1, len(values))), np.empty((1, len(values)))
    choice_probabilities(np.array([values]), out)
    choice_probabilities(np.array([values]) + shift, moved)
    weight = np.exp(np.array(values) - max(values))
    assert out[0] == pytest.approx(weight / weight.sum(), rel=1e-9, abs=1e-300)
    assert moved == pytest.approx(out, rel=1e-9, abs=1e-12)
    assert out.sum() == pytest.approx(1.0)


def test_an_alternative_of_minus_infinity_is_never_chosen():
    out = np.empty((1, 3))
    choice_probabilities(np.array([[0.0, -np.inf, 0.0]]), out)
    assert out.tolist() == [[0.5, 0.0, 0.5]]


def test_shocks_and_the_best_of_them_sample_the_choice_probabilities():
    """The engine's sampler against the engine's own chances: within four standard errors."""
    values = np.array([0.3, -0.5, 1.1, 0.0, 2.0])
    out, n = np.empty((1, values.size)), 60_000
    choice_probabilities(values[None], out)
    key, gumbel = base(5, Purpose.TASTE, 1), quantiles().gumbel
    tally = np.zeros(values.size)
    for turn in range(n):
        shocks = np.uint64(draw(key, np.uint64(turn)))
        best = Best(NO_CHOICE, NO_CHOICE, -1)
        for k in range(values.size):
            best = weigh(best, values[k] + taste_shock(shocks, gumbel, np.uint64(k)), k)
        tally[best.chosen] += 1
    error = np.sqrt(out[0] * (1.0 - out[0]) / n)
    assert (np.abs(tally / n - out[0]) < 4.0 * error).all()


def test_the_second_best_is_the_best_of_the_others():
    best = Best(NO_CHOICE, NO_CHOICE, -1)
    for what, value in ((3, 1.0), (5, 4.0), (3, 2.0), (5, 4.0), (7, 4.0)):
        best = weigh(best, value, what)
    assert best == Best(4.0, 4.0, 5)  # the first of equals; its own repetition is no rival


def test_rules_differ_in_scale_and_in_what_decides_ties():
    key, site = np.uint64(11), np.uint64(12)
    gumbel = quantiles().gumbel
    logit = score(Logit(2.0, gumbel), 0.7, key, site) - taste_shock(key, gumbel, site)
    assert logit == pytest.approx(1.4)
    assert score(BestResponse(), 0.7, key, site) == 0.7
    assert 0.0 < score(RestlessBest(), 0.7, key, site) - 0.7 < 2e-9


def drawn(board, pool, home, key, vacant):
    found = np.empty(pool.wanted if isinstance(pool, AnyVacancy) else 9, np.int64)
    d = board.dwellings.columns()
    return found[: draw_from(pool, d, board.tallies, vacant, home, np.uint64(key), found)].tolist()


@kernel
def draw_from(pool, d, tallies, vacant, home, key, found):
    return candidates(pool, d, tallies, vacant, home, key, found)


def test_candidates_are_different_vacancies_all_equally_likely():
    board = block_board(1, 12, groups_of([7]), 2)
    settle_in(board, *NOBODY_CARES)
    vacant = np.flatnonzero(board.dwellings.occupant < 0).tolist()
    tally = dict.fromkeys(vacant, 0)
    for key in range(20_000):
        found = drawn(board, AnyVacancy(2), -1, key * 77_777_777_777_777, 5)
        assert len(set(found)) == 2
        for site in found:
            tally[site] += 1
    expected = 20_000 * 2 / 5
    assert all(abs(times - expected) < 4.0 * np.sqrt(expected) for times in tally.values())


def test_all_vacancies_are_candidates_where_there_are_fewer_than_wanted():
    board = block_board(1, 8, groups_of([5]), 2)
    settle_in(board, *NOBODY_CARES)
    vacant = np.flatnonzero(board.dwellings.occupant < 0).tolist()
    assert sorted(drawn(board, AnyVacancy(6), -1, 5, 3)) == vacant


@given(st.integers(0, 2**63), st.integers(0, 29))
def test_one_more_vacancy_changes_only_who_comes_upon_it(key, freed):
    board = block_board(1, 30, groups_of([20]), 2)
    settle_in(board, *NOBODY_CARES)
    before = drawn(board, AnyVacancy(3), -1, key, 10)
    if board.dwellings.occupant[freed] < 0:
        return
    board.dwellings.occupant[freed] = -1
    after = drawn(board, AnyVacancy(3), -1, key, 11)
    if freed not in after:
        assert after == before
    else:
        kept = [site for site in after if site != freed]
        assert kept == before[: len(kept)]


def test_every_other_block_with_room_offers_one_vacancy():
    board = block_board(4, 3, groups_of([8]), 1)
    settle_at(board, np.array([0, 1, 2, 3, 4, 6, 9, 10]))  # block 0 is full
    sites = np.arange(12, dtype=np.int32).reshape(4, 3)
    found = drawn(board, EveryBlock(sites), 6, 99, 4)
    assert [site // 3 for site in found] == [1, 3]
    assert all(board.dwellings.occupant[site] < 0 for site in found)


def test_who_goes_anywhere_comes_to_every_free_site_equally_often():
    board, asked = lattice(), 6_000
    vacant = np.flatnonzero(board.dwellings.occupant < 0)
    way, columns = Anywhere(vacant.size), board.dwellings.columns()
    keys = hashes(5, Purpose.CANDIDATE, 0, np.arange(asked, dtype=np.uint64))
    found = np.array([arrival_of(way, columns, 0, key) for key in keys])
    counts = np.bincount(found, minlength=board.dwellings.room)
    assert counts[vacant].sum() == asked
    expected = asked / vacant.size
    assert ((counts[vacant] - expected) ** 2 / expected).sum() < 40.0  # χ² of 12, p = 7 × 10⁻⁵
    assert arrival_of(Anywhere(0), columns, 4, keys[0]) == 4


@kernel
def arrival_of(way, d, home, stream):
    return arrival(way, d, home, stream)
