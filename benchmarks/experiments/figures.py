"""What is read from the runs: indicators, costs, and means over some neighbourhoods."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pandas as pd

from segsim.study.labels import Key, select
from segsim.study.results import Results

MILLION = 1e6
NEIGHBOURHOOD, SCHOOL, CITY = "neighbourhood", "school", "city"

D = Key("adjusted_dissimilarity", NEIGHBOURHOOD, "language", "D of language")
ISOLATION = Key("isolation", NEIGHBOURHOOD, "language", "isolation by language")
D_INCOME = Key("adjusted_dissimilarity", NEIGHBOURHOOD, "income_low_high", "D of low, high income")
H_INCOME = Key("ordinal_h", NEIGHBOURHOOD, "income", "rank-order H of income")
D_SCHOOL = Key("adjusted_dissimilarity", SCHOOL, "language", "D of language, schools")
D_SCHOOL_INCOME = Key(
    "adjusted_dissimilarity", SCHOOL, "income_low_rest", "D of low income, schools"
)
DROPOUT = Key("dropout", SCHOOL, "foreign", "dropout, foreign-language")
DROPOUT_DOMESTIC = Key("dropout", SCHOOL, "domestic", "dropout, domestic")
OUTCOME_GAP = Key("outcome_gap", SCHOOL, "language", "gap of school outcomes, sd")
EMPLOYMENT = Key("employment_share", CITY, "foreign", "in work, foreign-language")
DISPLACED = Key("displaced", CITY, "all", "displaced households", 0, "", True)
ATTACHMENT = Key("attachment", CITY, "all", "attachment")
REPUTATION = Key("reputation", CITY, "poorest", "reputation, poorest third, sd")
COMMUNITY = Key("community", CITY, "poorest", "community, poorest third")
MOVES = Key("move_rate", CITY, "all", "moves, share of persons")
EXITS = Key("exit_rate", CITY, "domestic", "moves out of the poorest fifth, domestic")
EXITS_FOREIGN = Key("exit_rate", CITY, "foreign", "the same, foreign-language")
OPT_OUT = Key("pupils_outside", CITY, "all", "pupils outside their catchment", 0)
FOREIGN_SHARE = Key("foreign_share", CITY, "all", "foreign-language share")
COMPLETED = Key("completed", CITY, "all", "dwellings completed", 0, "", True)
CHAINS = Key("chain_moves", CITY, "all", "moves in chains", 0, "", True)
PRICE = Key("price_mean", CITY, "all", "price, EUR/m²", 0)

PREVENTION = (D, ISOLATION, D_INCOME, H_INCOME, D_SCHOOL)
"""Who lives and learns beside whom."""
MITIGATION = (DROPOUT, DROPOUT_DOMESTIC, OUTCOME_GAP, EMPLOYMENT, DISPLACED)
"""How those fare who live and learn apart, and who had to go."""


@cache
def values(results: Results, key: Key, year: int | None = None) -> pd.DataFrame:
    """Return a figure of one year (default: the last) [seed, scenario]."""
    rows = select(results.indicators, [key])
    shown = int(rows["year"].max()) if year is None else year
    return _wide(rows[rows["year"] == shown], "value")


@cache
def courses(results: Results, key: Key) -> pd.DataFrame:
    """Return a figure of every year [(year, seed), scenario]."""
    rows = select(results.indicators, [key])
    return rows.pivot_table(index=["year", "seed"], columns="scenario", values="value")


@cache
def costs(results: Results, payer: str | None = None) -> pd.DataFrame:
    """Return what every run has cost to its end, million EUR [seed, scenario]."""
    done = results.runs[results.runs["status"] == "done"].assign(eur=0.0)
    ledger = results.ledger
    rows = ledger if payer is None else ledger[ledger["payer"] == payer]
    columns = ["seed", "scenario", "eur"]  # a run without costs has no row in the ledger
    every = pd.concat([done[columns], rows[columns]])
    return every.pivot_table("eur", "seed", "scenario", aggfunc="sum") / MILLION


type Chosen = Callable[[pd.DataFrame], "pd.Series[bool]"]


def within(results: Results, column: str, chosen: Chosen, year: int | None = None) -> pd.DataFrame:
    """Return the mean of a column over the households of some neighbourhoods [seed, scenario].

    Parameters
    ----------
    chosen
        Which neighbourhoods of a run count, told from its panel at the start: those of a seed are
        the same in all scenarios that start from one settled city.
    """
    areas, rows = results.areas, []
    shown = int(areas["year"].max()) if year is None else year
    for (scenario, seed), run in areas.groupby(["scenario", "seed"], sort=False):
        first = run[run["year"] == run["year"].min()]
        places = first.loc[chosen(first), "neighbourhood"]
        here = run[(run["year"] == shown) & run["neighbourhood"].isin(places)]
        rows.append((seed, scenario, _mean(here, column)))
    return _wide(pd.DataFrame(rows, columns=["seed", "scenario", "value"]), "value")


def _mean(here: pd.DataFrame, column: str) -> float:
    """Return a mean over households; of a tenure, its share of them."""
    weight = here["households"].clip(lower=0).astype(float)
    column_values = here[column] / weight.clip(lower=1) if column in TENANTS else here[column]
    known = column_values.notna()
    total = float(weight[known].sum())
    return float((column_values * weight)[known].sum()) / total if total > 0.0 else float("nan")


TENANTS = ("private_rent_households", "social_rent_households")


def poorest(share: float) -> Chosen:
    """Return the choice of the neighbourhoods with the lowest mean income rank."""

    def chosen(panel: pd.DataFrame) -> "pd.Series[bool]":
        return panel["mean_rank"] <= panel["mean_rank"].quantile(share)

    return chosen


def around(stops: list[tuple[float, float]], metres: float) -> Chosen:
    """Return the choice of the neighbourhoods within some distance of a stop."""

    def chosen(panel: pd.DataFrame) -> "pd.Series[bool]":
        at = np.asarray(stops, np.float64)
        east = panel["x"].to_numpy()[:, None] - at[None, :, 0]
        north = panel["y"].to_numpy()[:, None] - at[None, :, 1]
        near = np.hypot(east, north).min(axis=1) <= metres
        return pd.Series(near, index=panel.index)

    return chosen


def _wide(rows: pd.DataFrame, value: str) -> pd.DataFrame:
    return rows.pivot_table(index="seed", columns="scenario", values=value, dropna=False)
