"""Every experiment says what it asks, was asked before, and can be run and read."""

import re
import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import segsim
from segsim.study.labels import Key
from segsim.study.plan import plan

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "benchmarks" / "experiments"))
EXPERIMENTS = {
    **import_module("hypotheses").HYPOTHESES,
    **import_module("measures").MEASURES,
}
FOLDERS = sorted(
    path.parent.name
    for path in ROOT.glob("experiments/*/study.yaml")
    if re.match(r"(h\d|[a-f])_", path.parent.name)
)
PARTS = (
    "**Question.**", "**Design.**", "**Expected, written before the run.**", "**How to run.**",
    "**Found.**", "<!-- found: begin -->", "<!-- found: end -->", "**Reading.**",
)  # fmt: skip


def readme(name):
    return (ROOT / "experiments" / name / "README.md").read_text("utf-8")


def test_every_experiment_is_known_to_the_command():
    assert sorted(EXPERIMENTS) == FOLDERS


@pytest.mark.parametrize("name", FOLDERS)
def test_a_readme_has_its_parts_in_order(name):
    text = readme(name)
    places = [text.index(part) for part in PARTS]
    assert places == sorted(places)
    assert all(text.count(part) == 1 for part in PARTS)
    for part, following in zip(PARTS, [*PARTS[1:], None], strict=True):
        end = len(text) if following is None else text.index(following)
        said = text[text.index(part) + len(part) : end].strip()
        assert said or part in {"**Found.**", "<!-- found: end -->"}, part


@pytest.mark.parametrize("name", FOLDERS)
def test_a_study_composes_and_its_readme_tells_how_often_it_runs(name):
    city = EXPERIMENTS[name].cities[-1:]
    study = plan([f"study={name}", *(f"city={one}" for one in city)])
    pairs = len(study.settings.every_seed)
    assert re.search(rf"\b{pairs} pairs of runs", readme(name).split("*Changed")[0])
    assert len({run.key for run in study.runs}) == len(study.runs), "two scenarios are the same"


def test_measures_of_the_bundle_act_to_the_end():
    study = plan(["study=h1_bundle"])
    for specification in study.specifications.values():
        content = specification.canonical()
        for policy in (content["policy"] or {}).values():
            assert policy["duration_years"] in {None, content["years"]}


def test_social_homes_stand_along_the_line():
    figures, measures = import_module("figures"), import_module("measures")
    study = plan(["study=f_tram"])
    levers = study.specifications["tram_social", study.behaviours[0]].canonical()["policy"]
    stops = [tuple(stop) for stop in levers[measures.LINE]["stops"]]
    near = figures.around(stops, max(measures.NEAR.values()))
    model = segsim.build(["city=tampere", "city.households=20000", "seed=1", "years=1"])
    areas = model.areas
    for district in levers["infill"]["target"]:
        assert near(areas[areas["district"] == district]).any(), district


class Invented:
    """Results of a study in which each scenario has a known effect on every figure."""

    def __init__(self, study, effects):
        names, seeds, years = study.scenarios, (1, 2, 3), range(2025, 2041)
        self.study = SimpleNamespace(
            name=study.name, scenarios=names, baseline="baseline", start_year=2025, years=15
        )
        labels = ["scenario", "behaviour", "seed"]
        runs = [(name, "mixed", seed) for name in names for seed in seeds]
        self.runs = pd.DataFrame(runs, columns=labels).assign(status="done")
        rows = [
            (*run, year, key.indicator, key.level, key.group, value(run, year, effects))
            for run in runs
            for year in years
            for key in KEYS
        ]
        columns = [*labels, "year", "indicator", "level", "group", "value"]
        self.indicators = pd.DataFrame(rows, columns=columns)
        places = [
            (*run, year, place, 331_300.0 + 500.0 * place, 6_823_300.0, 100, place / 10)
            for run in runs
            for year in (2025, 2030, 2040)
            for place in range(4)
        ]
        columns = [*labels, "year", "neighbourhood", "x", "y", "households", "mean_rank"]
        areas = pd.DataFrame(places, columns=columns)
        self.areas = areas.assign(**dict.fromkeys(PLACES, 40.0 + areas["scenario"].map(effects)))
        spent = [(*run, "city", 2e6) for run in runs if run[0] != "baseline"]
        self.ledger = pd.DataFrame(spent, columns=[*labels, "payer", "eur"])


KEYS = [key for key in vars(import_module("figures")).values() if isinstance(key, Key)]
PLACES = [
    "foreign_share", "low_income_share", "high_income_share", "reputation", "price", "rent",
    "private_rent_households", "social_rent_households",
]  # fmt: skip


def value(run, year, effects):
    """Return a figure that differs by seed and by the effect, which is whole after ten years."""
    return 0.2 + 0.01 * run[2] + effects[run[0]] * min(year - 2025, 10) / 10


def told(name, effects=None):
    """Return the paragraphs that an experiment makes of invented results."""
    study = plan([f"study={name}"])
    known = effects or {n: place / 100 for place, n in enumerate(study.scenarios)}
    cities = dict.fromkeys(EXPERIMENTS[name].cities or ("",), Invented(study, known))
    return list(EXPERIMENTS[name].ask(cities))


@pytest.mark.parametrize("name", FOLDERS)
def test_every_table_is_whole(name):
    tables = [text.splitlines() for text in told(name) if text.startswith("|")]
    assert tables
    for head, _, *rows in tables:
        assert rows
        assert all(row.count(" | ") == head.count(" | ") for row in rows)
    cells = [cell.strip() for table in tables for row in table[2:] for cell in row.split("|")[2:-1]]
    assert not {"nan", "-"} & set(cells)
    assert any("**" in cell for cell in cells)


def test_synergy_and_half_time_of_a_known_bundle_are_told():
    parts = ("tenure_mixing", "infill", "school_investment", "community_developers")
    effects = {name: 0.01 * (place + 1) for place, name in enumerate(parts)}
    text = "\n".join(told("h1_bundle", {"baseline": 0.0, **effects, "bundle": 0.12}))
    assert "| synergy | **+0.0200** [+0.0200, +0.0200] |" in text
    assert "| sum of the four | **+0.1000** [+0.1000, +0.1000] |" in text
    assert re.search(r"\| bundle \| (5|6) \[\1, \1\] \|", text)  # half of ten years


def test_equal_orders_of_invented_cities_correlate():
    assert "| Tampere | +1.00 | **+1.00** [+1.00, +1.00] |" in "\n".join(told("h3_cities"))


def test_cost_is_told_for_what_lowers_segregation():
    effects = dict.fromkeys(plan(["study=c_infill"]).scenarios, 0.0)
    text = "\n".join(told("c_infill", {**effects, "social": -0.04, "market": 0.01}))
    assert "| social | 2.0 [2.0, 2.0] | 2.0 | 0.5 [0.5, 0.5] | 0.5 [0.5, 0.5] |" in text
    assert "| market | 2.0 [2.0, 2.0] | 2.0 | raised | raised |" in text
    assert "| mixed | 2.0 [2.0, 2.0] | 2.0 | not found | not found |" in text


@pytest.mark.slow
def test_a_study_that_was_run_answers_its_question(tmp_path):
    small = ["years=2", "replications=2", "city.households=4000", "executor.workers=1"]
    results = segsim.run(["study=h4_community", *small], out=tmp_path / "out")
    tables = [text for text in EXPERIMENTS["h4_community"].ask({"": results}) if text[0] == "|"]
    attachment = next(text for text in tables if "attachment" in text.splitlines()[0])
    gains = {row.split("|")[1].strip(): row.split("|")[2] for row in attachment.splitlines()}
    assert gains["community_developers"].strip(" *").startswith("+")
    assert gains["no_community"].strip(" *").startswith("-")
