"""The figures of a classical model as plain text, beside what is published."""

from collections.abc import Iterator, Mapping

import pandas as pd

from segsim.model.checking import validated
from segsim.registry import UserError, unknown
from segsim.study.classics.classic import Classic
from segsim.study.classics.models import classic
from segsim.study.classics.parameters import declared, defaults, values
from segsim.study.labels import Key, number, present
from segsim.study.results import Results
from segsim.study.table import heading_of_runs, interval, line, lines_of_changes
from segsim.validation.runs import benchmarks


def classic_table(
    results: Results,
    baseline: str | None = None,
    year: int | None = None,
    method: str = "t",
) -> str:
    """Return every figure by scenario: the mean over seeds, its interval, what is published.

    Parameters
    ----------
    results
        The results of a study of a classical model.
    baseline
        A scenario: the differences from it follow the figures of all.
    year
        Tick or sweep; default: the last of each scenario.
    method
        Of the intervals of differences: ``"t"`` or ``"bootstrap"``.
    """
    study, model = results.study, classic(str(results.study.model))
    if baseline is not None and baseline not in study.scenarios:
        raise unknown("baseline", baseline, study.scenarios)
    if baseline is None and method != "t":
        raise UserError(f"method: {method} is of differences; name the baseline to subtract.")
    indicators, keys, told = at_end(results.indicators), model.figures, True
    if year is not None and model.by_time:
        indicators = results.indicators[results.indicators["year"] == year]
        keys, told = model.by_time, False
    levels = results.levels(indicators)
    known = {key: published(results, key) if told else {} for key in present(levels, keys)}
    lines = [study.title, *_heading(results, model, year)]
    if any(known.values()):
        lines.append(f"Published: what segsim validate {model.benchmark} compares with.")
    for key, beside in known.items():
        lines += ["", f"{key.title}{f', {key.unit}' if key.unit else ''}"]
        lines += _rows(key, key.among(levels), beside)
        if baseline is not None:
            changes = results.compare(baseline, key.among(indicators), method)
            lines += lines_of_changes(key, changes)
    return "\n".join(lines)


def _rows(
    key: Key, levels: pd.DataFrame, beside: Mapping[str, tuple[float, float]]
) -> Iterator[str]:
    """Yield a line a scenario, or one for all where they do not differ."""
    figures = ["estimate", "low", "high"]
    same = len(levels) > 1 and len(levels[figures].drop_duplicates()) == 1
    for _, row in (levels[:1] if same else levels).iterrows():
        name = str(row["scenario"])
        text = _published(beside.get(name), key.digits)
        level = number(row["estimate"], key.digits)
        yield line("all" if same else name, level, interval(row, key.digits), text, 24)


def at_end(indicators: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the last moment of each scenario."""
    last = indicators.groupby("scenario", sort=False)["year"].transform("max")
    return indicators[indicators["year"] == last]


def published(results: Results, key: Key) -> dict[str, tuple[float, float]]:
    """Return what a benchmark expects of a figure, as a range, by scenario."""
    study, model = results.study, classic(str(results.study.model))
    usual, kind = defaults(model.name), declared(model.name)
    found = {
        scenario: model.expected(key.indicator, values(validated(kind, setting)), usual)
        for scenario, setting in study.settings.items()
    }
    return {scenario: one.ends for scenario, one in found.items() if one is not None}


def _published(ends: tuple[float, float] | None, digits: int) -> str:
    if ends is None:
        return ""
    low, high = (number(end, digits) for end in ends)
    return f"published {low}" if low == high else f"published {low}-{high}"


def _heading(results: Results, model: Classic, year: int | None) -> Iterator[str]:
    (benchmark,) = benchmarks([model.benchmark])
    when = f", after {year} {model.time}" if year is not None and model.time else ""
    many = f"replications: {len(results.study.seeds)}" if model.draws else "nothing is random"
    yield f"model: {model.name} ({benchmark.source}){when}; {many}"
    yield from heading_of_runs(results)
    if model.draws:
        yield "Means over seeds with 90 % intervals (Student's t)."
