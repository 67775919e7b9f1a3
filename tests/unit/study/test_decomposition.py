"""Why an index changed, told from invented runs whose answer is known."""

import io
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from segsim import UserError, load
from segsim.cli.main import main
from segsim.study.decomposition import decompose, decompositions
from segsim.study.store import run_folder, write_table
from segsim.study.why import why_table

YEARS = range(2025, 2028)
SEEDS = (1, 2, 3)
COMPONENTS = ("demography", "income", "out_migration", "in_migration", "construction", "moving")
GROUPS = {"language": 0.25, "income_low_high": 0.4}
SCENARIOS = ("baseline", "tram", "infill")


def yearly(scenario, seed, component):
    """Return what a component changes a year: by seed, and more through moving with the tram."""
    size = 0.001 * (1 + COMPONENTS.index(component)) * (1 + 0.1 * seed)
    return size - 0.01 * (scenario == "tram") * (component == "moving") * seed


@pytest.fixture
def folder(make_results):
    """Return a study of which every run has accounts and the indicators that go with them."""
    out = make_results(scenarios=SCENARIOS, seeds=SEEDS, years=YEARS)
    for run in load(out).study.runs:
        changes, values = [], []
        for group, start in GROUPS.items():
            values.append((YEARS[0], group, start + 0.01 * run.seed))
            for year in YEARS[1:]:
                parts = {one: yearly(run.scenario, run.seed, one) for one in COMPONENTS}
                changes += [(year, group, one, value) for one, value in parts.items()]
                values.append((year, group, values[-1][-1] + sum(parts.values())))
        write(out, run.key, "changes", changes, ["year", "group", "component", "value"])
        write(out, run.key, "indicators", values, ["year", "group", "value"])
    return out


def write(out, key, name, rows, columns):
    table = pd.DataFrame(rows, columns=columns)
    table = table.assign(indicator="adjusted_dissimilarity", level="neighbourhood")
    write_table(run_folder(out, key) / f"{name}.parquet", table)


def drop(folder, scenario, seed):
    """Take a run out of a study."""
    (run,) = (r for r in load(folder).study.runs if (r.scenario, r.seed) == (scenario, seed))
    (run_folder(folder, run.key) / "manifest.json").unlink()


def part(table, scenario, component, channel=""):
    rows = table[(table["scenario"] == scenario) & (table["component"] == component)]
    (row,) = rows[rows["channel"] == channel].to_dict("records")
    return row


def test_parts_are_those_that_were_put_in(folder):
    table = load(folder).decompose()
    for scenario in SCENARIOS:
        for component in COMPONENTS:
            expected = [2 * yearly("baseline", seed, component) for seed in SEEDS]
            row = part(table, "baseline", component)
            assert row["estimate"] == pytest.approx(np.mean(expected))
            assert part(table, scenario, component)["estimate"] == pytest.approx(row["estimate"])
    tram = part(table, "tram", "policy", "moving")
    reach = 2.919986 * 0.02 / np.sqrt(3)  # t of 2 degrees of freedom, spread of .02, .04, .06
    assert tram["estimate"] == pytest.approx(-0.04)
    assert (tram["low"], tram["high"]) == pytest.approx((-0.04 - reach, -0.04 + reach), rel=1e-5)
    assert part(table, "tram", "policy")["estimate"] == pytest.approx(-0.04)
    assert part(table, "tram", "policy", "income")["estimate"] == 0.0
    assert part(table, "infill", "policy")["estimate"] == 0.0


def test_everything_adds_up(folder):
    table = load(folder).decompose()
    for _, rows in table.groupby("scenario"):
        of = rows.set_index(["component", "channel"])["estimate"]
        parts = sum(of[name, ""] for name in (*COMPONENTS, "policy"))
        assert parts == pytest.approx(of["change", ""], abs=1e-12)
        assert of["start", ""] + of["change", ""] == pytest.approx(of["end", ""], abs=1e-12)
        if "moving" in of["policy"].index:
            assert of["policy"][list(COMPONENTS)].sum() == pytest.approx(of["policy", ""])
    results = load(folder)
    end = results.indicators.query("year == 2027 and group == 'language'")
    found = end.groupby("scenario")["value"].mean()
    for scenario in SCENARIOS:
        assert part(table, scenario, "end")["estimate"] == pytest.approx(found[scenario])


def test_shares_are_of_the_change_and_blank_where_there_may_be_none(folder):
    table = load(folder).decompose()
    shares = table[(table["scenario"] == "baseline")].set_index("component")["share"]
    assert shares[list(COMPONENTS)].sum() == pytest.approx(100.0)
    assert shares["moving"] == pytest.approx(100.0 * 6 / 21)
    assert shares["change"] == pytest.approx(100.0)
    assert shares[["start", "end"]].isna().all()
    change = part(table, "tram", "change")
    assert change["low"] < 0.0 < change["high"]
    assert table[table["scenario"] == "tram"]["share"].isna().all()


def test_the_baseline_has_no_policy(folder):
    for baseline in SCENARIOS:
        table = load(folder).decompose(baseline=baseline)
        row = part(table, baseline, "policy")
        assert (row["estimate"], row["low"], row["high"], row["share"]) == (0.0, 0.0, 0.0, 0.0) or (
            baseline == "tram" and np.isnan(row["share"])
        )
        assert not table[(table["scenario"] == baseline) & (table["channel"] != "")].size
    against = load(folder).decompose(baseline="tram")
    assert part(against, "baseline", "policy", "moving")["estimate"] == pytest.approx(0.04)


def test_only_pairs_count(folder):
    drop(folder, "tram", 3)
    drop(folder, "baseline", 1)
    table = load(folder).decompose()
    row = part(table, "tram", "policy", "moving")
    assert (row["n"], row["estimate"]) == (1, pytest.approx(-0.04))
    assert np.isnan(row["low"])
    assert part(table, "tram", "moving")["n"] == 1
    assert part(table, "infill", "moving")["n"] == 2


def test_a_year_in_between(folder):
    table = load(folder).decompose(year=2026)
    assert part(table, "tram", "policy")["estimate"] == pytest.approx(-0.02)
    first = load(folder).decompose(year=2026, group="income_low_high")
    assert set(first["year"]) == {2026}
    assert set(first["group"]) == {"income_low_high"}


def test_a_run_in_which_the_index_is_undefined_is_left_out(folder):
    results = load(folder)
    undefined = (results.changes["seed"] == 2) & (results.changes["component"] == "income")
    results.changes = results.changes.assign(value=results.changes["value"].mask(undefined))
    assert set(results.decompose()["n"]) == {2}
    results.changes = results.changes.assign(value=np.nan)
    with pytest.raises(UserError, match="no run of baseline in which adjusted_dissimilarity"):
        results.decompose()


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ({"indicator": "adjusted_disimilarity"}, "Did you mean 'adjusted_dissimilarity'"),
        ({"level": "neighborhood"}, "level: there is no 'neighborhood'. Did you mean 'neighbour"),
        ({"group": "langage"}, "Allowed: income_low_high, language"),
        ({"baseline": "trm"}, "Did you mean 'tram'"),
        ({"year": 1999}, "year: 1999 is not allowed; a year from 2026 to 2027"),
    ],
)
def test_mistakes_name_what_is_allowed(folder, choice, said):
    with pytest.raises(UserError) as raised:
        load(folder).decompose(**choice)
    assert said in str(raised.value)


def test_runs_without_accounts_say_what_to_do(results_folder):
    for table in results_folder.glob("runs/*/changes.parquet"):
        table.unlink()
    with pytest.raises(UserError, match="run the study again"):
        load(results_folder).decompose()


def test_classical_models_have_no_accounts(folder):
    results = load(folder)
    results.study = replace(results.study, model="schelling")
    for call in (decompose, decompositions, why_table):
        with pytest.raises(UserError, match="schelling is a classical model"):
            call(results)


def test_the_text_is_narrow_and_tells_every_part(folder):
    text = why_table(load(folder))
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("baseline, 2025") == text.count("baseline, 2027") == 2
    assert text.count("other moves in the city") == 2 * 3
    assert "Policy is against baseline" in text
    lines = [line.split() for line in text.splitlines() if line.startswith("    policy")]
    assert [line[1] for line in lines] == ["-0.0400", "0.0000"] * 2


def test_the_command_prints_text_csv_or_json(folder, capsys):
    assert main(["compare", str(folder), "--why"]) == 0
    assert capsys.readouterr().out.strip() == why_table(load(folder))
    assert main(["compare", str(folder), "--why", "adjusted_dissimilarity", "--csv"]) == 0
    csv = pd.read_csv(io.StringIO(capsys.readouterr().out), keep_default_na=False)
    assert main(["compare", str(folder), "--why", "--json", "--year", "2027"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert len(csv) == len(rows) == 2 * (10 + 2 * 16)
    assert rows[0].keys() == set(csv.columns)
    assert main(["compare", str(folder), "--why", "gini"]) == 2
    assert "there is no 'gini'" in capsys.readouterr().err
    assert main(["compare", str(folder), "--why", "--impact", "tram"]) == 2
    assert "--why: not with --impact" in capsys.readouterr().err


@pytest.mark.parametrize("only", [True, False])
def test_the_figure_has_nothing_cut_off(folder, only):
    results = load(folder)
    if only:
        for scenario in ("tram", "infill"):
            for seed in SEEDS:
                drop(folder, scenario, seed)
    figure, axes = results.plot.why()
    assert axes.shape == (1 if only else 2, 2)
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    written = [axis._left_title for axis in figure.axes] + figure.texts
    written += [text for axis in figure.axes for text in (*axis.texts, *axis.get_yticklabels())]
    for text in written:
        if text.get_text():
            box = text.get_window_extent(renderer)
            assert min(box.x0, box.y0) >= 0
            assert box.x1 <= figure.bbox.width
            assert box.y1 <= figure.bbox.height
    with pytest.raises(UserError, match="mixed"):
        results.plot.why(behaviour="mixd")
