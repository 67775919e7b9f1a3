"""The results of a study: the tables of its runs, and what they say together."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from segsim.study import comparison
from segsim.study.run_tables import RunTables

if TYPE_CHECKING:
    from segsim.geography import Atlas, Line

MANY = 1000
"""Runs that are compared a year at a time, for want of memory."""


class Results(RunTables):
    """The results of one study, read from its folder when asked for.

    Parameters
    ----------
    out
        The results folder.

    Attributes
    ----------
    study
        What the study is: scenarios, behaviours, seeds.
    """

    def compare(
        self,
        baseline: str | None = None,
        indicators: pd.DataFrame | None = None,
        method: str = "t",
    ) -> pd.DataFrame:
        """Return differences from the baseline, paired on the same seed.

        Parameters
        ----------
        baseline
            The scenario to subtract; default: the study's own.
        indicators
            Rows to compare; default: all.
        method
            Of the intervals: ``"t"`` (Student's) or ``"bootstrap"`` (studentised, over seeds).

        Returns
        -------
        DataFrame
            scenario, behaviour, indicator, level, group, year, estimate, low, high (90 %),
            p_lower (probability of a decrease), n.
        """
        study = self.study
        name = study.baseline if baseline is None else baseline
        parts = [
            comparison.compare(rows, name, study.scenarios, study.behaviours, method)
            for rows in self._in_parts(indicators)
        ]
        whole = pd.concat(parts, ignore_index=True)
        return comparison.ordered(whole, study.scenarios, study.behaviours)

    def levels(self, indicators: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return every scenario's own mean over seeds, with 90 % intervals."""
        scenarios, behaviours = self.study.scenarios, self.study.behaviours
        parts = [
            comparison.levels(rows, scenarios, behaviours) for rows in self._in_parts(indicators)
        ]
        whole = pd.concat(parts, ignore_index=True)
        return comparison.ordered(whole, scenarios, behaviours)

    def _in_parts(self, indicators: pd.DataFrame | None) -> Iterator[pd.DataFrame]:
        """Yield the rows that were given, or all there are: of many runs, a year at a time."""
        if indicators is not None:
            yield indicators
        elif "indicators" in self.__dict__ or len(self.study.runs) < MANY:
            yield self.indicators
        else:
            for year in self.years:
                yield self.table("indicators", only={"year": [year]})

    @cached_property
    def atlas(self) -> "Atlas":
        """The map of the city: its neighbourhoods' land, limits and water."""
        from segsim.study.atlas import atlas_of  # noqa: PLC0415 - loads the cities

        return atlas_of(self)

    @cached_property
    def lines(self) -> dict[str, tuple["Line", ...]]:
        """Lines of fast transport by scenario, those that open later included.

        Of its first finished run; none of runs by a version that did not write them down.
        """
        from segsim.study.atlas import lines_of  # noqa: PLC0415 - loads the cities

        return lines_of(self)

    @cached_property
    def plot(self) -> Any:  # noqa: ANN401 - Plots or ClassicPlots
        """Figures: ``ribbon()``, ``maps()``, ``forest()``, ``winners()``, ``why()`` and more maps.

        Of a classical model: ``ribbon()``, ``boards()``, ``answers()``, ``rings()``.
        """
        # Matplotlib is loaded when something is drawn
        if self.study.model is not None:
            from segsim.study.figures.classic_plots import ClassicPlots  # noqa: PLC0415

            return ClassicPlots(self)
        from segsim.study.figures.plots import Plots  # noqa: PLC0415

        return Plots(self)

    def decompose(
        self,
        indicator: str = "adjusted_dissimilarity",
        level: str = "neighbourhood",
        group: str = "language",
        year: int | None = None,
        baseline: str | None = None,
    ) -> pd.DataFrame:
        """Return why an index changed, see :func:`segsim.study.decomposition.decompose`."""
        from segsim.study.decomposition import decompose  # noqa: PLC0415 - it reads results

        return decompose(self, indicator, level, group, year, baseline)

    def power(
        self,
        precision: float | Mapping[str, float] | None = None,
        power: float = 0.8,
        confidence: float = 0.9,
        baseline: str | None = None,
        year: int | None = None,
    ) -> pd.DataFrame:
        """Return what the replications can show of the main figures, and how many it would take.

        Parameters
        ----------
        precision
            The half-width wanted of an interval: a number for all figures in the unit of the
            first (indices), or by indicator, e.g. ``{"price_mean": 20}``.
        power
            How often a detectable effect is detected.
        confidence
            Of the intervals; effects are detected two-sided at 1 − confidence.
        baseline, year
            What is subtracted, and when; default: the study's own, the last year.

        Returns
        -------
        DataFrame
            scenario, behaviour, indicator, level, group, year, n; sd (of the paired difference),
            half_width (of its interval now), detectable (the smallest true effect found with
            that power, by the noncentral t), wanted, needed (replications for the wanted
            half-width, by Stein's rule); correlation (of a run and its baseline), reduction (how
            many times as many replications scenarios with seeds of their own would need),
            reduction_low, reduction_high (its interval).
        """
        from segsim.study.main_figures import keys_of, pairs_of  # noqa: PLC0415 - reads results
        from segsim.study.power import power as judged  # noqa: PLC0415 - rarely asked for

        pairs = pairs_of(self, baseline, year)
        table = judged(pairs, keys_of(self), precision, power, confidence)
        return comparison.ordered(table, self.study.scenarios, self.study.behaviours)

    def discoveries(
        self,
        q: float = 0.1,
        method: str = "bh",
        baseline: str | None = None,
        year: int | None = None,
        *,
        every: bool = False,
    ) -> pd.DataFrame:
        """Return which outcomes differ from the baseline, with false discoveries controlled.

        Parameters
        ----------
        q
            The share of false ones among discoveries, on average, that is put up with.
        method
            ``"bh"`` (Benjamini-Hochberg) or ``"by"`` (Benjamini-Yekutieli: whatever the
            correlation of outcomes, at the price of finding much less).
        baseline, year
            What is subtracted, and when; default: the study's own, the last year.
        every
            All indicators of the year instead of the main figures: one family with all
            scenarios and behaviours.

        Returns
        -------
        DataFrame
            scenario, behaviour, indicator, level, group, year, estimate, n, p (two-sided, paired
            t), p_adjusted, discovery.
        """
        from segsim.study.discoveries import discoveries  # noqa: PLC0415 - rarely asked for
        from segsim.study.main_figures import pairs_of  # noqa: PLC0415 - reads results

        table = discoveries(pairs_of(self, baseline, year, every=every), q, method)
        return comparison.ordered(table, self.study.scenarios, self.study.behaviours)


def load(folder: str | Path) -> Results:
    """Open the results of a study.

    Parameters
    ----------
    folder
        The results folder, e.g. ``results/tampere_policies``.
    """
    return Results(folder)
