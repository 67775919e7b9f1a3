"""What every question has: results by city, and the effects of a study's scenarios."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from contrasts import Weights, effect

from segsim.study.results import Results

type Cities = Mapping[str, Results]
type Question = Callable[[Cities], Iterator[str]]
"""Takes the results by city (one for most studies) and yields paragraphs of Markdown."""

FOUR = ("tampere", "helsinki", "vantaa", "turku")


@dataclass(frozen=True)
class Experiment:
    """What is made of a study, and the cities in which it is run (none: its own)."""

    ask: Question
    cities: tuple[str, ...] = ()


def only(cities: Cities) -> Results:
    """Return the results of a study of one city."""
    (results,) = cities.values()
    return results


def singles(results: Results) -> dict[str, Weights]:
    """Return the effect of every scenario against the baseline."""
    study = results.study
    others = [name for name in study.scenarios if name != study.baseline]
    return {name: effect(name, study.baseline) for name in others}
