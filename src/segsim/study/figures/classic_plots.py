"""`results.plot` of a classical model, and the figures that such a study writes at its end."""

from typing import Any

from matplotlib.figure import Figure

from segsim.study.figures.answers import answers
from segsim.study.figures.boards import boards
from segsim.study.figures.course import course
from segsim.study.figures.rings import rings
from segsim.study.figures.style import Drawings
from segsim.study.results import Results


class ClassicPlots:
    """Figures of a study of a classical model; each returns ``(figure, axes)`` of Matplotlib."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def boards(self, *, seed: int | None = None) -> tuple[Figure, Any]:
        """Draw the board of every scenario at the start and at the end."""
        return boards(self._results, seed=seed)

    def ribbon(self) -> tuple[Figure, Any]:
        """Draw figures of the board over time, with 90 % bands."""
        return course(self._results)

    def answers(self) -> tuple[Figure, Any]:
        """Draw the main figures by parameter, beside what is published."""
        return answers(self._results)

    def rings(self) -> tuple[Figure, Any]:
        """Draw incomes and prices by ring round a centre."""
        return rings(self._results)

    @property
    def drawings(self) -> Drawings:
        """What a study may have something for, by the name of the file."""
        return {
            "boards": self.boards,
            "ribbons": self.ribbon,
            "answers": self.answers,
            "rings": self.rings,
        }
