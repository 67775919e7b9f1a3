"""Every row of the source deck works: its command runs, and switching it off makes a difference."""

import importlib.util
import re
import sys
from functools import cache
from pathlib import Path

import pytest

from segsim.study.plan import plan

ROOT = Path(__file__).parents[2]
DECK = ROOT.parent / "shared" / "source-systems.md"
HOUSEHOLDS = 20_000
"""In a smaller city the districts of the deck merge with their neighbours."""


def load_script():
    """Return the script that writes the page, as a module."""
    path = ROOT / "benchmarks" / "source_systems.py"
    spec = importlib.util.spec_from_file_location("source_systems", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["source_systems"] = module
    spec.loader.exec_module(module)
    return module


SCRIPT = load_script()
DECK_ROWS = {row.row: row for row in SCRIPT.rows()}
LOOPS = {row.row: row for row in SCRIPT.rows("feedbacks")}
ROWS = DECK_ROWS | LOOPS
RUNNING = [name for name, row in ROWS.items() if row.compares]


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """Return a function that runs overrides once; cities of one seed settle once."""
    folder = tmp_path_factory.mktemp("settled")
    return cache(lambda overrides: SCRIPT.outcome(overrides, 1, HOUSEHOLDS, folder))


def test_no_row_of_the_deck_is_missing():
    if not DECK.exists():
        pytest.skip("no source deck beside the project")
    text = DECK.read_text("utf-8")
    deck = re.findall(r"^\|(\d+\.\d+)\|", text, re.M)
    assert [row for row in DECK_ROWS if row != "10-12"] == deck
    kinds = dict(re.findall(r"^\|(\d+\.\d+)\|[^|]*\|([A-Z](?:[+/][A-Z])*)[ :.]", text, re.M))
    assert len(kinds) > 90
    wrong = {name: kind for name, kind in kinds.items() if ROWS[name].type not in kind}
    # A hypothesis (19.x) is read from runs, and a rule of targeting is a lever of policies.
    assert set(wrong) <= {"13.2", "19.1", "19.2", "19.4", "19.5", "19.6"}


def test_every_row_says_what_it_is():
    assert len(DECK_ROWS) == len(SCRIPT.rows())
    for row in ROWS.values():
        assert row.type in SCRIPT.TYPES
        if row.compares:
            assert row.by
            assert row.touches
            assert row.observe
            assert row.run != row.without
        else:
            assert len(row.why) > 40
            assert not row.run


@pytest.mark.parametrize("name", RUNNING)
def test_the_command_is_one_that_runs(name):
    words = ROWS[name].command.split(maxsplit=2)
    assert words[:2] == ["segsim", "run"]
    for overrides in (ROWS[name].run, ROWS[name].without):
        assert plan(SCRIPT.complete(overrides)).runs


@pytest.mark.parametrize("name", RUNNING)
def test_it_makes_a_difference(runs, name):
    """Policies, drivers and mechanisms against the run without them, observations elsewhere."""
    row = ROWS[name]
    with_, without = (
        runs(SCRIPT.complete(side)).value(row.observe) for side in (row.run, row.without)
    )
    assert with_ != without
    assert with_ == with_, "the observable of the run is no number"
    for observe in row.beside:
        assert runs(SCRIPT.complete(row.run)).value(observe) is not None


def test_every_causal_loop_has_a_switch():
    assert list(LOOPS) == [f"R{n}" for n in range(1, 8)] + [f"B{n}" for n in range(1, 7)]


@pytest.mark.parametrize(
    ("name", "rows"), [("source-systems", DECK_ROWS), ("feedbacks", LOOPS)], ids=["deck", "loops"]
)
def test_the_page_is_that_of_the_map(name, rows):
    page = (ROOT / "docs" / f"{name}.md").read_text("utf-8")
    sections = {part.split(" ", 1)[0]: part for part in page.split("\n### ")[1:]}
    assert list(sections) == [row.row for row in rows.values() if row.compares]
    for row in rows.values():
        if not row.compares:
            assert f"**{row.row} {row.item}.**" in page
            continue
        section = sections[row.row]
        assert section.startswith(f"{row.row} {row.item}\n")
        assert f"\n{row.command}\n" in section
        found = re.findall(r"^- `(.+?)`: \S.*", section, re.M)
        assert found == list(row.observables)
