"""A study on a disk that is full or may not be written."""

import os
import resource
import subprocess
from contextlib import suppress

import pytest

GIVEN = ["city=grid", "city.households=2000", "years=3", "burn_in.years=2", "replications=30"]
GIVEN += ["executor.workers=2"]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def reference(studies, tmp_path_factory):
    out = tmp_path_factory.mktemp("reference") / "out"
    code, text = studies.run(out, *GIVEN)
    assert code == 0, text
    return out


@pytest.fixture
def disk(tmp_path):
    """A disk of one megabyte, of its own; where that is not allowed the test is skipped."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        mount("-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder))
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this user may not mount a disk")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def mount(*arguments):
    subprocess.run(["mount", *arguments], check=True, capture_output=True)


def test_a_full_disk_stops_the_study_and_loses_nothing(studies, look, reference, disk):
    out = disk / "out"
    code, text = studies.run(out, *GIVEN)
    assert code == 1, text
    assert f"cannot write into '{out}': No space left on device" in text
    kept = len(look.runs(out))
    assert 1 <= kept < 30
    assert f"{kept} of 30 runs are finished and kept" in text
    assert "Traceback" not in text
    assert look.whole(out)
    assert not (out / "failed").exists()
    assert not (out / ".partial").exists()
    mount("-o", "remount,size=100m", str(disk))
    code, text = studies.run(out, *GIVEN)
    assert code == 0, text
    assert f"{kept} of 30 runs were there already" in text
    assert look.content(out) == look.content(reference)


def test_a_disk_that_is_full_from_the_start_is_named(studies, disk):
    with suppress(OSError), (disk / "ballast").open("wb") as file:
        while True:
            file.write(bytes(4096))
    code, text = studies.run(disk / "out", *GIVEN)
    assert code in {1, 2}
    assert "No space left on device" in text
    assert "Traceback" not in text


def test_a_folder_that_cannot_be_written_is_named(studies, disk):
    mount("-o", "remount,ro", str(disk))
    code, text = studies.run(disk / "out", *GIVEN)
    assert code == 2
    assert f"out: cannot write into '{disk / 'out'}': Read-only file system" in text


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_of_somebody_else_is_named(studies, tmp_path):
    tmp_path.chmod(0o500)
    code, text = studies.run(tmp_path / "out", *GIVEN)
    assert code == 2
    assert "cannot write" in text


def test_a_folder_that_becomes_read_only_stops_the_study(studies, look, disk):
    mount("-o", "remount,size=100m", str(disk))
    out, longer = disk / "out", [*GIVEN, "years=30", "replications=8"]
    study = studies.start(out, *longer)
    look.wait_for(lambda: len(look.runs(out)) >= 3)
    mount("-t", "tmpfs", "-o", "ro", "tmpfs", str(out / ".partial"))
    code, text = study.end()
    subprocess.run(["umount", str(out / ".partial")], check=True)
    assert code == 1, text
    assert "Read-only file system" in text
    assert "Traceback" not in text
    assert look.whole(out)
    assert not (out / "failed").exists()
    code, text = studies.run(out, *longer)
    assert code == 0, text
    assert not (out / ".partial").exists()


def test_a_limit_on_the_size_of_files_is_no_fault_of_a_run(studies, look, reference, tmp_path):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))  # smaller than a panel
    try:
        study = studies.start(tmp_path, *GIVEN)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    code, text = study.end()
    assert code == 1, text
    assert "File too large" in text
    assert "0 of 30 runs are finished" in text
    assert not (tmp_path / "failed").exists()
    assert studies.run(tmp_path, *GIVEN)[0] == 0
    assert look.content(tmp_path) == look.content(reference)
