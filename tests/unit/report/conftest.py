"""Pages of the invented results with which studies are tested."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from segsim.report import write_report


def write_results(*arguments, **changes):
    """Write a results folder as the tests of studies do."""
    path = Path(__file__).parents[1] / "study" / "conftest.py"
    spec = spec_from_file_location("invented_results", path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.write_results(*arguments, **changes)


@pytest.fixture(scope="session")
def reported(tmp_path_factory):
    """Three scenarios under two behaviours, and their page in both languages."""
    out = write_results(
        tmp_path_factory.mktemp("report") / "invented",
        seeds=(1, 2, 3),
        scenarios=("baseline", "tenure_mixing", "tram"),
        behaviours=("mixed", "network"),
        years=range(2025, 2029),
    )
    write_report(out)
    return out


@pytest.fixture
def small(make_results, monkeypatch):
    """Two scenarios in two years, with the page in English; pixels are large."""
    monkeypatch.setattr("segsim.report.svg.DPI", 40)
    out = make_results(seeds=(1, 2), scenarios=("baseline", "tram"), years=range(2025, 2027))
    write_report(out, ["en"])
    return out


@pytest.fixture
def make_results(tmp_path):
    """Return a function that writes results of one's own."""
    return lambda **changes: write_results(tmp_path / "made", **changes)
