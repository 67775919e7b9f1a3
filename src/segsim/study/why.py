"""Why an index changed, as plain text for planners, at most a hundred columns wide."""

from collections.abc import Iterator
from math import isnan

import pandas as pd

from segsim.study.decomposition import CHANGE, END, INDEX, POLICY, START, decompose
from segsim.study.labels import number
from segsim.study.results import Results
from segsim.study.table import heading_of_runs, interval, line

LEVEL = "neighbourhood"
PARTS = {
    "demography": "births, deaths, families",
    "income": "incomes and evictions",
    "out_migration": "people who left",
    "in_migration": "people who came",
    "construction": "new homes and demolition",
    "moving": "other moves in the city",
    POLICY: "policy",
    CHANGE: "change",
}
"""What components are called."""
INDICES = {
    "dissimilarity": "dissimilarity",
    INDEX: "corrected dissimilarity",
    "isolation": "isolation",
}
GROUPS = {"language": "Language", "income_low_high": "Low and high incomes"}
DIGITS = 4


def why_table(
    results: Results,
    indicator: str | None = None,
    baseline: str | None = None,
    year: int | None = None,
) -> str:
    """Return what changed an index by language and by income, in every scenario.

    Parameters
    ----------
    results
        The results of a study of cities.
    indicator
        The index; default: corrected dissimilarity.
    baseline
        The scenario without the policies; default: the study's own.
    year
        Calendar year; default: the last.
    """
    study, name = results.study, results.study.baseline if baseline is None else baseline
    tables = {
        group: decompose(results, indicator or INDEX, LEVEL, group, year, baseline)
        for group in GROUPS
    }
    shown = int(next(iter(tables.values()))["year"].iloc[0])
    lines = [
        study.title,
        f"{study.city}, {study.start_year} to {shown}; replications: {len(study.seeds)}; "
        f"behaviour: {', '.join(study.behaviours)}",
        *heading_of_runs(results),
        f"Why the index changed: parts add up. Policy is against {name} on the same seed.",
        "Shares are of the whole change, and left out where its interval (90 %) holds zero.",
    ]
    for group, table in tables.items():
        lines += ["", title(indicator or INDEX, group)]
        for keys, rows in table.groupby(["behaviour", "scenario"], sort=False):
            behaviour, scenario = map(str, keys)
            told = f" ({behaviour})" if len(study.behaviours) > 1 else ""
            ends = [f"{scenario}{told}, {at}" for at in (study.start_year, shown)]
            lines += _block(rows, ends, None if scenario == name else name)
    return "\n".join(lines)


def title(indicator: str, group: str) -> str:
    """Return what an index by group is called."""
    return f"{GROUPS[group]}: {INDICES.get(indicator, indicator)}, {LEVEL}s"


def _block(table: pd.DataFrame, ends: list[str], baseline: str | None) -> Iterator[str]:
    """Yield a scenario: both ends and in between what led from one to the other.

    What a scenario shares with its ``baseline`` stands in the block of that one.
    """
    of = {(row["component"], row["channel"]): row for _, row in table.iterrows()}
    yield _line(ends[0], of[START, ""], sign=False)
    names = [name for name, channel in of if not channel and name in PARTS]
    if baseline is None:
        names.remove(POLICY)
    else:
        common = of[CHANGE, ""]["estimate"] - of[POLICY, ""]["estimate"]
        yield line(f"  change of {baseline}", number(common, DIGITS, sign=True))
        names = [POLICY, CHANGE]
    for name in names:
        yield _line(f"  {PARTS[name]}", of[name, ""])
        if name == POLICY:
            for channel in [channel for part, channel in of if part == POLICY and channel]:
                yield _line(f"    {PARTS[channel]}", of[POLICY, channel])
    yield _line(ends[1], of[END, ""], sign=False)


def _line(name: str, row: "pd.Series[float]", *, sign: bool = True) -> str:
    share = "" if isnan(row["share"]) else f"{number(row['share'], 0, sign=True)} %"
    figure = number(row["estimate"], DIGITS, sign=sign)
    return line(name, figure, interval(row, DIGITS, sign=sign), share)
