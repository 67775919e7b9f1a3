"""What `benchmarks/speed` sets side by side is the same work with the same result."""

import sys
from importlib import import_module
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks" / "speed"))
page, reference, rows, years = map(import_module, ("speed_page", "reference", "rows", "years"))


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


def test_the_page_has_every_row_and_the_readme_those_with_a_wish(tmp_path, monkeypatch):
    readme = tmp_path / "README.md"
    readme.write_text((page.ROOT / "README.md").read_text("utf-8"), "utf-8")
    monkeypatch.setattr(page, "PAGE", tmp_path / "speed.md")
    monkeypatch.setattr(page, "README", readme)
    fast = rows.Row("fast", "1 s", "9 s", 9.0, (8.5, 9.5), "≥ 5", True)
    slow = rows.Row("slow", "1 s", "2 s", 2.0, (1.9, 2.1), "≥ 5", False)
    parts = [page.Part("One", [fast, slow, rows.Row("plain", "3 s")])]
    page.write(parts, 0.1, ["One", "Two"])
    first = readme.read_text("utf-8")
    page.write(parts, 0.1, ["One", "Two"])
    assert readme.read_text("utf-8") == first  # a second time changes nothing
    told = (tmp_path / "speed.md").read_text("utf-8")
    for text in (told, first):
        assert "| fast | 1 s | 9 s | 9.00 (8.50 … 9.50) | ≥ 5 ✓ |" in text
        assert "| slow | 1 s | 2 s | 2.00 (1.90 … 2.10) | ≥ 5 ✗ |" in text
    assert "| plain | 3 s |  |  |  |" in told
    assert "plain" not in first.split(page.BEGIN)[1].split(page.END)[0]
    other = [page.Part("Two", [rows.Row("third", "7 s", wanted="≤ 9 s", holds=True)])]
    page.write(other, 0.1, ["One", "Two"])
    both = (tmp_path / "speed.md").read_text("utf-8")
    assert both.startswith(told.rstrip())  # what was not measured stays
    assert "| third | 7 s |  |  | ≤ 9 s ✓ |" in both
    assert first.split(page.BEGIN)[0] == (page.ROOT / "README.md").read_text().split(page.BEGIN)[0]
