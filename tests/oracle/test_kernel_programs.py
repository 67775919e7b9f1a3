"""The market as C++ and as NumPy gives the same winners, homes and tallies as segsim's kernels."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "kernel"


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="no C++ compiler")
@pytest.mark.parametrize("seed", [1, 2])
def test_all_programs_agree_in_every_month(seed):
    options = ["--households", "3000", "--repeat", "1", "--seed", str(seed)]
    command = [sys.executable, str(PROGRAM), *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "NumPy" in done.stdout
    assert "winners, homes and tallies of all agree in every month and play" in done.stdout
