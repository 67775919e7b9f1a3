"""Small measures must not move segregation: negative controls, at the levers of their presets."""

from functools import cache
from pathlib import Path
from statistics import fmean

import pytest
import yaml

PRESETS = Path(__file__).parents[2] / "configs" / "policy"
CONTROLS = {"reputation_campaign": "reputation_campaign", "park": "small_measure",
            "park_meals": "small_measure"}  # fmt: skip
SEEDS = range(1, 5)
WHOLE = {"name": "tampere", "households": 147_000, "burn_in": 3}  # smaller cities are too noisy
LIMIT = 0.005


def levers(name):
    path = PRESETS / f"{name}.yaml"
    own = yaml.safe_load(path.read_text("utf-8")) if path.exists() else {}
    return {"kind": CONTROLS[name], **{k: v for k, v in own.items() if k != "defaults"}}


def segregation(world):
    """Return the corrected D of language at the end, neighbourhoods."""
    (value,) = (
        row[4]
        for row in world.records.indicators
        if row[:4] == (world.calendar, "adjusted_dissimilarity", "neighbourhood", "language")
    )
    return value


@pytest.fixture(scope="module")
def without(city):
    return cache(lambda seed: segregation(city.live(city.settled(seed=seed, **WHOLE), 5)))


@pytest.mark.slow
@pytest.mark.parametrize("name", CONTROLS)
def test_a_small_measure_moves_no_segregation(city, without, name):
    changes = []
    for seed in SEEDS:
        world = city.with_policies(city.settled(seed=seed, **WHOLE), {"it": levers(name)})
        changes.append(segregation(city.live(world, 5)) - without(seed))
    assert any(changes)  # it acted
    assert abs(fmean(changes)) < LIMIT, changes
