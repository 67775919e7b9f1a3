"""The page as a file: the same every time, whole or not at all, with the numbers of its tables."""

import csv
import hashlib
import re
from io import StringIO

import pandas as pd
import pytest

from segsim.cli.main import main
from segsim.registry import UserError
from segsim.report import build, write_report
from segsim.study.store import run_folder, write_table
from segsim.texts import words


def digests(out):
    files = [out / "report.html", *sorted((out / "report").rglob("*.*"))]
    return {str(p.relative_to(out)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def rows(path):
    return list(csv.DictReader(StringIO(path.read_text())))


def test_two_builds_are_the_same_to_the_byte(small):
    first = digests(small)
    assert {name.rpartition(".")[2] for name in first} == {"html", "svg", "png", "csv"}
    write_report(small, ["en"])
    assert digests(small) == first


def test_the_page_holds_the_numbers_of_its_tables(reported):
    page = (reported / "report.html").read_text()
    for row in rows(reported / "report" / "tables" / "comparison.csv"):
        for name in ("d_change", "d_p_lower", "isolation_change", "displaced", "cost_eur"):
            assert float(row[name]) is not None
            assert f'<data value="{row[name]}">' in page
    change = re.search(r'<data value="(-?[\d.e-]+)">([−+])0\.(\d{4})</data>', page)
    assert round(abs(float(change[1])), 4) == pytest.approx(float(f"0.{change[3]}"), abs=1.01e-4)


def test_the_csv_is_the_comparison_of_the_study(reported):
    results = build.load(reported)
    last = results.compare(indicators=results.rows_of()).query("year == 2028")
    for row in rows(reported / "report" / "tables" / "comparison.csv"):
        mine = last[(last["scenario"] == row["scenario"]) & (last["behaviour"] == "mixed")]
        mine = mine.set_index(["indicator", "level", "group"])
        found = mine.loc["adjusted_dissimilarity", "neighbourhood", "language"]
        assert [float(row[n]) for n in ("d_change", "d_low", "d_high")] == list(
            found[["estimate", "low", "high"]]
        )


def test_what_is_published_of_neighbourhoods_leaves_out_those_of_few(make_results):
    out = make_results(seeds=(1, 2), scenarios=("baseline", "tram"), years=range(2025, 2027))
    for run in build.load(out).study.runs:
        path = run_folder(out, run.key) / "areas.parquet"
        areas = pd.read_parquet(path)
        areas.loc[areas["neighbourhood"] == 3, "households"] = 19
        write_table(path, areas)
    write_report(out, ["en"])
    tables = out / "report" / "tables"
    for row in rows(tables / "neighbourhoods.csv"):
        few = row["neighbourhood"] == "3"
        assert (row["foreign_share"] == "") == (row["households"] == "") == few
    for row in rows(tables / "neighbourhood-effects.csv"):
        assert (row["effect"] == "") == (row["neighbourhood"] == "3")


def test_neighbourhoods_of_an_earlier_year_are_said_to_be(make_results):
    out = make_results(seeds=(1, 2), scenarios=("baseline", "tram"), years=range(2025, 2027))
    for run in build.load(out).study.runs:
        path = run_folder(out, run.key) / "areas.parquet"
        areas = pd.read_parquet(path)
        write_table(path, areas[areas["year"] == 2025].copy())
    write_report(build.load(out), ["en"])
    page = (out / "report.html").read_text()
    assert words("en")("report.maps.earlier", last=2025, year=2026) in page
    assert "in 2025 the middle four fifths" in page
    assert page.count("in 2025 the middle four fifths") == 1


def test_damage_is_told_and_nothing_is_written(make_results):
    out = make_results(seeds=(1, 2), scenarios=("baseline", "tram"), years=range(2025, 2027))
    run = build.load(out).study.runs[0]
    (run_folder(out, run.key) / "areas.parquet").write_bytes(b"junk")
    with pytest.raises(UserError, match=r"areas\.parquet"):
        write_report(build.load(out), ["en"])
    assert not (out / "report.html").exists()


def test_one_scenario_has_a_page_without_a_comparison(make_results):
    out = make_results(seeds=(1, 2), scenarios=("baseline",), years=range(2025, 2027))
    _, beside = write_report(out, ["en"])
    page = (out / "report.html").read_text()
    assert "how the city develops" in page
    assert 'id="en-maps"' in page
    assert 'id="en-time"' in page
    for name in ("table", "difference", "certainty", "groups"):
        assert f"en-{name}" not in page
    assert not any("forest" in name or "effect" in name for name in beside)


def test_rival_behaviours_are_shown_as_a_range(reported):
    page = (reported / "report.html").read_text()
    assert "Range over behaviours" in page
    assert "Vaihteluväli käyttäytymisten välillä" in page
    assert "This study ran one behaviour" not in page


def test_one_language_alone(make_results, capsys):
    out = make_results(seeds=(1,), scenarios=("baseline", "tram"), years=range(2025, 2027))
    assert main(["report", str(out), "--lang", "fi"]) == 0
    page = (out / "report.html").read_text()
    assert '<html lang="fi">' in page
    assert 'lang="en"' not in page
    assert "report.html" in capsys.readouterr().out
    assert not list((out / "report").rglob("*.en.*"))


def test_provenance_names_no_machine_and_no_day(reported):
    page = (reported / "report.html").read_text()
    assert "segsim run" in page
    assert "1, 2, 3" in page
    assert not re.search(r"<dc:date>|/home/|/tmp/|20\d\d-\d\d-\d\d", page)


def test_what_is_not_recorded_is_said(reported):
    page = (reported / "report.html").read_text()
    assert "share of income spent on housing" in page
    assert "A new run of the study with this version records it" in page


def test_a_page_is_replaced_whole_or_stays(small, monkeypatch):
    before = digests(small)

    def full(*_):
        raise OSError(28, "no space left")

    monkeypatch.setattr(build, "write_text", full)
    assert main(["report", str(small), "--lang", "en"]) == 1
    assert digests(small) == before
    assert [p for p in small.iterdir() if p.name.startswith(".report")] == []


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--lang", "fin"], "'fi'"),
        (["--lnag", "fi"], "--lang"),
        (["--lang"], "lang"),
    ],
)
def test_mistakes_name_what_is_allowed(reported, arguments, told, capsys):
    assert main(["report", str(reported), *arguments]) == 2
    assert told in capsys.readouterr().err


def test_a_folder_that_holds_no_results(tmp_path, capsys):
    assert main(["report", str(tmp_path / "nowhere")]) == 2
    assert "there is no results folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_classical_model_is_referred_to_the_explorer(reported, monkeypatch):
    results = build.load(reported)
    monkeypatch.setattr(results, "study", type("Classic", (), {"model": "schelling"}))
    with pytest.raises(UserError, match="segsim explore"):
        write_report(results)
