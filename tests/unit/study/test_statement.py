"""The impact statement of a project and the early warning say what the tables say."""

import pandas as pd
import pytest

from segsim.cli.main import main
from segsim.registry import UserError
from segsim.study.labels import KEYS, select
from segsim.study.results import load
from segsim.study.statement import WARNING_YEARS, early_warning, impact, verdict


def row(estimate, low, high):
    return pd.Series({"estimate": estimate, "low": low, "high": high, "behaviour": "mixed"})


def test_the_sentence_follows_the_sign_and_the_interval():
    key = KEYS[0]
    assert ": lowered, -0.0100" in verdict(key, row(-0.01, -0.02, -0.005))
    assert ": raised, +0.0100" in verdict(key, row(0.01, 0.005, 0.02))
    assert "not told apart from no change" in verdict(key, row(0.01, -0.005, 0.02))
    nan = float("nan")
    assert "no interval" in verdict(key, row(0.01, nan, nan))


def test_a_statement_has_every_main_figure_costs_and_places(results_folder):
    results = load(results_folder)
    scenario = results.study.scenarios[1]
    text = impact(results, scenario)
    last = select(results.indicators)
    last = last[last["year"] == last["year"].max()]
    table = results.compare(indicators=last)
    table = table[table["scenario"] == scenario]
    for key in KEYS:
        for _, one in key.among(table).iterrows():
            assert verdict(key, one) in text
    assert "Cost up to 2045: 12.5 million EUR (city 12.5)" in text
    assert "Largest changes of the foreign-language share" in text


def test_a_flip_of_the_sign_flips_the_statement(results_folder):
    """The baseline against the project says the opposite."""
    results = load(results_folder)
    scenario = results.study.scenarios[1]
    there, back = impact(results, scenario), impact(results, "baseline", baseline=scenario)
    words = [{"raised", "lowered"} & set(text.replace(",", "").split()) for text in (there, back)]
    assert words[0]
    lines = [
        [line for line in text.splitlines() if line.startswith("- ")] for text in (there, back)
    ]
    for one, other in zip(*lines, strict=True):
        assert ("raised" in one) == ("lowered" in other)
        assert ("not told apart" in one) == ("not told apart" in other)


def test_the_warning_ranks_districts_by_the_fall_of_their_rank(results_folder):
    results = load(results_folder)
    table = early_warning(results)
    areas = results.areas[results.areas["scenario"] == "baseline"]
    assert table["estimate"].is_monotonic_increasing
    assert set(table["district"]) == set(areas["district"])
    worst = areas[areas["district"] == table["district"][0]]

    def mean(year):
        part = worst[(worst["year"] == year) & (worst["seed"] == 1)]
        return (part["mean_rank"] * part["households"]).sum() / part["households"].sum()

    fall = mean(2045) - mean(2045 - WARNING_YEARS)
    assert table["estimate"][0] == pytest.approx(fall, rel=0.05)


def test_what_is_not_there_is_refused(results_folder, make_results):
    results = load(results_folder)
    with pytest.raises(UserError, match="there is no 'trem'"):
        impact(results, "trem")
    with pytest.raises(UserError, match="there is no 'trem'"):
        early_warning(results, "trem")
    with pytest.raises(UserError, match="no neighbourhood panel"):
        early_warning(results, year=2026)
    with pytest.raises(UserError, match="nothing to compare"):
        impact(load(make_results(scenarios=("baseline",))), "baseline")


def test_the_command_prints_them(results_folder, capsys):
    scenario = load(results_folder).study.scenarios[1]
    assert main(["compare", str(results_folder), "--impact", scenario]) == 0
    assert capsys.readouterr().out.startswith(f"Impact statement: {scenario}, Tampere, 2045")
    assert main(["compare", str(results_folder), "--early-warning"]) == 0
    assert "district" in capsys.readouterr().out
    assert main(["compare", str(results_folder), "--impact", "nothing"]) == 2
