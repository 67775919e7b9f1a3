"""Differences between scenarios, paired on the seed, with their uncertainty."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from segsim.registry import unknown
from segsim.study.student import cdf, quantile

CONFIDENCE = 0.90
METHODS = ("t", "bootstrap")
UNIT = ["behaviour", "seed", "indicator", "level", "group", "year"]
COLUMNS = ["scenario", "behaviour", "indicator", "level", "group", "year"]
FIGURES = ["estimate", "low", "high", "p_lower", "n"]


def compare(
    indicators: pd.DataFrame,
    baseline: str,
    scenarios: Sequence[str] | None = None,
    behaviours: Sequence[str] | None = None,
    method: str = "t",
) -> pd.DataFrame:
    """Return every scenario's difference from the baseline.

    A run is compared with the baseline's run of the same behaviour and seed, so that what both
    share by chance cancels.

    Parameters
    ----------
    indicators
        Rows of scenario, behaviour, seed, year, indicator, level, group, value.
    baseline
        The scenario to subtract.
    scenarios, behaviours
        Their order in the result; default: as they appear.
    method
        ``"t"`` or ``"bootstrap"``: how intervals are made.

    Returns
    -------
    DataFrame
        ``estimate`` is the mean difference, ``low`` and ``high`` its 90 % interval by Student's
        t with n − 1 degrees of freedom, ``p_lower`` the probability that the true difference
        is below zero. With a single pair they are undefined (NaN). Under ``"bootstrap"`` they
        are of :func:`segsim.study.bootstrap.intervals`.
    """
    if method not in METHODS:
        raise unknown("method", method, METHODS)
    names = list(scenarios or indicators["scenario"].unique())
    pairs = paired(indicators, baseline, names)
    result = estimates(pairs, "difference", COLUMNS)
    if method == "bootstrap":
        from segsim.study.bootstrap import intervals  # noqa: PLC0415 - loads the streams

        result = intervals(pairs, "difference", COLUMNS, result)
    return ordered(result, names, behaviours)


def paired(indicators: pd.DataFrame, baseline: str, names: Sequence[str]) -> pd.DataFrame:
    """Return every run beside the baseline's run of the same seed, with their difference."""
    if baseline not in names:
        raise unknown("baseline", baseline, names)
    base = indicators.loc[indicators["scenario"] == baseline, [*UNIT, "value"]]
    others = indicators.loc[indicators["scenario"] != baseline, ["scenario", *UNIT, "value"]]
    pairs = others.merge(base, on=UNIT, suffixes=("", "_baseline"), validate="many_to_one")
    pairs["difference"] = pairs["value"] - pairs["value_baseline"]
    return pairs


def levels(
    indicators: pd.DataFrame,
    scenarios: Sequence[str] | None = None,
    behaviours: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return every scenario's own mean over seeds with its 90 % interval."""
    return ordered(estimates(indicators, "value", COLUMNS), scenarios, behaviours)


def estimates(rows: pd.DataFrame, value: str, by: list[str]) -> pd.DataFrame:
    """Return mean, interval and chance of a value below zero for every group of rows."""
    result = moments(rows, value, by)
    error = result["spread"] / np.sqrt(result["n"])
    result["low"], result["high"], result["p_lower"] = np.nan, np.nan, np.nan
    for n in sorted(set(result["n"]) - {0, 1}):
        rows_n = result["n"] == n
        reach = quantile((1.0 + CONFIDENCE) / 2.0, n - 1) * error[rows_n]
        result.loc[rows_n, "low"] = result.loc[rows_n, "estimate"] - reach
        result.loc[rows_n, "high"] = result.loc[rows_n, "estimate"] + reach
        with np.errstate(divide="ignore", invalid="ignore"):
            t = -result.loc[rows_n, "estimate"] / error[rows_n]
        result.loc[rows_n, "p_lower"] = cdf(t.fillna(0.0), n - 1)  # 0/0: as likely up as down
    return result[[*by, *FIGURES]]


def moments(rows: pd.DataFrame, value: str, by: list[str]) -> pd.DataFrame:
    """Return mean (``estimate``), standard deviation (``spread``) and ``n`` of every group."""
    known = rows.dropna(subset=[value])
    groups = known.groupby(by, sort=False, observed=True)[value]
    result = groups.agg(estimate="mean", spread="std", n="count").reset_index()
    # a constant must come out as itself: the mean of equal floats may differ in the last bit
    constant = (groups.max() == groups.min()).to_numpy()
    result.loc[constant & (result["n"] > 1).to_numpy(), "spread"] = 0.0
    return result


def ordered(
    result: pd.DataFrame, scenarios: Sequence[str] | None, behaviours: Sequence[str] | None
) -> pd.DataFrame:
    """Sort outcomes by the study's order of scenarios and behaviours, then by name and year."""
    orders = {"scenario": scenarios, "behaviour": behaviours}
    keys = pd.DataFrame(index=result.index)
    for column, order in orders.items():
        names = list(order or result[column].unique())
        places = {name: place for place, name in enumerate(names)}
        keys[column] = result[column].astype(object).map(places)  # categories have an order too
    rest = ["indicator", "level", "group", "year"]
    ordered = keys.join(result[rest]).sort_values([*orders, *rest], kind="stable")
    return result.loc[ordered.index].reset_index(drop=True)
