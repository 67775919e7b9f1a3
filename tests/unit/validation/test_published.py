"""The classical models against published figures, at small sizes, and in their limits."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from segsim.registry import UserError
from segsim.validation import (
    income_market,
    integrationists,
    preference_window,
    schelling,
    school_choice,
    status_sorting,
)


def test_thirty_percent_wanted_end_at_seventy_five_percent_similar():
    rows = [schelling(51, 95, 30, seed, 500) for seed in range(200, 212)]
    assert np.mean([row["percent_similar"] for row in rows]) == pytest.approx(75.1, abs=1.2)
    assert np.mean([row["percent_unhappy_at_start"] for row in rows]) == pytest.approx(16.7, abs=1)
    assert {row["percent_unhappy"] for row in rows} == {0.0}


def test_who_wants_nothing_never_moves():
    found = schelling(20, 80, 0, 3)
    assert found["ticks"] == 0
    assert found["percent_similar"] == found["percent_similar_at_start"]


def test_a_search_without_end_is_capped():
    found = schelling(12, 95, 100, 3, max_ticks=7)
    assert found["ticks"] == 7
    assert found["percent_unhappy"] > 0.0


@pytest.mark.parametrize("density", [0.0, 100.0])
def test_empty_and_full_boards_come_to_an_end(density):
    found = schelling(6, density, 50, 1, max_ticks=3)
    assert 0.0 <= found["percent_similar"] <= 100.0


def test_ticks_are_shown_to_who_watches():
    seen = []
    found = schelling(20, 90, 40, 5, watch=lambda tick, board: seen.append((tick, board.size)))
    assert [tick for tick, _ in seen] == list(range(int(found["ticks"]) + 1))


def test_a_threshold_segregates_where_the_same_weight_of_a_line_does_not():
    case = {"size": 30, "sweeps": 150, "seed": 4}
    threshold = preference_window("threshold", 2.0, **case)["dissimilarity"]
    continuous = preference_window("continuous", 2.0, **case)["dissimilarity"]
    assert threshold - continuous > 0.2
    stairs = preference_window("staircase", 2.0, steps=1_000, **case)["dissimilarity"]
    assert stairs == pytest.approx(continuous, abs=0.1)


def test_no_weight_no_pattern():
    found = preference_window("threshold", 0.0, size=30, sweeps=50, seed=4)
    assert found["dissimilarity"] == pytest.approx(found["dissimilarity_at_start"], abs=0.06)


def test_watching_changes_nothing():
    case = {"size": 20, "sweeps": 20, "seed": 2}
    seen = []
    watched = preference_window("flat", 2.0, watch=lambda turn, board: seen.append(turn), **case)
    assert watched == preference_window("flat", 2.0, **case)
    assert seen == [340 * sweep for sweep in range(21)]


def test_integrationists_segregate_when_their_preference_is_lopsided():
    assert integrationists("asymmetric", seed=3)["own_share"] == pytest.approx(0.69, abs=0.04)
    assert integrationists("asymmetric", "random", seed=3)["own_share"] == pytest.approx(
        0.74, abs=0.04
    )
    assert integrationists("peaked", seed=3)["own_share"] == pytest.approx(0.5, abs=0.04)


def test_status_sorts_more_where_company_makes_the_price():
    low = np.mean([status_sorting(0.9, 0.0, seed=s)["eta2_status"] for s in range(3)])
    high = np.mean([status_sorting(0.9, 0.9, seed=s)["eta2_status"] for s in range(3)])
    null = status_sorting(0.0, 0.0, seed=1)
    assert high > low + 0.1 > 0.2
    assert null["eta2_status"] == pytest.approx(null["null"], abs=0.03)


def test_distance_holds_the_segregation_of_schools_down():
    apart = [school_choice(0.5, a, seed=6)["school_dissimilarity"] for a in (0.2, 0.65, 0.9)]
    assert apart == sorted(apart, reverse=True)
    assert apart[0] > 0.95
    assert apart[2] < 0.15


def test_pupils_who_weigh_distance_alone_go_to_the_nearest_school():
    found = school_choice(0.5, 1.0, temperature=1e-4, sweeps=5, seed=6)
    assert found["school_dissimilarity"] == pytest.approx(
        found["catchment_dissimilarity"], abs=0.01
    )


def test_a_market_of_incomes_has_the_signs_of_its_abstract():
    found = income_market(3)
    assert found["mean_price_unequal"] < found["mean_price"]
    assert found["eta2_unequal"] > found["eta2"]
    assert found["smallest_rise"] > 0.0
    assert found["mixing_by_subsidy"] > found["mixing_by_tax"] > 0.0


@pytest.mark.parametrize(
    "call",
    [
        lambda: schelling(density=101),
        lambda: schelling(similar_wanted=-1),
        lambda: preference_window("treshold"),
        lambda: preference_window("staircase", steps=0),
        lambda: preference_window(vacancy=1.0),
        lambda: integrationists(ties="both"),
        lambda: status_sorting(1.5),
        lambda: status_sorting(endogeneity=-0.1),
        lambda: school_choice(0.0),
        lambda: school_choice(distance_weight=2.0),
        lambda: income_market(housed=1.0),
    ],
)
def test_what_makes_no_sense_is_refused(call):
    with pytest.raises(UserError):
        call()


PLAIN = """
import json
from segsim.validation import block_city, potential_game, preference_window, schelling
from segsim.validation import school_choice, status_sorting
print(json.dumps([
    schelling(9, 90, 40, 2),
    potential_game((2, 3), (2, 2), 1.0, 2, 300, 4),
    block_city(3, 4, 6, 0.5, 0.5, 0.2, 300, 4),
    preference_window("staircase", 2.0, size=10, sweeps=3, seed=4),
    status_sorting(0.5, 0.5, size=10, k=4, sweeps=3, seed=4),
    school_choice(0.4, 0.3, size=10, schools_across=2, pupils=60, sweeps=3, seed=4),
]))
"""


@pytest.mark.slow
def test_plain_python_gives_the_same_figures():
    def figures(**extra):
        run = subprocess.run(
            [sys.executable, "-c", PLAIN],
            env={**os.environ, **extra},
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(run.stdout)

    assert figures(NUMBA_DISABLE_JIT="1") == figures()
