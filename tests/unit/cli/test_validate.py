"""`segsim validate`: expected beside found, and exit codes."""

import json

import pytest

from segsim.cli.main import main
from segsim.validation import findings, runs
from segsim.validation.findings import Benchmark, Effort, at_least, at_most, near, rising, within


@pytest.fixture
def only(monkeypatch):
    """Return a function that makes benchmarks the only ones there are."""

    there = []

    def put(*found, name="T99", held_out=False):
        there.append(
            Benchmark(name, "a test", "nobody", not held_out, lambda effort: found, held_out)
        )
        monkeypatch.setattr(runs, "benchmarks", lambda names=(): there)
        monkeypatch.setattr("segsim.cli.validate_command.benchmarks", lambda names=(): there)

    return put


def test_a_row_prints_expected_found_tolerance_verdict_and_seconds(capsys):
    assert main(["validate", "T9", "T4", "--fast"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines if line.startswith("T")] == ["T4", "T9"]
    row = next(line for line in lines if "group 1, R = 5" in line)
    assert row.split()[-4:] == ["80", "80", "±1.0e-06", "holds"]
    assert lines[-1].endswith(" s")
    assert "figures hold" in lines[-1]


def test_a_figure_outside_its_tolerance_fails_the_command(only, capsys):
    only(near("a figure", 1.0, 1.2, 0.1), near("another", 1.0, 1.0, 0.1))
    assert main(["validate"]) == 1
    out = capsys.readouterr().out
    assert "FAILS" in out
    assert "1 of 2 figures hold" in out
    assert "failed: T99" in out


def test_a_pattern_that_is_missed_is_told_and_fails_nothing(only, capsys, tmp_path):
    page = tmp_path / "page.md"
    only(near("a figure", 1.0, 1.2, 0.1), near("another", 1, 1, 0), name="P99", held_out=True)
    assert main(["validate", "patterns", "--page", str(page)]) == 0
    out = capsys.readouterr().out
    assert [line.split()[-1] for line in out.splitlines() if "figure  " in line] == ["misses"]
    assert "FAILS" not in out
    assert out.splitlines()[-1].endswith("missed: P99")
    text = page.read_text("utf-8")
    assert text.startswith("# Patterns")
    assert "segsim validate patterns --seed 1 --page docs/patterns.md" in text
    assert "| **misses** |" in text
    assert "T15" not in text


def test_a_benchmark_that_fails_beside_a_pattern_fails_the_command(only, capsys, tmp_path):
    page = tmp_path / "page.md"
    only(near("a", 1.0, 1.2, 0.1))
    only(near("b", 1.0, 1.2, 0.1), name="P99", held_out=True)
    assert main(["validate", "--workers", "1", "--page", str(page)]) == 1
    assert capsys.readouterr().out.splitlines()[-1].endswith("failed: T99; missed: P99")
    text = page.read_text("utf-8")
    assert text.index("**fails**") < text.index("# Patterns") < text.index("**misses**")


def test_a_pattern_runs_on_a_small_city(capsys):
    assert main(["validate", "P22", "--fast", "--json", "--workers", "1"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["held_out"]
    assert len(row["findings"]) == 4
    assert all("s.e." in one["tolerance"] for one in row["findings"])
    assert row["findings"][0]["what"].startswith("dropout after 3 years, domestic")
    assert float(row["findings"][0]["found"]) < 0.0


def test_patterns_are_listed_after_the_benchmarks(capsys):
    assert main(["list", "benchmarks"]) == 0
    names = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert names[names.index("T18") + 1] == "P16"
    assert names[-1] == "P25"


def test_help_says_what_a_missed_pattern_means(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["validate", "--help"])
    assert ended.value.code in (0, None)
    assert "leaves the exit code at 0" in " ".join(capsys.readouterr().out.split())


def test_findings_come_as_json_and_as_a_page(only, capsys, tmp_path):
    only(near("a | b", 1.0, 1.05, 0.1, "s.e. 0.02"), at_most("rest", 1e-12, 3e-13))
    page = tmp_path / "page.md"
    assert main(["validate", "--json", "--seed", "7", "--page", str(page)]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert row["benchmark"] == "T99"
    assert row["findings"][0]["found"] == "1.05"
    text = page.read_text("utf-8")
    assert "--seed 7" in text
    assert "| a \\| b | 1 | 1.05 | ±0.1 (s.e. 0.02) | holds |" in text
    assert "T15" in text


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["T66"], "T66"),
        (["P99"], "patterns"),
        (["--seed", "-1"], "--seed"),
        (["--workers", "0"], "--workers"),
        (["--seed", "x"], "--seed"),
        (["--page", "nowhere/page.md"], "nowhere"),
        (["--fsat"], "--fast"),
    ],
)
def test_mistakes_are_told_in_a_line(arguments, told, capsys):
    assert main(["validate", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert told in captured.err
    assert "Traceback" not in captured.err


def test_findings_hold_up_to_their_tolerance_and_no_further():
    assert near("", 1.0, 1.1, 0.11).holds
    assert not near("", 1.0, 1.2, 0.1).holds
    assert not near("", 1.0, float("nan"), 0.1).holds
    assert within("", 0.48, 0.51, 0.46, 0.03).holds
    assert not within("", 0.48, 0.51, 0.44, 0.03).holds
    assert at_least("", 2.0, 2.0).holds
    assert not at_least("", 2.0, 1.9).holds
    assert not at_most("", 2.0, float("nan")).holds
    assert rising("", [1.0, 1.0, 2.0]).holds
    assert not rising("", [1.0, 0.9]).holds


def test_seeds_of_an_effort_are_its_own():
    one, other = Effort(False, 1), Effort(False, 2)
    assert len(set(one.seeds(20, 5)) | set(other.seeds(20, 5))) == 40
    assert Effort(True, 1).seeds(20, 5) == one.seeds(20, 5)[:5]


def test_every_row_of_the_table_has_its_benchmark():
    names = [one.name for one in runs.benchmarks()]
    wanted = ["T1", "T2", "T2b", *(f"T{n}" for n in range(3, 15)), "T18"]
    assert names == wanted
    assert set(runs.ELSEWHERE) == {"T15", "T16", "T17"}
    assert findings.BENCHMARKS.get("T1").exact


def test_workers_find_the_same_in_the_same_order(capsys):
    found = []
    for workers in ("1", "2"):
        assert main(["validate", "T9", "T4", "T3", "--fast", "--json", "--workers", workers]) == 0
        rows = json.loads(capsys.readouterr().out)
        found.append([(row["benchmark"], row["findings"]) for row in rows])
    assert found[0] == found[1]
    assert [name for name, _ in found[0]] == ["T3", "T4", "T9"]
