"""What figures say in two languages, and names at the ends of lines."""

from itertools import pairwise

import pytest

from segsim import load
from segsim.study.figures.ends import apart
from segsim.study.figures.wording import Written, listed, title_of
from segsim.study.labels import KEYS, Key
from segsim.texts import lowered, words


def test_english_titles_are_those_of_the_tables():
    said = words("en")
    assert [title_of(key, said) for key in KEYS] == [key.title for key in KEYS]


def test_a_figure_nobody_has_put_into_words_keeps_its_title():
    assert title_of(Key("unheard_of", "city", None, "Unheard of"), words("fi")) == "Unheard of"


@pytest.mark.parametrize(
    ("locs", "changes", "expected"),
    [
        ([0.0, 0.5, 1.0], {}, ["0,0", "0,5", "1,0"]),
        ([-0.004, 0.0, 0.004], {"sign": True}, ["−0,004", "0,000", "+0,004"]),
        ([0.05, 0.1], {"scale": 100.0}, ["5", "10"]),
        ([1000.0, 2000.0], {}, ["1\u00a0000", "2\u00a0000"]),
        ([], {}, []),
    ],
)
def test_axes_have_the_decimals_they_take(locs, changes, expected):
    form = Written(words("fi").numbers, **changes)
    assert form.format_ticks(locs) == expected


def test_names_stand_apart_in_their_order_within_the_panel():
    places = apart([0.1, 0.5, 0.5, 0.51, 0.99], [0.1] * 5)
    assert places == sorted(places)
    assert all(b - a >= 0.1 - 1e-12 for a, b in pairwise(places))
    assert places[0] >= 0.05
    assert places[-1] <= 0.95
    assert places[0] == pytest.approx(0.1)


def test_names_within_sentences():
    said = words("fi")
    assert lowered("Raitiotie") == "raitiotie"
    assert lowered("ARA") == "ARA"
    assert listed(["a"], said) == "a"
    assert listed(["a", "b", "c"], said) == "a, b ja c"


@pytest.mark.parametrize("draw", ["ribbon", "forest"])
def test_finnish_figures_have_no_decimal_points(results_folder, draw):
    plot = load(results_folder).plot
    figure, axes = getattr(plot, draw)(KEYS[:1], lang="fi", heading=False)
    figure.canvas.draw()
    axis = axes.flat[0]
    labels = [t.get_text() for t in (*axis.get_xticklabels(), *axis.get_yticklabels(), *axis.texts)]
    assert any("," in text for text in labels)
    assert not any("." in text for text in labels)
    assert any("Raitiotie" in text for text in labels)
    assert not figure.texts
    assert not axis.get_title(loc="left")
