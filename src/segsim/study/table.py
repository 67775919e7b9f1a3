"""The comparison as plain text, at most a hundred columns wide."""

from collections.abc import Iterator
from math import isnan

import pandas as pd

from segsim.study.labels import Key, number, present
from segsim.study.power_table import shared_seeds
from segsim.study.results import Results

PAYERS = ("city", "state", "owners", "tenants")
MILLION = 1e6
BOOTSTRAP = " Those of changes are bootstrapped;\nnone stands where too many seeds changed alike."


def comparison_table(
    results: Results,
    baseline: str | None = None,
    year: int | None = None,
    method: str = "t",
) -> str:
    """Return the main indicators of every scenario against the baseline.

    Parameters
    ----------
    results
        The results of a study.
    baseline
        The scenario to subtract; default: the study's own.
    year
        Calendar year; default: the last.
    method
        Of the intervals of changes: ``"t"`` or ``"bootstrap"``.
    """
    if results.study.model is not None:
        from segsim.study.classics.table import classic_table  # noqa: PLC0415 - loads the models

        return classic_table(results, baseline, year, method)
    name = results.study.baseline if baseline is None else baseline
    indicators = results.rows_of()
    shown = int(indicators["year"].max()) if year is None else year
    indicators = indicators[indicators["year"] == shown]
    lines = list(_heading(results, name, shown, method))
    differences = results.compare(name, indicators, method)
    own = results.levels(indicators)
    own = own[own["scenario"] == name]
    keys = present(own)
    for key in keys:
        lines += ["", *_block(key, key.among(own), key.among(differences))]
    lines += costs(results, shown)
    for key in keys[:1]:
        lines += shared_seeds(indicators, key, name)
    return "\n".join(lines)


def _heading(results: Results, baseline: str, year: int, method: str) -> Iterator[str]:
    study = results.study
    yield study.title
    yield (
        f"{study.city}, {year}; replications: {len(study.seeds)}; "
        f"behaviour: {', '.join(study.behaviours)}"
    )
    yield from heading_of_runs(results)
    if len(study.scenarios) > 1:
        yield f"Changes are against {baseline} on the same seed. Intervals (90 %) are over seeds;"
        yield f"they do not show what the model leaves out.{BOOTSTRAP if method != 't' else ''}"


def heading_of_runs(results: Results) -> Iterator[str]:
    """Yield what is missing of a study, if anything is."""
    counts = results.runs["status"].value_counts().to_dict()
    total = len(results.study.runs)
    if int(counts.get("done", 0)) < total:
        states = ", ".join(f"{n} {state}" for state, n in sorted(counts.items()))
        yield f"NOT COMPLETE: of {total} runs {states}"


def interval(row: pd.Series, digits: int, *, sign: bool = False) -> str:
    """Return an interval in brackets, "" where there is none."""
    if isnan(row["low"]):
        return ""
    low, high = (number(row[end], digits, sign=sign) for end in ("low", "high"))
    return f"[{low}, {high}]"


def line(name: str, figure: str, interval: str = "", last: str = "", room: int = 18) -> str:
    """Return a row of a table; ``room`` is for what stands last."""
    return f"  {name:<34}{figure:>12}{interval:>24}{last:>{room}}".rstrip()


def _block(key: Key, own: pd.DataFrame, differences: pd.DataFrame) -> Iterator[str]:
    yield f"{key.title}{f', {key.unit}' if key.unit else ''}"
    several = len(own) > 1
    for _, row in own.iterrows():
        name = f"{row['scenario']} ({row['behaviour']})" if several else row["scenario"]
        yield line(name, number(row["estimate"], key.digits), interval(row, key.digits))
    yield from lines_of_changes(key, differences, several=several)


def lines_of_changes(
    key: Key, differences: pd.DataFrame, *, several: bool = False
) -> Iterator[str]:
    """Yield the differences of one figure, and their range over ``several`` behaviours."""
    digits = key.digits + 1 if key.digits else 0  # effects are smaller than what they change
    if not differences.empty:
        yield line("", "change", "90 % interval", "chance it falls")
    for scenario, rows in differences.groupby("scenario", sort=False):
        for _, row in rows.iterrows():
            name = f"{scenario} ({row['behaviour']})" if several else str(scenario)
            change = number(row["estimate"], digits, sign=True)
            yield line(name, change, interval(row, digits, sign=True), chance_of(row))
        if several:
            ends = [number(rows["estimate"].agg(end), digits, sign=True) for end in ("min", "max")]
            yield line(f"{scenario}: range", "", f"{ends[0]} to {ends[1]}")


def chance_of(row: pd.Series) -> str:
    """Return the chance of a decrease as it is written, "" where there is none to tell."""
    chance = float(row["p_lower"])
    if isnan(chance):
        return ""
    if row["low"] == row["high"] == 0.0:
        return "no change"
    if chance < 0.01:
        return "<1 %"
    return ">99 %" if chance > 0.99 else f"{chance * 100:.0f} %"


def costs(results: Results, year: int) -> Iterator[str]:
    """Yield what each scenario has cost up to a year, by payer, as the mean over runs."""
    ledger = results.ledger
    ledger = ledger[ledger["year"] <= year]
    if ledger.empty:
        return
    runs = results.runs[results.runs["status"] == "done"].groupby("scenario", sort=False).size()
    sums = ledger.groupby(["scenario", "payer"])["eur"].sum().to_dict()
    yield ""
    yield f"Cost up to {year}, million EUR, mean over runs"
    yield f"  {'':<34}{'total':>12}" + "".join(f"{payer:>11}" for payer in PAYERS)
    for scenario in results.study.scenarios:
        share = 1.0 / int(runs.get(scenario, 1)) / MILLION
        paid = [float(sums.get((scenario, payer), 0.0)) * share for payer in PAYERS]
        if any(paid):
            cells = "".join(f"{number(eur, 1):>11}" for eur in paid)
            yield f"  {scenario:<34}{number(sum(paid), 1):>12}{cells}"
