"""What stands in figures, in the language of their reader: titles of panels and numbers on axes."""

from collections.abc import Sequence
from math import isclose
from textwrap import fill

from matplotlib.ticker import Formatter

from segsim.study.labels import Key
from segsim.study.record import StudyRecord
from segsim.texts import Numbers, Words

MOST_DIGITS = 6


class Written(Formatter):
    """Writes the numbers of an axis as the language does, with no more decimals than it takes.

    Parameters
    ----------
    numbers
        How numbers are written.
    scale
        What values are multiplied by, e.g. 100 for per cent.
    sign
        Whether a plus stands before what is above zero.
    unit
        What follows every number.
    """

    def __init__(
        self, numbers: Numbers, *, scale: float = 1.0, sign: bool = False, unit: str = ""
    ) -> None:
        self._numbers, self._scale, self._sign, self._unit = numbers, scale, sign, unit
        self._digits = 0

    def set_locs(self, locs: Sequence[float]) -> None:
        """Choose the decimals that tell all ticks of the axis apart."""
        super().set_locs(list(locs))
        values = [self._scale * float(value) for value in locs]
        self._digits = next((d for d in range(MOST_DIGITS) if _fit(values, d)), MOST_DIGITS)

    def __call__(self, x: float, pos: int | None = None) -> str:  # noqa: ARG002 - of Matplotlib
        """Return the label of one tick."""
        text = self._numbers.number(self._scale * x, self._digits, sign=self._sign)
        return f"{text}{self._unit}"


def _fit(values: Sequence[float], digits: int) -> bool:
    step = 10.0**-digits
    return all(isclose(value, round(value, digits), abs_tol=1e-3 * step) for value in values)


def title_of(key: Key, said: Words) -> str:
    """Return what a figure of the comparison is called: its group, its index, its places."""
    index = f"indices.{key.indicator}"
    grouping, level = f"figures.grouping.{key.group}", f"figures.level.{key.level}"
    if f"{index}.title" not in said:
        return key.title
    if grouping in said and level in said:
        return f"{said(grouping)}: {said(f'{index}.short')}, {said(level)}"
    title = said(f"{index}.title")
    return said("figures.since_start", title=title) if key.cumulative else title


def panel_title(key: Key, said: Words, width: int = 60) -> str:
    """Return the title of a panel: what it is about in a line of its own, then the unit."""
    subject, _, rest = title_of(key, said).partition(": ")
    unit = f", {said.name('unit', key.unit)}" if key.unit else ""
    text = f"{rest[:1].upper()}{rest[1:]}{unit}" if rest else ""
    return f"{subject}\n{fill(text, width)}" if rest else fill(f"{subject}{unit}", width)


def index_title(indicator: str, said: Words) -> str:
    """Return what an indicator is called, whatever its level and group."""
    key = f"indices.{indicator}.title"
    return said(key) if key in said else said.name("variable", indicator)


def group_name(group: str, said: Words) -> str:
    """Return what a group of households is called."""
    key = f"figures.group.{group}"
    return said(key) if key in said else said.name("group", group)


def over(study: StudyRecord, said: Words) -> str:
    """Say over what means and intervals are."""
    return said("figures.over", count=len(study.seeds))


def behaviours(names: Sequence[str], said: Words) -> str:
    """Name rival behaviours."""
    return ", ".join(said.name("behaviour", name) for name in names)


def listed(names: Sequence[str], said: Words) -> str:
    """Join names as a sentence does."""
    *first, last = names
    return said("figures.pair", first=", ".join(first), last=last) if first else last
