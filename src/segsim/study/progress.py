"""How far a study is: a bar on a terminal, plain lines elsewhere."""

import sys
from threading import Timer
from time import monotonic
from typing import Never, Self, TextIO

from tqdm import tqdm

EVERY_SECONDS = 10.0
COMPILING = "compiling (first run only, up to half a minute) …"
REHEARSING = "starting the model (compiled when it is new here) …"
FIRST = "computing the first run of each scenario (compiled when it is new here) …"


def say(text: str, stream: TextIO | None = None) -> None:
    """Print a message for the user, apart from results."""
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
        self._bar: tqdm[Never] | None = None
        if sys.stderr.isatty():
            layout = "{n_fmt}/{total_fmt} runs |{bar:30}| {elapsed}, {desc}"
            self._bar = tqdm(total=total, initial=cached, bar_format=layout, leave=True)
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
        if self._bar is not None:
            self._bar.update(int(run is not None))
        self._tell()

    def note(self, text: str) -> None:
        """Print a line without breaking the bar."""
        if self._bar is not None:
            self._bar.write(text, file=sys.stderr)
        else:
            say(text)

    def close(self) -> None:
        """End the bar."""
        if self._bar is not None:
            self._bar.close()

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
            self._bar.set_description_str(text)
            return
        if finished == self.total or monotonic() - self._told >= EVERY_SECONDS:
            self._told = monotonic()
            say(f"{finished}/{self.total} runs, {text}")
