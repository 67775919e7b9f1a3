"""Classical models as lessons: the figures of a study, small, and refused beyond."""

import json
from time import perf_counter

import pytest

from segsim import validation
from segsim.explorer.live import lessons as module
from segsim.explorer.live.lessons import BOARDS, lesson, lessons
from segsim.explorer.live.levers import read_query
from segsim.registry import UserError
from segsim.study.classics.models import CLASSICS


def answer(query):
    found = lesson(read_query(query))
    json.dumps(found, allow_nan=False)
    return found


def test_every_classical_model_is_a_lesson_with_its_parameters():
    found = {one["name"]: one for one in lessons()}
    json.dumps(lessons(), allow_nan=False)
    assert set(found) == set(CLASSICS)
    parameters = {one["name"]: one for one in found["schelling"]["parameters"]}
    assert parameters["size"]["default"] == 51
    assert (parameters["size"]["low"], parameters["size"]["high"]) == (2, 100)
    assert parameters["similar_wanted"]["description"]


def test_schelling_is_that_of_the_function():
    found = answer("model=schelling&similar_wanted=35&size=30&seed=4")
    expected = validation.schelling(size=30, similar_wanted=35.0, seed=4)
    for name in ("percent_similar", "percent_unhappy", "ticks"):
        assert found["series"][name][-1][1] == pytest.approx(float(expected[name]))
    assert found["parameters"]["similar_wanted"] == 35
    assert found["side"] == 30
    boards = found["boards"]
    assert 2 <= len(boards) <= BOARDS
    assert [board["time"] for board in boards] == sorted({board["time"] for board in boards})
    assert boards[0]["time"] == 0
    assert all(len(board["group"]) == 900 for board in boards)
    assert set(boards[0]["group"]) == {-1, 0, 1}
    people = [sorted(board["group"]) for board in boards]
    assert all(groups == people[0] for groups in people), "people move and stay who they are"
    assert boards[0]["group"] != boards[-1]["group"]


def test_published_figures_stand_beside_their_parameters_only():
    assert answer("model=schelling&size=20")["published"] == {}
    assert "percent_similar" in answer("model=schelling&similar_wanted=30")["published"]


@pytest.mark.parametrize("name", list(CLASSICS))
def test_every_lesson_answers_in_time_at_its_defaults(name):
    answer(f"model={name}")  # compiles
    start = perf_counter()
    found = answer(f"model={name}")
    assert perf_counter() - start < module.SECONDS
    assert found["series"]
    assert bool(found["boards"]) is bool(CLASSICS[name].picture and name != "block_city")


def test_blocks_are_told_for_boards_of_blocks():
    found = answer("model=linear_response&areas=9&size=20&sweeps=20&burn_in=5")
    assert len(found["blocks"]) == len(found["boards"][0]["group"]) == 180


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", ["model", "Allowed"]),
        ("model=shelling", ["model", "Did you mean 'schelling'"]),
        ("model=schelling&size=101", ["size", "101", "100"]),
        ("model=schelling&size=9999", ["size", "9999", "500"]),
        ("model=schelling&siz=10", ["siz", "size"]),
        ("model=schelling&seed=-1", ["seed", "-1"]),
        ("model=schelling&seed=a", ["seed", "a"]),
        ("model=schelling&density=500", ["density", "500", "100"]),
        ("model=potential_game&steps=1000000000", ["steps", "1000000000", "500000"]),
        ("model=potential_game&shape=[3000,3000]", ["shape", "3000", "from 1 to 3"]),
        ("model=potential_game&counts=[1,0]", ["counts", "from 1 to 9"]),
        ("model=income_market&mu=1e-9", ["mu", "1e-09", "from 0.25"]),
        ("model=bid_rent&rings=100000", ["rings", "60"]),
    ],
)
def test_a_mistake_names_the_key_and_what_is_allowed(query, words):
    with pytest.raises(UserError) as caught:
        lesson(read_query(query))
    (line,) = str(caught.value).split("\n")
    for word in words:
        assert word in line


def test_a_lesson_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(module, "SECONDS", -1.0)
    with pytest.raises(UserError, match="schelling: this takes longer"):
        answer("model=schelling")
