"""Invented results on disk, so that reading, comparing and drawing are tested without a model."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml

from segsim.streams import normals, uniforms
from segsim.study.store import write_run

SCENARIOS = ("baseline", "tenure_mixing", "infill", "tram", "school_investment", "package")
EFFECTS = dict(zip(SCENARIOS, (0.0, -0.02, 0.002, 0.004, -0.003, -0.03), strict=True))
LEVELS = {
    ("adjusted_dissimilarity", "neighbourhood", "language"): (0.25, 1.0),
    ("isolation", "neighbourhood", "language"): (0.15, 1.0),
    ("adjusted_dissimilarity", "neighbourhood", "income_low_high"): (0.23, 0.4),
    ("adjusted_dissimilarity", "school", "language"): (0.21, 0.8),
    ("price_mean", "city", "all"): (2600.0, 3000.0),
    ("displaced", "city", "all"): (120.0, -900.0),
}


def noise(*parts: object) -> float:
    """A repeatable number between −.5 and .5 for a name."""
    return (hash_text("/".join(map(str, parts))) % 10_007) / 10_007 - 0.5


def hash_text(text: str) -> int:
    value = 17
    for letter in text.encode():
        value = (value * 1_000_003 ^ letter) % 2_147_483_647
    return value


def indicators(scenario: str, seed: int, years: range, shift: float = 0.0) -> pd.DataFrame:
    rows = []
    for (indicator, level, group), (start, scale) in LEVELS.items():
        for year in years:
            since = (year - years[0]) / max(len(years) - 1, 1)
            common = start * (1 + 0.1 * since + 0.02 * noise(seed, indicator, level))
            own = scale * since * (EFFECTS[scenario] + 0.004 * noise(scenario, seed, indicator))
            rows.append((year, indicator, level, group, common + own + shift))
    return pd.DataFrame(rows, columns=["year", "indicator", "level", "group", "value"])


def areas(scenario: str, seed: int, years: range) -> pd.DataFrame:
    side = 14
    place = np.arange(side * side)
    x, y = place % side * 500.0 + 320_000, place // side * 500.0 + 6_820_000
    far = np.hypot(x - x.mean(), y - y.mean()) / 4000
    frames = []
    for year in years:
        share = 0.04 + 0.25 * np.exp(-((x - 324_500) ** 2 + (y - 6_822_000) ** 2) / 2e6)
        share = share * (1 + EFFECTS[scenario] * 8 * (year - years[0]) / len(years))
        frames.append(
            pd.DataFrame(
                {
                    "year": year,
                    "neighbourhood": place,
                    "district": place // (side * 4),
                    "x": x,
                    "y": y,
                    "households": (420 - 90 * far).round(),
                    "foreign_share": share + 0.002 * noise(seed, scenario),
                    "low_income_share": 0.3 + share + 0.002 * noise(seed, scenario, "low"),
                    "mean_rank": 0.5 - 0.01 * (year - years[0]) * share,
                }
            )
        )
    return pd.concat(frames, ignore_index=True)


def ledger(scenario: str) -> pd.DataFrame:
    rows = [] if scenario == "baseline" else [(scenario, 2030, "city", "capex", 12.5e6)]
    return pd.DataFrame(rows, columns=["policy", "year", "payer", "kind", "eur"])


def changes(years: range) -> pd.DataFrame:
    """Bookings of one index that nothing changes."""
    rows = [
        (year, "adjusted_dissimilarity", "neighbourhood", "language", "moving", 0.0)
        for year in years[1:]
    ]
    names = ["year", "indicator", "level", "group", "component", "value"]
    return pd.DataFrame(rows, columns=names)


def write_results(
    out: Path,
    seeds: tuple[int, ...] = (1, 2, 3, 4),
    scenarios: tuple[str, ...] = SCENARIOS,
    behaviours: tuple[str, ...] = ("mixed",),
    years: range = range(2025, 2046),
) -> Path:
    """Write a results folder as a study would."""
    runs = []
    for scenario in scenarios:
        for behaviour in behaviours:
            for seed in seeds:
                key = f"{scenario}-{behaviour}-{seed}"
                shift = 0.01 * behaviours.index(behaviour)
                tables = {
                    "indicators": indicators(scenario, seed, years, shift),
                    "areas": areas(scenario, seed, years),
                    "ledger": ledger(scenario),
                    "changes": changes(years),
                }
                manifest = {
                    "key": key,
                    "seconds": 1.5,
                    "digest": f"d{seed}",
                    "timings": {"observe": 0.5},
                    "configuration": {"city": {}},
                }
                write_run(out, key, tables, manifest)
                runs.append(
                    {"scenario": scenario, "behaviour": behaviour, "seed": seed, "key": key}
                )
    content = {
        "study": "invented",
        "title": "Invented study",
        "question": "",
        "baseline": "baseline",
        "configuration": {
            "city": {"name": "tampere", "title": "Tampere"},
            "start_year": years[0],
            "years": len(years) - 1,
        },
        "scenarios": {name: {"overrides": []} for name in scenarios},
        "behaviours": list(behaviours),
        "seeds": list(seeds),
        "runs": runs,
    }
    (out / "study.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    return out


@pytest.fixture
def results_folder(tmp_path: Path) -> Path:
    return write_results(tmp_path / "invented")


@pytest.fixture
def make_results(tmp_path: Path):
    def make(**changes: object) -> Path:
        return write_results(tmp_path / "made", **changes)

    return make


def paired_rows(values, base=None) -> pd.DataFrame:
    """Indicators of a scenario against a baseline (of zeros), by outcome and seed."""
    parts = []
    for name, numbers in values.items():
        zero = np.zeros(len(numbers)) if base is None else base[name]
        for scenario, column in (("base", zero), ("other", numbers)):
            parts.extend(
                (scenario, "mixed", seed, 2030, name, "city", "all", value)
                for seed, value in enumerate(column, 1)
            )
    columns = ["scenario", "behaviour", "seed", "year", "indicator", "level", "group", "value"]
    return pd.DataFrame(parts, columns=columns)


def random_uniform(key: int, shape: tuple[int, ...]) -> np.ndarray:
    return uniforms(key, 0, 0, np.arange(np.prod(shape), dtype=np.uint64)).reshape(shape)


def random_normal(key: int, shape: tuple[int, ...]) -> np.ndarray:
    return normals((random_uniform(key, shape) * 2.0**64).astype(np.uint64))


def random_skewed(key: int, shape: tuple[int, ...]) -> np.ndarray:
    """Exponential, of mean 1."""
    return -np.log(random_uniform(key, shape))


@pytest.fixture(scope="session")
def invented() -> SimpleNamespace:
    """Paired outcomes, and random numbers that are the same for a key."""
    return SimpleNamespace(rows=paired_rows, normal=random_normal, skewed=random_skewed)
