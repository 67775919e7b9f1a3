"""(a) to (f): the first experiments."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd
from asking import FOUR, Cities, Experiment, only, singles
from contrasts import BASELINE, Weights, difference, effect, factorial
from figures import (
    ATTACHMENT,
    CHAINS,
    COMMUNITY,
    COMPLETED,
    D_INCOME,
    D_SCHOOL,
    D_SCHOOL_INCOME,
    DISPLACED,
    DROPOUT,
    ISOLATION,
    OPT_OUT,
    PRICE,
    REPUTATION,
    D,
    around,
    costs,
    courses,
    poorest,
    values,
    within,
)
from tables import by_city, digits_of, of_values, report

from segsim.study.labels import Key
from segsim.study.plan import plan
from segsim.study.results import Results

FACTORS = frozenset({"tenure", "infill", "school", "catchment"})
LINE = "tram_linnainmaa"
NEAR = {"within 800 m": 800.0, "within 1,600 m": 1600.0}
"""Where a stop saves its full time, and where it saves any."""


def factors(cities: Cities) -> Iterator[str]:
    """(a): main effects and interactions of two over all sixteen scenarios."""
    names = next(iter(cities.values())).study.scenarios
    on = {n: FACTORS & frozenset(n.split("_")) for n in names}
    yield "Main effects and interactions (×) of two, each a contrast over all sixteen scenarios."
    keys = (D, D_INCOME, D_SCHOOL, ISOLATION, DROPOUT, DISPLACED)
    yield from by_city(cities, factorial(on), keys, sorted(FACTORS))


def mixing(cities: Cities) -> Iterator[str]:
    """(b): the effect of mixing under each condition, and differences of differences."""
    effects = {
        "mixing, model as it is": effect("mixing"),
        "mixing, no discrimination": effect("fair_mixing", "fair"),
        "mixing, no preference": effect("indifferent_mixing", "indifferent"),
    }
    base, *others = effects.values()
    effects["more without discrimination"] = difference(others[0], base)
    effects["more without preference"] = difference(others[1], base)
    effects["no discrimination itself"] = effect("fair")
    effects["no preference itself"] = effect("indifferent")
    yield (
        "Effect of tenure mixing against the baseline of the same condition; *more* is the "
        "difference of two such effects."
    )
    keys = (D, ISOLATION, D_INCOME, D_SCHOOL, DROPOUT, DISPLACED)
    yield from by_city(cities, effects, keys, [name for name in effects if "mixing" in name])
    if len(cities) == 2:
        yield from between(cities, effects)


def between(cities: Cities, effects: Mapping[str, Weights]) -> Iterator[str]:
    """Yield by how much an effect is larger in the second city, seed by seed."""
    (first, one), (second, two) = cities.items()
    yield f"{second.capitalize()} less {first.capitalize()}."
    columns = {}
    for key in (D, ISOLATION, D_INCOME):
        gap = values(two, key).sub(values(one, key))
        columns[key.title] = (gap, digits_of(key))
    yield of_values(effects, columns)


def infill(cities: Cities) -> Iterator[str]:
    """(c): the same homes, and the same money, for whom."""
    results = only(cities)
    pairs = {
        "social less market": difference(effect("social"), effect("market")),
        "mixed less market": difference(effect("mixed"), effect("market")),
        "social less mixed": difference(effect("social"), effect("mixed")),
        "the same at equal cost": difference(effect("social_equal_cost"), effect("mixed")),
    }
    own = (COMPLETED, CHAINS, PRICE)
    alone = singles(results)
    yield from report(results, {**alone, **pairs}, own, list(alone))


def catchments(cities: Cities) -> Iterator[str]:
    """(d): what families undo of catchments drawn anew, by year."""
    results = only(cities)
    effects = {
        "redrawn every five years, families choose": effect("redraw"),
        "the same, families that do not mind": effect("still_redraw", "still"),
        "redrawn once, families choose": effect("once"),
        "the same once, families that do not mind": effect("still_once", "still"),
    }
    moving, still, once, still_once = effects.values()
    effects["undone by families, every five years"] = difference(moving, still)
    effects["undone by families, once"] = difference(once, still_once)
    for key in (D_SCHOOL, D_SCHOOL_INCOME):
        yield f"{key.title}, by years since the start."
        yield of_values(effects, by_year(results, key, (1, 3, 5, 10, 15)))
    yield from report(results, effects, (D_SCHOOL_INCOME, OPT_OUT), list(effects)[:4])


def by_year(
    results: Results, key: Key, since: tuple[int, ...]
) -> dict[str, tuple[pd.DataFrame, int]]:
    """Return a figure in some years after the start, those that were run."""
    years = courses(results, key)
    start = results.study.start_year
    known = set(years.index.get_level_values("year"))
    return {
        f"year {n}": (years.loc[start + n], digits_of(key)) for n in since if start + n in known
    }


def targeting(cities: Cities) -> Iterator[str]:
    """(e): what a rule and its data are worth to the poorest third, by the million."""
    results = only(cities)
    alone = singles(results)
    rules = ("worst_first", "early_warning")
    late = {
        f"{rule}: {what} less exact": difference(effect(f"{rule}_{what}"), effect(rule))
        for rule in rules
        for what in ("late", "noisy")
    }
    against = {
        f"{rule} less uniform": difference(effect(rule), effect("uniform")) for rule in rules
    }
    both = {**alone, **against, **late}
    columns = {
        "reputation, sd": ("reputation", 4),
        "low incomes": ("low_income_share", 4),
        "foreign-language share": ("foreign_share", 4),
        "price, EUR/m²": ("price", 1),
    }
    here = {t: (within(results, c, poorest(1 / 3)), d) for t, (c, d) in columns.items()}
    yield "The poorest third of neighbourhoods at the start, means over households."
    yield of_values(both, here)
    yield "The same for every million euro, × 1,000 (price: EUR/m²)."
    spent = costs(results)
    yield of_values(both, {t: (per_million(v, spent, t), 2) for t, (v, _) in here.items()})
    yield from report(results, both, (ATTACHMENT, COMMUNITY, REPUTATION), list(alone))


def per_million(values: pd.DataFrame, spent: pd.DataFrame, title: str) -> pd.DataFrame:
    """Return effects divided by what each run cost more than its baseline."""
    factor = 1.0 if title.startswith("price") else 1000.0
    gain, cost = (frame.sub(frame[BASELINE], axis=0) for frame in (values, spent))
    ratio = factor * gain / cost.where(cost > 0.0)
    return ratio.assign(**{BASELINE: 0.0})


def tram(cities: Cities) -> Iterator[str]:
    """(f): who lives near the stops, with and without social homes."""
    results = only(cities)
    effects: dict[str, Weights] = {
        **singles(results),
        "tram with social homes": effect("tram_social", "social"),
        "with social homes less without": difference(
            effect("tram_social", "social"), effect("tram")
        ),
    }
    columns = {
        "price, EUR/m²": ("price", 0),
        "rent, EUR/m²": ("rent", 2),
        "low incomes": ("low_income_share", 4),
        "foreign-language share": ("foreign_share", 4),
        "private tenants": ("private_rent_households", 4),
        "social tenants": ("social_rent_households", 4),
    }
    line = levers(results)
    opened = int(line["open_year"])
    for name, metres in NEAR.items():
        near = around(line["stops"], metres)
        for year in (opened, None):
            when = "in the last year" if year is None else f"in {year}, when it opens"
            yield f"Neighbourhoods {name} of a stop, {when}: means and shares over households."
            here = {t: (within(results, c, near, year), d) for t, (c, d) in columns.items()}
            yield of_values(effects, here)
    yield from report(results, effects, (PRICE,), list(effects)[:3])


def levers(results: Results) -> dict[str, Any]:
    """Return the levers of the line: its stops, its years."""
    specifications = plan([f"study={results.study.name}"]).specifications
    first = next(spec for (name, _), spec in specifications.items() if name == "tram")
    return dict(first.canonical()["policy"][LINE])


MEASURES = {
    "a_factorial": Experiment(factors, FOUR),
    "b_mixing": Experiment(mixing, ("turku", "helsinki")),
    "c_infill": Experiment(infill),
    "d_catchments": Experiment(catchments),
    "e_targeting": Experiment(targeting),
    "f_tram": Experiment(tram),
}
