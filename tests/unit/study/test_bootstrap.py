import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from segsim.registry import UserError
from segsim.study.bootstrap import FEWEST, RESAMPLES, _weights, studentised
from segsim.study.comparison import compare, levels

FIGURES = ["estimate", "low", "high", "p_lower"]


def one(table, name="a"):
    return compare(table, "base", method="bootstrap").set_index("indicator").loc[name]


def test_it_is_the_definition_resample_by_resample(invented):
    sample = 0.3 + invented.skewed(1, (9,))
    m, error = sample.mean(), sample.std(ddof=1) / 3
    t = []
    for weights in _weights(9):
        drawn = np.repeat(sample, np.rint(weights * 9).astype(int))
        assert drawn.size == 9
        t.append((drawn.mean() - m) / (drawn.std(ddof=1) / 3))
    t.sort()
    ((low, high, p_lower),) = studentised(sample[None])
    assert (low, high) == pytest.approx((m - t[-100] * error, m - t[99] * error))
    above = sum(value > m / error for value in t)
    assert p_lower == pytest.approx((above + 0.5) / (RESAMPLES + 1))


@pytest.mark.parametrize("kind", ["normal", "skewed"])
def test_scipy_resampling_t_comes_to_the_same(kind, invented):
    sample = getattr(invented, kind)(4, (12,))
    m, root = sample.mean(), np.sqrt(12)

    def t(x, axis):
        return (x.mean(axis=axis) - m) / (x.std(axis=axis, ddof=1) / root)

    found = stats.bootstrap((sample,), t, n_resamples=20_000, method="percentile", rng=1)
    below, above = np.quantile(found.bootstrap_distribution, [0.05, 0.95])
    error = sample.std(ddof=1) / root
    ((low, high, _),) = studentised(sample[None])
    assert (low, high) == pytest.approx((m - above * error, m - below * error), abs=0.12 * error)


def coverage(ends, mean):
    return np.mean((ends[:, 0] <= mean) & (mean <= ends[:, 1]))


def students(samples):
    m, error = samples.mean(axis=1), stats.sem(samples, axis=1)
    reach = stats.t.ppf(0.95, samples.shape[1] - 1) * error
    return np.column_stack([m - reach, m + reach])


def percentile(samples):
    means = samples @ _weights(samples.shape[1]).T
    return np.quantile(means, [0.05, 0.95], axis=1).T


@pytest.mark.parametrize("n", [8, 20])
def test_nine_in_ten_intervals_hold_the_truth(n, invented):
    """Of 2,000 studies; the standard error of a share of .9 is .007."""
    normal, skewed = invented.normal(11, (2_000, n)), invented.skewed(12, (2_000, n))
    assert coverage(studentised(normal), 0.0) == pytest.approx(0.9, abs=0.022)
    assert coverage(students(normal), 0.0) == pytest.approx(0.9, abs=0.022)
    assert coverage(studentised(skewed), 1.0) == pytest.approx(0.9, abs=0.03)
    # why no other one: with so few seeds they miss the truth too often
    bca = stats.bootstrap(
        (skewed,), np.mean, axis=1, confidence_level=0.9, n_resamples=999, method="BCa", rng=1
    ).confidence_interval
    assert coverage(np.column_stack(bca), 1.0) < coverage(studentised(skewed), 1.0) - 0.02
    assert coverage(students(skewed), 1.0) < coverage(studentised(skewed), 1.0) - 0.01
    assert coverage(percentile(skewed), 1.0) < 0.865
    assert coverage(percentile(normal), 0.0) < coverage(studentised(normal), 0.0) - 0.01


numbers = st.lists(st.integers(-1_000, 1_000), min_size=6, max_size=12, unique=True)


@settings(max_examples=15)
@given(values=numbers, order=st.randoms(use_true_random=False), shift=st.floats(-50, 50))
def test_what_both_share_and_the_order_of_seeds_are_nothing(values, order, shift, invented):
    values = np.array(values, float)
    table = invented.rows({"a": values})
    plain = one(table)
    shared = invented.normal(3, values.shape) + shift
    moved = one(invented.rows({"a": values + shared}, {"a": shared}))
    assert list(moved[FIGURES]) == pytest.approx(list(plain[FIGURES]), rel=1e-6, abs=1e-6)
    places = list(table.index)
    order.shuffle(places)
    assert list(one(table.loc[places])[FIGURES]) == list(plain[FIGURES])


@settings(max_examples=15)
@given(values=numbers, scale=st.sampled_from([-4.0, -1.0, 0.25, 8.0]))
def test_units_are_nothing(values, scale, invented):
    plain = one(invented.rows({"a": np.array(values, float)}))
    scaled = one(invented.rows({"a": scale * np.array(values, float)}))
    ends = sorted([scale * plain["low"], scale * plain["high"]])
    assert [scaled["low"], scaled["high"]] == pytest.approx(ends)
    expected = plain["p_lower"] if scale > 0 else 1 - plain["p_lower"]
    assert scaled["p_lower"] == pytest.approx(expected, abs=2 / RESAMPLES)


def test_an_outcome_does_not_depend_on_the_others(invented):
    values = {f"x{i}": invented.normal(i, (7 + i % 2,)) for i in range(600)}
    together = compare(invented.rows(values), "base", method="bootstrap").set_index("indicator")
    again = compare(invented.rows(values), "base", method="bootstrap").set_index("indicator")
    assert together.equals(again)
    for name in ("x0", "x1", "x301", "x599"):
        alone = one(invented.rows({name: values[name]}), name)
        assert list(alone[FIGURES]) == list(together.loc[name, FIGURES])


def test_the_interval_and_the_chance_of_a_fall_agree(invented):
    samples = invented.normal(8, (3_000, 8)) + 0.6
    low, high, p = studentised(samples).T
    assert np.array_equal(low > 0, p < 0.05)
    assert np.array_equal(high < 0, p > 0.95)


def test_the_table_is_that_of_t_but_for_intervals(invented):
    table = invented.rows({"a": invented.normal(1, (8,)), "b": np.ones(8), "c": np.zeros(8)})
    t, boot = (compare(table, "base", method=name) for name in ("t", "bootstrap"))
    assert list(t.columns) == list(boot.columns)
    assert t[["indicator", "estimate", "n"]].equals(boot[["indicator", "estimate", "n"]])
    assert t[1:].equals(boot[1:])  # constants: as they are
    assert not t[:1].equals(boot[:1])


def test_missing_values_leave_their_seed_out(invented):
    values = invented.normal(1, (9,))
    holes = values.copy()
    holes[[2, 5]] = np.nan
    table = invented.rows({"a": values, "b": holes, "c": np.full(9, np.nan)})
    found = compare(table, "base", method="bootstrap").set_index("indicator")
    assert list(found.index) == ["a", "b"]
    assert found.loc["b", "n"] == 7
    kept = one(invented.rows({"b": np.delete(values, [2, 5])}), "b")
    assert list(found.loc["b", FIGURES]) == list(kept[FIGURES])


def test_there_is_no_interval_where_resamples_have_no_spread(invented):
    rare = np.array([0.0] * 7 + [1.0])
    few = np.concatenate([invented.normal(2, (FEWEST - 1,)), np.full(9 - FEWEST, np.nan)])
    found = compare(invented.rows({"rare": rare, "few": few}), "base", method="bootstrap")
    assert found[["low", "high", "p_lower"]].isna().all(axis=None)
    assert found["estimate"].notna().all()


def test_too_few_seeds_and_other_names_are_refused(invented):
    table = invented.rows({"a": invented.normal(1, (4,))})
    with pytest.raises(UserError, match=r"method: 'bootstrap' needs at least 5 .* there are 4"):
        compare(table, "base", method="bootstrap")
    with pytest.raises(UserError, match=r"method: .*'bootstrp'.*'bootstrap'.*Allowed: bootstrap"):
        compare(table, "base", method="bootstrp")
    assert compare(table[table["scenario"] == "base"], "base", method="bootstrap").empty
    assert levels(table)["low"].notna().all()
