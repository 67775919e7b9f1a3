"""A study's results as tidy tables."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from segsim.registry import UserError
from segsim.study import comparison
from segsim.study.record import StudyRecord, read_study
from segsim.study.store import failure_file, has_table, is_done, read_manifest, read_table

CLASSIC = ("indicators", "boards")
"""Tables of a classical model."""
LABELS = ["scenario", "behaviour", "seed"]


class Results:
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

    def __init__(self, out: str | Path) -> None:
        self.out = Path(out)
        self.study: StudyRecord = read_study(self.out)

    @cached_property
    def runs(self) -> pd.DataFrame:
        """One row a run: scenario, behaviour, seed, key, status, seconds, digest."""
        rows = []
        for run in self.study.runs:
            row = {"scenario": run.scenario, "behaviour": run.behaviour, "seed": run.seed}
            if is_done(self.out, run.key):
                manifest = read_manifest(self.out, run.key)
                state = ("done", manifest.get("seconds"), manifest.get("digest"))
            elif failure_file(self.out, run.key).is_file():
                state = ("failed", None, None)
            else:
                state = ("missing", None, None)
            rows.append({**row, "key": run.key, **dict(zip(STATE, state, strict=True))})
        return pd.DataFrame(rows, columns=[*LABELS, "key", *STATE])

    def table(self, name: str) -> pd.DataFrame:
        """Return one table of all runs that are there, with scenario, behaviour and seed.

        Parameters
        ----------
        name
            ``"indicators"``, ``"areas"``, ``"ledger"``, ``"changes"`` or ``"households_<year>"``;
            of a classical model ``"indicators"`` or, where there is a board, ``"boards"``.
        """
        if self.study.model is not None and name not in CLASSIC:
            raise UserError(
                f"{name}: there are none; a study of a classical model has {' and '.join(CLASSIC)}."
            )
        parts = []
        for run in self.study.runs:
            if is_done(self.out, run.key):
                if name == "boards" and not has_table(self.out, run.key, name):
                    raise UserError(f"boards: {self.study.model} is played without a board to see.")
                part = read_table(self.out, run.key, name)
                for position, label in enumerate(LABELS):
                    part.insert(position, label, getattr(run, label))
                parts.append(part)
        if not parts:
            raise UserError(f"{self.out}: no run of this study is there; run it first.")
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def indicators(self) -> pd.DataFrame:
        """Tidy indicators: scenario, behaviour, seed, year, indicator, level, group, value."""
        return self.table("indicators")

    @cached_property
    def areas(self) -> pd.DataFrame:
        """Neighbourhoods by year."""
        return self.table("areas")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """Costs by policy, year and payer."""
        return self.table("ledger")

    def compare(
        self, baseline: str | None = None, indicators: pd.DataFrame | None = None
    ) -> pd.DataFrame:
        """Return differences from the baseline, paired on the same seed.

        Parameters
        ----------
        baseline
            The scenario to subtract; default: the study's own.
        indicators
            Rows to compare; default: all.

        Returns
        -------
        DataFrame
            scenario, behaviour, indicator, level, group, year, estimate, low, high (90 %),
            p_lower (probability of a decrease), n.
        """
        study = self.study
        rows = self.indicators if indicators is None else indicators
        name = study.baseline if baseline is None else baseline
        return comparison.compare(rows, name, study.scenarios, study.behaviours)

    def levels(self, indicators: pd.DataFrame | None = None) -> pd.DataFrame:
        """Return every scenario's own mean over seeds, with 90 % intervals."""
        rows = self.indicators if indicators is None else indicators
        return comparison.levels(rows, self.study.scenarios, self.study.behaviours)

    @cached_property
    def boards(self) -> pd.DataFrame:
        """Who lives on each site at the start and at the end, of a classical model on a board."""
        return self.table("boards")

    @cached_property
    def plot(self) -> Any:  # noqa: ANN401 - Plots or ClassicPlots
        """Figures: ``ribbon()``, ``maps()``, ``forest()``, ``winners()``, ``why()``.

        Of a classical model: ``ribbon()``, ``boards()``, ``answers()``, ``rings()``.
        """
        # Matplotlib is loaded when something is drawn
        if self.study.model is not None:
            from segsim.study.figures.classic_plots import ClassicPlots  # noqa: PLC0415

            return ClassicPlots(self)
        from segsim.study.figures.plots import Plots  # noqa: PLC0415

        return Plots(self)

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What changed the indices in each year, by component (`docs/studies.md`)."""
        return self.table("changes")

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

    def __repr__(self) -> str:
        counts = self.runs["status"].value_counts()
        states = ", ".join(f"{count} {state}" for state, count in counts.items())
        return f"Results({str(self.out)!r}: {self.study.title}; runs: {states})"


STATE = ("status", "seconds", "digest")


def load(folder: str | Path) -> Results:
    """Open the results of a study.

    Parameters
    ----------
    folder
        The results folder, e.g. ``results/tampere_policies``.
    """
    return Results(folder)
