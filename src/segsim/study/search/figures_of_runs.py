"""What a search reads from the runs of a results folder."""

from pathlib import Path

import pandas as pd

from segsim.study.results import load
from segsim.study.search.evidence import OUTCOME
from segsim.study.search.target import Target

RUN = ["scenario", "behaviour", "seed"]


def figures_of_runs(out: str | Path, target: Target, by: int) -> pd.DataFrame:
    """Return one row a run: scenario, behaviour, seed, outcome, cost, city_cost, displaced.

    Parameters
    ----------
    out
        A results folder, all of whose runs are there.
    target
        What ``outcome`` is of, in the year ``by``.
    by
        Costs and displaced households are added up to the end of this year.
    """
    results = load(out)
    meant = target.among(results.table("indicators", only={"year": [by]}))
    only = {"indicator": ["displaced"], "level": ["city"]}
    gone = results.table("indicators", ["year", "value"], only)
    gone = gone[gone["year"] <= by]
    ledger = results.ledger
    ledger = ledger[ledger["year"] <= by]
    city = ledger[ledger["payer"] == "city"]
    runs = pd.MultiIndex.from_frame(results.runs[RUN])
    columns: dict[str, pd.Series[float]] = {
        OUTCOME: meant.set_index(RUN)["value"],
        "cost": ledger.groupby(RUN)["eur"].sum(),
        "city_cost": city.groupby(RUN)["eur"].sum(),
        "displaced": gone.groupby(RUN)["value"].sum(),
    }
    table = pd.DataFrame({name: column.reindex(runs) for name, column in columns.items()})
    table = table.fillna({"cost": 0.0, "city_cost": 0.0})
    return table.reset_index(names=RUN)
