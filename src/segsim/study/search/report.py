"""The answer in plain words, at most a hundred columns wide."""

from collections.abc import Iterator
from textwrap import wrap

import pandas as pd

from segsim.study.labels import number
from segsim.study.search.confirm import SURE, TOLD
from segsim.study.search.search import Found
from segsim.study.search.settings import AIMS

WIDTH = 100
MILLION = 1e6


def report(found: Found) -> str:
    """Return what a search found: an answer, the confirmed packages, what it rests on."""
    lines = [*_heading(found), ""]
    for text in _answer(found):
        lines += wrap(text, WIDTH)
    lines += ["", *_table(found), ""]
    for text in _footing(found):
        lines += wrap(text, WIDTH)
    return "\n".join(lines)


def _heading(found: Found) -> Iterator[str]:
    asked = found.question
    city = asked.pool.one.city
    yield f"Target: {found.target} by {asked.by}"
    aims = " and ".join(AIMS[aim] for aim in asked.settings.aims)
    behaviours = ", ".join(asked.pool.behaviours)
    yield f"{city.title or city.name}; least {aims}; behaviour: {behaviours}"
    if len(asked.pool.behaviours) > 1:
        yield "Every figure is of the behaviour under which it is worst."


def _answer(found: Found) -> Iterator[str]:
    front, aims = found.front, found.question.settings.aims
    nothing, packages = front.iloc[0], front.iloc[1:]
    if nothing["verdict"] == TOLD["yes"]:
        yield (
            f"The target is met without any policy: {_outcome(found, nothing)}, "
            f"probability {_percent(nothing['probability'])}."
        )
        return
    if nothing["verdict"] == TOLD["open"]:
        yield (
            "Whether the target is met without any policy is not told: probability "
            f"{_percent(nothing['probability'])}."
        )
    reaching = packages[packages["verdict"] == TOLD["yes"]]
    for aim in aims:
        if not reaching.empty:
            best = reaching.sort_values(aim, kind="stable").iloc[0]
            yield (
                f"Reached with least {AIMS[aim]} by {best['words']}: {_price(best, aim)}; "
                f"{_outcome(found, best)}, met in {_percent(best['share'])} of runs."
            )
            yield from _cheaper(packages, best, aim)
    if reaching.empty:
        yield from _nearest(packages, found)


def _cheaper(packages: pd.DataFrame, best: pd.Series, aim: str) -> Iterator[str]:
    """Name what costs less and may reach the target too."""
    open_ = packages[(packages["verdict"] == TOLD["open"]) & (packages[aim] < best[aim])]
    if not open_.empty:
        first = open_.sort_values("probability", ascending=False, kind="stable").iloc[0]
        yield (
            f"Not told: {len(open_)} with less {AIMS[aim]} may reach it too, likeliest "
            f"{first['words']} ({_price(first, aim)}, probability "
            f"{_percent(first['probability'])}). More fresh seeds (confirm=…) would tell."
        )


def _nearest(packages: pd.DataFrame, found: Found) -> Iterator[str]:
    best = packages.sort_values("probability", ascending=False, kind="stable").iloc[0]
    told = best["verdict"] == TOLD["no"]
    yield (
        ("No package that was confirmed reaches the target. " if told else "")
        + ("" if told else "That any package reaches the target is not told. ")
        + f"Nearest is {best['words']}: {_outcome(found, best)}, probability "
        f"{_percent(best['probability'])}, {_price(best, found.question.settings.aims[0])}."
    )


def _outcome(found: Found, row: pd.Series) -> str:
    column, sign = ("change", True) if found.target.relative else ("outcome", False)
    return f"{found.target.indicator} {_with_interval(row, column, sign=sign)}"


def _with_interval(row: pd.Series, column: str, *, scale: float = 1.0, sign: bool = False) -> str:
    digits = 0 if column == "displaced" else 1 if scale > 1.0 or abs(row[column]) >= 10 else 4
    parts = [number(row[f"{column}{end}"] / scale, digits, sign=sign) for end in ENDS]
    return f"{parts[0]} [{parts[1]}, {parts[2]}]"


ENDS = ("", "_low", "_high")


def _price(row: pd.Series, aim: str) -> str:
    if aim == "displaced":
        return f"displaced {_with_interval(row, aim, sign=True)} against the baseline"
    return f"{_with_interval(row, aim, scale=MILLION)} million EUR"


def _percent(share: float) -> str:
    if 0.0 < share < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < share < 1.0 else f"{share * 100:.0f} %"


def _table(found: Found) -> Iterator[str]:
    """Yield two lines a package: its name, then its figures."""
    relative = found.target.relative
    column = "change" if relative else "outcome"
    aims = found.question.settings.aims
    money = next((aim for aim in aims if aim != "displaced"), "cost")
    title = f"{'change' if relative else 'outcome'} [90 %]"
    price = f"{money}, million EUR"
    yield f"{title:<27}{'target met':>14}{'runs':>7}{price:>26}{'on the front':>15}"
    for _, row in found.front.iterrows():
        met = f"{row['verdict']} {_percent(row['probability'])}"
        price = _with_interval(row, money, scale=MILLION) if row[f"{money}_high"] else "0"
        name = row["words"]
        yield from wrap(name, WIDTH)
        outcome, share = _with_interval(row, column, sign=relative), _percent(row["share"])
        yield f"  {outcome:<25}{met:>14}{share:>7}{price:>26}{_front(row['front']):>15}"
        if row["package"] != "baseline":
            displaced = _with_interval(row, "displaced", sign=True)
            yield f"  displaced households, against the baseline: {displaced}"


def _front(probability: float) -> str:
    if probability >= SURE:
        return "yes"
    return "no" if probability <= 1.0 - SURE else f"not told {_percent(probability)}"


def _footing(found: Found) -> Iterator[str]:
    asked = found.question
    seeds, fresh = len(asked.pool.settings.every_seed), asked.settings.confirm
    behaviours = len(asked.pool.behaviours)
    confirmed, tried = len(found.front) - 1, len(found.packages)
    runs = behaviours * ((tried + 1) * seeds + (confirmed + 1) * fresh)
    yield (
        f"{tried} of {len(asked.space.packages):,} packages were tried on {seeds} seeds; "
        f"{confirmed} of them are shown, on {fresh} fresh seeds that the search did not use "
        f"({runs} runs in all). Packages that were not tried may be better."
    )
    yield (
        "Target met: the probability that the expected outcome meets it; told from 95 % on, each "
        "package for itself. On the front: no other package shown is as good in the outcome and "
        "in price. Intervals (90 %) are over seeds; they do not show what the model leaves out."
    )
