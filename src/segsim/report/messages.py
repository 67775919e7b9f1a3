"""Key messages, computed from the comparison: what lowers, what raises, what nobody can tell.

No sentence is written by hand for a study. Were every difference of the other sign, every
"lowers" would be a "raises".
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite

from segsim.report.facts import Effect, Facts
from segsim.study.comparison import CONFIDENCE
from segsim.study.figures.wording import listed
from segsim.study.labels import Key
from segsim.texts import Words

LOWERS, RAISES, UNSURE = "lowers", "raises", "unsure"
_DIRECTIONS = {LOWERS: -1, RAISES: 1}
PRICED = "adjusted_dissimilarity"
"""The index whose changes are set against what they cost."""
BESIDE = ("isolation",)
"""Figures that the table shows and no message repeats."""


@dataclass(frozen=True, slots=True)
class Message:
    """One key message: what it comes to, and the figures behind it."""

    headline: str
    detail: str


def messages(facts: Facts, said: Words) -> list[Message]:
    """Return the key messages of a study in the order of its figures."""
    if not facts.effects:
        return [*_states(facts, said)]
    told = [_on(key, facts, said) for key in facts.keys if key.indicator not in BESIDE]
    return [*told, *_behaviours(facts, said), _by_chance(facts, said)]


def object_of(key: Key, said: Words) -> str:
    """Return a figure as what is lowered or raised."""
    return said(f"report.object.{key.indicator}.{key.level}.{key.group or 'all'}")


def finding(effects: Sequence[Effect], key: Key, year: int, said: Words) -> str:
    """Say which scenarios lower a figure, which raise it; or that none does."""
    parts = []
    for verb, direction in _DIRECTIONS.items():
        mine = [e for e in effects if e.direction == direction]
        if mine:
            parts.append(_sentence(f"report.message.{verb}", mine, key, year, said))
    if not parts:
        parts.append(said("report.message.none", object=object_of(key, said), year=year))
    return " ".join(parts)


def _sentence(text: str, effects: Sequence[Effect], key: Key, year: int, said: Words) -> str:
    names = listed([_name(effect, said) for effect in _largest_first(effects)], said)
    sentence = said(text, len(effects), names=names, object=object_of(key, said), year=year)
    return _upper(sentence)


def _on(key: Key, facts: Facts, said: Words) -> Message:
    effects = facts.of(key)
    sure = _largest_first([effect for effect in effects if effect.direction])
    unsure = [effect for effect in effects if not effect.direction]
    details = [_figures(sure, key, facts, said)] if sure else []
    if key.indicator == PRICED:
        details += _shares(sure, facts, said)
    if unsure and all(not isfinite(effect.low) for effect in effects):
        details.append(said("report.message.no_interval"))
    elif unsure and sure:
        names = listed([_name(effect, said) for effect in unsure], said)
        details.append(_upper(said("report.message.unsure", len(unsure), names=names)))
    elif unsure:
        details.append(_figures(unsure, key, facts, said))
    return Message(finding(effects, key, facts.year, said), " ".join(details))


def _figures(effects: Sequence[Effect], key: Key, facts: Facts, said: Words) -> str:
    """State effects in numbers, and from what level."""
    digits = key.digits + 1 if key.digits else 0
    numbers = said.numbers
    changes = [
        f"{_name(e, said)} {numbers.number(e.estimate, digits, sign=True)} "
        f"{numbers.interval(e.low, e.high, digits, sign=True)}".rstrip()
        for e in effects
    ]
    base = facts.level(key, facts.study.baseline)
    level = "–" if base is None else numbers.number(float(base["estimate"]), key.digits)
    unit = f" {said.name('unit', key.unit)}" if key.unit else ""
    return said(
        "report.message.figures",
        changes="; ".join(changes),
        baseline=said.within("scenario", facts.study.baseline),
        level=f"{level}{unit}",
    )


def _shares(sure: Sequence[Effect], facts: Facts, said: Words) -> Iterator[str]:
    """Say what share of the largest effect comes at what share of its cost, the cheapest one."""
    for direction in _DIRECTIONS.values():
        mine = [effect for effect in sure if effect.direction == direction]
        priced = [e for e in mine if facts.cost(e.scenario, e.behaviour) > 0.0]
        if len(priced) < 2 or priced[0] is not mine[0]:
            continue
        largest, *rest = priced
        best = min(rest, key=lambda e: facts.cost(e.scenario) / abs(e.estimate))
        effect = abs(best.estimate / largest.estimate)
        cost = facts.cost(best.scenario) / facts.cost(largest.scenario)
        text = said(
            "report.message.share",
            name=_name(best, said),
            largest=_name(largest, said),
            effect=said.numbers.percent(effect),
            cost=said.numbers.percent(cost),
        )
        yield _upper(text)


def _states(facts: Facts, said: Words) -> Iterator[Message]:
    """Say where a single scenario stands, where there is nothing to compare it with."""
    name = facts.study.scenarios[0]
    for key in facts.keys:
        row = facts.level(key, name)
        if row is not None:
            numbers = said.numbers
            unit = f" {said.name('unit', key.unit)}" if key.unit else ""
            level = numbers.number(float(row["estimate"]), key.digits) + unit
            between = numbers.interval(float(row["low"]), float(row["high"]), key.digits)
            subject = said(f"report.subject.{key.indicator}.{key.level}.{key.group or 'all'}")
            text = said("report.message.state", subject=subject, year=facts.year, level=level)
            yield Message(text, said("report.message.between", interval=between) if between else "")


def _behaviours(facts: Facts, said: Words) -> Iterator[Message]:
    """Say where the rival behaviours disagree on the direction."""
    if len(facts.study.behaviours) < 2:
        return
    key = facts.keys[0]
    torn = [name for name in facts.others if disagree(facts.across(key, name))]
    count = said.numbers.number(len(facts.study.behaviours))
    if not torn:
        yield Message(said("report.message.agree", behaviours=count), "")
        return
    names = listed([said.within("scenario", name) for name in torn], said)
    headline = said("report.message.disagree", object=object_of(key, said), names=names)
    digits = key.digits + 1
    parts = []
    for name in torn:
        found = ", ".join(
            f"{said.name('behaviour', e.behaviour)} "
            f"{said.numbers.number(e.estimate, digits, sign=True)} "
            f"{said.numbers.interval(e.low, e.high, digits, sign=True)}".rstrip()
            for e in facts.across(key, name)
        )
        parts.append(f"{said.name('scenario', name)}: {found}.")
    yield Message(headline, " ".join(parts))


def disagree(effects: Sequence[Effect]) -> bool:
    """Whether some behaviours raise what others lower."""
    return any(e.estimate > 0.0 for e in effects) and any(e.estimate < 0.0 for e in effects)


def _by_chance(facts: Facts, said: Words) -> Message:
    """Say how many intervals would leave zero out by chance alone, and how many do."""
    known = [effect for effect in facts.effects if isfinite(effect.low)]
    if not known:
        return Message(said("report.message.single"), said("report.message.single_detail"))
    number = said.numbers.number
    found = number(sum(effect.direction != 0 for effect in known))
    expected = number(max((1.0 - CONFIDENCE) * len(known), 0.1), 1 if len(known) < 10 else 0)
    headline = said("report.message.chance", found=found, comparisons=number(len(known)))
    return Message(headline, said("report.message.chance_detail", expected=expected))


def _largest_first(effects: Sequence[Effect]) -> list[Effect]:
    return sorted(effects, key=lambda effect: -abs(effect.estimate))


def _upper(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _name(effect: Effect, said: Words) -> str:
    return said.within("scenario", effect.scenario)
