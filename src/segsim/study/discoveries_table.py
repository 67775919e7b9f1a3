"""Discoveries among many outcomes, as plain text, at most a hundred columns wide."""

from collections.abc import Iterator
from math import isnan

import pandas as pd

from segsim.study.discoveries import METHODS
from segsim.study.labels import number, present
from segsim.study.main_figures import keys_of
from segsim.study.power_table import ONE_PAIR
from segsim.study.results import Results


def discoveries_table(
    results: Results,
    q: float,
    method: str,
    baseline: str | None = None,
    year: int | None = None,
    *,
    every: bool = False,
) -> str:
    """Return the main figures with p-values, or the discoveries among ``every`` indicator.

    Parameters
    ----------
    results, q, method, baseline, year, every
        As for :meth:`Results.discoveries`.
    """
    table = results.discoveries(q, method, baseline=baseline, year=year, every=every)
    study, family = results.study, int(table["p"].notna().sum())
    found, years = table[table["discovery"]], table["year"].unique()
    lines = [
        study.title,
        f"Changes against {study.baseline if baseline is None else baseline}"
        f"{f' in {years[0]}' if len(years) == 1 else ''}: {len(found)} discoveries in a family of "
        f"{family} outcomes",
        f"({METHODS[method]}: of discoveries on average at most {q * 100:g} % are false)",
    ]
    if family < len(table):
        lines.append(
            f"left out, as no seed changes them or there is one pair: {len(table) - family}"
        )
    if table["n"].max() == 1:
        lines.append(ONE_PAIR)
    if every:
        lines += ["", *_listed(found)]
        return "\n".join(lines)
    for key in present(table, keys_of(results)):
        rows = key.among(table)
        digits = key.digits + 1 if key.digits else 0
        lines += ["", f"{key.title}{f', {key.unit}' if key.unit else ''}"]
        lines.append(_line("", "change", "p", "adjusted", ""))
        several = len(rows["behaviour"].unique()) > 1
        for _, row in rows.iterrows():
            name = f"{row['scenario']} ({row['behaviour']})" if several else str(row["scenario"])
            change = number(row["estimate"], digits, sign=True)
            lines.append(_line(name, change, *_chances(row)))
    return "\n".join(lines)


def _listed(found: pd.DataFrame) -> Iterator[str]:
    """Yield discoveries scenario by scenario, the surest first."""
    for (scenario, behaviour), rows in found.groupby(["scenario", "behaviour"], sort=False):
        yield _line(f"{scenario} ({behaviour})", "change", "p", "adjusted", "", 58)
        for _, row in rows.sort_values("p", kind="stable").iterrows():
            name = ", ".join(filter(None, (row["indicator"], row["level"], row["group"])))
            p, adjusted, _ = _chances(row)
            yield _line(name, f"{row['estimate']:+.4g}", p, adjusted, "", 58)


def _line(name: str, change: str, p: str, adjusted: str, mark: str, room: int = 34) -> str:
    return f"  {name:<{room}}{change:>14}{p:>11}{adjusted:>11}  {mark}".rstrip()


def _chances(row: pd.Series) -> tuple[str, str, str]:
    """Return p, the adjusted p and a mark of a discovery."""
    if isnan(row["p"]):
        return ("-" if row["n"] == 1 else "no change"), "", ""
    p, adjusted = (_small(row[name]) for name in ("p", "p_adjusted"))
    return p, adjusted, "discovery" if row["discovery"] else ""


def _small(p: float) -> str:
    return "<0.0001" if p < 0.0001 else f"{p:.4f}"
