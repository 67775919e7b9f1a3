"""The table of the page: every scenario against the baseline, in a row."""

from math import isfinite

from segsim.report.drawings import Files
from segsim.report.effects import chance
from segsim.report.facts import Effect, Facts
from segsim.report.tables import Cell, Table, csv_of, plain
from segsim.study.labels import KEYS, Key
from segsim.study.table import MILLION
from segsim.texts import Words

D, ISOLATION, DISPLACED = KEYS[0], KEYS[1], KEYS[5]
CSV = (
    "scenario", "behaviour", "year", "baseline", "n",
    "d_change", "d_low", "d_high", "d_p_lower", "d_behaviours_min", "d_behaviours_max",
    "isolation_change", "isolation_low", "isolation_high",
    "displaced", "displaced_change", "displaced_low", "displaced_high",
    "cost_eur", "cost_eur_per_0.01_d",
)  # fmt: skip


def overview(facts: Facts, files: Files, said: Words) -> Table:
    """Return the comparison of all scenarios, and keep its CSV."""
    files.table("comparison", csv_of(CSV, [_record(name, facts) for name in facts.others]))
    several = len(facts.study.behaviours) > 1
    names = ["scenario", "d", "chance_d", "isolation", "displaced", "cost", "price"]
    names[2:2] = ["range"] if several else []
    year = said.numbers.year(facts.year)
    columns = [said(f"report.table.column.{name}", year=year) for name in names]
    rows = [_baseline(facts, said, several=several)]
    rows += [_row(name, facts, said, several=several) for name in facts.others]
    caption = said("report.table.caption", year=year)
    return Table(caption, columns, rows, [facts.study.baseline, *facts.others])


def _baseline(facts: Facts, said: Words, *, several: bool) -> list[Cell]:
    name = facts.study.baseline
    blank = Cell("")
    cells = [Cell(said.name("scenario", name), note=said("report.table.levels"))]
    cells += [_level(D, facts, said), *([blank] if several else []), blank]
    return [*cells, _level(ISOLATION, facts, said), _level(DISPLACED, facts, said), blank, blank]


def _level(key: Key, facts: Facts, said: Words) -> Cell:
    row = facts.level(key, facts.study.baseline)
    if row is None:
        return Cell("–")
    value, low, high = (float(row[name]) for name in ("estimate", "low", "high"))
    between = said.numbers.interval(low, high, key.digits)
    return Cell(said.numbers.number(value, key.digits), plain(value), between)


def _row(name: str, facts: Facts, said: Words, *, several: bool) -> list[Cell]:
    numbers = said.numbers
    effect = facts.effect(D, name)
    cells = [Cell(said.name("scenario", name)), _change(effect, said)]
    if several:
        cells.append(_range(facts.across(D, name), said))
    if effect is None:
        cells.append(Cell("–"))
    else:
        told = chance(effect.p_lower, said, nothing=effect.nothing)
        cells.append(Cell(told, plain(effect.p_lower)))
    cells += [_change(facts.effect(ISOLATION, name), said), _displaced(name, facts, said)]
    cost = facts.cost(name) / MILLION
    cells.append(Cell(numbers.number(cost, 1), plain(facts.cost(name))))
    price = float("nan") if effect is None else facts.price(effect)
    text = numbers.number(price / MILLION, 1) if isfinite(price) else "–"
    return [*cells, Cell(text, plain(price))]


def _change(effect: Effect | None, said: Words) -> Cell:
    """Return an effect; one that can be told from none is set off."""
    if effect is None:
        return Cell("–")
    digits = effect.key.digits + 1 if effect.key.digits else 0
    return Cell(
        said.numbers.number(effect.estimate, digits, sign=True),
        plain(effect.estimate),
        said.numbers.interval(effect.low, effect.high, digits, sign=True),
        strong=effect.direction != 0,
    )


def _range(effects: list[Effect], said: Words) -> Cell:
    """Return the lowest and the highest effect over the rival behaviours."""
    values = [effect.estimate for effect in effects if isfinite(effect.estimate)]
    if not values:
        return Cell("–")
    return Cell(said.numbers.interval(min(values), max(values), D.digits + 1, sign=True))


def _displaced(name: str, facts: Facts, said: Words) -> Cell:
    row, effect = facts.level(DISPLACED, name), facts.effect(DISPLACED, name)
    if row is None or effect is None:
        return Cell("–")
    change = said.numbers.number(effect.estimate, 0, sign=True)
    between = said.numbers.interval(effect.low, effect.high, 0, sign=True)
    value = float(row["estimate"])
    return Cell(
        said.numbers.number(value),
        plain(value),
        f"{change} {between}".rstrip(),
        strong=effect.direction != 0,
    )


def _record(name: str, facts: Facts) -> dict[str, object]:
    """Return what the table says of a scenario, for machines."""
    d, nan = facts.effect(D, name), float("nan")
    values = [effect.estimate for effect in facts.across(D, name)]
    level = facts.level(DISPLACED, name)
    return {
        "scenario": name,
        "behaviour": facts.behaviour,
        "year": facts.year,
        "baseline": facts.study.baseline,
        "n": 0 if d is None else d.n,
        **_ends("d", d),
        "d_p_lower": nan if d is None else d.p_lower,
        "d_behaviours_min": min(values, default=nan),
        "d_behaviours_max": max(values, default=nan),
        **_ends("isolation", facts.effect(ISOLATION, name)),
        "displaced": nan if level is None else float(level["estimate"]),
        **_ends("displaced", facts.effect(DISPLACED, name)),
        "cost_eur": facts.cost(name),
        "cost_eur_per_0.01_d": nan if d is None else facts.price(d),
    }


def _ends(name: str, effect: Effect | None) -> dict[str, float]:
    nan = float("nan")
    values = (nan, nan, nan) if effect is None else (effect.estimate, effect.low, effect.high)
    return dict(zip((f"{name}_change", f"{name}_low", f"{name}_high"), values, strict=True))
