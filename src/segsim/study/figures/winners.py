"""Who gains and who loses: effects by group of income and language."""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError, unknown
from segsim.study.figures.style import Look, looks, new_figure, styled
from segsim.study.figures.style import heading as write_heading
from segsim.study.figures.wording import Written, group_name, index_title, over
from segsim.study.results import Results
from segsim.texts import words

CANDIDATES = ("welfare", "utility", "housing_cost_share")
"""Indicators of well-being by group, the first that was recorded."""
ORDER = ("all", "q1", "q2", "q3", "q4", "q5", "domestic", "foreign")
"""Everybody, then quintiles of income, then language; other groups follow as recorded."""
APART = ("q1", "domestic")
"""Groups before which another way to divide a city begins."""
COLUMNS = 5
SHARES = ("neighbourhood_low_income", "child_hardship", "dropout")
"""Shares that are not called so; changes of shares are drawn in percentage points."""


def winners(
    results: Results,
    indicator: str | None = None,
    *,
    year: int | None = None,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw the effect on every group, a panel a scenario.

    Parameters
    ----------
    results
        The results of a study with at least two scenarios.
    indicator
        An indicator that is recorded for several groups of the city.
    year
        Calendar year; default: the last.
    lang
        The language of the figure.
    heading
        Write what is shown above the panels.
    """
    study, said = results.study, words(lang)
    shown = results.years[-1] if year is None else year
    recorded = results.table("indicators", only={"level": ["city"], "year": [shown]})
    table = results.compare(indicators=recorded)
    table = table[table["behaviour"] == study.behaviours[0]]
    chosen = _chosen(table, indicator)
    table = table[table["indicator"] == chosen]
    recorded = recorded[recorded["indicator"] == chosen]
    groups = ordered(g for g in dict.fromkeys(recorded["group"]) if g in set(table["group"]))
    style = looks(study.scenarios, study.baseline, said)
    mine = [style[name] for name in study.scenarios if name in set(table["scenario"])]
    columns = min(COLUMNS, len(mine))
    lines = -(-len(mine) // columns)
    form = Written(said.numbers, scale=100.0 if _is_share(chosen) else 1.0, sign=True)
    with styled():
        figure = new_figure(12.5, 0.7 + lines * (0.7 + 0.34 * len(groups)))
        axes = figure.subplots(lines, columns, squeeze=False, sharex=True)
        for place, (axis, look) in enumerate(zip(axes.flat, mine, strict=False)):
            rows = table[table["scenario"] == look.name].set_index("group").loc[groups]
            _bars(axis, rows, look)
            names = [group_name(group, said) for group in groups]
            axis.set_title(fill(look.label, 22, break_long_words=False))
            axis.set_yticks(range(len(groups)), [] if place % columns else names)
            axis.xaxis.set_major_formatter(form)
        for axis in axes.flat[len(mine) :]:
            axis.remove()
        if heading:
            text = said(
                "figures.winners.heading",
                title=index_title(chosen, said),
                year=said.numbers.year(shown),
                baseline=style[study.baseline].inline,
                over=over(study, said),
            )
            write_heading(figure, study.called(lang), text)
    return figure, axes


def ordered(groups: Iterable[str]) -> list[str]:
    """Return groups in the order of their kind."""
    known = {group: place for place, group in enumerate(ORDER)}
    return sorted(map(str, groups), key=lambda group: known.get(group, len(known)))


def _is_share(indicator: str) -> bool:
    return indicator.endswith("_share") or indicator in SHARES


def _chosen(table: pd.DataFrame, indicator: str | None) -> str:
    counts = table.groupby("indicator")["group"].nunique()
    grouped = sorted(counts[counts > 1].index)
    chosen = indicator or next((name for name in CANDIDATES if name in grouped), None)
    if chosen is None:
        raise UserError("no indicator of well-being by group was recorded in this study")
    if chosen not in grouped:
        raise unknown("winners", chosen, grouped)
    return chosen


def _bars(axis: Axes, rows: pd.DataFrame, look: Look) -> None:
    """Draw the effects on all groups, and thin lines where another kind of groups begins."""
    places: Sequence[int] = range(len(rows))
    axis.barh(places, rows["estimate"], color=look.colour, height=0.6, alpha=0.6)
    if rows["low"].notna().all():
        axis.errorbar(
            rows["estimate"],
            places,
            xerr=[rows["estimate"] - rows["low"], rows["high"] - rows["estimate"]],
            fmt="none",
            ecolor="#222222",
            elinewidth=1.4,
        )
    axis.axvline(0.0, color="#555555", linewidth=0.9)
    for place, group in enumerate(rows.index):
        if group in APART and place:
            axis.axhline(place - 0.5, color="#bbbbbb", linewidth=0.7)
    axis.set_ylim(len(rows) - 0.4, -0.6)
    axis.tick_params(axis="y", length=0)
    axis.xaxis.set_major_locator(MaxNLocator(3))
