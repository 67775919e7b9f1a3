"""A study whose leading process is killed, is not alone, or cannot trust the clock."""

import random
from contextlib import suppress
from subprocess import TimeoutExpired

import pytest

GIVEN = [
    "city=grid",
    "city.households=2000",
    "years=6",
    "burn_in.years=2",
    "policy=[tram]",
    "replications=12",
    "executor.workers=2",
]
LONG = [*GIVEN, "years=20", "replications=20"]
KILLS = 20

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reference(studies, tmp_path_factory):
    """The same study, which nothing happened to."""
    out = tmp_path_factory.mktemp("reference") / "out"
    code, text = studies.run(out, *GIVEN)
    assert code == 0, text
    return out


def test_a_study_killed_at_twenty_moments_ends_as_if_it_had_not_been(
    studies, look, tmp_path_factory
):
    tmp_path, reference = (tmp_path_factory.mktemp(name) for name in ("killed", "reference"))
    code, text = studies.run(reference, *LONG)
    assert code == 0, text
    moments, counts = random.Random(7), [0]
    for _ in range(KILLS):
        study = studies.start(tmp_path, *LONG)
        pause = moments.uniform(0.2, 4.0)
        with suppress(TimeoutExpired):
            study.process.wait(pause)
        study.process.kill()
        study.end()
        look.wait_for(lambda study=study: not study.family(), 5)
        assert look.whole(tmp_path)
        counts.append(len(look.runs(tmp_path)))
    assert counts == sorted(counts), "a finished run was lost"
    assert sum(count < 40 for count in counts[1:]) >= KILLS // 2, "it was killed too late"
    code, text = studies.run(tmp_path, *LONG)
    assert code == 0, text
    assert look.content(tmp_path) == look.content(reference)
    assert not (tmp_path / ".partial").exists()
    assert not (tmp_path / "failed").exists()


def test_two_parents_share_a_folder(studies, look, reference, tmp_path):
    both = [studies.start(tmp_path, *GIVEN) for _ in range(2)]
    for code, text in [study.end() for study in both]:
        assert code == 0, text
        assert "0 failed" in text
    assert look.content(tmp_path) == look.content(reference)
    assert not (tmp_path / ".partial").exists()
    assert not (tmp_path / "settled").exists()


def test_shards_share_a_folder(studies, look, reference, tmp_path):
    parts = [studies.start(tmp_path, *GIVEN, "--shard", f"{k}/3") for k in (1, 2, 3)]
    for code, text in [study.end() for study in parts]:
        assert code == 0, text
    assert look.content(tmp_path) == look.content(reference)


def test_a_clock_that_jumps_changes_nothing(studies, look, reference, tmp_path):
    code, text = studies.run(tmp_path, *GIVEN, JUMPING_CLOCK="1")
    assert code == 0, text
    assert "24 runs computed in" in text
    assert look.content(tmp_path) == look.content(reference)
