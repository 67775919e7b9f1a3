"""The tutorial's policy is one short file, found by everything that knows policies."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "tutorial_policy.md"
CODE = re.search(r"<!-- rent_cap\.py -->\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)[1]

MAIN = "import sys; from segsim.cli.main import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """Return the environment of a machine on which the tutorial's file is installed."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "rent_cap.py").write_text(CODE, "utf-8")
    info = folder / "rent_cap-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: rent-cap\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[segsim.policies]\nrent_cap = rent_cap\n")
    paths = [str(folder), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)}


@pytest.fixture
def segsim(environment, tmp_path):
    """Return a function that runs a command line there and returns what it prints."""

    def call(*words):
        done = subprocess.run(
            [sys.executable, "-c", MAIN, *words],
            env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call


def test_it_is_short():
    assert len(CODE.splitlines()) < 60


def test_it_is_listed_and_described(segsim):
    listed = [line for line in segsim("list", "policies").splitlines() if "rent_cap" in line]
    assert listed == [
        "rent_cap  Cap private rents in the target at a multiple of the city's mean rent."
    ]
    described = segsim("describe", "city=grid", "policy=[rent_cap]")
    assert "policy.rent_cap.cap" in described
    assert "policy.rent_cap.eur_per_dwelling_year" in described


def test_results_show_it(segsim, tmp_path):
    segsim(
        "run", "city=grid", "city.households=3000", "years=4", "replications=2",
        "policy=[rent_cap]", "policy.rent_cap.cap=0.9", "out=capped",
    )  # fmt: skip
    compared = segsim("compare", "capped")
    assert "Cost up to 2029" in compared
    assert "million EUR" in segsim("compare", "capped", "--impact", "policy")
    assert (tmp_path / "capped" / "figures" / "effects.png").stat().st_size > 10_000
    table = segsim("compare", "capped", "--csv", "--year", "2029")
    rent = next(line for line in table.splitlines() if ",rent_mean," in line)
    assert float(rent.split(",")[6]) < 0.0, "a cap lowers the mean rent"


@pytest.mark.slow
def test_the_contracts_of_policies_hold_for_it(environment):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider",
         "tests/contract/test_policies.py", "-k", "rent_cap and not two_kinds"],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    found = re.search(r"(\d+) passed", done.stdout)
    assert found
    assert int(found[1]) >= 10
