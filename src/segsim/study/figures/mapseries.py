"""Maps by year, and how certain a difference is on the map."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from segsim.registry import UserError, unknown
from segsim.study.figures import mapdata
from segsim.study.figures.land import Shade
from segsim.study.figures.mapframe import Bar, Page, Panel, composed, explanation, unit_of
from segsim.study.figures.maps import VARIABLE
from segsim.study.figures.style import DIVERGING, SEQUENTIAL
from segsim.study.results import Results
from segsim.texts import words

YEARS = 4


def maps_by_year(
    results: Results,
    variable: str = VARIABLE,
    *,
    scenarios: Sequence[str] | None = None,
    years: Sequence[int] | None = None,
    behaviour: str | None = None,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw a row of maps for every scenario, a column for every year, all in the same colours.

    Parameters
    ----------
    results
        The results of a study.
    variable
        A column of the neighbourhood panel.
    scenarios
        Default: the baseline and the last of the study.
    years
        Default: four, from the first to the last.
    behaviour
        The rival behaviour to show; default: the study's first.
    lang
        ``"en"`` or ``"fi"``.
    heading
        With title and explanation.
    """
    study, say = results.study, words(lang)
    names = [study.baseline, study.scenarios[-1]] if scenarios is None else list(scenarios)
    names = list(dict.fromkeys(names))
    for name in names:
        if name not in study.scenarios:
            raise unknown("maps_by_year: scenarios", name, study.scenarios)
    shown = spaced(mapdata.recorded(results)) if years is None else list(years)
    areas, of = mapdata.read(results, variable, behaviour, shown)
    tables = [mapdata.mean(areas, name, year, variable) for name in names for year in shown]
    shade = Shade(mapdata.levels(tables), SEQUENTIAL)
    places = [(name, year) for name in names for year in shown]
    panels = [
        Panel(str(year) if name == names[0] else "", table, shade, name, year)
        for (name, year), table in zip(places, tables, strict=True)
    ]
    title, share = say.name("variable", variable), variable.endswith("_share")
    labels = [say.name("scenario", name) for name in names] if len(names) > 1 else []
    mean = say("maps.mean", len(study.seeds), variable=title, behaviour=say.name("behaviour", of))
    page = Page(
        panels,
        len(shown),
        [Bar(shade, title, 0, min(2, len(shown)), share, unit_of(variable, say))],
        study.called(lang),
        explanation(results, say, mean),
        labels,
    )
    return composed(results, page, say, told=heading)


def spaced(years: Sequence[int], count: int = YEARS) -> list[int]:
    """Return up to so many of the years, the first and the last among them, evenly spaced."""
    places = np.linspace(0, len(years) - 1, min(count, len(years)))
    return [years[int(place + 0.5)] for place in places]


def certainty(
    results: Results,
    scenario: str,
    variable: str = VARIABLE,
    *,
    year: int | None = None,
    behaviour: str | None = None,
    lang: str = "en",
    heading: bool = True,
) -> tuple[Figure, Any]:
    """Draw a scenario's effect, its spread over seeds, and where replications agree on its sign.

    Parameters
    ----------
    results
        The results of a study with at least two replications.
    scenario
        One that is not the baseline.
    variable
        A column of the neighbourhood panel.
    year
        Calendar year; default: the last.
    behaviour
        The rival behaviour to show; default: the study's first.
    lang
        ``"en"`` or ``"fi"``.
    heading
        With title and explanation.
    """
    study, say = results.study, words(lang)
    others = [name for name in study.scenarios if name != study.baseline]
    if scenario not in others:
        raise unknown("certainty: scenario", scenario, others)
    if len(study.seeds) < 2:
        raise UserError("certainty: one replication says nothing of it; run replications=8.")
    at = mapdata.recorded(results)[-1] if year is None else year
    areas, of = mapdata.read(results, variable, behaviour, [at])
    table = mapdata.difference(areas, (scenario, at), (study.baseline, at), variable)
    effect = Shade(mapdata.symmetric([table]), DIVERGING)
    spread = Shade(mapdata.levels([table], "spread"), SEQUENTIAL)
    panels = [
        Panel(say("maps.certainty.mean"), table, effect, scenario, at, unsure="full"),
        Panel(say("maps.certainty.spread"), table, spread, scenario, at, "spread", unsure="full"),
        Panel(say("maps.certainty.agreed"), table, effect, scenario, at, unsure="blank"),
    ]
    share, name = variable.endswith("_share"), say.name("scenario", scenario)
    unit = unit_of(variable, say, change=True)
    bars = [
        Bar(effect, say("maps.bar.effect", year=at), 0, 1, share, unit, change=True),
        Bar(spread, say("maps.bar.spread"), 1, 2, share, unit, change=True),
        Bar(effect, say("maps.bar.effect", year=at), 2, 3, share, unit, change=True),
    ]
    told = say(
        "maps.certainty.told",
        len(study.seeds),
        variable=say.name("variable", variable),
        name=name,
        year=at,
        behaviour=say.name("behaviour", of),
    )
    title = f"{study.called(lang)}: {name}"
    page = Page(panels, 3, bars, title, explanation(results, say, told))
    return composed(results, page, say, told=heading)
