"""A whole search on a small grid: what it writes, that it resumes, and that it repeats itself."""

import pandas as pd
import pytest

import segsim
from segsim.cli.main import main
from segsim.registry import UserError
from segsim.study.processes import Here
from segsim.study.search.report import report
from segsim.study.search.search import IncompleteError, question, search

GIVEN = [
    "city=grid", "city.households=2000", "years=4", "burn_in.years=2",
    "policy=[infill,tenure_mixing]", "target=corrected_d<=baseline-.001", "minimise=cost",
    "budget=6", "replications=2", "confirm=3", "finalists=2",
]  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("search") / "found"


@pytest.fixture(scope="module")
def found(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("segsim.study.work.local_pool", Here)
        yield segsim.search(GIVEN, out=folder)


def test_packages_are_tried_and_the_best_confirmed_on_fresh_seeds(found, folder):
    searched, confirmed = segsim.load(folder / "search"), segsim.load(folder / "confirm")
    assert set(searched.runs["status"]) == set(confirmed.runs["status"]) == {"done"}
    assert len(searched.study.scenarios) == 7
    assert len(found.packages) == 6
    assert not set(searched.study.seeds) & set(confirmed.study.seeds)
    assert len(confirmed.study.seeds) == 3
    assert set(found.front["package"]) == set(confirmed.study.scenarios)
    assert set(found.front["package"]) <= {"baseline", *found.packages["package"]}
    assert not (folder / "search" / "settled").exists()
    assert not (folder / "confirm" / "settled").exists()


def test_figures_are_those_of_the_confirmation(found, folder):
    results = segsim.load(folder / "confirm")
    table = results.compare()
    rows = table[
        (table["indicator"] == "adjusted_dissimilarity")
        & (table["level"] == "neighbourhood")
        & (table["group"] == "language")
        & (table["year"] == 2029)
    ].set_index("scenario")
    front = found.front.set_index("package")
    for name, row in rows.iterrows():
        for end, column in (("estimate", ""), ("low", "_low"), ("high", "_high")):
            assert front.loc[name, f"change{column}"] == pytest.approx(row[end], abs=1e-12)
        paid = results.ledger[results.ledger["scenario"] == name]["eur"].sum() / 3
        assert front.loc[name, "cost"] == pytest.approx(paid)
    kept = pd.read_csv(folder / "front.csv")
    assert kept["package"].to_list() == found.front["package"].to_list()


def test_the_same_search_again_computes_nothing_and_says_the_same(
    found, folder, one_process, capsys, monkeypatch
):
    def refuse(*_):
        raise AssertionError("a run was computed again")

    monkeypatch.setattr("segsim.study.runner.compute", refuse)
    assert main(["search", *GIVEN, f"out={folder}"]) == 0
    text = capsys.readouterr()
    assert text.out.rstrip("\n") == report(found)
    assert all(len(line) <= 100 for line in text.out.splitlines())
    assert (folder / "front.png").stat().st_size > 10_000
    assert (folder / "front.svg").is_file()


def test_a_larger_budget_goes_on_from_there(found, folder, one_process):
    more = ["budget=7" if text.startswith("budget") else text for text in GIVEN]
    wider = segsim.search(more, out=folder)
    assert len(wider.packages) == 7
    assert len(set(found.packages["package"]) & set(wider.packages["package"])) >= 5


def test_failed_runs_stop_the_search_with_a_reason(tmp_path, one_process, monkeypatch, capsys):
    def fail(*_, **__):
        raise RuntimeError("the city burnt down")

    monkeypatch.setattr("segsim.study.worker._simulate", fail)
    with pytest.raises(IncompleteError, match="runs failed"):
        search(question(GIVEN, tmp_path / "gone"))
    assert main(["search", *GIVEN, f"out={tmp_path / 'gone'}"]) == 1
    assert "failed; reasons" in capsys.readouterr().err


def test_one_text_is_no_list():
    with pytest.raises(UserError, match="is one text"):
        segsim.search("target=corrected_d<=.2")
