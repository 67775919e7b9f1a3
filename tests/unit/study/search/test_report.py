"""The answer in words: reached, reached without policy, not told, missed; and the picture."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from segsim.study.search.confirm import confirmed
from segsim.study.search.evidence import Evidence
from segsim.study.search.figure import draw_front
from segsim.study.search.report import report
from segsim.study.search.search import Found
from segsim.study.search.space import Space
from segsim.study.search.target import Target

SPACE = Space.of(["a_long_name_of_a_policy", "another_long_name"], (50, 100), None)
TRIED = [(50, 0), (100, 0), (100, 100)]
MEANS = (0.240, 0.230, 0.221, 0.205)


def found(bound, relative=False, aims=("cost",), behaviours=("mixed",)):
    """Return what a search would: outcomes .240 to .205, give or take .003, 0 to 30 million EUR."""
    names = [SPACE.name(package) for package in [(0, 0), *TRIED]]
    rows = [
        {
            "scenario": name,
            "behaviour": behaviour,
            "seed": seed,
            "outcome": mean + 0.003 * np.cos(3.0 * seed + place),
            "cost": 10e6 * place,
            "city_cost": 5e6 * place,
            "displaced": 1_000.0 - 7 * place * (seed % 3),
        }
        for behaviour in behaviours
        for place, (name, mean) in enumerate(zip(names, MEANS, strict=True))
        for seed in range(8)
    ]
    target = Target("adjusted_dissimilarity", "neighbourhood", "language", True, bound, relative)
    front = confirmed(Evidence.of(pd.DataFrame(rows), SPACE, TRIED), target, aims)
    one = SimpleNamespace(city=SimpleNamespace(title="Invented city", name="invented"))
    settings = SimpleNamespace(every_seed=(1, 2))
    asked = SimpleNamespace(
        by=2045,
        space=SPACE,
        settings=SimpleNamespace(aims=aims, confirm=8),
        pool=SimpleNamespace(one=one, behaviours=list(behaviours), settings=settings),
    )
    return Found(target, front.iloc[1:], front, asked)


@pytest.mark.parametrize(
    ("bound", "relative", "expected"),
    [
        (0.25, False, "The target is met without any policy: adjusted_dissimilarity 0.2"),
        (0.226, False, "Reached with least cost to all payers by a_long_name_of_a_policy 100 %:"),
        (0.2212, False, "Not told: 1 with less cost"),
        (0.2052, False, "That any package reaches the target is not told. Nearest is"),
        (0.19, False, "No package that was confirmed reaches the target. Nearest is"),
        (-0.015, True, "by a_long_name_of_a_policy 100 %: 20.0"),
        (-0.05, True, "No package that was confirmed reaches the target."),
    ],
)  # fmt: skip
def test_the_answer_says_what_reaches_the_target(bound, relative, expected):
    text = report(found(bound, relative))
    assert expected in " ".join(text.split())
    assert all(len(line) <= 100 for line in text.splitlines())
    # 3 packages and the baseline, on 2 seeds and on 8 fresh ones
    assert "3 of 8 packages were tried on 2 seeds" in text
    assert "(40 runs in all)" in " ".join(text.split())


def test_every_aim_has_an_answer_and_several_behaviours_are_told():
    text = report(found(0.226, aims=("cost", "displaced"), behaviours=("mixed", "network")))
    flat = " ".join(text.split())
    assert "Reached with least cost to all payers by a_long_name_of_a_policy 100 %:" in flat
    assert "Reached with least displaced households by" in flat
    assert "of the behaviour under which it is worst" in flat
    assert "(80 runs in all)" in flat


@pytest.mark.parametrize("aim", ["cost", "displaced"])
@pytest.mark.parametrize("relative", [False, True])
def test_no_text_of_the_picture_is_cut_off(aim, relative):
    figure = draw_front(found(-0.02 if relative else 0.22, relative, aims=(aim,)))
    figure.draw_without_rendering()
    width, height = figure.canvas.get_width_height()
    renderer = figure.canvas.get_renderer()
    axes = figure.axes[0]
    texts = [*figure.texts, axes.title, axes.xaxis.label, *axes.texts, axes._left_title]
    shown = [text for text in texts if text.get_text()]
    assert len(shown) >= 8
    for text in shown:
        box = text.get_window_extent(renderer)
        assert min(box.x0, box.y0) >= 0, text
        assert max(box.x1 - width, box.y1 - height) <= 0, text
