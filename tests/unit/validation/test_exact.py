"""The classical models where theory is exact, at other parameters than the published ones."""

from itertools import product
from math import comb, exp

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp

from segsim.registry import UserError
from segsim.validation import (
    bid_rent,
    block_city,
    bounded_neighbourhood,
    linear_response,
    null_city,
    potential_game,
    price_equilibrium,
)
from segsim.validation.published import INCOMES, QUALITIES, RING_INCOMES, SUPPLY


@pytest.mark.parametrize(
    ("shape", "counts", "beta", "k"),
    [
        ((3, 3), (3, 3), 1.0, 2),
        ((2, 4), (3, 2), 1.4, 1),
        ((2, 3), (2, 1, 1), -0.8, 5),
        ((1, 5), (2,), 0.6, 2),
    ],
)
def test_the_exact_matrix_keeps_the_law_of_the_potential(shape, counts, beta, k):
    found = potential_game(shape, counts, beta, k, 20_000, 3)
    assert found["transition_matrix_residual"] < 1e-12
    assert found["like_pairs"] == pytest.approx(found["expected_like_pairs"], abs=0.15)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_simulated_pairs_are_those_of_the_law_whatever_k(k):
    found = potential_game((3, 3), (3, 3), 1.0, k, 600_000, 11 + k)
    assert found["expected_like_pairs"] == pytest.approx(4.1978, abs=5e-5)
    assert found["like_pairs"] == pytest.approx(4.1978, abs=0.02)
    assert found["total_variation"] < 0.05


def test_a_board_too_large_for_a_matrix_has_its_pairs_alone():
    found = potential_game((6, 6), (10, 10), 0.5, 3, 5_000, 1)
    assert set(found) == {"like_pairs"}


def mean_utility(blocks, capacity, households, m, altruism, temperature):
    """The stationary mean by listing every filling, with the potential written out."""

    def u(n):
        x = n / capacity
        return 2.0 * x if x <= 0.5 else m + 2.0 * (1.0 - m) * (1.0 - x)

    total = weighted = 0.0
    for filling in product(range(capacity + 1), repeat=blocks):
        if sum(filling) != households:
            continue
        selfish = sum(u(j) for n in filling for j in range(1, n + 1))
        city = sum(n * u(n) for n in filling)
        weight = exp(((1.0 - altruism) * selfish + altruism * city) / temperature)
        for n in filling:
            weight *= comb(capacity, n)
        total, weighted = total + weight, weighted + weight * city / households
    return weighted / total


@pytest.mark.parametrize("altruism", [0.0, 0.3, 1.0])
def test_the_expected_utility_of_blocks_is_that_of_listing_every_filling(altruism):
    case = (3, 5, 7, 0.3, altruism, 0.25)
    found = block_city(*case, steps=300_000, seed=5)
    assert found["expected_mean_utility"] == pytest.approx(mean_utility(*case), rel=1e-9)
    assert found["mean_utility"] == pytest.approx(found["expected_mean_utility"], abs=0.01)
    assert found["total_variation"] < 0.03


def sinkhorn(worth, mass, supply, mu):
    price = np.zeros(supply.size)
    for _ in range(20_000):
        kind = np.log(mass) - logsumexp((worth - price) / mu, axis=1)
        new = mu * (logsumexp(worth / mu + kind[:, None], axis=0) - np.log(supply))
        if np.abs(new - price).max() < 1e-14:
            break
        price = new
    return new - new.mean()


@settings(max_examples=15)
@given(
    st.lists(st.floats(0.2, 4.0), min_size=2, max_size=6),
    st.lists(st.floats(0.0, 3.0), min_size=2, max_size=7),
    st.floats(0.2, 2.0),
)
def test_prices_of_any_market_are_the_sinkhorn_dual(incomes, qualities, mu):
    supply = np.linspace(1.0, 2.0, len(qualities))
    found = price_equilibrium(incomes, qualities, mu, supply)
    mass = np.full(len(incomes), supply.sum() / len(incomes))
    wanted = sinkhorn(np.outer(incomes, qualities), mass, supply, mu)
    assert found["prices"] == pytest.approx(wanted.tolist(), abs=1e-8)
    assert 0.0 <= found["eta2_income"] <= 1.0


def test_equal_incomes_cannot_be_sorted():
    found = price_equilibrium([3.714633218097661] * 2, [0.0, 0.5], 1.75, [1.0, 2.0])
    assert found["eta2_income"] == 0.0
    assert found["mean_income"] == [3.714633218097661] * 2
    assert np.isnan(found["rank_correlation"])


@pytest.mark.parametrize(
    ("mu", "eta2", "iterations"),
    [(1.0, 0.122, 16), (0.5, 0.298, 25), (0.2, 0.582, 54), (0.05, 0.837, 190)],
)
def test_the_published_draw_sorts_as_published(mu, eta2, iterations):
    rng = np.random.default_rng(1)
    incomes, quality = np.exp(rng.normal(0.0, 0.5, 50)), rng.normal(0.0, 1.0, 64)
    quality -= quality.min()
    supply = rng.dirichlet(np.full(64, 5.0)) * 20_000
    assert np.allclose(INCOMES, incomes, atol=5e-5)
    assert np.allclose(QUALITIES, quality, atol=5e-5)
    assert np.allclose(SUPPLY, supply, atol=5e-3)
    found = price_equilibrium(incomes, quality, mu, supply)
    assert found["eta2_income"] == pytest.approx(eta2, abs=0.001)
    assert found["iterations"] == iterations
    assert found["rank_correlation"] == pytest.approx(1.0)


def test_rings_sort_by_what_the_way_costs():
    assert np.allclose(
        RING_INCOMES, np.exp(np.random.default_rng(0).normal(0.0, 0.5, 40)), atol=5e-5
    )
    near = bid_rent(RING_INCOMES, [0.0, 0.2, 0.5, 0.9], 0.05)
    assert near["distance_income_correlation"] == pytest.approx(-1.0)
    far = bid_rent(RING_INCOMES, 20, 0.02, time_exponent=0.5, space_weight=0.8)
    assert far["distance_income_correlation"] == pytest.approx(1.0)
    money = bid_rent(RING_INCOMES, 20, 0.02, time_exponent=0.0)
    assert money["income_ratio"] == pytest.approx(1.0, abs=1e-9)
    assert all(np.diff(case["prices"]).max() < 0.0 for case in (near, money))


@pytest.mark.parametrize("case", [(30, 20, 0.3), (50, 40, 0.5), (10, 7, 0.1)])
def test_chance_alone_gives_the_expected_dissimilarity(case):
    found = null_city(*case, replications=150, seed=8)
    assert abs(found["dissimilarity"] - found["expected"]) < 4.0 * found["standard_error"]


@pytest.mark.parametrize(
    ("tolerance", "numbers", "start", "mix"),
    [
        (4.0, (100.0, 100.0), (60.0, 70.0), (75.0, 75.0)),
        ((5.0, 4.0), (100.0, 100.0), (60.0, 60.0), None),
        (2.0, (100.0, 50.0), (90.0, 10.0), (100.0, 0.0)),
        (2.0, (100.0, 50.0), (20.0, 40.0), (0.0, 50.0)),
        (2.9, (100.0, 100.0), (64.0, 66.0), (0.0, 100.0)),
        (0.0, (10.0, 10.0), (5.0, 4.0), None),
    ],
)
def test_mixes_end_where_both_curves_cross_or_one_group_is_alone(tolerance, numbers, start, mix):
    found = np.array(bounded_neighbourhood(tolerance, numbers, start)["mix"])
    if mix is not None:
        assert found == pytest.approx(mix, abs=1e-6)
    ratio, limit = np.broadcast_to(np.array(tolerance), 2), np.array(numbers)
    if (found > 0.0).all():
        borne = ratio * found * (1.0 - found / limit)
        assert borne == pytest.approx(found[::-1], abs=1e-6)


def test_shares_spread_as_linear_response_says():
    rows = [linear_response(0.5, 0.5, sweeps=300, burn_in=100, seed=seed) for seed in (1, 2)]
    assert np.mean([row["ratio"] for row in rows]) == pytest.approx(1.0, abs=0.12)


def test_above_the_critical_preference_mixed_and_segregated_starts_meet():
    case = {"areas": 24, "size": 60, "sweeps": 500, "burn_in": 400, "seed": 2}
    mixed = linear_response(0.5, 1.4, **case)["dissimilarity"]
    apart = linear_response(0.5, 1.4, start="segregated", **case)["dissimilarity"]
    assert mixed > 0.6
    assert mixed == pytest.approx(apart, abs=0.1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: potential_game((2, 2), (2, 2)),
        lambda: potential_game(k=0),
        lambda: block_city(households=18),
        lambda: block_city(temperature=0.0),
        lambda: price_equilibrium([], [1.0]),
        lambda: price_equilibrium([1.0, 2.0], [1.0, 2.0], supply=[1.0]),
        lambda: price_equilibrium([1.0], [1.0], mu=-1.0),
        lambda: price_equilibrium([float("nan")], [1.0]),
        lambda: bid_rent([0.0, 1.0]),
        lambda: null_city(share=0.0),
        lambda: linear_response(s=1.0),
        lambda: linear_response(sweeps=10, burn_in=10),
        lambda: bounded_neighbourhood(start=(101.0, 0.0)),
        lambda: bounded_neighbourhood(numbers=(1.0, 2.0, 3.0)),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(UserError):
        call()
