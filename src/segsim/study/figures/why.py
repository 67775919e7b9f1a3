"""Why an index changed: from start to end step by step, and through what policies act."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError, unknown
from segsim.study.decomposition import CHANGE, END, INDEX, POLICY, START, decompose
from segsim.study.figures.style import COLOURS, INK, new_figure, styled
from segsim.study.figures.style import heading as write_heading
from segsim.study.figures.wording import Written, over, panel_title
from segsim.study.labels import Key
from segsim.study.results import Results
from segsim.study.why import DIGITS, GROUPS, LEVEL, title
from segsim.texts import Words, words

HATCHES = ("", "///", "...", "\\\\\\", "xxx", "---")
"""No two components differ by colour alone."""


def why(
    results: Results,
    indicator: str = INDEX,
    *,
    behaviour: str | None = None,
    year: int | None = None,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw what changed an index by language (left) and by income (right).

    Parameters
    ----------
    results
        The results of a study of cities.
    indicator
        An index that runs keep accounts of.
    behaviour
        The rival behaviour to show; default: the study's first.
    year
        Calendar year; default: the last.
    lang
        The language of the figure.
    heading
        Write what is shown above the panels.
    """
    study, said = results.study, words(lang)
    shown = study.behaviours[0] if behaviour is None else behaviour
    if shown not in study.behaviours:
        raise unknown("behaviour", shown, study.behaviours)
    tables = {}
    for group in GROUPS:
        table = decompose(results, indicator, group=group, year=year)
        tables[group] = table[table["behaviour"] == shown]
        if tables[group].empty:
            raise UserError(f"{results.out}: there is no run of behaviour {shown} to draw.")
    last = int(tables["language"]["year"].iloc[0])
    others = [name for name in study.scenarios if name != study.baseline]
    others = [name for name in others if all(name in set(t["scenario"]) for t in tables.values())]
    room = 1.0 + 0.42 * len(others) if others else 0.0
    with styled():
        figure = new_figure(12.5, 4.6 + room)
        rows = 2 if others else 1
        axes = figure.subplots(rows, len(GROUPS), squeeze=False, height_ratios=[3.4, room][:rows])
        for column, (group, table) in enumerate(tables.items()):
            base = table[table["scenario"] == study.baseline]
            key = Key(indicator, LEVEL, group, title(indicator, group))
            axes[0, column].set_title(panel_title(key, said))
            _steps(axes[0, column], base, study.start_year, last, said, labels=column == 0)
            if others:
                _policies(axes[1, column], table, others, said, labels=column == 0)
        if others:
            handles, names = axes[1, 0].get_legend_handles_labels()
            figure.legend(handles, names, loc="outside lower center", ncols=(len(names) + 1) // 2)
        if heading:
            text = said(
                "figures.why.heading",
                start=study.start_year,
                end=last,
                over=over(study, said),
                behaviour=said.name("behaviour", shown),
                baseline=said.within("scenario", study.baseline),
            )
            below = f" {said('figures.why.below')}" if others else ""
            write_heading(figure, study.called(lang), f"{text}{below}")
    return figure, axes


def _steps(
    axis: Axes, table: pd.DataFrame, start: int, end: int, said: Words, *, labels: bool
) -> None:
    """Draw the baseline as a fall of water: each part begins where the one before ended."""
    of = {row["component"]: row for _, row in table.iterrows()}
    names = [name for name in of if name not in (START, END, POLICY, CHANGE)]
    level = float(of[START]["estimate"])
    ends = {START: str(start), END: str(end)}
    reached = [level]
    for place, name in enumerate([START, *names, END]):
        row = of[name]
        size = float(row["estimate"])
        before = 0.0 if name in ends else level
        level = before + size
        if name in ends:
            axis.plot(size, place, "D", color=INK, markersize=7, zorder=5)
        else:
            axis.barh(place, size, left=before, height=0.62, **_look(names.index(name)))
        between = [before + row["low"], before + row["high"]]
        reached += [level, *between]
        _interval(axis, between, place)
        axis.annotate(
            said.numbers.number(size, DIGITS, sign=name in names),
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
        if name != END:
            axis.plot([level, level], [place, place + 1], color=INK, linewidth=0.6, zorder=0)
    rows = [ends.get(name) or _said(name, said) for name in (START, *names, END)]
    _frame(axis, rows if labels else [""] * len(rows), Written(said.numbers))
    low, high = pd.Series(reached).min(), pd.Series(reached).max()
    axis.set_xlim(low - 0.05 * (high - low), high + 0.05 * (high - low))


def _policies(
    axis: Axes, table: pd.DataFrame, scenarios: Sequence[str], said: Words, *, labels: bool
) -> None:
    """Draw the effect of each policy as a bar that its channels make up, to either side of 0."""
    added = table[table["component"] == POLICY]
    of = {(row["scenario"], row["channel"]): row for _, row in added.iterrows()}
    channels = [channel for scenario, channel in of if channel and scenario == scenarios[0]]
    for place, scenario in enumerate(scenarios):
        sides = {False: 0.0, True: 0.0}
        for position, channel in enumerate(channels):
            size = float(of[scenario, channel]["estimate"])
            name = _said(channel, said) if place == 0 else "_"
            side = size > 0.0
            axis.barh(place, size, left=sides[side], height=0.62, label=name, **_look(position))
            sides[side] += size
        row = of[scenario, ""]
        dot: dict[str, Any] = {"color": INK, "markersize": 7, "markeredgecolor": "white"}
        axis.plot(row["estimate"], place, "D", zorder=5, **dot)
        _interval(axis, [row["low"], row["high"]], place)
        axis.annotate(
            said.numbers.number(row["estimate"], DIGITS, sign=True),
            (1.02, place),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=9,
            annotation_clip=False,
        )
    axis.axvline(0.0, color="#555555", linewidth=0.9)
    names = [said.name("scenario", name) if labels else "" for name in scenarios]
    _frame(axis, names, Written(said.numbers, sign=True))
    axis.margins(x=0.05)


def _interval(axis: Axes, ends: list[float], place: int) -> None:
    """Draw an interval, if there is one, that is seen on every bar."""
    for colour, width in (("white", 3.6), (INK, 1.4)):
        axis.plot(ends, [place, place], color=colour, linewidth=width, solid_capstyle="butt")


def _look(position: int) -> dict[str, Any]:
    colour = COLOURS[position % len(COLOURS)]
    return {
        "facecolor": colour,
        "alpha": 0.85,
        "hatch": HATCHES[position % len(HATCHES)],
        "edgecolor": "white",
        "linewidth": 0.0,
    }


def _said(component: str, said: Words) -> str:
    key = f"figures.why.part.{component}"
    return said(key) if key in said else said.name("component", component)


def _frame(axis: Axes, names: list[str], form: Written) -> None:
    axis.grid(visible=True, axis="x")
    axis.set_axisbelow(True)
    axis.set_yticks(range(len(names)), names)
    margin = 0.6 if len(names) > 1 else 0.9
    axis.set_ylim(len(names) - 1 + margin, -margin)
    axis.tick_params(axis="y", length=0)
    axis.spines["left"].set_visible(False)
    axis.xaxis.set_major_locator(MaxNLocator(6))
    axis.xaxis.set_major_formatter(form)
