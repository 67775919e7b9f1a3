"""How far a study is: a bar on a terminal, plain lines elsewhere."""

import sys
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Self, TextIO

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

EVERY_SECONDS = 10.0
COMPILING = "compiling (first run only, up to half a minute) …"
REHEARSING = "starting the model (compiled when it is new here) …"
FIRST = "computing the first run of each scenario (compiled when it is new here) …"


class Voice:
    """Whether anything is told but what went wrong; `segsim run --quiet` says no."""

    quiet = False


def say(text: str, stream: TextIO | None = None, *, always: bool = False) -> None:
    """Print a message for the user, apart from results; ``always`` is for what went wrong."""
    if always or not Voice.quiet:
        print(text, file=stream or sys.stderr, flush=True)


def duration(seconds: float) -> str:
    """Return a length of time as people say it."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


class Patience:
    """Says what takes so long, but only when it does."""

    def __init__(self, text: str, after: float = 2.0) -> None:
        self._timer = Timer(after, say, [text])
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()


class Progress:
    """Counts runs that are done, failed and were there already, and estimates what is left.

    Parameters
    ----------
    total
        Runs of the study.
    cached
        Runs whose results were there.
    work
        Work ahead, in the weights that :meth:`advance` is told.
    """

    def __init__(self, total: int, cached: int, work: float) -> None:
        self.total, self.cached = total, cached
        self.done = self.failed = 0
        self._work, self._ahead = work, work
        self._start = self._told = monotonic()
        self._bar: tuple[Bar, TaskID] | None = None
        if sys.stderr.isatty() and not Voice.quiet:
            self._bar = _bar(total, cached)
            self._tell()

    def advance(self, work: float, run: str | None = None) -> None:
        """Take note of a finished piece of work.

        Parameters
        ----------
        work
            Its weight.
        run
            What became of it when it is a run: ``"done"``, ``"failed"``, or ``"there"`` already.
        """
        self._ahead -= work
        self.done += run == "done"
        self.failed += run == "failed"
        self.cached += run == "there"
        if self._bar is not None and run is not None:
            self._bar[0].advance(self._bar[1])
        self._tell()

    def note(self, text: str) -> None:
        """Print a line without breaking the bar."""
        if self._bar is not None:
            self._bar[0].console.print(text, markup=False, highlight=False)
        else:
            say(text, always=True)

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar[0].stop()
            self._bar = None

    @property
    def left(self) -> float | None:
        """Seconds left, None while nothing is known."""
        behind = self._work - self._ahead
        if behind <= 0:
            return None
        return (monotonic() - self._start) / behind * max(self._ahead, 0.0)

    def _tell(self) -> None:
        finished = self.done + self.failed + self.cached
        known = self.left is not None and finished < self.total
        left = f", about {duration(self.left or 0.0)} left" if known else ""
        text = f"{self.done} done, {self.failed} failed, {self.cached} cached{left}"
        if self._bar is not None:
            self._bar[0].update(self._bar[1], told=text)
            return
        if finished == self.total or monotonic() - self._told >= EVERY_SECONDS:
            self._told = monotonic()
            say(f"{finished}/{self.total} runs, {text}")


def _bar(total: int, cached: int) -> "tuple[Bar, TaskID]":
    """Return a bar that moves on the terminal, and the task it is of."""
    from rich import progress  # noqa: PLC0415 - only where there is a terminal to draw on
    from rich.console import Console  # noqa: PLC0415

    bar = progress.Progress(
        progress.MofNCompleteColumn(),
        progress.TextColumn("runs"),
        progress.BarColumn(30, complete_style="cyan", finished_style="cyan"),
        progress.TimeElapsedColumn(),
        progress.TextColumn("{task.fields[told]}", markup=False),
        console=Console(stderr=True),
    )
    task = bar.add_task("runs", total=total, completed=cached, told="")
    bar.start()
    return bar, task
