"""What a project would do, stated from a study, and which districts call for attention."""

from collections.abc import Iterator

import pandas as pd

from segsim.registry import UserError, unknown
from segsim.study.comparison import CONFIDENCE, estimates
from segsim.study.labels import Key, number, present
from segsim.study.results import Results
from segsim.study.table import MILLION

WARNING_YEARS = 3
"""Years over which a fall of incomes is a warning [assumption]."""
PLACES = 5
"""Districts that a statement names for each figure."""
LOCAL = {"foreign_share": "foreign-language share", "low_income_share": "low-income share"}


def impact(
    results: Results, scenario: str, baseline: str | None = None, year: int | None = None
) -> str:
    """Return the impact statement of a project (row 14.9).

    Parameters
    ----------
    results
        A study with the project as a scenario and the same city without it.
    scenario
        The scenario with the project.
    baseline
        The scenario without; default: the study's own.
    year
        Calendar year; default: the last.

    Raises
    ------
    UserError
        When the study has no such scenario, or nothing to compare it with.
    """
    base = results.study.baseline if baseline is None else baseline
    others = [name for name in results.study.scenarios if name != base]
    if not others:
        raise UserError(f"{results.out}: the study has one scenario, nothing to compare it with.")
    if scenario not in others:
        raise unknown("scenario", scenario, others)
    indicators = results.rows_of()
    shown = int(indicators["year"].max()) if year is None else year
    rows = results.compare(base, indicators[indicators["year"] == shown])
    rows = rows[rows["scenario"] == scenario]
    study = results.study
    lines = [
        f"Impact statement: {scenario}, {study.city}, {shown}",
        f"against {base}; {len(study.seeds)} pairs of runs; 90 % intervals over seeds",
        "",
    ]
    for key in present(rows):
        lines += [verdict(key, row) for _, row in key.among(rows).iterrows()]
    lines += ["", *costs(results, scenario, shown), "", *districts(results, scenario, base, shown)]
    return "\n".join(lines)


def verdict(key: Key, row: "pd.Series[float]") -> str:
    """Return a sentence on one figure; what cannot be told from nothing is said to be so."""
    digits = key.digits + 1 if key.digits else 0
    change, low, high = (
        number(row[name], digits, sign=True) for name in ("estimate", "low", "high")
    )
    unit = f" {key.unit}" if key.unit else ""
    said = f"{change}{unit} [{low}, {high}]"
    behaviour = f" ({row['behaviour']})"
    if not row["low"] <= row["high"]:
        return f"- {key.title}{behaviour}: {change}{unit}, from one pair of runs: no interval"
    if row["low"] <= 0.0 <= row["high"]:
        return f"- {key.title}{behaviour}: not told apart from no change, {said}"
    return f"- {key.title}{behaviour}: {'raised' if row['estimate'] > 0.0 else 'lowered'}, {said}"


def costs(results: Results, scenario: str, year: int) -> Iterator[str]:
    """Yield what the project has cost up to a year, by payer, as the mean over its runs."""
    ledger = results.ledger
    spent = ledger[(ledger["scenario"] == scenario) & (ledger["year"] <= year)]
    done = results.runs[results.runs["status"] == "done"]
    runs = max(int((done["scenario"] == scenario).sum()), 1)
    if spent.empty:
        yield f"Cost up to {year}: none"
        return
    total = spent["eur"].sum() / runs / MILLION
    payers = spent.groupby("payer", sort=False)["eur"].sum() / runs / MILLION
    shares = ", ".join(f"{payer} {number(eur, 1)}" for payer, eur in payers.items())
    yield f"Cost up to {year}: {number(total, 1)} million EUR ({shares})"


def districts(results: Results, scenario: str, baseline: str, year: int) -> Iterator[str]:
    """Yield the districts whose residents change most, where the interval does not hold zero."""
    areas = results.table("areas", ["district", "households", *LOCAL], {"year": [year]})
    for column, name in LOCAL.items():
        sides = [_by_district(areas, side, column) for side in (scenario, baseline)]
        pairs = sides[0].merge(sides[1], on=["behaviour", "seed", "district"])
        pairs["change"] = pairs["value_x"] - pairs["value_y"]
        table = estimates(pairs, "change", ["behaviour", "district"])
        clear = table[(table["low"] > 0.0) | (table["high"] < 0.0)]
        order = clear["estimate"].abs().sort_values(ascending=False, kind="stable").index
        yield f"Largest changes of the {name}, percentage points:"
        for _, row in clear.loc[order[:PLACES]].iterrows():
            ends = [number(100.0 * row[k], 1, sign=True) for k in ("estimate", "low", "high")]
            yield f"  {row['district']} ({row['behaviour']}): {ends[0]} [{ends[1]}, {ends[2]}]"
        if clear.empty:
            yield "  none that can be told from no change"
        else:
            chance = number((1.0 - CONFIDENCE) * len(table), 1)
            yield f"  (of {len(table)} districts about {chance} would be named by chance)"


def _by_district(areas: pd.DataFrame, scenario: str, column: str) -> pd.DataFrame:
    rows = areas[areas["scenario"] == scenario]
    sums = rows.assign(value=rows[column] * rows["households"])
    keys = ["behaviour", "seed", "district"]
    table = sums.groupby(keys, sort=False)[["value", "households"]].sum()
    return (table["value"] / table["households"].clip(lower=1)).rename("value").reset_index()


def early_warning(
    results: Results, scenario: str | None = None, year: int | None = None
) -> pd.DataFrame:
    """Return the districts in which mean income rank has fallen in the last years (row 7.2).

    Returns
    -------
    DataFrame
        behaviour, district, ``estimate`` (change of mean rank, 0 … 1, over the last three years,
        mean over seeds), ``low`` and ``high`` (90 %), ``p_lower``, n; the steepest fall first.

    Raises
    ------
    UserError
        When the study has no such scenario or year, or no panel of neighbourhoods before it.
    """
    name = results.study.baseline if scenario is None else scenario
    if name not in results.study.scenarios:
        raise unknown("scenario", name, results.study.scenarios)
    areas = results.table("areas", ["year", "district", "households", "mean_rank"])
    shown = int(areas["year"].max()) if year is None else year
    before = areas[(areas["year"] <= shown - WARNING_YEARS) & (areas["scenario"] == name)]
    if before.empty or shown not in set(areas["year"]):
        raise UserError(f"{shown}: no neighbourhood panel then and {WARNING_YEARS} years before.")
    then = int(before["year"].max())
    sides = [
        _by_district(areas[areas["year"] == when], name, "mean_rank") for when in (shown, then)
    ]
    pairs = sides[0].merge(sides[1], on=["behaviour", "seed", "district"])
    pairs["change"] = pairs["value_x"] - pairs["value_y"]
    table = estimates(pairs, "change", ["behaviour", "district"])
    return table.sort_values("estimate", kind="stable").reset_index(drop=True)
