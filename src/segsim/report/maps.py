"""Maps of neighbourhoods: through the years, and what each scenario changes with what certainty."""

from collections.abc import Iterator

import pandas as pd

from segsim.report import places
from segsim.report.drawings import Draw, Drawing, Files, Part, Section, slug
from segsim.report.facts import Facts
from segsim.report.places import VARIABLE
from segsim.report.tables import Cell, Table, csv_of, plain
from segsim.study.comparison import CONFIDENCE
from segsim.study.figures import mapdata
from segsim.study.figures.mapframe import explanation
from segsim.study.figures.mapseries import spaced
from segsim.study.labels import FEWEST
from segsim.study.results import Results
from segsim.texts import Words


def maps(results: Results, facts: Facts, files: Files, said: Words) -> Iterator[Section]:
    """Yield the maps by year, and the maps of effects where there is something to compare."""
    years = spaced(mapdata.recorded(results))
    first, last = years[0], years[-1]
    names = list(dict.fromkeys([facts.study.baseline, facts.study.scenarios[-1]]))
    table = places.by_district(results, facts, [first, last])
    levels = places.levels_of(results, names, years)
    files.table("neighbourhoods", csv_of(places.LEVELS, levels))
    text = said("report.maps.text", fewest=said.numbers.number(FEWEST))
    if last != facts.year:  # neighbourhoods are not recorded every year
        text += f" {said('report.maps.earlier', last=last, year=facts.year)}"
    series = _series(results, facts, table, levels, files, said)
    yield Section("maps", said("report.maps.title"), text, [Part([series], wide=True)])
    if facts.effects and len(facts.study.seeds) > 1:
        yield _certainty(results, facts, table, last, files, said)


def _series(
    results: Results,
    facts: Facts,
    table: pd.DataFrame,
    levels: pd.DataFrame,
    files: Files,
    said: Words,
) -> Drawing:
    """Return the maps by year, all in the same colours."""
    svg = files.draw(
        "maps-by-year",
        said.language,
        lambda: results.plot.maps_by_year(VARIABLE, lang=said.language, heading=False),
    )
    means = places.district_levels(table)
    csv = files.table("districts", csv_of(places.DISTRICTS, means))
    base = means[means["scenario"] == facts.study.baseline]
    years = sorted(set(base["year"]))
    at = {(row["district"], row["year"]): row for _, row in base.iterrows()}
    rows = [
        [Cell(str(district)), *(_share(at[district, year], said) for year in years)]
        for district in sorted(set(base["district"]), key=str)
    ]
    columns = [said("report.column.district"), *(str(year) for year in years)]
    title = said.name("variable", VARIABLE)
    base_name = said.name("scenario", facts.study.baseline)
    caption = said("report.maps.districts", title=title, scenario=base_name)
    finding = _spans(facts, levels, said)
    told = explanation(results, said)
    return Drawing("maps-by-year", title, finding, svg, Table(caption, columns, rows), csv, told)


def _share(row: "pd.Series[float]", said: Words) -> Cell:
    numbers = said.numbers
    low, high = 100.0 * float(row["low"]), 100.0 * float(row["high"])
    value = float(row["estimate"])
    return Cell(numbers.percent(value, 1), plain(value), numbers.interval(low, high, 1))


def _spans(facts: Facts, levels: pd.DataFrame, said: Words) -> str:
    """Say how far apart neighbourhoods are at both ends of the baseline."""
    rows = levels[levels["scenario"] == facts.study.baseline].dropna(subset=[VARIABLE])
    ends = [int(rows["year"].min()), int(rows["year"].max())]
    spans = []
    for year in ends:
        values = rows.loc[rows["year"] == year, VARIABLE]
        low, high = (float(values.quantile(q)) for q in (0.1, 0.9))
        spans.append((said.numbers.number(100.0 * low), said.numbers.percent(high)))
    return said(
        "report.maps.finding" if ends[0] < ends[-1] else "report.maps.finding_once",
        scenario=said.name("scenario", facts.study.baseline),
        first=ends[0],
        last=ends[-1],
        low_first=spans[0][0],
        high_first=spans[0][1],
        low_last=spans[-1][0],
        high_last=spans[-1][1],
    )


def _certainty(
    results: Results, facts: Facts, table: pd.DataFrame, year: int, files: Files, said: Words
) -> Section:
    """Return what each scenario changes on the map, its spread, and where replications agree."""
    effects = places.effects_of(results, facts, year)
    files.table("neighbourhood-effects", csv_of(places.EFFECTS, effects))
    found = places.district_effects(table, facts, year)
    drawings = []
    for scenario in facts.others:
        name = slug("certainty", scenario)
        svg = files.draw(name, said.language, _drawn(results, scenario, year, said))
        mine = found[found["scenario"] == scenario]
        csv = files.table(slug("districts", scenario), csv_of(places.DISTRICTS, mine))
        title = said.name("scenario", scenario)
        shown = _districts(mine, title, year, said)
        seen = effects[effects["scenario"] == scenario]
        drawings.append(Drawing(name, title, _agreed(seen, said), svg, shown, csv))
    text = said("report.difference.text", year=year)
    return Section("difference", said("report.difference.title"), text, [Part(drawings, wide=True)])


def _drawn(results: Results, scenario: str, year: int, said: Words) -> Draw:
    return lambda: results.plot.certainty(
        scenario, VARIABLE, year=year, lang=said.language, heading=False
    )


def _agreed(effects: pd.DataFrame, said: Words) -> str:
    """Say in how many neighbourhoods replications agree, and in how many they would by chance."""
    known = effects.dropna(subset=["effect"])
    sure = known[known["sure"] == "yes"]
    number = said.numbers.number
    return said(
        "report.difference.finding",
        total=number(len(known)),
        sure=number(len(sure)),
        up=number(int((sure["effect"] > 0.0).sum())),
        down=number(int((sure["effect"] < 0.0).sum())),
        expected=number((1.0 - CONFIDENCE) * len(known)),
    )


def _districts(effects: pd.DataFrame, scenario: str, year: int, said: Words) -> Table:
    """Return the effect on every district, percentage points."""
    numbers = said.numbers
    rows = []
    for _, row in effects.sort_values("district", key=lambda names: names.map(str)).iterrows():
        low, high = 100.0 * float(row["low"]), 100.0 * float(row["high"])
        value = float(row["estimate"])
        sure = low * high > 0.0
        change = Cell(numbers.points(value), plain(value), strong=sure)
        between = Cell(numbers.interval(low, high, 1, sign=True))
        rows.append([Cell(str(row["district"])), change, between])
    names = ("district", "points", "interval")
    caption = said("report.difference.districts", scenario=scenario, year=year)
    return Table(caption, [said(f"report.column.{name}") for name in names], rows)
