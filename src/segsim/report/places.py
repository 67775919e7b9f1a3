"""What the panel of neighbourhoods says, in tables: nobody is seen who is one of few."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from segsim.report.facts import Facts
from segsim.study.comparison import estimates
from segsim.study.figures import mapdata
from segsim.study.labels import FEWEST
from segsim.study.results import Results

VARIABLE = "foreign_share"
LEVELS = ("scenario", "year", "neighbourhood", "households", VARIABLE)
EFFECTS = ("scenario", "year", "neighbourhood", "effect", "spread", "sure")
DISTRICTS = ("scenario", "year", "district", "estimate", "low", "high", "p_lower", "n")


def levels_of(results: Results, scenarios: Sequence[str], years: Sequence[int]) -> pd.DataFrame:
    """Return every neighbourhood's mean share, blank where few households live."""
    areas, _ = mapdata.read(results, VARIABLE, None, years)
    parts = []
    for scenario in scenarios:
        for year in years:
            table = mapdata.mean(areas, scenario, year, VARIABLE)
            seen = table[["size", "value"]].astype(float).mask(table["small"])
            seen = seen.set_axis(["households", VARIABLE], axis="columns").reset_index()
            parts.append(seen.assign(scenario=scenario, year=year))
    return pd.concat(parts, ignore_index=True)[list(LEVELS)]


def effects_of(results: Results, facts: Facts, year: int) -> pd.DataFrame:
    """Return what every scenario changes in every neighbourhood, blank where few live."""
    areas, _ = mapdata.read(results, VARIABLE, None, [year])
    parts = []
    for scenario in facts.others:
        table = mapdata.difference(areas, (scenario, year), (facts.study.baseline, year), VARIABLE)
        seen = table[["value", "spread"]].astype(float).mask(table["small"])
        seen = seen.set_axis(["effect", "spread"], axis="columns")
        known = table["sure"] & ~table["small"] & (len(facts.study.seeds) > 1)
        seen["sure"] = np.where(known, "yes", "no")
        parts.append(seen.reset_index().assign(scenario=scenario, year=year))
    return pd.concat(parts, ignore_index=True)[list(EFFECTS)]


def by_district(results: Results, facts: Facts, years: Sequence[int]) -> pd.DataFrame:
    """Return every district's share by scenario, seed and year, without those of few households."""
    columns = ["year", "district", "households", VARIABLE]
    areas = results.table("areas", columns, {"year": list(years)})
    areas = areas[areas["behaviour"] == facts.behaviour]
    areas = areas.assign(
        scenario=areas["scenario"].astype(object), district=areas["district"].astype(object)
    )
    areas["value"] = areas[VARIABLE] * areas["households"]
    keys = ["scenario", "seed", "year", "district"]
    sums = areas.groupby(keys, sort=False)[["value", "households"]].sum()
    table = (sums["value"] / sums["households"].clip(lower=1)).rename("value").reset_index()
    small = sums["households"].groupby("district").min()
    return table[~table["district"].isin(small[small < FEWEST].index)]


def district_levels(table: pd.DataFrame) -> pd.DataFrame:
    """Return the mean share of every district with its interval."""
    return estimates(table, "value", ["scenario", "year", "district"])


def district_effects(table: pd.DataFrame, facts: Facts, year: int) -> pd.DataFrame:
    """Return what every scenario changes in every district, paired on the seed."""
    at = table[table["year"] == year]
    base = at.loc[at["scenario"] == facts.study.baseline, ["seed", "district", "value"]]
    pairs = at[at["scenario"] != facts.study.baseline].merge(
        base, on=["seed", "district"], suffixes=("", "_baseline")
    )
    pairs["difference"] = pairs["value"] - pairs["value_baseline"]
    found = estimates(pairs, "difference", ["scenario", "year", "district"])
    return found[list(DISTRICTS)]
