"""Figures of a classical model as time passes: a line and a 90 % band a scenario."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator, NullLocator

from segsim.registry import UserError
from segsim.study.classics.models import classic
from segsim.study.classics.recording import DENSE
from segsim.study.figures.ribbon import band
from segsim.study.figures.style import (
    heading,
    looks,
    new_figure,
    over,
    plain_axes,
    styled,
    two_lines,
)
from segsim.study.labels import present
from segsim.study.results import Results

RESTS = " A board on which nobody is unhappy any more stays as it is."
TICKS = (0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)


def course(results: Results) -> tuple[Figure, Any]:
    """Draw figures of the board over ticks or sweeps: their mean over seeds, with bands."""
    study, model = results.study, classic(str(results.study.model))
    watched = results.indicators[results.indicators["indicator"].isin(model.watched)]
    table = results.levels(watched)
    panels = present(table, model.by_time)
    if not panels or table["year"].nunique() < 2:
        raise UserError("nothing to draw: no figure was taken over time")
    style = looks(study.scenarios, study.baseline)
    last = int(table["year"].max())
    with styled():
        figure = new_figure(12.5 if len(panels) > 1 else 8.5, 5.3)
        axes = figure.subplots(1, len(panels), squeeze=False)
        for axis, key in zip(axes.flat, panels, strict=True):
            axis.set_title(two_lines(key))
            plain_axes(axis)
            axis.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
            rows = key.among(table)
            for position, look in enumerate(style.values()):
                mine = rows[rows["scenario"] == look.name].sort_values("year")
                places = np.linspace(0.02 + 0.02 * position, 1.0, 6, endpoint=False)
                band(axis, look, mine, np.unique((places * len(mine)).astype(int)).tolist())
            axis.set_xlabel(model.time.capitalize())
            if last > DENSE:
                axis.set_xscale("symlog", linthresh=DENSE / 2, linscale=0.8)
                axis.set_xlabel(f"{model.time.capitalize()} (logarithmic from {DENSE // 2} on)")
            axis.xaxis.set_major_locator(FixedLocator([t for t in TICKS if t <= last]))
            axis.xaxis.set_minor_locator(NullLocator())
            axis.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}".replace(",", "\u202f"))
            axis.set_xlim(0, last)
        figure.legend(
            handles=[look.handle() for look in style.values()],
            loc="outside lower center",
            ncols=min(len(style), 6),
            handlelength=3.2,
        )
        heading(
            figure,
            study.title,
            f"The board over time: {over(study)}.{RESTS if model.time == 'ticks' else ''}",
        )
    return figure, axes
