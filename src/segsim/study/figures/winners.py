"""Who gains and who loses: effects by group of income and language."""

from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError, unknown
from segsim.study.figures.style import heading, looks, new_figure, styled
from segsim.study.labels import readable
from segsim.study.results import Results

CANDIDATES = ("welfare", "utility", "housing_cost_share")
"""Indicators of well-being by group, the first that was recorded."""


def winners(
    results: Results, indicator: str | None = None, *, year: int | None = None
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
    """
    study = results.study
    shown = results.years[-1] if year is None else year
    recorded = results.table("indicators", only={"level": ["city"], "year": [shown]})
    table = results.compare(indicators=recorded)
    table = table[table["behaviour"] == study.behaviours[0]]
    counts = table.groupby("indicator")["group"].nunique()
    grouped = sorted(counts[counts > 1].index)
    chosen = indicator or next((name for name in CANDIDATES if name in grouped), None)
    if chosen is None:
        raise UserError("no indicator of well-being by group was recorded in this study")
    if chosen not in grouped:
        raise unknown("winners", chosen, grouped)
    table = table[table["indicator"] == chosen]
    names = [name for name in study.scenarios if name in set(table["scenario"])]
    recorded = recorded[recorded["indicator"] == chosen]
    groups = [g for g in dict.fromkeys(recorded["group"]) if g in set(table["group"])]
    style = looks(study.scenarios, study.baseline)
    with styled():
        figure = new_figure(12.5, 1.3 + 0.36 * len(groups) + 0.5)
        axes = figure.subplots(1, len(names), squeeze=False, sharex=True)
        for place, (axis, name) in enumerate(zip(axes.flat, names, strict=True)):
            mine = table[table["scenario"] == name].set_index("group").loc[groups]
            reach = [mine["estimate"] - mine["low"], mine["high"] - mine["estimate"]]
            axis.barh(
                range(len(groups)),
                mine["estimate"],
                color=style[name].colour,
                height=0.6,
                alpha=0.6,
            )
            if mine["low"].notna().all():
                axis.errorbar(
                    mine["estimate"],
                    range(len(groups)),
                    xerr=reach,
                    fmt="none",
                    ecolor="#222222",
                    elinewidth=1.4,
                )
            axis.axvline(0.0, color="#555555", linewidth=0.9)
            axis.set_title(style[name].label)
            axis.set_yticks(range(len(groups)), [readable(g) for g in groups] if not place else [])
            axis.set_ylim(len(groups) - 0.4, -0.6)
            axis.xaxis.set_major_locator(MaxNLocator(3))
        heading(
            figure,
            study.title,
            f"{readable(chosen)} by group in {shown}: mean difference from {study.baseline} on "
            "the same seed, with 90 % interval (Student's t).",
        )
    return figure, axes
