"""The cache of machine code: processes that fill it at the same time, and one that comes after."""

import os
import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
from segsim.model import SegregationModel, warm_up
from segsim.study.plan import single
warm_up()
model = SegregationModel(single(["city=grid", "city.households=2000", "burn_in.years=1"]))
model.run(1)
print(model.digest())
"""


def started(cache):
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "NUMBA_CACHE_DIR": str(cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.skipif(os.environ.get("NUMBA_DISABLE_JIT") == "1", reason="nothing is compiled")
def test_processes_that_fill_an_empty_cache_together_agree_and_leave_it_whole(tmp_path):
    together = [started(tmp_path) for _ in range(2)]  # each compiles in two processes
    ended = [(one.communicate(), one.returncode) for one in together]
    assert [code for _, code in ended] == [0, 0], ended
    left = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    assert any(path.name.startswith("complete-") for path in left)
    after = started(tmp_path)
    out, error = after.communicate()
    assert after.returncode == 0, error
    assert {text for (text, _), _ in ended} == {out}
    assert len(out.strip()) == 64
    assert left == {path: path.stat().st_mtime_ns for path in left}
    assert len(left) == sum(path.is_file() for path in tmp_path.rglob("*"))  # nothing was missing
