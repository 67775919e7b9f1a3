"""Who gains and who loses: named by group, only where it is certain, whichever way is better."""

import pandas as pd
import pytest

from segsim.report import build, write_report
from segsim.study.store import run_folder, write_table

GROUPS = ("q1", "q2", "q3", "q4", "q5", "domestic", "foreign", "all")


@pytest.fixture
def grouped(make_results, monkeypatch):
    """A study whose runs record housing costs by group: tram lowers those of the poorest."""
    monkeypatch.setattr("segsim.report.svg.DPI", 40)
    out = make_results(seeds=(1, 2, 3), scenarios=("baseline", "tram"), years=range(2025, 2027))
    for run in build.load(out).study.runs:
        path = run_folder(out, run.key) / "indicators.parquet"
        rows = [
            (year, "housing_cost_share", "city", group, 0.3 + 0.001 * run.seed + cost(run, group))
            for year in (2025, 2026)
            for group in GROUPS
        ]
        table = pd.read_parquet(path)
        more = pd.DataFrame(rows, columns=["year", "indicator", "level", "group", "value"])
        write_table(path, pd.concat([table, more], ignore_index=True))
    return out


def cost(run, group):
    if run.scenario == "baseline":
        return 0.0
    certain = {"q1": -0.02, "foreign": -0.01, "q5": 0.015}.get(group, 0.0)
    return certain + 0.0005 * (-1) ** run.seed


def test_groups_gain_and_lose(grouped):
    write_report(grouped)
    page = (grouped / "report.html").read_text()
    assert (
        "Tram: better for lowest incomes (1st fifth) and foreign language; "
        "worse for highest incomes (5th fifth)." in page
    )
    assert "Raitiotie: hyötyjinä pienituloisin viidennes ja vieraskieliset" in page
    svg = (grouped / "report" / "figures" / "groups-housing-cost-share.fi.svg").read_text()
    order = [svg.index(name) for name in ("Kaikki kotitaloudet", "Pienituloisin", "Vieraskieliset")]
    assert order == sorted(order)
    assert "−1,5" in svg or "−2" in svg


def test_figures_can_be_drawn_by_name(grouped):
    results = build.load(grouped)
    figure, axes = results.plot.winners("housing_cost_share", lang="fi")
    assert axes.shape == (1, 1)
    names = [label.get_text() for label in axes[0, 0].get_yticklabels()]
    assert names[:2] == ["Kaikki kotitaloudet", "Pienituloisin viidennes"]
    assert any("Asumismenojen osuus tuloista" in text.get_text() for text in figure.texts)
