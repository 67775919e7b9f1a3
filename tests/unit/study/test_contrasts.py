"""Contrasts of the experiments on small tables whose answers are known."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

SCRIPTS = Path(__file__).parents[3] / "benchmarks" / "experiments"
sys.path.insert(0, str(SCRIPTS))

import contrasts  # noqa: E402
import figures  # noqa: E402
import page  # noqa: E402
import tables  # noqa: E402

FACTORS = ("a", "b", "c")


def by_seed(weights, values):
    return contrasts.taken(pd.DataFrame(values), weights)


def full(value):
    """Return a full factorial of three with ``value`` of who is on, on two seeds."""
    scenarios = {}
    for code in range(8):
        on = frozenset(f for place, f in enumerate(FACTORS) if code >> place & 1)
        scenarios["_".join(sorted(on)) or "baseline"] = on
    return scenarios, pd.DataFrame({n: [value(on), value(on) + 7.0] for n, on in scenarios.items()})


def test_synergy_is_what_the_bundle_does_beyond_the_sum_of_its_parts():
    values = {"baseline": [10.0, 20.0], "a": [11.0, 21.0], "b": [13.0, 23.5], "both": [16.0, 22.0]}
    found = by_seed(contrasts.synergy("both", ["a", "b"]), values)
    assert found.tolist() == pytest.approx([6.0 - (1.0 + 3.0), 2.0 - (1.0 + 3.5)])


def test_synergy_of_three_parts_that_add_up_is_zero():
    values = {"baseline": [5.0], "a": [6.0], "b": [7.0], "c": [1.0], "all": [5.0 + 1.0 + 2.0 - 4.0]}
    assert by_seed(contrasts.synergy("all", ["a", "b", "c"]), values).tolist() == [0.0]


def test_a_seed_without_one_of_its_runs_is_left_out():
    values = {"baseline": [1.0, 1.0, 1.0], "a": [2.0, np.nan, 4.0]}
    assert by_seed(contrasts.effect("a"), values).tolist() == [1.0, 3.0]


def test_an_interval_is_that_of_student():
    row = contrasts.estimated(pd.Series([1.0, 2.0, 3.0]))
    reach = 2.919986 / 3**0.5  # t of .95 with 2 degrees of freedom
    assert row[["estimate", "low", "high"]].tolist() == pytest.approx([2, 2 - reach, 2 + reach])
    assert contrasts.clear(row)
    assert not contrasts.clear(contrasts.estimated(pd.Series([-1.0, 2.0, 3.0])))
    assert not contrasts.clear(contrasts.estimated(pd.Series([5.0])))  # no interval
    nothing = contrasts.estimated(pd.Series([np.nan, np.nan]))
    assert np.isnan(nothing["estimate"])
    assert tables.cell(nothing, 3) == "-"


def test_what_is_left_over_from_adding_floats_is_no_effect():
    values = {"baseline": [0.1, 0.1], "a": [0.2, 0.2], "b": [0.3, 0.3], "both": [0.4, 0.4]}
    row = contrasts.estimated(by_seed(contrasts.synergy("both", ["a", "b"]), values))
    assert row["estimate"] == 0.0
    assert not contrasts.clear(row)


def test_main_effects_and_interactions_are_found_again():
    scenarios, values = full(
        lambda on: 3.0 * ("a" in on) - 2.0 * ("b" in on) + 5.0 * ({"a", "c"} <= on)
    )
    found = {
        name: contrasts.taken(values, w).tolist()
        for name, w in contrasts.factorial(scenarios).items()
    }
    assert set(found) == {"a", "b", "c", "a × b", "a × c", "b × c"}
    assert found["a"] == pytest.approx([5.5, 5.5])  # 3, and 5 more in the half with c
    assert found["b"] == pytest.approx([-2.0, -2.0])
    assert found["c"] == pytest.approx([2.5, 2.5])
    assert found["a × c"] == pytest.approx([5.0, 5.0])
    assert found["a × b"] == pytest.approx([0.0, 0.0])
    assert found["b × c"] == pytest.approx([0.0, 0.0])


def test_a_broken_factorial_is_refused():
    scenarios, _ = full(lambda on: 0.0)
    scenarios.pop("a_b")
    with pytest.raises(ValueError, match="no full factorial"):
        contrasts.factorial(scenarios)


def test_noise_is_taken_off_the_mean_square():
    effects = np.array([[1.0, 10.0], [3.0, 10.0], [5.0, 10.0]])
    # means 3 and 10; the variance of the first mean is 4 / 3
    assert contrasts.mean_square(effects) == pytest.approx((9.0 - 4.0 / 3.0 + 100.0) / 2.0)
    assert contrasts.mean_square(np.array([[-1.0], [1.0]])) == pytest.approx(-1.0)


def test_the_jackknife_of_a_mean_is_student_s_interval():
    rows = np.array([[1.0], [2.0], [4.0], [9.0]])
    found = contrasts.jackknife(rows, lambda these: float(these.mean()))
    row = contrasts.estimated(pd.Series(rows[:, 0]))
    assert found == pytest.approx(tuple(row[["estimate", "low", "high"]]))


def test_orders_agree_turn_round_and_share_ranks():
    up = np.array([1.0, 2.0, 3.0, 4.0])
    assert contrasts.rank_correlation(up, up**3) == pytest.approx(1.0)
    assert contrasts.rank_correlation(up, -up) == pytest.approx(-1.0)
    # ranks 1 2 3 4 against 1.5 1.5 3 4
    assert contrasts.rank_correlation(up, np.array([0.0, 0.0, 1.0, 2.0])) == pytest.approx(
        4.5 / (5.0 * 4.5) ** 0.5
    )
    assert np.isnan(contrasts.rank_correlation(up, np.ones(4)))


def test_equal_orders_without_noise_are_certain_and_noise_is_told():
    sure = np.tile([1.0, 2.0, 3.0, 4.0], (6, 1))
    assert contrasts.order_between(sure, sure, draws=50) == (1.0, 1.0, 1.0)
    assert contrasts.order_between(sure, -sure, draws=50) == (-1.0, -1.0, -1.0)
    assert contrasts.order_within(sure, splits=20) == pytest.approx(1.0)
    noise = np.array([[(7 * i * i + 13 * j + 5 * i * j) % 11 for j in range(4)] for i in range(6)])
    _, low, high = contrasts.order_between(noise.astype(float), sure, draws=200)
    assert low < high
    assert contrasts.order_within(noise.astype(float), splits=100) < 0.9


def test_half_of_the_end_is_reached_once_and_for_good():
    courses = [np.array([0.0, 6.0, 2.0, 5.0, 10.0]), np.array([0.0, 6.0, 2.0, 5.0, 11.0])]
    assert contrasts.half_time(courses) == 5  # beyond half in year 2, but not in 3; 5.0 < 5.25
    assert contrasts.half_time([-one for one in courses]) == 5
    assert contrasts.half_time([np.array([9.0, 10.0]), np.array([9.0, 11.0])]) == 1


def test_half_of_an_end_that_is_not_told_from_zero_is_none():
    assert contrasts.half_time([np.array([0.0, 1.0]), np.array([0.0, -0.5])]) is None
    assert contrasts.half_time([np.array([0.0, 1.0])]) is None


def test_cost_is_related_to_effects_that_are_there():
    row = pd.Series({"estimate": -0.02, "low": -0.04, "high": -0.01})
    assert tables.per_step(6.0, row) == "3.0 [1.5, 6.0]"
    assert tables.per_step(6.0, pd.Series({"estimate": -0.02, "low": -0.04, "high": 0.0})) == (
        "not found"
    )
    assert tables.per_step(6.0, -row.rename({"low": "high", "high": "low"})) == "raised"


def test_stops_and_the_poorest_choose_places_and_means_weigh_households():
    panel = pd.DataFrame(
        {"x": [0.0, 0.0, 900.0], "y": [0.0, 700.0, 0.0], "mean_rank": [0.5, 0.1, 0.9]}
    )
    assert figures.around([(0.0, 0.0), (50.0, 0.0)], 800.0)(panel).tolist() == [True, True, False]
    assert figures.poorest(0.4)(panel).tolist() == [False, True, False]


class Invented:
    """A study's areas and ledger."""

    def __init__(self):
        rows = [
            ("baseline", 0, 0, 10, 0.1, 5, 0.2), ("baseline", 0, 1, 30, 0.5, 3, 0.9),
            ("baseline", 1, 0, 10, 0.2, 4, 0.9), ("baseline", 1, 1, 30, 0.4, 6, 0.1),
            ("tram", 0, 0, 10, 0.1, 5, 0.2), ("tram", 0, 1, 30, 0.5, 3, 0.9),
            ("tram", 1, 0, 20, 0.3, 4, 0.9), ("tram", 1, 1, 20, 0.1, 8, 0.1),
        ]  # fmt: skip
        columns = ["scenario", "year", "neighbourhood", "households", "foreign_share"]
        columns += ["private_rent_households", "mean_rank"]
        self.areas = pd.DataFrame(rows, columns=columns).assign(seed=1)
        runs = [("baseline", 1, "done"), ("tram", 1, "done"), ("tram", 2, "failed")]
        self.runs = pd.DataFrame(runs, columns=["scenario", "seed", "status"])
        spent = [("tram", 1, "city", 3e6), ("tram", 1, "state", 1e6)]
        self.ledger = pd.DataFrame(spent, columns=["scenario", "seed", "payer", "eur"])


def test_places_are_those_of_the_start_and_tenants_are_shares():
    low = figures.within(Invented(), "foreign_share", figures.poorest(0.4))
    assert low.loc[1].to_dict() == pytest.approx({"baseline": 0.2, "tram": 0.3})
    everywhere = figures.within(Invented(), "foreign_share", figures.poorest(1.0))
    assert everywhere.loc[1].to_dict() == pytest.approx({"baseline": 0.35, "tram": 0.2})
    tenants = figures.within(Invented(), "private_rent_households", figures.poorest(1.0))
    assert tenants.loc[1].to_dict() == pytest.approx({"baseline": 10 / 40, "tram": 12 / 40})


def test_a_run_without_costs_has_cost_nothing():
    assert figures.costs(Invented()).loc[1].to_dict() == {"baseline": 0.0, "tram": 4.0}
    assert figures.costs(Invented(), "state").loc[1].to_dict() == {"baseline": 0.0, "tram": 1.0}


def test_only_the_block_of_a_page_is_replaced():
    text = f"# Title\n\n{page.BEGIN}\n\nold\n\n{page.END}\n\n**Reading.** Mine.\n"
    once = page.replaced(text, "new | table\n")
    assert once == f"# Title\n\n{page.BEGIN}\n\nnew | table\n\n{page.END}\n\n**Reading.** Mine.\n"
    assert page.replaced(once, "new | table") == once
    with pytest.raises(ValueError, match="needed"):
        page.replaced("# Title", "new")
