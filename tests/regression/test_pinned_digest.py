"""A short run of a tiny grid, pinned to the bit.

The digest is of the final state and must hold on every machine, under every Python. When the
model is meant to give other results, refresh the pin and say so in the changelog ("Results
change"):

    python tests/regression/test_pinned_digest.py --refresh
"""

import json
import sys
from pathlib import Path

import pytest

from segsim.cities import load_city
from segsim.model.model import SegregationModel
from segsim.model.specification import specification

PIN = Path(__file__).with_name("pinned_digest.json")
CONTENT = {
    "seed": 20_250,
    "years": 4,
    "burn_in": {"years": 2},
    "policy": {
        "fill": {"kind": "infill", "start_year": 2026, "lag_years": 1},
        "line": {"kind": "tram", "open_year": 2028, "build_years": 1},
        "mix": {"kind": "tenure_mixing", "start_year": 2026},
        "money": {"kind": "school_investment", "start_year": 2026},
    },
}


def digests(threads=1):
    """Return the digest at the start and after every year."""
    city = load_city("grid", households=3_000).model_dump()
    model = SegregationModel(specification({"city": city, **CONTENT}), threads=threads)
    found = [model.digest()]
    for _ in range(CONTENT["years"]):
        model.step()
        found.append(model.digest())
    return found


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_the_digest_of_every_year_is_the_pinned_one(threads, monkeypatch):
    """The first year that differs says where to look: 0 is synthesis or burn-in."""
    monkeypatch.setattr("segsim.submodels.threads.LEAST", 100)  # so small a city is split as well
    pinned = json.loads(PIN.read_text())["digests"]
    found = digests(threads)
    differing = [year for year, (a, b) in enumerate(zip(found, pinned, strict=True)) if a != b]
    assert differing == []


if __name__ == "__main__":
    if sys.argv[1:] != ["--refresh"]:
        sys.exit(f"usage: python {Path(__file__).name} --refresh")
    PIN.write_text(json.dumps({"digests": digests()}, indent=2) + "\n")
