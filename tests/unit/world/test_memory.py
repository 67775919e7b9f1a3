"""A large city's arrays take the memory that earlier ones left; small cities leave all alone."""

import subprocess
import sys

import pytest

from segsim.model import Simulation, simulation
from segsim.study.plan import single

FAULTS = """
import resource, numpy as np
from segsim.world.memory import keep_freed
kept = keep_freed()
def fresh_pages():
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    np.ones(6_000_000)  # 48 MB, which a fresh process would not keep
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
print(kept, fresh_pages(), max(fresh_pages() for _ in range(3)))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
def test_what_is_left_is_taken_again():
    done = subprocess.run(
        [sys.executable, "-c", FAULTS], capture_output=True, text=True, check=True
    )
    kept, first, later = done.stdout.split()
    if kept == "True":
        assert int(first) > int(later)
        assert int(later) <= 2


@pytest.mark.parametrize(("least", "told"), [(1_000, 1), (10**9, 0)])
def test_only_large_cities_keep_it(least, told, monkeypatch):
    calls = []
    monkeypatch.setattr(simulation, "LARGE", least)
    monkeypatch.setattr(simulation, "keep_freed", lambda: calls.append(1))
    Simulation(single(["city=grid", "city.households=2000", "burn_in.years=1"]))
    assert len(calls) == told
