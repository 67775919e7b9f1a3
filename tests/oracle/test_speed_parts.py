"""What `benchmarks/speed` sets side by side is the same work with the same result."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "speed"))
reference, years = import_module("reference"), import_module("years")


@pytest.mark.slow
def test_kernels_and_agents_end_in_the_same_homes():
    time, memory = reference.measure({2_000: 2})
    assert "the same homes" in time.what
    assert time.spread[0] <= time.ratio <= time.spread[1]
    assert time.holds == (time.ratio >= reference.WANTED)
    assert memory.ratio > 1.0


def test_other_homes_do_not_hold(monkeypatch):
    said = '{"households": 10, "kernels": [1.0], "agents": [900.0], "homes": {"kernels": ["a"],'
    said += ' "agents": ["b"]}, "bytes": {"kernels": 1, "agents": 2}}'
    monkeypatch.setattr(reference, "said_by", lambda *_: said)
    time, _ = reference.measure({10: 1})
    assert time.ratio == 900.0
    assert "OTHER HOMES" in time.what
    assert time.holds is False


@pytest.mark.slow
def test_cities_of_all_sizes_live_in_turn_and_threads_change_nothing():
    rows = years.measure({2_000: 2, 3_000: 1}, turns=2, more={}, threaded=2_000)
    found = {row.what: row for row in rows}
    assert len(found) == len(rows)
    assert all(row.found for row in rows)
    assert "clear_market" in found["a year of 3,000 households, ns for each by process"].found
    assert "equal digests" in rows[-1].what


def test_growth_is_taken_turn_by_turn():
    def city(households, seconds):
        lived = [years.Year(s, s, households, 0, 0, {}) for s in seconds]
        return type("City", (), {"years": lived, "settled": lived[0]})

    small, large = city(1_000, [1.0, 1.0, 2.0, 2.0]), city(2_000, [2.0, 6.0])
    row = years.growth(small, large, few=2, many=1)
    assert row.ratio == 1.25
    assert row.spread == (1.0, 1.5)
    assert row.holds is False
