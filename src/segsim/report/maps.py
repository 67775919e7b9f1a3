"""Maps of neighbourhoods, and their table, in which nobody is seen who is one of few."""

import pandas as pd

from segsim.report.drawings import Drawing, Files, Part, Section
from segsim.report.facts import Facts
from segsim.report.tables import csv_of
from segsim.study.comparison import estimates
from segsim.study.results import Results
from segsim.texts import Words

FEWEST = 20
"""Households of the smallest neighbourhood that is published."""
VARIABLE = "foreign_share"
CSV = ("scenario", "year", "neighbourhood", "district", "households", VARIABLE, "low", "high", "n")


def maps(results: Results, facts: Facts, files: Files, said: Words) -> Section:
    """Return the maps of a study."""
    areas = _areas(results, facts)
    files.table("neighbourhoods", csv_of(CSV, published(areas)))
    svg = files.draw("maps", said.language, lambda: results.plot.maps(VARIABLE))
    title = said.name("variable", VARIABLE)
    found = _finding(areas, facts, said)
    drawing = Drawing("maps", title, found, svg, csv="neighbourhoods")
    text = said("report.maps.text", fewest=said.numbers.number(FEWEST))
    return Section("maps", said("report.maps.title"), text, [Part([drawing], wide=True)])


def _areas(results: Results, facts: Facts) -> pd.DataFrame:
    """Return neighbourhoods at both ends by scenario: means over seeds with their intervals."""
    columns = ["year", "neighbourhood", "district", "households", VARIABLE]
    rows = results.table("areas", columns)
    ends = [int(rows["year"].min()), int(rows["year"].max())]
    rows = rows[rows["year"].isin(ends) & (rows["behaviour"] == facts.behaviour)]
    keys = ["scenario", "year", "neighbourhood"]
    table = estimates(rows, VARIABLE, keys).rename(columns={"estimate": VARIABLE})
    sizes = rows.groupby(keys, observed=True).agg({"households": "mean", "district": "first"})
    table = table.merge(sizes.reset_index(), on=keys)
    order = {name: place for place, name in enumerate(results.study.scenarios)}
    table["place"] = table["scenario"].astype(object).map(order)
    return table.sort_values(["place", "year", "neighbourhood"], kind="stable")[list(CSV)]


def published(areas: pd.DataFrame) -> pd.DataFrame:
    """Blank what is known of neighbourhoods with too few households."""
    few = areas["households"] < FEWEST
    values = ["households", VARIABLE, "low", "high"]
    return areas.assign(**{name: areas[name].astype(float).mask(few) for name in values})


def _finding(areas: pd.DataFrame, facts: Facts, said: Words) -> str:
    """Say how far apart neighbourhoods are at both ends of the baseline."""
    base = facts.study.baseline if facts.effects else facts.study.scenarios[0]
    rows = published(areas)[areas["scenario"] == base].dropna(subset=[VARIABLE])
    ends = sorted(set(rows["year"]))
    spans = []
    for year in ends:
        values = rows.loc[rows["year"] == year, VARIABLE]
        low, high = (said.numbers.percent(float(values.quantile(q))) for q in (0.1, 0.9))
        spans.append((low, high))
    return said(
        "report.maps.finding",
        scenario=said.name("scenario", base),
        first=ends[0],
        last=ends[-1],
        low_first=spans[0][0],
        high_first=spans[0][1],
        low_last=spans[-1][0],
        high_last=spans[-1][1],
    )
