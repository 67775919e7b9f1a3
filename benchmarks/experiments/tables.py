"""Contrasts as Markdown: what is moved, whom it helps, what it costs."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd
from contrasts import Weights, clear, estimated, taken
from figures import D_INCOME, MITIGATION, PREVENTION, D, costs, values

from segsim.study.labels import Key, number
from segsim.study.results import Results
from segsim.study.table import interval

STEP = 0.01
"""The change of D to which costs are related."""

type Contrasts = Mapping[str, Weights]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table; figures stand to the right."""
    lines = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def cell(row: "pd.Series[float]", digits: int) -> str:
    """Return an effect with its interval, in bold where the interval excludes zero."""
    text = number(row["estimate"], digits, sign=True)
    ends = interval(row, digits, sign=True)
    if not ends:
        return text
    return f"**{text}** {ends}" if clear(row) else f"{text} {ends}"


def plain(estimate: float, low: float, high: float, digits: int) -> str:
    """Return a statistic with its interval."""
    return cell(pd.Series({"estimate": estimate, "low": low, "high": high}), digits)


def digits_of(key: Key) -> int:
    """Return the decimals of an effect: one more than those of what it changes."""
    return key.digits + 1 if key.digits else 0


def effects(results: Results, contrasts: Contrasts, keys: Sequence[Key]) -> str:
    """Return contrasts by figure, in the last year."""
    columns = {key.title: (values(results, key), digits_of(key)) for key in keys}
    return of_values(contrasts, columns)


def of_values(contrasts: Contrasts, columns: Mapping[str, tuple[pd.DataFrame, int]]) -> str:
    """Return contrasts by column; a column has its values [seed, scenario] and decimals."""
    rows = [
        [name, *(cell(estimated(taken(frame, w)), digits) for frame, digits in columns.values())]
        for name, w in contrasts.items()
    ]
    return table(["", *columns], rows)


def money(results: Results, contrasts: Contrasts) -> str:
    """Return costs by payer, and cost for .01 of D where the effect on it is not zero."""
    spent = costs(results)
    payers = [p for p in ("city", "state", "owners", "tenants") if p in set(results.ledger.payer)]
    paid = {payer: costs(results, payer) for payer in payers}
    rows = []
    for name, weights in contrasts.items():
        total = estimated(taken(spent, weights))
        shares = [number(float(taken(paid[p], weights).mean()), 1) for p in payers]
        ratios = [
            per_step(total["estimate"], estimated(taken(values(results, key), weights)))
            for key in (D, D_INCOME)
        ]
        rows.append([name, paid_in_all(total), *shares, *ratios])
    return table(["", "in all", *payers, f".01 of {D.title}", f".01 of {D_INCOME.title}"], rows)


def paid_in_all(total: "pd.Series[float]") -> str:
    """Return a cost with its interval; that it is not zero is no finding."""
    return f"{number(total['estimate'], 1)} {interval(total, 1)}".rstrip()


def per_step(cost: float, row: "pd.Series[float]") -> str:
    """Return what .01 less costs, with the range that the interval of the effect gives."""
    if not clear(row):
        return "not found"
    if cost <= 0.0:
        return "no cost"
    if row["estimate"] > 0.0:
        return "raised"
    middle, low, high = (cost * STEP / -row[end] for end in ("estimate", "low", "high"))
    return f"{number(middle, 1)} [{number(low, 1)}, {number(high, 1)}]"


def report(
    results: Results, contrasts: Contrasts, own: Sequence[Key], priced: Sequence[str]
) -> Iterator[str]:
    """Yield what one city's runs show: prevention, mitigation, figures of its own, costs."""
    yield "Prevention: who lives and learns beside whom."
    yield effects(results, contrasts, PREVENTION)
    yield "Mitigation: how those fare who live and learn apart, and who had to go."
    yield effects(results, contrasts, MITIGATION)
    if own:
        yield "Figures of this question."
        yield effects(results, contrasts, own)
    if not results.ledger.empty:
        yield "Cost up to the last year, million EUR, and what .01 less of D costs."
        yield money(results, {name: contrasts[name] for name in priced})


def by_city(
    cities: Mapping[str, Results],
    contrasts: Contrasts,
    keys: Sequence[Key],
    priced: Sequence[str],
) -> Iterator[str]:
    """Yield contrasts by city, a table for each figure, and the costs of those ``priced``."""
    for key in keys:
        columns = {
            city.capitalize(): (values(results, key), digits_of(key))
            for city, results in cities.items()
        }
        yield f"{key.title[0].upper()}{key.title[1:]}."
        yield of_values(contrasts, columns)
    yield (
        "Cost up to the last year, million EUR; what .01 less of D of language and of low against "
        "high incomes costs where it was found."
    )
    rows = [
        [name, *(priced_in(results, contrasts[name]) for results in cities.values())]
        for name in priced
    ]
    yield table(["", *(city.capitalize() for city in cities)], rows)


def priced_in(results: Results, weights: Weights) -> str:
    """Return the cost of a contrast in a city, and what .01 of either D costs."""
    total = estimated(taken(costs(results), weights))
    ratios = [
        per_step(total["estimate"], estimated(taken(values(results, key), weights)))
        for key in (D, D_INCOME)
    ]
    return "; ".join([paid_in_all(total), *ratios])
