import pytest

from segsim.study import progress
from segsim.study.progress import Patience, Progress, duration


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59, "59 s"), (61, "1 min 01 s"), (3599.4, "59 min 59 s"), (3660, "1 h 01 min")],
)
def test_durations_read_well(seconds, text):
    assert duration(seconds) == text


def test_what_is_left_follows_from_what_was_done(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(progress, "monotonic", lambda: clock[0])
    counts = Progress(total=4, cached=0, work=8.0)
    assert counts.left is None
    clock[0] = 110.0
    counts.advance(2.0, "done")
    assert counts.left == pytest.approx(30.0)


def test_plain_lines_tell_all_counts(capsys):
    counts = Progress(total=3, cached=1, work=2.0)
    counts.advance(1.0, "done")
    counts.advance(1.0, "failed")
    counts.close()
    assert capsys.readouterr().err.splitlines() == ["3/3 runs, 1 done, 1 failed, 1 cached"]


def test_patience_says_nothing_when_it_is_quick(capsys):
    with Patience("slow"):
        pass
    assert capsys.readouterr().err == ""
