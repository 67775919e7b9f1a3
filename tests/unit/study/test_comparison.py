import numpy as np
import pandas as pd
import pytest

from segsim.registry import UserError
from segsim.study.comparison import compare, levels


def rows(values: dict[tuple[str, int], float], behaviour: str = "mixed") -> pd.DataFrame:
    return pd.DataFrame(
        [
            (scenario, behaviour, seed, 2030, "d", "city", "all", value)
            for (scenario, seed), value in values.items()
        ],
        columns=["scenario", "behaviour", "seed", "year", "indicator", "level", "group", "value"],
    )


def test_differences_are_paired_on_the_seed():
    table = rows({("base", 1): 0.2, ("base", 2): 0.9, ("tram", 1): 0.1, ("tram", 2): 0.8})
    (row,) = compare(table, "base").to_dict("records")
    assert row["estimate"] == pytest.approx(-0.1)
    assert row["low"] == pytest.approx(-0.1)
    assert row["high"] == pytest.approx(-0.1)
    assert row["n"] == 2
    assert row["p_lower"] == pytest.approx(1.0)


def test_the_interval_is_students():
    base = {("base", seed): 0.0 for seed in range(1, 5)}
    other = {("tram", seed): float(seed) for seed in range(1, 5)}
    (row,) = compare(rows({**base, **other}), "base").to_dict("records")
    reach = 2.353363 * np.std([1, 2, 3, 4], ddof=1) / 2
    assert (row["low"], row["high"]) == pytest.approx((2.5 - reach, 2.5 + reach), rel=1e-6)
    assert 0 < row["p_lower"] < 0.05


def test_one_pair_has_no_interval():
    (row,) = compare(rows({("base", 1): 0.2, ("tram", 1): 0.1}), "base").to_dict("records")
    assert row["estimate"] == pytest.approx(-0.1)
    assert all(np.isnan(row[name]) for name in ("low", "high", "p_lower"))


def test_no_change_at_all_is_a_point_at_zero():
    table = rows({(s, n): 0.3 * n for s in ("base", "same") for n in (1, 2, 3)})
    (row,) = compare(table, "base").to_dict("records")
    assert (row["estimate"], row["low"], row["high"], row["p_lower"]) == (0, 0, 0, 0.5)


def test_swapping_signs_mirrors_the_result():
    values = {("base", n): 0.0 for n in (1, 2, 3)} | {("x", n): 0.1 * n for n in (1, 2, 3)}
    up = compare(rows(values), "base").iloc[0]
    down = compare(rows({k: -v for k, v in values.items()}), "base").iloc[0]
    assert down["estimate"] == pytest.approx(-up["estimate"])
    assert (down["low"], down["high"]) == pytest.approx((-up["high"], -up["low"]))
    assert down["p_lower"] == pytest.approx(1 - up["p_lower"])


def test_only_common_seeds_count():
    table = rows({("base", 1): 0.0, ("tram", 1): 1.0, ("tram", 2): 9.0})
    (row,) = compare(table, "base").to_dict("records")
    assert (row["estimate"], row["n"]) == (1.0, 1)


def test_behaviours_are_compared_within_themselves():
    values = {("base", 1): 0.0, ("tram", 1): 1.0}
    other = {("base", 1): 5.0, ("tram", 1): 7.0}
    table = pd.concat([rows(values, "mixed"), rows(other, "network")])
    result = compare(table, "base").set_index("behaviour")["estimate"].to_dict()
    assert result == {"mixed": 1.0, "network": 2.0}


def test_an_unknown_baseline_is_named():
    with pytest.raises(UserError, match=r"'bse'.*'base'"):
        compare(rows({("base", 1): 0.0}), "bse")


def test_levels_keep_the_order_of_the_study():
    table = rows({("b", 1): 0.2, ("b", 2): 0.4, ("a", 1): 0.1, ("a", 2): 0.1})
    result = levels(table, ["b", "a"])
    assert list(result["scenario"]) == ["b", "a"]
    assert list(result["estimate"]) == pytest.approx([0.3, 0.1])
