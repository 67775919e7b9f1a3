"""Indicators of many runs in few files: the same rows, whatever is packed."""

import numpy as np
import pandas as pd
import pytest

from segsim.study import packed
from segsim.study.labels import KEYS
from segsim.study.plan import plan
from segsim.study.reading import Choice
from segsim.study.record import write_study
from segsim.study.results import load
from segsim.study.store import write_run

RUNS = 24


@pytest.fixture
def many(tmp_path, monkeypatch):
    """A study of 24 runs, and packs of five."""
    monkeypatch.setattr(packed, "SIZE", 5)
    given = ["city=grid", "city.households=2000", "years=2", "policy=[tram]", "replications=12"]
    study = plan(given).moved(str(tmp_path))
    write_study(study)
    for number, run in enumerate(study.runs):
        rows = [
            (year, key.indicator, key.level, key.group or "all", number + year / 1e4)
            for year in (2025, 2026, 2027)
            for key in KEYS
        ]
        table = pd.DataFrame(rows, columns=["year", "indicator", "level", "group", "value"])
        areas = pd.DataFrame({"year": [2025], "name": ["x"], "value": [float(number)]})
        facts = {"seconds": float(number), "digest": f"d{number}"}
        write_run(tmp_path, run.key, {"indicators": table, "areas": areas}, facts)
    return tmp_path


def keys(out):
    return [run.key for run in load(out).study.runs]


def test_packs_hold_what_the_runs_do(many):
    before = load(many)
    indicators, runs = before.indicators, before.runs
    assert packed.pack(many, keys(many)) == 20  # the last four fill no pack
    assert packed.pack(many, keys(many)) == 0
    after = load(many)
    pd.testing.assert_frame_equal(after.indicators, indicators)
    pd.testing.assert_frame_equal(after.runs, runs)
    assert len(indicators) == RUNS * 3 * len(KEYS)
    labelled = indicators[indicators["indicator"] == "isolation"]
    assert labelled["value"].tolist() == [
        n + y / 1e4 for n in range(RUNS) for y in (2025, 2026, 2027)
    ]


def test_choices_are_the_rows_of_the_whole(many):
    packed.pack(many, keys(many))
    whole = load(many).indicators
    only = {"indicator": ["isolation", "displaced"], "year": [2026]}
    wanted = whole[whole["indicator"].isin(only["indicator"]) & (whole["year"] == 2026)]
    found = load(many).table("indicators", ["indicator", "value"], only)
    assert list(found) == ["scenario", "behaviour", "seed", "indicator", "value"]
    for name in found:
        assert found[name].tolist() == wanted[name].tolist()
    assert load(many).years == [2025, 2026, 2027]
    pd.testing.assert_frame_equal(
        load(many).rows_of(KEYS[:1]), load(many).rows_of(KEYS)[: RUNS * 3], check_categorical=False
    )


def test_a_damaged_pack_is_read_around_and_made_again(many):
    before = load(many).indicators
    packed.pack(many, keys(many))
    first, second, *_ = packed.packs(many)
    first.path.write_bytes(first.path.read_bytes()[:100])
    second.path.write_text("no table at all")
    pd.testing.assert_frame_equal(load(many).indicators, before)
    assert packed.pack(many, keys(many)) == 10
    assert len(packed.known(many)) == 20


def test_a_pack_shows_no_run_that_is_gone(many):
    packed.pack(many, keys(many))
    gone = keys(many)[3]
    for path in (many / "runs" / gone).iterdir():
        path.unlink()
    (many / "runs" / gone).rmdir()
    results = load(many)
    assert len(results.indicators) == (RUNS - 1) * 3 * len(KEYS)
    assert results.runs.set_index("key").loc[gone, "status"] == "missing"


def test_runs_that_are_equal_are_shown_under_each_name(many):
    path = many / "study.yaml"
    text = path.read_text()
    first, second = keys(many)[:2]
    path.write_text(text.replace(second, first))  # both scenarios of the first seed
    packed.pack(many, keys(many))
    rows = load(many).indicators
    sides = [rows[(rows["scenario"] == s) & (rows["seed"] == 1)] for s in ("baseline", "policy")]
    assert sides[0]["value"].tolist() == sides[1]["value"].tolist()
    assert len(rows) == RUNS * 3 * len(KEYS)


def test_comparisons_by_year_are_those_of_the_whole(many, monkeypatch):
    whole = load(many).compare()
    monkeypatch.setattr("segsim.study.results.MANY", 1)
    parts = load(many).compare()
    pd.testing.assert_frame_equal(whole, parts)
    assert np.allclose(whole["estimate"].groupby(whole["year"]).mean(), 1.0)


def test_a_choice_of_columns_reads_what_it_needs_to_choose_rows():
    assert Choice().needed is None
    assert Choice(("value",), (("year", (2025,)),)).needed == ["value", "year"]
