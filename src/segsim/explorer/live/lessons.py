"""Classical models as lessons: small enough to answer at once, with the board as it changes."""

from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any

from segsim.explorer.live.levers import Change
from segsim.explorer.live.offered import offered
from segsim.kernels.spaces import Blocks
from segsim.parameters import describe
from segsim.registry import UserError, unknown
from segsim.study.classics.classic import RING
from segsim.study.classics.models import CLASSICS
from segsim.study.classics.parameters import declared, defaults
from segsim.study.classics.recording import Recorder, indicators, picture
from segsim.study.classics.specification import ClassicRun, classic_run
from segsim.submodels.board import Board

BOARDS = 12
SECONDS = 4.0
"""Boards of an answer, and how long a model on a board may take before it is given up."""
BOUNDS: dict[str, tuple[float | None, float]] = {
    "areas": (None, 64),
    "blocks": (None, 64),
    "burn_in": (None, 600),
    "capacity": (None, 100),
    "counts": (1, 9),
    "households": (None, 2_000),
    "k": (None, 50),
    "kinds": (None, 200),
    "max_ticks": (None, 1_000),
    "pupils": (None, 5_000),
    "reach": (None, 4),
    "rings": (None, 60),
    "room": (None, 10),
    "schools_across": (None, 10),
    "shape": (1, 3),
    "size": (None, 100),
    "steps": (None, 500_000),
    "sweeps": (None, 600),
    "tile": (None, 50),
}
"""How far a lesson goes; a study goes further (`segsim.study.classics.parameters`)."""
OF_A_MODEL: dict[str, dict[str, tuple[float | None, float]]] = {
    "income_market": {  # beyond these, prices take minutes to balance
        "areas": (None, 36), "kinds": (None, 100), "mu": (0.25, 10), "inequality": (0.1, 1),
        "housed": (0.1, 0.9),
    },
    "bid_rent": {"mu": (0.001, 10)},
}  # fmt: skip
"""The same for one model alone."""
LONGEST_LIST = 200


def lessons() -> list[dict[str, Any]]:
    """Return every lesson with its parameters, in plain JSON types."""
    return [
        {
            "name": name,
            "time": one.time,
            "picture": one.picture,
            "draws": one.draws,
            "parameters": list(_parameters(name)),
            "offered": offered(name, _start(name)),
            "figures": [{"name": k.indicator, "digits": k.digits} for k in one.figures],
        }
        for name, one in CLASSICS.items()
    ]


def lesson(changes: list[Change]) -> dict[str, Any]:
    """Run a model with the parameters of a query.

    Raises
    ------
    UserError
        For a parameter that is not allowed, a line each, or a model that takes too long.
    """
    given = {change.key: change.value for change in changes}
    name, seed = str(given.pop("model", "")), given.pop("seed", 1)
    if name not in CLASSICS:
        raise unknown("model", name, CLASSICS)
    if type(seed) is not int or not 0 <= seed <= 2**53:
        raise UserError(f"seed: {seed!r} is not allowed; allowed: a whole number from 0 to 2**53.")
    run = classic_run({"model": name, "parameters": {**_start(name), **given}, "seed": seed})
    lines = [
        f"{key}: {value!r} is not allowed in a lesson; {_within(name, key)}."
        for key, value in run.setting.items()
        if _beyond(name, key, value)
    ]
    if lines:
        raise UserError("\n".join(lines))
    try:
        return _played(run)
    except UserError:
        raise
    except (ArithmeticError, LookupError, MemoryError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise UserError(f"{name}: it cannot run with these parameters: {reason}.") from None


class Film(Recorder):
    """Watches a board and keeps a few pictures of it, evenly from the start to the end."""

    def __init__(self, run: ClassicRun) -> None:
        super().__init__(run)
        self.until = monotonic() + SECONDS
        self.shots: dict[int, dict[str, Any]] = {}
        self.every = 1
        self.blocks: list[int] = []
        self.side = 0

    def look(self, number: int, board: Board) -> None:
        """Take note of a board."""
        if monotonic() > self.until:
            raise UserError(
                f"{self.run.model}: this takes longer than {SECONDS:g} s; choose a smaller board"
                " or fewer steps."
            )
        super().look(number, board)
        if self.last % self.every == 0 and self.last not in self.shots:
            self._shoot(board)

    def end(self) -> None:
        """Take the last board."""
        super().end()
        if self.board is not None:
            self._shoot(self.board)

    def _shoot(self, board: Board) -> None:
        seen = picture(board, self.last)
        if not self.shots and isinstance(board.space, Blocks):
            self.blocks = seen["block"].tolist()
        if not self.shots:
            self.side = round(len(seen) ** 0.5)
        columns = {name: seen[name].tolist() for name in ("group", "rank") if name in seen}
        self.shots[self.last] = {"time": self.last, **columns}
        if len(self.shots) > BOARDS:  # too many: every second one, and so from now on
            self.every *= 2
            first = {at: shot for at, shot in self.shots.items() if at % self.every == 0}
            self.shots = {**first, self.last: self.shots[self.last]}


def _played(run: ClassicRun) -> dict[str, Any]:
    model, film = run.classic, Film(run)
    looks = model.watched and model.at_ease(run.setting)
    figures = run.play(film.look if looks else None)
    film.end()
    series: dict[str, list[list[float]]] = {}
    table = indicators(film, figures)
    for name, rows in table[table["level"] != RING].groupby("indicator", sort=False):
        series[str(name)] = rows[["year", "value"]].to_numpy().tolist()
    return {
        "model": run.model,
        "seed": run.seed,
        "parameters": _json(run.setting),
        "time": model.time,
        "picture": model.picture,
        "side": film.side,
        "blocks": film.blocks,
        "boards": list(film.shots.values()),
        "series": series,
        "published": _published(run),
    }


def _published(run: ClassicRun) -> dict[str, list[float]]:
    """Return what is published for these parameters: lowest and highest value by figure."""
    model, usual = run.classic, defaults(run.model)
    known = {k.indicator: model.expected(k.indicator, run.setting, usual) for k in model.figures}
    return {name: list(one.ends) for name, one in known.items() if one is not None}


def _parameters(name: str) -> Iterator[dict[str, Any]]:
    start = _start(name)
    for row in describe(declared(name)()):
        low, high = _bounds(name, row.key)
        yield {
            "name": row.key,
            "default": start.get(row.key, _plain(row.value)),
            "low": row.low if low is None else low,
            "high": row.high if high is None else high,
            "description": row.description,
        }


def _bounds(name: str, key: str) -> tuple[float | None, float | None]:
    return OF_A_MODEL.get(name, {}).get(key, BOUNDS.get(key, (None, None)))


def _start(name: str) -> dict[str, Any]:
    """Return the defaults of a study that go beyond a lesson, cut to what a lesson allows."""
    usual = defaults(name)
    return {key: _bounds(name, key)[1] for key, value in usual.items() if _beyond(name, key, value)}


def _beyond(name: str, key: str, value: Any) -> bool:  # noqa: ANN401
    if isinstance(value, tuple):
        return len(value) > LONGEST_LIST or any(_beyond(name, key, one) for one in value)
    low, high = _bounds(name, key)
    if not isinstance(value, int | float):
        return False
    return (low is not None and value < low) or (high is not None and value > high)


def _within(name: str, key: str) -> str:
    low, high = _bounds(name, key)
    if high is None:
        return f"a list of at most {LONGEST_LIST}"
    return f"at most {high:g}" if low is None else f"from {low:g} to {high:g}"


def _json(setting: Mapping[str, Any]) -> dict[str, Any]:
    return {key: _plain(value) for key, value in setting.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
