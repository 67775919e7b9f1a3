"""What replications can show, as plain text for planners, at most a hundred columns wide."""

from collections.abc import Iterator
from math import isinf, isnan

import numpy as np
import pandas as pd

from segsim.study.comparison import CONFIDENCE, paired
from segsim.study.labels import Key, number, present
from segsim.study.main_figures import keys_of
from segsim.study.power import POWER, Precision, reduction
from segsim.study.results import Results

FEWEST = 3
"""Pairs from which it is said what sharing seeds is worth."""
SHARE = f"{CONFIDENCE * 100:.0f} %"
ONE_PAIR = "One replication says nothing about chance; run more."
MOST = 1_000_000
"""More replications than this are not told apart."""


def power_table(
    results: Results,
    precision: Precision | None = None,
    baseline: str | None = None,
    year: int | None = None,
) -> str:
    """Return what the replications of a study can show of its main figures.

    Parameters
    ----------
    results, precision, baseline, year
        As for :meth:`Results.power`.
    """
    table = results.power(precision, baseline=baseline, year=year)
    study = results.study
    shown = table["year"].unique()
    when = f" in {shown[0]}" if len(shown) == 1 else ""
    lines = [
        study.title,
        f"What the study can show{when} against "
        f"{study.baseline if baseline is None else baseline}; replications: {table['n'].max()}",
        f"sd: of the change between seeds; now: half-width of its {SHARE} interval;",
        f"detectable: the true change that {POWER * 100:.0f} % of such studies tell from none;",
        "needed: replications for a half-width wanted; unpaired: how many times as many, if each",
        f"scenario had seeds of its own ({SHARE} interval)",
    ]
    if table["n"].max() == 1:
        lines.append(ONE_PAIR)
    for key in present(table, keys_of(results)):
        lines += ["", *_block(key, key.among(table))]
    return "\n".join(lines)


def _block(key: Key, rows: pd.DataFrame) -> Iterator[str]:
    yield f"{key.title}{f', {key.unit}' if key.unit else ''}"
    wanted = rows["wanted"].iloc[0]
    title = "needed" if isnan(wanted) else f"for ±{wanted:g}"
    yield _line("", "sd", "now", "detectable", title, "unpaired")
    several = len(rows["behaviour"].unique()) > 1
    digits = key.digits + 1 if key.digits else 1
    for _, row in rows.iterrows():
        name = f"{row['scenario']} ({row['behaviour']})" if several else str(row["scenario"])
        sd, now, found = (number(row[c], digits) for c in ("sd", "half_width", "detectable"))
        yield _line(name, sd, now, found, _count(row["needed"]), _times(row))


def _line(name: str, sd: str, now: str, detectable: str, needed: str, unpaired: str) -> str:
    return f"  {name:<34}{sd:>9}{now:>10}{detectable:>12}{needed:>12}{unpaired:>21}".rstrip()


def _count(value: float) -> str:
    if isnan(value):
        return "-"
    return f">{number(MOST, 0)}" if value > MOST else number(value, 0)


def _times(row: pd.Series) -> str:
    """Return a reduction with its interval, "-" where nothing varies or nothing differs."""
    if isnan(row["reduction"]) or isinf(row["reduction"]):
        return "-"
    low, high = row["reduction_low"], row["reduction_high"]
    return _digits(row["reduction"]) + ("" if isnan(low) else f" ({_digits(low)}-{_digits(high)})")


def _digits(value: float) -> str:
    """Return two digits, or a whole number."""
    return f"{value:.1f}" if value < 10.0 else number(value, 0)


def shared_seeds(indicators: pd.DataFrame, key: Key, baseline: str) -> Iterator[str]:
    """Yield what common random numbers are worth to the changes of one figure.

    Parameters
    ----------
    indicators
        Rows of one year.
    key
        The figure.
    baseline
        The scenario that is subtracted.
    """
    rows = key.among(indicators)
    names = list(rows["scenario"].unique())
    if baseline not in names or len(names) < 2:
        return
    pairs = paired(rows, baseline, names).dropna(subset=["difference"])
    sizes = pairs.groupby(["scenario", "behaviour"], observed=True)["seed"].nunique()
    if sizes.empty or sizes.min() < FEWEST:
        return
    table = reduction(pairs)
    table = table[np.isfinite(table["reduction"])]
    if table.empty:  # no scenario changes the figure
        return
    low, high = table["reduction"].min(), table["reduction"].max()
    yield ""
    yield "All scenarios share their seeds. If each had seeds of its own, intervals as narrow for"
    if len(table) > 1:
        span = f"{_digits(low)} to {_digits(high)}"
        yield f"the first figure would take {span} times as many replications."
        return
    ends = [_digits(float(table[name].iloc[0])) for name in ("reduction_low", "reduction_high")]
    yield (
        f"the first figure would take {_digits(low)} times as many replications "
        f"({SHARE} interval {ends[0]} to {ends[1]})."
    )
