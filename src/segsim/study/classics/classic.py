"""What a study has to know of a classical model besides the function that runs it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from inspect import signature
from typing import Any, Literal

from segsim.study.labels import Key
from segsim.submodels.board import Board

LEVEL, RING = "board", "ring"
"""Levels of indicators: one figure for the board, or one for each ring round a centre."""

type Values = Mapping[str, Any]
"""Parameters by name."""


def figure(indicator: str, title: str, digits: int = 3, unit: str = "") -> Key:
    """Return a figure of a board by the name under which the function returns it."""
    return Key(indicator, LEVEL, "", title, digits, unit)


@dataclass(frozen=True, slots=True)
class Published:
    """What a benchmark expects of one figure in one setting.

    Other parameters are at their defaults, but for those that do not matter to the figure.
    """

    indicator: str
    setting: Values
    value: float | tuple[float, float]  # a figure, or a range
    whatever: tuple[str, ...] = ()

    @property
    def ends(self) -> tuple[float, float]:
        """The range, or the figure twice."""
        return self.value if isinstance(self.value, tuple) else (self.value, self.value)

    def holds_at(self, values: Values, defaults: Values) -> bool:
        """Whether it is about these parameters."""
        wanted = {**defaults, **self.setting}
        return all(values[key] == wanted[key] for key in values if key not in self.whatever)


@dataclass(frozen=True, slots=True)
class Classic:
    """A classical model as a study shows it.

    Attributes
    ----------
    function
        Of :mod:`segsim.validation`; its figures are the results.
    benchmark
        The row of `segsim validate` that has its published figures.
    figures
        What the table shows, the main figure first.
    varied
        The parameter on the axis of figures, where scenarios differ in it.
    axis
        What that parameter is called there.
    time
        What passes: ticks or sweeps; "" where nothing does.
    horizon
        The last moment, from the parameters.
    watched
        Figures that are read off the board as time passes. They have the name of the function's
        figure where it is of the last board.
    by_time
        How the watched figures are called in a drawing over time.
    at_ease
        Whether there are few enough looks, under these parameters, to look at the board at all.
    picture
        How the board is drawn: groups on a lattice or in blocks, or ranks on a lattice.
    published
        What the benchmark expects.
    given
        Values for parameters that have no default.
    """

    function: Callable[..., Mapping[str, Any]]
    benchmark: str
    figures: tuple[Key, ...]
    varied: str = ""
    axis: str = ""
    time: str = ""
    horizon: Callable[[Values], int] = lambda _: 0
    watched: Mapping[str, Callable[[Board, Values], float]] = field(default_factory=dict)
    by_time: tuple[Key, ...] = ()
    at_ease: Callable[[Values], bool] = lambda _: True
    picture: Literal["", "lattice", "blocks", "ranks"] = ""
    published: tuple[Published, ...] = ()
    given: Values = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The name of the function."""
        return self.function.__name__

    @property
    def draws(self) -> bool:
        """Whether anything is drawn at random."""
        return "seed" in signature(self.function).parameters

    def expected(self, indicator: str, values: Values, defaults: Values) -> Published | None:
        """Return what is published for a figure under these parameters, if anything is."""
        for one in self.published:
            if one.indicator == indicator and one.holds_at(values, defaults):
                return one
        return None
