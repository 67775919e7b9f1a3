"""Neighbourhood maps: before, after, and what each scenario changes."""

from typing import Any

from matplotlib.figure import Figure

from segsim.study.figures import mapdata
from segsim.study.figures.land import Shade
from segsim.study.figures.mapframe import Bar, Page, Panel, composed, explanation, unit_of
from segsim.study.figures.style import DIVERGING, SEQUENTIAL
from segsim.study.results import Results
from segsim.texts import words

VARIABLE = "foreign_share"
COLUMNS = 4


def maps(
    results: Results,
    variable: str = VARIABLE,
    *,
    behaviour: str | None = None,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw the baseline at the start, at the end and its change, and every scenario's effect.

    Parameters
    ----------
    results
        The results of a study.
    variable
        A column of the neighbourhood panel.
    behaviour
        The rival behaviour to show; default: the study's first.
    lang
        ``"en"`` or ``"fi"``.
    heading
        With title and explanation.
    """
    study, say = results.study, words(lang)
    areas, shown = mapdata.read(results, variable, behaviour)
    first, last = int(areas["year"].min()), int(areas["year"].max())
    base = study.baseline
    start = mapdata.mean(areas, base, first, variable)
    end = mapdata.mean(areas, base, last, variable)
    change = mapdata.difference(areas, (base, last), (base, first), variable)
    effects = {
        name: mapdata.difference(areas, (name, last), (base, last), variable)
        for name in study.scenarios
        if name != base
    }
    own = Shade(mapdata.levels([start, end]), SEQUENTIAL)
    moved = Shade(mapdata.symmetric([change]), DIVERGING)
    caused = Shade(mapdata.symmetric(list(effects.values())), DIVERGING)
    scenario = say.name("scenario", base)
    period = say("maps.changed", first=first, last=last, scenario=scenario)
    panels = [
        Panel(say("maps.at", year=first, scenario=scenario), start, own, base, first),
        Panel(say("maps.at", year=last, scenario=scenario), end, own, base, last),
        Panel(period, change, moved, base, last),
    ]
    for name, table in effects.items():
        told = say("maps.effect", name=say.name("scenario", name))
        panels.append(Panel(told, table, caused, name, last))
    share, unit = variable.endswith("_share"), unit_of(variable, say, change=True)
    title = say.name("variable", variable)
    columns = min(COLUMNS, len(panels))
    bars = [
        Bar(own, title, 0, 2, share, unit_of(variable, say)),
        Bar(moved, say("maps.bar.change"), 2, 3, share, unit, change=True),
    ]
    if effects:
        bars.append(Bar(caused, say("maps.bar.effect", year=last), 3, 4, share, unit, change=True))
    parts = [
        say("maps.mean", len(study.seeds), variable=title, behaviour=say.name("behaviour", shown))
    ]
    if len(study.seeds) > 1:
        parts.append(say("maps.pale"))
    page = Page(panels, columns, bars, study.called(lang), explanation(results, say, *parts))
    return composed(results, page, say, told=heading)
