"""What the runs of a study have found, as tidy tables."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from segsim.registry import UserError
from segsim.study.labels import KEYS, Key, select
from segsim.study.packed import Facts, known, read_indicators
from segsim.study.reading import Choice, frame, numbers, read_runs
from segsim.study.record import StudyRecord, read_study
from segsim.study.store import failure_file, finished, has_table, read_manifest

CLASSIC = ("indicators", "boards")
"""Tables of a classical model."""
LABELS = ["scenario", "behaviour", "seed"]
NOTHING = "{}: no run of this study is there; run it first."


class RunTables:
    """What the runs of one study have found, read from its folder when asked for.

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
        rows, done, facts = [], finished(self.out), known(self.out)
        for run in self.study.runs:
            row = {"scenario": run.scenario, "behaviour": run.behaviour, "seed": run.seed}
            if run.key in done:
                state = ("done", *self._facts(run.key, facts))
            elif failure_file(self.out, run.key).is_file():
                state = ("failed", None, None)
            else:
                state = ("missing", None, None)
            rows.append({**row, "key": run.key, **dict(zip(STATE, state, strict=True))})
        return pd.DataFrame(rows, columns=[*LABELS, "key", *STATE])

    def _facts(self, key: str, packed: Mapping[str, Facts]) -> tuple[Any, Any]:
        if key in packed:
            return packed[key][1:]
        manifest = read_manifest(self.out, key)
        return manifest.get("seconds"), manifest.get("digest")

    def table(
        self,
        name: str,
        columns: Sequence[str] | None = None,
        only: Mapping[str, Sequence[object]] | None = None,
    ) -> pd.DataFrame:
        """Return one table of all runs that are there, with scenario, behaviour and seed.

        Texts are categories (`pandas.Categorical`), in alphabetical order.

        Parameters
        ----------
        name
            ``"indicators"``, ``"areas"``, ``"ledger"``, ``"changes"`` or ``"households_<year>"``;
            of a classical model ``"indicators"`` or, where there is a board, ``"boards"``.
        columns
            The columns that are wanted beside the labels; default: all.
        only
            Column → the values of the rows that are wanted: a study of thousands of runs need
            not fit into memory.
        """
        if self.study.model is not None and name not in CLASSIC:
            raise UserError(
                f"{name}: there are none; a study of a classical model has {' and '.join(CLASSIC)}."
            )
        if name in self.__dict__:  # it is in memory already
            return _chosen(self.__dict__[name], columns, only or {})
        done = finished(self.out)
        there = [run for run in self.study.runs if run.key in done]
        if not there:
            raise UserError(NOTHING.format(self.out))
        if name == "boards" and not all(has_table(self.out, run.key, name) for run in there):
            raise UserError(f"boards: {self.study.model} is played without a board to see.")
        place = {key: k for k, key in enumerate(dict.fromkeys(run.key for run in there))}
        wanted = Choice(
            None if columns is None else tuple(columns),
            tuple((column, tuple(values)) for column, values in (only or {}).items()),
        )
        if name == "indicators":
            rows = read_indicators(self.out, list(place), wanted)
        else:
            rows = read_runs(self.out, list(place), name, wanted)
        labels = {
            "scenario": np.array([run.scenario for run in there], object),
            "behaviour": np.array([run.behaviour for run in there], object),
            "seed": np.array([run.seed for run in there], np.int64),
        }
        return frame(rows, np.array([place[run.key] for run in there]), labels)

    def rows_of(self, keys: Sequence[Key] = KEYS) -> pd.DataFrame:
        """Return the indicators of these figures alone, those that add up as running totals.

        Parameters
        ----------
        keys
            The figures; default: the main ones.
        """
        if "indicators" not in self.__dict__ and set(keys) <= set(KEYS):
            return select(self._main, keys)
        return select(self._rows_of(keys), keys)

    @cached_property
    def _main(self) -> pd.DataFrame:
        return self._rows_of(KEYS)

    def _rows_of(self, keys: Sequence[Key]) -> pd.DataFrame:
        """Return the rows of these figures and of some more."""
        only = {
            "indicator": sorted({key.indicator for key in keys}),
            "level": sorted({key.level for key in keys}),
        }
        return self.table("indicators", only=only)

    @cached_property
    def years(self) -> list[int]:
        """Every year (or moment, of a classical model) with indicators."""
        return sorted(self.table("indicators", ["year"])["year"].unique().tolist())

    def columns(self, name: str) -> list[str]:
        """Return the names of the numbers in a table of the runs."""
        done = finished(self.out)
        first = next((run.key for run in self.study.runs if run.key in done), None)
        if first is None:
            raise UserError(NOTHING.format(self.out))
        return numbers(self.out, first, name)

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

    @cached_property
    def changes(self) -> pd.DataFrame:
        """What changed the indices in each year, by component (`docs/studies.md`)."""
        return self.table("changes")

    @cached_property
    def boards(self) -> pd.DataFrame:
        """Who lives on each site at the start and at the end, of a classical model on a board."""
        return self.table("boards")

    def __repr__(self) -> str:
        counts = self.runs["status"].value_counts()
        states = ", ".join(f"{count} {state}" for state, count in counts.items())
        return f"Results({str(self.out)!r}: {self.study.title}; runs: {states})"


STATE = ("status", "seconds", "digest")


def _chosen(
    rows: pd.DataFrame, columns: Sequence[str] | None, only: Mapping[str, Sequence[object]]
) -> pd.DataFrame:
    for column, values in only.items():
        rows = rows[rows[column].isin(list(values))]
    return rows if columns is None else rows[[*LABELS, *columns]]
