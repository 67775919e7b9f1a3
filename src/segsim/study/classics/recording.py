"""What a study keeps of one run of a classical model: figures over time, and the board."""

import hashlib
from collections.abc import Mapping
from math import isfinite
from typing import Any

import numpy as np
import pandas as pd

from segsim.kernels.spaces import RankedLattice
from segsim.study.classics.classic import LEVEL, RING
from segsim.study.classics.specification import ClassicRun
from segsim.submodels.board import Board

DENSE, MOMENTS = 20, 100
"""Figures are taken every time at first, and so often afterwards."""
VACANT = -1
COLUMNS = ["year", "indicator", "level", "group", "value"]

type Row = tuple[int, str, str, str, float]


def moments(horizon: int) -> list[int]:
    """Return when figures are taken: always at first, then at equal ratios, and at the end."""
    late = np.geomspace(DENSE, horizon, MOMENTS) if horizon > DENSE else np.zeros(0)
    return sorted({*range(min(DENSE, horizon) + 1), *(round(time) for time in late), horizon})


class Recorder:
    """Watches a board: takes figures at given moments, and the board at the start and the end."""

    def __init__(self, run: ClassicRun) -> None:
        self.run = run
        self.horizon = run.classic.horizon(run.setting)
        self.moments = set(moments(self.horizon))
        self.taken: dict[int, dict[str, float]] = {}
        self.boards: list[pd.DataFrame] = []
        self.board: Board | None = None
        self.last = 0

    def look(self, number: int, board: Board) -> None:
        """Take note of a board after ``number`` turns or ticks."""
        self.last = number if self.run.classic.time == "ticks" else number // board.size
        if self.board is None:
            self.boards.append(picture(board, 0))
        self.board = board
        if self.last in self.moments and self.last not in self.taken:
            self.taken[self.last] = self._figures(board)

    def end(self) -> None:
        """Take the last board. Where everybody came to rest before the end, it stays as it is."""
        if self.board is None:
            return
        final = self._figures(self.board)
        for moment in self.moments:
            if moment >= self.last:
                self.taken[moment] = final
        self.boards.append(picture(self.board, self.horizon))

    def _figures(self, board: Board) -> dict[str, float]:
        watched = self.run.classic.watched
        return {name: seen(board, self.run.setting) for name, seen in watched.items()}


def picture(board: Board, year: int) -> pd.DataFrame:
    """Return who lives on each site: group, −1 where vacant, and ranks where people have them."""
    d, h = board.dwellings, board.households
    occupant = d.occupant[: d.room]
    lived = occupant >= 0
    columns: dict[str, Any] = {"group": h.language}
    if isinstance(board.space, RankedLattice):
        columns |= {"rank": h.rank, "wealth": h.wealth}
    table = pd.DataFrame({"year": year, "site": np.arange(d.room), "block": d.neighbourhood})
    for name, column in columns.items():
        seen = np.full(d.room, VACANT, np.int64)
        seen[lived] = column[occupant[lived]]
        table[name] = seen
    return table


def play(run: ClassicRun) -> tuple[dict[str, pd.DataFrame], str]:
    """Run a model; return its tables and a digest of them."""
    recorder = Recorder(run)
    looks = run.classic.watched and run.classic.at_ease(run.setting)
    figures = run.play(recorder.look if looks else None)
    recorder.end()
    tables = {"indicators": indicators(recorder, figures)}
    if recorder.boards:
        tables["boards"] = pd.concat(recorder.boards, ignore_index=True)
    digest = hashlib.sha256()
    for table in tables.values():
        digest.update(table.to_csv(index=False).encode())
    return tables, digest.hexdigest()


def indicators(recorder: Recorder, figures: Mapping[str, Any]) -> pd.DataFrame:
    """Return figures over time, and the function's own figures at the last moment.

    A list of the function holds a figure for each ring; what is undefined is left out.
    """
    rows: dict[tuple[int, str, str, str], float] = {}
    for moment, taken in sorted(recorder.taken.items()):
        for name, value in taken.items():
            rows[moment, name, LEVEL, ""] = value
    for name, value in figures.items():
        if isinstance(value, list):
            for ring, one in enumerate(value, 1):
                rows[recorder.horizon, name, RING, f"{ring:04d}"] = float(one)
        else:
            rows[recorder.horizon, name, LEVEL, ""] = float(value)
    known = [(*key, value) for key, value in rows.items() if isfinite(value)]
    return pd.DataFrame(known, columns=COLUMNS).astype({"year": "int64", "value": "float64"})
