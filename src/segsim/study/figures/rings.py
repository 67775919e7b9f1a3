"""Incomes and prices by ring round a centre."""

from typing import Any

from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from segsim.registry import UserError
from segsim.study.classics.classic import RING
from segsim.study.figures.style import heading, looks, new_figure, plain_axes, styled
from segsim.study.results import Results

PANELS = {"mean_income": "Mean income", "prices": "Price, above or below the mean"}


def rings(results: Results) -> tuple[Figure, Any]:
    """Draw mean income and price of every ring, a line a scenario."""
    study = results.study
    table = results.levels(results.indicators[results.indicators["level"] == RING])
    if table.empty:
        raise UserError("nothing to draw: no figure is by ring")
    style = looks(study.scenarios, study.baseline)
    with styled():
        figure = new_figure(12.5, 4.9)
        axes = figure.subplots(1, len(PANELS), squeeze=False)
        for axis, (indicator, title) in zip(axes.flat, PANELS.items(), strict=True):
            axis.set_title(title)
            plain_axes(axis)
            axis.set_xlabel("Ring, counted from the centre")
            axis.xaxis.set_major_locator(MaxNLocator(7, integer=True, min_n_ticks=2))
            for position, look in enumerate(style.values()):
                rows = table[(table["indicator"] == indicator) & (table["scenario"] == look.name)]
                step = max(len(rows) // 6, 1)
                axis.plot(
                    rows["group"].astype(str).astype(int),
                    rows["estimate"],
                    color=look.colour,
                    linestyle=look.dash,
                    linewidth=1.8,
                    marker=look.marker,
                    markersize=5.5,
                    markevery=(position % step, step),
                )
            axis.margins(x=0.02)
        figure.legend(
            handles=[look.handle() for look in style.values()],
            loc="outside lower center",
            ncols=min(len(style), 4),
            handlelength=3.2,
        )
        heading(figure, study.title, "Who lives in which ring, and what it costs to live there.")
    return figure, axes
