import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from segsim import UserError, load
from segsim.study.comparison import paired
from segsim.study.discoveries import FIGURES, discoveries
from segsim.study.discoveries_table import discoveries_table
from segsim.study.housekeeping import remove

# Benjamini and Hochberg (1995), section 3.2: at q = .05 the first four are discoveries
PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344]
PUBLISHED += [0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0000]


def adjusted(table, **given):
    return discoveries(paired(table, "base", ["base", "other"]), **given).set_index("indicator")


def with_p(p):
    """Two differences of which the paired t test has this p-value."""
    t = np.tan(np.pi / 2 * (1 - p))  # one degree of freedom is Cauchy's
    return np.array([t - 1, t + 1])


def test_the_published_example_comes_out(invented):
    table = invented.rows({f"x{i:02}": with_p(p) for i, p in enumerate(PUBLISHED)})
    found = adjusted(table, q=0.05)
    assert found["p"].to_numpy() == pytest.approx(PUBLISHED)
    assert list(found.index[found["discovery"]]) == ["x00", "x01", "x02", "x03"]
    assert adjusted(table, q=0.05, method="by")["discovery"].sum() == 3


def test_p_values_are_those_of_scipy(results_folder):
    results = load(results_folder)
    table = results.discoveries(every=True)
    assert len(table) == 5 * 6
    assert list(table.columns[-5:]) == FIGURES
    values = results.indicators.query("year == 2045")
    for _, row in table.iterrows():
        same = values[(values[["indicator", "level", "group"]] == row[2:5].tolist()).all(axis=1)]
        by_seed = same.pivot_table(index="seed", columns="scenario", values="value")
        found = stats.ttest_rel(by_seed[row["scenario"]], by_seed["baseline"])
        assert row["p"] == pytest.approx(found.pvalue)
    for method in ("bh", "by"):
        table = results.discoveries(method=method, every=True)
        expected = stats.false_discovery_control(table["p"], method=method)
        assert table["p_adjusted"].to_numpy() == pytest.approx(expected)


def test_p_and_the_interval_agree(results_folder):
    results = load(results_folder)
    keys = ["scenario", "behaviour", "indicator", "level", "group", "year", "n"]
    both = results.discoveries(every=True).merge(results.compare(), on=keys)
    assert len(both) == 30
    outside = (both["low"] > 0) | (both["high"] < 0)
    assert ((both["p"] < 0.1) == outside).all()
    assert both["p"].to_numpy() == pytest.approx(
        2 * np.minimum(both["p_lower"], 1 - both["p_lower"]).to_numpy()
    )


def test_constants_gaps_and_single_pairs(invented):
    gaps = np.array([1.0, np.nan, np.nan, np.nan])
    values = {
        "varied": np.array([1.0, 2.0, 1.5, 1.2]),
        "balanced": np.array([-1.0, 1.0, -2.0, 2.0]),
        "same": np.zeros(4),
        "always": np.full(4, -3.0),
        "one": gaps,
        "none": gaps * np.nan,
    }
    found = adjusted(invented.rows(values))
    assert list(found.index) == ["varied", "balanced", "same", "always", "one"]
    assert found.loc["always", "p"] == 0.125  # the sign test: all four heads or all four tails
    assert found.loc["balanced", "p"] == 1.0
    assert found.loc[["same", "one"], ["p", "p_adjusted"]].isna().all(axis=None)
    assert not found.loc[["same", "one"], "discovery"].any()
    counted = found.loc[["varied", "balanced", "always"]]  # the others are not in the family
    expected = stats.false_discovery_control(counted["p"])
    assert counted["p_adjusted"].to_numpy() == pytest.approx(expected)
    lone = adjusted(invented.rows({"one": gaps}))
    assert not lone["discovery"].any()


@settings(max_examples=20)
@given(scale=st.sampled_from([-3.0, 0.01, 2.0]), shift=st.integers(-9, 9), order=st.randoms())
def test_units_shared_shifts_and_the_order_of_seeds_are_nothing(scale, shift, order, invented):
    base = {name: invented.normal(i, (6,)) for i, name in enumerate("abc")}
    other = {name: x + invented.normal(i + 9, (6,)) + i for i, (name, x) in enumerate(base.items())}
    plain = adjusted(invented.rows(other, base))
    changed = invented.rows(
        {name: scale * x + shift for name, x in other.items()},
        {name: scale * x + shift for name, x in base.items()},
    )
    places = list(changed.index)
    order.shuffle(places)
    found = adjusted(changed.loc[places]).loc[list("abc")]
    assert found["p_adjusted"].to_numpy() == pytest.approx(plain["p_adjusted"].to_numpy(), rel=1e-6)


@pytest.mark.parametrize("shared", [0.0, 0.9])
def test_one_discovery_in_ten_is_false_at_most(shared, invented):
    """In 400 studies of 5 scenarios × 6 outcomes, half of them not changed, with 8 seeds.

    Outcomes go up and down together, and the scenarios share their baseline.
    """
    studies, shape = 400, (8, 6)
    signs = np.where(np.arange(6) % 2 == 0, 1.0, -1.0) * np.sqrt(shared)

    def drawn(key):
        common = invented.normal(key, (studies, 8, 1)) * signs
        return common + np.sqrt(1 - shared) * invented.normal(key + 1, (studies, *shape))

    base = drawn(1)
    changes = np.concatenate([drawn(10 * s + 10) - base for s in range(5)], axis=2)
    true = np.arange(30) % 2 == 0
    t = stats.ttest_1samp(changes + 1.5 * true, 0.0, axis=1)
    false = {"bh": [], "by": []}
    for p in t.pvalue:
        for method, shares in false.items():
            found = stats.false_discovery_control(p, method=method) <= 0.1
            shares.append((found & ~true).sum() / max(found.sum(), 1))
    error = np.std(false["bh"]) / np.sqrt(studies)
    assert np.mean(false["bh"]) <= 0.1
    assert np.mean(false["by"]) < np.mean(false["bh"])
    assert np.mean(false["bh"]) == pytest.approx(0.05, abs=4 * error)  # q × share not changed


def test_texts_fit_and_mark_discoveries(make_results):
    results = load(make_results(behaviours=("mixed", "network")))
    text = discoveries_table(results, 0.1, "bh")
    assert max(map(len, text.splitlines())) <= 100
    table = results.discoveries()
    assert f"{table['discovery'].sum()} discoveries in a family of {len(table)} outcomes" in text
    marks = [line for line in text.splitlines() if line.endswith("  discovery")]
    assert 0 < len(marks) == table["discovery"].sum() < len(table)
    listed = discoveries_table(results, 0.1, "by", every=True)
    assert "Benjamini-Yekutieli" in listed
    assert max(map(len, listed.splitlines())) <= 100


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"q": 0}, ["q: 0", "between 0 and 1"]),
        ({"q": 1.2}, ["q: 1.2"]),
        ({"method": "bj"}, ["method", "'bj'", "Allowed: bh, by"]),
        ({"baseline": "trem"}, ["baseline", "'trem'", "'tram'"]),
        ({"year": 1999}, ["year", "'1999'"]),
    ],
)
def test_mistakes_are_named(given, words, results_folder):
    with pytest.raises(UserError) as error:
        load(results_folder).discoveries(**given)
    for word in words:
        assert word in str(error.value)


def test_runs_that_are_not_there_are_left_out(results_folder):
    remove([results_folder / "runs" / f"tram-mixed-{seed}" for seed in (1, 2)])
    for seed in (1, 2, 3):
        remove([results_folder / "runs" / f"infill-mixed-{seed}"])
    results = load(results_folder)
    for table in (results.discoveries(), results.power(0.001)):
        counts = table.groupby("scenario")["n"].agg(["min", "max"])
        assert counts.loc["tram"].tolist() == [2, 2]
        assert counts.loc["infill"].tolist() == [1, 1]
        assert counts.loc["package"].tolist() == [4, 4]
    assert results.discoveries().query("scenario == 'infill'")["p"].isna().all()
    remove([results_folder / "runs" / f"baseline-mixed-{seed}" for seed in (1, 2, 3, 4)])
    with pytest.raises(UserError, match="its baseline 'baseline' of the same seed"):
        load(results_folder).discoveries()


def test_one_seed_tests_nothing(make_results):
    results = load(make_results(seeds=(3,)))
    assert results.discoveries()["p"].isna().all()
    text = discoveries_table(results, 0.1, "bh")
    assert "0 discoveries in a family of 0 outcomes" in text
    assert "One replication says nothing about chance" in text
    assert "nan" not in text
