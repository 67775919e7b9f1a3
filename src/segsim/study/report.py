"""What running a study has come to."""

from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from segsim.study.progress import duration


@dataclass
class Report:
    """What a call to :func:`segsim.study.runner.run_study` did.

    Parameters
    ----------
    out, total, cached
        The results folder, the runs of the study, and those that were there.
    started
        When it began, on the clock of ``perf_counter``.
    """

    out: Path
    total: int
    cached: int = 0
    started: float = field(default_factory=perf_counter)
    done: int = 0
    failed: list[str] = field(default_factory=list)
    elsewhere: int = 0  # runs of other shards that are not there yet
    seconds: float = 0.0
    startup: float | None = None  # seconds until workers were at work
    busy: float = 0.0  # seconds that workers spent on tasks
    workers: int = 1

    @property
    def complete(self) -> bool:
        """Whether the results of every run of the study are there."""
        return not self.failed and not self.elsewhere and self.cached + self.done == self.total

    @property
    def summary(self) -> str:
        """How long it took, and how much of that was the work itself."""
        text = f"{self.done} runs computed in {duration(self.seconds)}"
        if self.startup is None:
            return text
        at_work = max(self.seconds - self.startup, 1e-9)
        share = min(self.busy / (self.workers * at_work), 1.0)
        many = "worker" if self.workers == 1 else "workers"
        return (
            f"{text} (start-up {self.startup:.1f} s; {self.workers} {many} busy {share:.0%} of "
            "the time since)"
        )

    def take(self, seconds: float) -> None:
        """Take note of the seconds that a worker spent on a task which has just ended."""
        if self.startup is None:
            self.startup = max(perf_counter() - self.started - seconds, 0.0)
        self.busy += seconds
