from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from segsim import UserError, load
from segsim.study.comparison import compare, paired
from segsim.study.labels import KEYS
from segsim.study.power import FIGURES, noncentrality, power, reduction
from segsim.study.power_table import power_table, shared_seeds
from segsim.study.table import comparison_table

A = replace(KEYS[0], indicator="a", level="city", group="all")


def judged(table, **given):
    return power(paired(table, "base", ["base", "other"]), [A], **given).set_index("indicator")


def test_the_columns_and_rows_of_the_interface(results_folder):
    table = load(results_folder).power(precision=0.002)
    labels = ["scenario", "behaviour", "indicator", "level", "group", "year"]
    assert list(table.columns) == [*labels, *FIGURES]
    assert len(table) == 5 * 6
    assert set(table["year"]) == {2045}
    assert set(table["n"]) == {4}
    indices = table["indicator"].isin(["adjusted_dissimilarity", "isolation"])
    assert (table.loc[indices, "wanted"] == 0.002).all()
    assert table.loc[~indices, ["wanted", "needed"]].isna().all(axis=None)  # EUR and counts
    prices = load(results_folder).power({"price_mean": 20}, year=2040)
    assert prices["needed"].notna().sum() == 5
    assert set(prices["year"]) == {2040}


def test_half_widths_are_those_of_the_comparison(results_folder):
    results = load(results_folder)
    keys = ["scenario", "indicator", "level", "group", "year"]
    both = results.power().merge(results.compare(), on=keys)
    both = both[both["indicator"] != "displaced"]  # there the running total
    assert len(both) == 25
    assert both["half_width"].to_numpy() == pytest.approx((both["high"] - both["low"]) / 2)


# pwr 1.3 for R: pwr.t.test(d, power = .8, type = "one.sample")$n at 5 %, rounded up
@pytest.mark.parametrize(("d", "n"), [(0.2, 199), (0.5, 34), (0.8, 15)])
def test_the_detectable_effect_is_that_of_published_tables(d, n):
    assert noncentrality(n, 0.8, 0.95) / np.sqrt(n) <= d
    assert noncentrality(n - 1, 0.8, 0.95) / np.sqrt(n - 1) > d


@pytest.mark.parametrize("n", [2, 3, 8, 40])
def test_a_detectable_effect_is_found_four_times_in_five(n, invented):
    samples = invented.normal(n, (40_000, n)) + noncentrality(n) / np.sqrt(n)
    with np.errstate(divide="ignore"):  # two equal numbers
        t = samples.mean(axis=1) / stats.sem(samples, axis=1)
    found = np.abs(t) > stats.t.ppf(0.95, n - 1)
    assert found.mean() == pytest.approx(0.8, abs=0.008)  # four standard errors


def test_steins_number_keeps_the_width_it_promises(invented):
    """Of 20,000 pilots of 8, the mean of so many ± the width wanted holds the truth in 90 %."""
    width, most = 0.3, 300
    samples = invented.normal(5, (20_000, most))
    half = stats.t.ppf(0.95, 7) * stats.sem(samples[:, :8], axis=1)
    n = np.maximum(np.ceil(8 * (half / width) ** 2), 8).astype(int)
    assert n.max() <= most
    mean = np.cumsum(samples, axis=1)[np.arange(len(n)), n - 1] / n
    covered = np.mean(np.abs(mean) <= width)
    assert 0.9 - 3 * 0.0021 <= covered <= 0.91  # rounded up


def test_what_is_needed_follows_the_width_wanted(invented):
    table = invented.rows({"a": invented.normal(1, (8,))})
    half = judged(table).loc["a", "half_width"]
    for part, n in ((1, 8), (2, 32), (4, 128), (0.01, 2)):
        assert judged(table, precision=half / part * (1 + 1e-9)).loc["a", "needed"] == n


def test_the_spread_is_that_of_the_difference(invented):
    a, b = invented.normal(1, (8,)), invented.normal(2, (8,))
    row = judged(invented.rows({"a": a}, {"a": b})).loc["a"]
    found = stats.ttest_rel(a, b).confidence_interval(0.9)
    assert row["sd"] == pytest.approx(np.std(a - b, ddof=1))
    assert row["half_width"] == pytest.approx((found.high - found.low) / 2)
    assert row["correlation"] == pytest.approx(np.corrcoef(a, b)[0, 1])
    expected = (np.var(a) + np.var(b)) / np.var(a - b)
    assert row["reduction"] == pytest.approx(expected)
    assert row["reduction_low"] < expected < row["reduction_high"]


def test_the_interval_of_the_reduction_is_pitmans(invented):
    """At its ends the test that sum and difference have this ratio of variances is at its limit."""
    base, own = invented.normal(1, (9,)), invented.normal(2, (9,))
    a = 1.5 * base + 0.6 * own
    row = judged(invented.rows({"a": a}, {"a": base})).loc["a"]
    limits = []
    for end in ("reduction_low", "reduction_high"):
        root = np.sqrt(2 * row[end] - 1)  # of var S / var D
        s, d = (a + base) / root, a - base
        limits.append(stats.pearsonr(s + d, s - d).pvalue)
    assert limits == pytest.approx([0.1, 0.1])


def test_nine_in_ten_intervals_of_the_reduction_hold_it(invented):
    base, own = invented.normal(21, (1_500, 8)), invented.normal(22, (1_500, 8))
    a = {f"x{i}": 1.4 * x + 0.7 * y for i, (x, y) in enumerate(zip(base, own, strict=True))}
    table = invented.rows(a, {f"x{i}": x for i, x in enumerate(base)})
    found = reduction(paired(table, "base", ["base", "other"]))
    truth = (1.4**2 + 0.7**2 + 1) / (0.4**2 + 0.7**2)
    covered = (found["reduction_low"] <= truth) & (truth <= found["reduction_high"])
    assert covered.mean() == pytest.approx(0.9, abs=0.024)  # three standard errors


def test_constants_single_pairs_and_gaps(invented):
    noise, nothing = invented.normal(1, (6,)), np.zeros(6)
    gaps = np.where(np.arange(6) == 0, 1.0, np.nan)
    values = {"a": noise, "same": nothing, "up": noise + 1.0, "one": gaps, "none": gaps * np.nan}
    base = {"a": nothing, "same": nothing, "up": noise, "one": nothing, "none": nothing}
    found = judged(invented.rows(values, base), precision={"up": 0.1, "one": 0.1})
    assert list(found.index) == ["a", "same", "up", "one"]
    assert found.loc["same", ["sd", "half_width", "detectable"]].tolist() == [0, 0, 0]
    assert np.isnan(found.loc["same", "reduction"])
    assert np.isnan(found.loc["a", "correlation"])  # the baseline does not vary
    assert found.loc["up", "needed"] == 2
    assert found.loc["up", "reduction"] > 1e20 or np.isinf(found.loc["up", "reduction"])
    lone = found.loc["one", ["sd", "half_width", "detectable", "needed", "reduction"]]
    assert lone.astype(float).isna().all()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"precision": 0}, ["precision: 0", "above 0"]),
        ({"precision": float("nan")}, ["precision: nan", "above 0"]),
        ({"precision": {"price_maen": 1}}, ["precision", "'price_maen'", "'price_mean'"]),
        ({"power": 0.05}, ["power: 0.05", "between 0.1"]),
        ({"power": 1.0}, ["power: 1.0", "and 1"]),
        ({"confidence": 1.5}, ["confidence: 1.5", "between 0 and 1"]),
        ({"baseline": "bseline"}, ["baseline", "'bseline'", "'baseline'"]),
        ({"year": 2051}, ["year", "'2051'", "2045"]),
    ],
)
def test_mistakes_are_named(given, words, results_folder):
    with pytest.raises(UserError) as error:
        load(results_folder).power(**given)
    for word in words:
        assert word in str(error.value)


def test_one_scenario_has_nothing_to_compare(make_results):
    with pytest.raises(UserError, match="one scenario, baseline; nothing to compare"):
        load(make_results(scenarios=("baseline",))).power()


def test_the_tables_fit_and_say_what_sharing_seeds_is_worth(make_results):
    results = load(make_results(behaviours=("mixed", "network")))
    text = power_table(results, 0.002)
    assert max(map(len, text.splitlines())) <= 100
    assert "What the study can show in 2045 against baseline; replications: 4" in text
    assert "for ±0.002" in text
    assert "tenure_mixing (network)" in text
    foot = comparison_table(results).splitlines()[-2:]
    assert foot[0].startswith("All scenarios share their seeds.")
    reductions = results.power().query("level == 'neighbourhood' and group == 'language'")
    reductions = reductions.query("indicator == 'adjusted_dissimilarity'")["reduction"]
    ends = " to ".join(
        f"{end:.1f}" if end < 10 else f"{end:.0f}" for end in (reductions.min(), reductions.max())
    )
    assert foot[1] == f"the first figure would take {ends} times as many replications."


def test_two_seeds_say_nothing_of_sharing(make_results, invented):
    assert "share their seeds" not in comparison_table(load(make_results(seeds=(1, 2))))
    noise = invented.normal(1, (3,))
    table = invented.rows({"a": noise + 1}, {"a": noise + 1})
    assert not list(shared_seeds(table, A, "base"))  # nothing changes
    table = invented.rows({"a": noise + invented.normal(2, (3,))}, {"a": noise})
    assert "90 % interval" in list(shared_seeds(table, A, "base"))[-1]
    assert not list(shared_seeds(table, A, "other name"))


def test_a_fall_of_an_outcome_is_nothing_to_the_power(invented):
    values = invented.normal(1, (8,))
    plain = judged(invented.rows({"a": values}))
    moved = judged(invented.rows({"a": 4.0 - 2.0 * values}))
    for name in ("sd", "half_width", "detectable"):
        assert moved.loc["a", name] == pytest.approx(2 * plain.loc["a", name])
    assert len(compare(invented.rows({"a": values}), "base")) == 1
