"""H1 to H4: the hypotheses of rows 19.1, 19.2, 19.4 and 19.5."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import pandas as pd
from asking import FOUR, Cities, Experiment, only, singles
from contrasts import (
    Array,
    Weights,
    combined,
    half_time,
    jackknife,
    mean_square,
    order_between,
    order_within,
    synergy,
)
from figures import (
    ATTACHMENT,
    COMMUNITY,
    D_INCOME,
    D_SCHOOL,
    DISPLACED,
    DROPOUT,
    EMPLOYMENT,
    EXITS,
    EXITS_FOREIGN,
    FOREIGN_SHARE,
    ISOLATION,
    MOVES,
    REPUTATION,
    D,
    courses,
    poorest,
    values,
    within,
)
from tables import by_city, of_values, plain, report, table

from segsim.study.labels import Key, number
from segsim.study.results import Results

DRIVERS = ("growth", "decline", "inequality", "closed", "remote_work", "high_interest")


def bundle(cities: Cities) -> Iterator[str]:
    """H1: effects, synergy, and when half of an effect is there."""
    results = only(cities)
    alone = singles(results)
    parts = [name for name in alone if name != "bundle"]
    sums = combined(*((1.0, alone[name]) for name in parts))
    together = {"sum of the four": sums, "synergy": synergy("bundle", parts)}
    yield from report(results, {**alone, **together}, (), list(alone))
    yield (
        "Year from which the mean effect stays beyond half of its end (1 is the first year), and "
        "its range when one seed is left out; – where the end is within two standard errors."
    )
    keys = (D, ISOLATION, D_INCOME, D_SCHOOL)
    rows = [[name, *(half(results, key, w) for key in keys)] for name, w in alone.items()]
    yield table(["", *(key.title for key in keys)], rows)


def half(results: Results, key: Key, weights: Weights) -> str:
    """Return the time to half of an effect with its range over seeds left out."""
    wide = courses(results, key)
    change = (wide[list(weights)] * pd.Series(weights)).sum(axis=1, skipna=False)
    rows = change.rename("value").reset_index()
    table_of_years = rows.pivot_table("value", "seed", "year").dropna().to_numpy()[:, 1:]
    year = half_time(list(table_of_years)) if len(table_of_years) else None
    if year is None:
        return "–"
    without = [half_time(list(np.delete(table_of_years, i, 0))) for i in range(len(table_of_years))]
    known = [other for other in without if other is not None]
    return f"{year} [{min(known)}, {max(known)}]" if known else str(year)


def drivers(cities: Cities) -> Iterator[str]:
    """H2: mean square of the effects of drivers beside that of policies."""
    results = only(cities)
    alone = singles(results)
    policies = [name for name in alone if name not in DRIVERS]
    yield (
        "Root of the mean square of effects. From the square of each mean effect the variance of "
        "that mean (over seeds ÷ their number) is taken off, so that noise does not count as "
        "effect. The difference of the mean squares (× 10⁶) has its interval by the jackknife "
        "over seeds; – where noise alone would give as much."
    )
    rows = []
    for key in (D, ISOLATION, D_INCOME, D_SCHOOL, EMPLOYMENT, FOREIGN_SHARE):
        wide = values(results, key)
        changes = pd.DataFrame({n: wide[n] - wide[results.study.baseline] for n in alone}).dropna()
        rows.append([key.title, *compared(changes, list(DRIVERS), policies)])
    head = ["", f"{len(DRIVERS)} drivers", f"{len(policies)} policies", "ratio of mean squares"]
    yield table([*head, "difference × 10⁶"], rows)
    yield from report(results, alone, (FOREIGN_SHARE,), policies)


def compared(changes: pd.DataFrame, first: list[str], second: list[str]) -> list[str]:
    """Return roots of two mean squares, their ratio, and the interval of their difference."""
    sides = [changes[names].to_numpy() for names in (first, second)]
    squares = [mean_square(side) for side in sides]
    roots = [number(square**0.5, 4) if square > 0.0 else "–" for square in squares]
    ratio = number(squares[0] / squares[1], 1) if min(squares) > 0.0 else "–"
    split = len(first)
    gap = jackknife(
        np.hstack(sides), lambda rows: mean_square(rows[:, :split]) - mean_square(rows[:, split:])
    )
    return [*roots, ratio, plain(*(1e6 * value for value in gap), 1)]


def order(cities: Cities) -> Iterator[str]:
    """H3: effects by city, and whether their order is another in another city."""
    first = next(iter(cities.values()))
    alone = singles(first)
    yield from by_city(
        cities, alone, (D, D_INCOME, D_SCHOOL, ISOLATION, DROPOUT, DISPLACED), list(alone)
    )
    for key in (D, D_INCOME):
        changes = {city: matrix(results, key, list(alone)) for city, results in cities.items()}
        yield (
            f"Order of the effects on {key.title}: Spearman correlation between cities, 90 % "
            "interval by drawing seeds anew; on the diagonal one half of a city's seeds against "
            "the other half, which is as much as noise lets equal cities agree."
        )
        yield table(["", *(c.capitalize() for c in cities)], orders(changes))


def matrix(results: Results, key: Key, names: list[str]) -> Array:
    """Return effects [seed, scenario]."""
    wide = values(results, key)[[results.study.baseline, *names]].dropna()
    return (wide[names].sub(wide[results.study.baseline], axis=0)).to_numpy()


def orders(changes: Mapping[str, Array]) -> list[list[str]]:
    """Return the rows of the table of correlations."""
    cells = {}
    for a, b in combinations(changes, 2):
        cells[a, b] = plain(*order_between(changes[a], changes[b]), 2)
    for city, effects in changes.items():
        cells[city, city] = number(order_within(effects), 2, sign=True)
    return [[a.capitalize(), *(cells.get((a, b), "") for b in changes)] for a in changes]


def community(cities: Cities) -> Iterator[str]:
    """H4: attachment, reputation, moves, D."""
    results = only(cities)
    alone = singles(results)
    own = (ATTACHMENT, COMMUNITY, REPUTATION, MOVES, EXITS, EXITS_FOREIGN)
    measures = [name for name in alone if name != "no_community"]
    yield from report(results, alone, own, measures)
    yield "The poorest 30 % of neighbourhoods at the start, means over households."
    columns = {
        "foreign-language share": ("foreign_share", 4),
        "low incomes": ("low_income_share", 4),
        "high incomes": ("high_income_share", 4),
        "reputation, sd": ("reputation", 3),
        "price, EUR/m²": ("price", 0),
    }
    here = {title: (within(results, c, poorest(0.3)), d) for title, (c, d) in columns.items()}
    yield of_values(alone, here)


HYPOTHESES = {
    "h1_bundle": Experiment(bundle),
    "h2_drivers": Experiment(drivers),
    "h3_cities": Experiment(order, FOUR),
    "h4_community": Experiment(community),
}
