"""`results.plot`, and the figures that a study writes at its end."""

from collections.abc import Sequence
from typing import Any

from matplotlib.figure import Figure

from segsim.registry import UserError
from segsim.study.decomposition import INDEX
from segsim.study.figures.forest import forest
from segsim.study.figures.maps import VARIABLE, maps
from segsim.study.figures.mapseries import certainty, maps_by_year
from segsim.study.figures.ribbon import ribbon
from segsim.study.figures.style import Drawings, save
from segsim.study.figures.why import why
from segsim.study.figures.winners import winners
from segsim.study.labels import KEYS, Key
from segsim.study.results import Results


class Plots:
    """Figures of a study; each returns ``(figure, axes)`` of Matplotlib."""

    def __init__(self, results: Results) -> None:
        self._results = results

    def ribbon(
        self,
        keys: Sequence[Key] = KEYS,
        *,
        behaviour: str | None = None,
        differences: bool = False,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw indices over time, or their differences from the baseline, with 90 % bands."""
        return ribbon(
            self._results,
            keys,
            behaviour=behaviour,
            differences=differences,
            lang=lang,
            heading=heading,
        )

    def maps(
        self,
        variable: str = VARIABLE,
        *,
        behaviour: str | None = None,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw neighbourhoods before, after, and every scenario's difference."""
        return maps(self._results, variable, behaviour=behaviour, lang=lang, heading=heading)

    def maps_by_year(
        self,
        variable: str = VARIABLE,
        *,
        scenarios: Sequence[str] | None = None,
        years: Sequence[int] | None = None,
        behaviour: str | None = None,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw neighbourhoods through the years, a row for the baseline and each scenario."""
        return maps_by_year(
            self._results,
            variable,
            scenarios=scenarios,
            years=years,
            behaviour=behaviour,
            lang=lang,
            heading=heading,
        )

    def certainty(
        self,
        scenario: str,
        variable: str = VARIABLE,
        *,
        year: int | None = None,
        behaviour: str | None = None,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw a scenario's effect, its spread over seeds, and where replications agree."""
        return certainty(
            self._results,
            scenario,
            variable,
            year=year,
            behaviour=behaviour,
            lang=lang,
            heading=heading,
        )

    def forest(
        self,
        keys: Sequence[Key] = KEYS,
        *,
        year: int | None = None,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw effects with their 90 % intervals in one year, the last by default."""
        return forest(self._results, keys, year=year, lang=lang, heading=heading)

    def winners(
        self,
        indicator: str | None = None,
        *,
        year: int | None = None,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw who gains and who loses, by group of income and language."""
        return winners(self._results, indicator, year=year, lang=lang, heading=heading)

    def why(
        self,
        indicator: str = INDEX,
        *,
        behaviour: str | None = None,
        year: int | None = None,
        lang: str = "en",
        heading: bool = True,
    ) -> tuple[Figure, Any]:
        """Draw why an index changed: step by step, and through what policies act."""
        options: Any = {"behaviour": behaviour, "year": year, "lang": lang, "heading": heading}
        return why(self._results, indicator, **options)

    @property
    def drawings(self) -> Drawings:
        """What a study may have something for, by the name of the file."""
        drawings: Drawings = {"ribbons": self.ribbon}
        if len(self._results.study.scenarios) > 1:
            drawings["effects"] = lambda: self.ribbon(differences=True)
            drawings["forest"] = self.forest
            drawings["winners"] = self.winners
        return {**drawings, "maps": self.maps}


def write_figures(results: Results) -> list[str]:
    """Draw what the results have something for, as PNG and SVG; return the names."""
    written = []
    for name, draw in results.plot.drawings.items():
        try:
            figure, _ = draw()
        except UserError:  # not recorded in this study
            continue
        save(figure, results.out / "figures", name)
        written.append(name)
    return written
